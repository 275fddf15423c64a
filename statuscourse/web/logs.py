"""What is written down of a running site: one line an event, with the number of the request that it belongs to.

A page of an error shows that number, so that who runs the site finds the lines of what went wrong for somebody. No
line has a body, a cookie, a query, a password or a code of a class: what could carry one is taken out on the way.
"""

import json
import logging
import re
import secrets
from collections.abc import Callable
from contextvars import ContextVar
from datetime import UTC, datetime
from functools import cache
from time import perf_counter
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from .waiting import is_unseen

GetResponse = Callable[[HttpRequest], HttpResponseBase]

REQUESTS = logging.getLogger("statuscourse.requests")

WELL_FORMED = re.compile(r"[A-Za-z0-9._-]{8,64}")
HIDDEN = "***"
# A join code in a path or a Referer; the password of an address; a form's fields, should a message quote them.
SECRETS = (
    (re.compile(r"(?i)((?:/|%2f)join(?:/|%2f))[^/\s\"'?#%&]+"), rf"\1{HIDDEN}"),
    (re.compile(r"(\w://[^\s/:@]*:)[^\s/@]+(?=@)"), rf"\1{HIDDEN}"),
    (re.compile(r"(?i)\b((?:bearer|basic) )[^\s\"',]+"), rf"\1{HIDDEN}"),
    (
        re.compile(r"(?i)\b((?:password\w*|csrfmiddlewaretoken|sessionid|learner|token|code)=)[^\s&\"';,]+"),
        rf"\1{HIDDEN}",
    ),
)
CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")

_current: ContextVar[str] = ContextVar("request_id", default="")


def current_request_id() -> str:
    """The number of the request that is being answered here, empty outside of one."""
    return _current.get()


def request_log(get_response: GetResponse) -> GetResponse:
    """Give each request its number, the answer the field ``X-Request-ID``, and the log a line where it is wanted."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        number = _given(request) or secrets.token_hex(8)
        request.request_id = number  # type: ignore[attr-defined]
        before = _current.set(number)
        started = perf_counter()
        try:
            response = get_response(request)
            response.headers["X-Request-ID"] = number
            if settings.LOG_REQUESTS and not is_unseen(request.META):
                _write(request, response, perf_counter() - started)
        finally:
            _current.reset(before)
        return response

    return middleware


def _given(request: HttpRequest) -> str:
    """The number that a proxy gave. Anybody can send the field, so without a proxy it is nobody's word."""
    if not settings.BEHIND_PROXY:
        return ""
    given = str(request.META.get("HTTP_X_REQUEST_ID", ""))
    return given if WELL_FORMED.fullmatch(given) else ""


def _write(request: HttpRequest, response: HttpResponseBase, seconds: float) -> None:
    found = request.resolver_match
    about = {
        "method": request.method,
        "path": hidden(request.path),
        "status": response.status_code,
        "milliseconds": round(seconds * 1000, 1),
        "route": found.url_name if found else None,
    }
    REQUESTS.info("%(method)s %(path)s %(status)d in %(milliseconds)s ms", about, extra={"fields": about})


def hidden(text: str) -> str:
    """A text without what nobody should read in a log."""
    for secret in _kept_secret():
        text = text.replace(secret, HIDDEN)
    for pattern, instead in SECRETS:
        text = pattern.sub(instead, text)
    return text


@cache
def _kept_secret() -> tuple[str, ...]:
    database = str(settings.DATABASES["default"].get("PASSWORD") or "")
    return tuple(secret for secret in (settings.SECRET_KEY, settings.METRICS_TOKEN, database) if len(secret) > 5)


def one_line(text: str) -> str:
    """Control characters as escapes: a path with a line break in it must not look like a second line."""
    return CONTROLS.sub(lambda found: found[0].encode("unicode_escape").decode("ascii"), text)


def _number(record: logging.LogRecord) -> str:
    """Of the request that a record names, because Django writes some after the answer is made; else of this one."""
    return getattr(getattr(record, "request", None), "request_id", "") or current_request_id()


class Text(logging.Formatter):
    """A line for people; a traceback follows below it, indented: what an error quotes must not look like a line."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s%(number)s: %(message)s")

    def format(self, record: logging.LogRecord) -> str:
        number = _number(record)
        record.number = f" [{number}]" if number else ""
        return hidden(super().format(record))

    def formatException(self, ei: Any) -> str:  # noqa: N802 - logging's own name
        return "\n".join(f"  {one_line(line)}" for line in super().formatException(ei).split("\n"))

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - logging's own name
        return one_line(super().formatMessage(record))


class Json(logging.Formatter):
    """A line for machines: one object, the traceback in it."""

    def format(self, record: logging.LogRecord) -> str:
        said: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": hidden(record.getMessage()),
            "request_id": _number(record) or None,
            **getattr(record, "fields", {}),
        }
        if record.exc_info:
            said["traceback"] = hidden(self.formatException(record.exc_info))
        return json.dumps(said, ensure_ascii=True)


def configuration(*, form: str, level: str, requests: bool) -> dict[str, Any]:
    """Django's ``LOGGING``. ``form`` is text or json, ``level`` a name of logging's."""
    formatter = {"json": Json, "text": Text}[form]
    # Everything to standard error, where systemd and containers expect it.
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"()": formatter}},
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["console"], "level": level},
        "loggers": {
            "django": {"level": level},
            # The values of a query are what learners wrote.
            "django.db.backends": {"level": "WARNING"},
            # Each refused request has its line already.
            "django.request": {"level": "ERROR" if requests else level},
            "statuscourse.accounts": {"level": "INFO"},  # who gave whom which role
            "statuscourse.requests": {"level": "INFO"},
        },
    }
