"""Figures for Prometheus, counted by every worker and read together from ``/metrics``.

Nothing of it is loaded or counted where no METRICS_TOKEN is set. The workers' figures are in files that each of them
keeps open. They are in memory where the system has such a folder: on a full disk, writing to a file of this kind ends
the process.
"""

import atexit
import hashlib
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from time import perf_counter
from typing import Any

import django
from django.conf import settings
from django.contrib.auth.signals import user_login_failed
from django.core.exceptions import MiddlewareNotUsed
from django.core.signals import got_request_exception
from django.db import Error, connection
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.crypto import constant_time_compare

import statuscourse

from .lastbackup import last_good_backup
from .maintenance import under_way
from .methods import allow
from .outages import is_locked
from .waiting import MAY_WAIT, is_unseen

GetResponse = Callable[[HttpRequest], HttpResponseBase]

MEMORY = Path("/dev/shm")  # noqa: S108 - a folder of our own is made in it, see _folder
SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)
METHODS = frozenset({"GET", "HEAD", "POST", "OPTIONS"})
EVENTS = ("answer_recorded", "draft_saved", "sign_in_failed", "database_error", "too_busy")


@dataclass(frozen=True)
class Figures:
    """Labels are of bounded number: names of routes, four methods and "other", statuses that the site has."""

    requests: Any
    seconds: Any
    events: Any


@cache
def figures() -> Figures:
    """Made once in a process. The library looks for its folder when it is imported, so it is imported here."""
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(_folder())
    from prometheus_client import CollectorRegistry, Counter, Histogram  # noqa: PLC0415 - see above

    apart = CollectorRegistry()  # nothing is read from it: the reader goes by the files
    labels = ("route", "method", "status")
    made = Figures(
        Counter("statuscourse_requests", "Requests answered", labels, registry=apart),
        Histogram("statuscourse_request_seconds", "Seconds to an answer", ("route",), buckets=SECONDS, registry=apart),
        Counter("statuscourse_events", "What happened", ("event",), registry=apart),
    )
    for event in EVENTS:
        made.events.labels(event)  # a figure that is 0 is there from the start
    user_login_failed.connect(_sign_in_failed)
    got_request_exception.connect(_request_failed)
    return made


def prepare() -> None:
    """Begin at nothing, before the workers are made. What an earlier run counted is gone, as Prometheus expects."""
    if not settings.METRICS_TOKEN:
        return
    figures()  # whose files this process may have open already
    atexit.register(_clear, os.getpid())
    for folder in (_in_memory(), _in_data()):
        for file in folder.glob("*.db"):
            if not file.stem.endswith(f"_{os.getpid()}"):
                with suppress(OSError):  # in a folder that somebody else made, which is not used
                    file.unlink()


def _clear(maker: int) -> None:
    """Give the memory back at the end; workers, which are forks of the maker, leave it to them."""
    if os.getpid() == maker:
        shutil.rmtree(_in_memory(), ignore_errors=True)


def count(event: str, number: int = 1) -> None:
    """Count what happened: one of EVENTS."""
    if settings.METRICS_TOKEN:
        with suppress(OSError):  # a figure less is no reason to lose an answer
            figures().events.labels(event).inc(number)


def _sign_in_failed(sender: Any, **kwargs: Any) -> None:
    count("sign_in_failed")


def _request_failed(sender: Any, request: HttpRequest, **kwargs: Any) -> None:
    error = sys.exc_info()[1]
    if isinstance(error, Error) and not (is_locked(error) and MAY_WAIT in request.META):  # else it is run again
        count("database_error")


def _folder() -> Path:
    """Where the workers keep their files: ours alone, in memory where that can be had."""
    for folder in (_in_memory(), _in_data()):
        try:
            folder.mkdir(mode=0o700, exist_ok=True)
        except OSError:
            continue
        about = folder.lstat()
        if about.st_uid == os.geteuid() and folder.is_dir() and not folder.is_symlink():
            return folder
    return _in_data()


def _in_memory() -> Path:
    here = hashlib.sha256(f"{settings.DATA_DIR}:{settings.PORT}".encode()).hexdigest()[:16]
    return MEMORY / f"statuscourse-{os.geteuid()}-{here}"


def _in_data() -> Path:
    return Path(settings.DATA_DIR) / "metrics"


def measured(get_response: GetResponse) -> GetResponse:
    """Count each request and how long it took."""
    if not settings.METRICS_TOKEN:
        raise MiddlewareNotUsed("no METRICS_TOKEN is set")
    kept = figures()
    counters: dict[tuple[str, str, int], Any] = {}  # the library's own way to them costs as much as counting
    timers: dict[str, Any] = {}

    def middleware(request: HttpRequest) -> HttpResponseBase:
        started = perf_counter()
        response = get_response(request)
        if is_unseen(request.META):
            return response
        route = _route(request)
        key = (route, _method(request), response.status_code)
        with suppress(OSError):
            if key not in counters:
                counters[key] = kept.requests.labels(*key)
            if route not in timers:
                timers[route] = kept.seconds.labels(route)
            counters[key].inc()
            timers[route].observe(perf_counter() - started)
        return response

    return middleware


def _route(request: HttpRequest) -> str:
    """The name of the address. What a visitor typed never becomes a label."""
    found = request.resolver_match
    if found:
        return found.url_name or "unnamed"
    return "static" if request.path.startswith(settings.STATIC_URL) else "none"


def _method(request: HttpRequest) -> str:
    return request.method if request.method in METHODS else "other"


class _Now:
    """What is asked at the moment of reading, and costs microseconds."""

    def collect(self) -> Iterator[Any]:
        from prometheus_client.core import GaugeMetricFamily  # noqa: PLC0415 - only where it is wanted

        about = {
            "version": str(getattr(statuscourse, "VERSION", "")),
            "django": django.get_version(),
            "python": ".".join(map(str, sys.version_info[:3])),
            "database": connection.vendor,
        }
        info = GaugeMetricFamily("statuscourse_info", "What runs here", labels=list(about))
        info.add_metric(list(about.values()), 1)
        yield info
        for name, text, value in _gauges():
            yield GaugeMetricFamily(name, text, value=value)


def _gauges() -> Iterator[tuple[str, str, float]]:
    data = Path(settings.DATA_DIR)
    yield "statuscourse_maintenance", "1 while the site is closed", float(under_way() is not None)
    yield "statuscourse_disk_free_bytes", "Free where the data is", float(shutil.disk_usage(data).free)
    if connection.vendor == "sqlite":
        yield "statuscourse_database_bytes", "Size of the database's file", _size(settings.DATABASES["default"]["NAME"])
    if good := last_good_backup():
        yield "statuscourse_last_backup_timestamp_seconds", "When the last good backup was made", good.timestamp()


def _size(path: Any) -> float:
    try:
        return float(os.stat(path).st_size)
    except OSError:
        return 0.0


@allow("GET")
def metrics(request: HttpRequest) -> HttpResponse:
    """For who has the token. Without one on the site there is no such page; the database is not asked."""
    token = settings.METRICS_TOKEN
    if not token:
        raise Http404
    scheme, _, given = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not constant_time_compare(given.strip(), token):
        return _unauthorised(given)
    figures()
    from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest  # noqa: PLC0415 - see figures
    from prometheus_client.multiprocess import MultiProcessCollector  # noqa: PLC0415

    registry = CollectorRegistry()
    registry.register(_Now())
    MultiProcessCollector(registry, path=os.environ["PROMETHEUS_MULTIPROC_DIR"])  # type: ignore[no-untyped-call]
    return HttpResponse(
        generate_latest(registry), content_type=CONTENT_TYPE_LATEST, headers={"Cache-Control": "no-store"}
    )


def _unauthorised(given: str) -> HttpResponse:
    """401 with a challenge (RFC 9110, 11.6.1, and RFC 6750, 3: no error is named where nothing was sent)."""
    challenge = 'Bearer realm="metrics"' + (', error="invalid_token"' if given else "")
    headers = {"WWW-Authenticate": challenge, "Cache-Control": "no-store"}
    text = "Send the METRICS_TOKEN as a Bearer token.\n"
    return HttpResponse(text, content_type="text/plain; charset=utf-8", status=401, headers=headers)
