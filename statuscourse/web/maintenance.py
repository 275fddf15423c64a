"""Maintenance: the site is closed for a while, says so with 503, and says when to come again (RFC 9110, 15.6.4).

A file in the data folder is the switch, so that a command closes what other processes serve, and a restart does not
open it. Each request asks for the file's stat; that costs about two microseconds and finds the file at once.
"""

import json
import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.dateformat import format as formatted
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from .http import drawn_alone, problem_details, takes_details, way_again

GetResponse = Callable[[HttpRequest], HttpResponseBase]

RETRY_SECONDS = 60  # where nobody said until when
MOST_TEXT = 500  # characters
OPEN = frozenset({"/healthz", "/metrics", "/words.js"})  # static files are answered before this is asked
# What a read may say to the database; everything else changes something, or might.
READING = ("SELECT", "BEGIN", "SAVEPOINT", "RELEASE", "ROLLBACK", "PRAGMA", "EXPLAIN", "DECLARE", "FETCH", "CLOSE")


@dataclass(frozen=True)
class Maintenance:
    """``until`` is when it is meant to end; it ends when somebody ends it. ``read_only`` leaves the pages open."""

    text: str = ""
    until: datetime | None = None
    read_only: bool = False

    def retry_after(self, now: datetime) -> int:
        """Seconds, at least 1: until the end, or a minute where it is not known or has passed."""
        left = int((self.until - now).total_seconds()) if self.until else 0
        return left if left > 0 else RETRY_SECONDS


class Closed(Exception):
    """Something wanted to write while the site may be read only; nothing was written."""


def switch() -> Path:
    """The file that closes the site while it is there. An empty one, made by hand, does it as well."""
    return Path(_path())


def begin(*, text: str = "", until: datetime | None = None, read_only: bool = False) -> None:
    """Close the site, in every process that serves this data folder, from the next request on.

    What is being answered meanwhile is answered to its end. Done again it replaces the words and the time.
    """
    said = {"text": text[:MOST_TEXT], "until": until.isoformat() if until else None, "read_only": read_only}
    draft = switch().with_name(f"maintenance.{os.getpid()}.new")
    draft.write_text(json.dumps(said), encoding="utf-8")
    draft.replace(switch())  # at once: nobody reads half of it


def end() -> None:
    """Open the site. Does nothing where it is open."""
    with suppress(FileNotFoundError):
        switch().unlink()


def under_way() -> Maintenance | None:
    """What the site is closed for, or None while it is open."""
    path = _path()
    if not os.access(path, os.F_OK):  # an exception would cost several times as much, in each request
        return None
    try:
        about = os.stat(path)
    except FileNotFoundError:
        return None
    mark = (about.st_ino, about.st_mtime_ns, about.st_size)
    if _last.get("mark") != mark:
        _last.update(mark=mark, found=_read())
    found: Maintenance | None = _last["found"]
    return found


_last: dict[str, Any] = {}  # what was read last, and of which file


def _path() -> str:
    return str(settings.DATA_DIR) + "/maintenance.json"


def _read() -> Maintenance | None:
    """A file that cannot be read closes the site too: somebody wanted it closed."""
    try:
        said = json.loads(switch().read_text(encoding="utf-8"))
        until = parse_datetime(said["until"]) if said.get("until") else None
        if until is not None and timezone.is_naive(until):  # written by hand
            until = timezone.make_aware(until)
        if until is not None:
            timezone.localtime(until)  # what lies beyond the year 9999 somewhere is no time that a page can say
        return Maintenance(str(said.get("text", ""))[:MOST_TEXT], until, said.get("read_only") is True)
    except FileNotFoundError:
        return None
    except (OSError, ValueError, AttributeError, TypeError, OverflowError, RecursionError):
        return Maintenance()


class MaintenanceMiddleware:
    """Answers for the whole site while it is closed, without asking the database or a session.

    Where it may be read, GET and HEAD go on, and a statement that would write is stopped on its way to the database.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        found = under_way()
        if found is None or request.path_info in OPEN:
            return self.get_response(request)
        if found.read_only and request.method in {"GET", "HEAD", "OPTIONS"}:
            with connection.execute_wrapper(_only_reading):
                return self.get_response(request)
        return closed(request, found)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        found = under_way() or Maintenance()
        return closed(request, found) if isinstance(exception, Closed) else None


def _only_reading(execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: dict[str, Any]) -> Any:
    if str(sql).lstrip(" (\n").upper().startswith(READING):
        return execute(sql, params, many, context)
    raise Closed


def closed(request: HttpRequest, found: Maintenance) -> HttpResponse:
    """503 in the shape that was asked for: a page, a piece of one for htmx, problem details, or a line."""
    title = _("Only to be read for a while") if found.read_only else _("Closed for maintenance")
    text = _words(request, found)
    if request.path_info == "/readyz":
        response = HttpResponse("maintenance\n", content_type="text/plain; charset=utf-8", status=503)
    elif takes_details(request.headers.get("Accept", "")):
        response = problem_details(503, title, text, reason="maintenance")
    else:
        response = drawn_alone(request, 503, title, text, **way_again(request))
        patch_vary_headers(response, ["Accept"])
    response.headers["Cache-Control"] = "no-store"
    response.headers["Retry-After"] = str(found.retry_after(timezone.now()))
    # Django would write a line of an error for each; whoever closed the site knows.
    response._has_been_logged = True  # type: ignore[attr-defined]
    return response


def _words(request: HttpRequest, found: Maintenance) -> str:
    """Why, what is kept, what became of what was sent, and until when."""
    words = [_sentence(found.text) or _("Somebody is working on the site.")]
    words.append(_("Everything that was shown as saved is kept."))
    if request.method in {"GET", "HEAD"}:
        pass
    elif request.headers.get("HX-Request") == "true":
        words.append(_("What you sent now was not stored. It still stands here: send it again afterwards."))
    else:
        words.append(_("What you sent now was not stored. Reload this page afterwards: that sends it again."))
    if found.until and found.until > timezone.now():
        words.append(_until(timezone.localtime(found.until)))
    return " ".join(words)


def _sentence(text: str) -> str:
    """What an operator wrote, with a stop behind it: others follow."""
    text = text.strip()
    return f"{text}." if text and text[-1].isalnum() else text


def _until(at: datetime) -> str:
    told = {"time": f"{at:%H:%M}", "zone": at.tzname(), "day": formatted(at, _("j F"))}
    if at.date() == timezone.localdate():
        return _("It is meant to be open again at %(time)s (%(zone)s).") % told
    return _("It is meant to be open again on %(day)s at %(time)s (%(zone)s).") % told
