"""503 for a request that no worker comes to in time, made without asking the database or drawing a page anew."""

import json
from functools import lru_cache
from random import randint
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from .http import takes_details
from .middleware import fixed_headers

Answer = tuple[int, list[tuple[bytes, bytes]], bytes]


def busy_with_pages(environ: dict[str, Any]) -> Answer:
    text = _(
        "More people want something of this site at this moment than it can answer soon. Everything that was shown as"
        " saved is kept. Wait ten seconds, then ask again."
    )
    if _is_sent(environ):
        text = _(
            "More people want something of this site at this moment than it can answer soon, so it did nothing with"
            " what you sent. What was saved before is kept. Wait ten seconds, then reload this page: that sends it"
            " again."
        )
    return _busy(environ, text, seconds=10)


def busy_with_passwords(environ: dict[str, Any]) -> Answer:
    text = _(
        "More people sign in at this moment than passwords can be checked soon, so it did nothing with what you sent."
        " Wait half a minute, then reload this page: that sends it again."
    )
    return _busy(environ, text, seconds=30)


def _is_sent(environ: dict[str, Any]) -> bool:
    return environ["REQUEST_METHOD"] not in {"GET", "HEAD"}


def _busy(environ: dict[str, Any], text: str, *, seconds: int) -> Answer:
    """503 with Retry-After (RFC 9110, 15.6.4): a page, problem details for a script, or a line of text.

    The seconds are spread, or all who were told to wait would be back at once. A piece of a page that htmx asked for is
    left as it stands: what was typed in it is still there, to be sent again.
    """
    accept = environ.get("HTTP_ACCEPT", "")
    kind, content = "text/plain; charset=utf-8", f"{text}\n".encode()
    if environ.get("HTTP_HX_REQUEST") == "true":
        pass
    elif "text/html" in accept:
        kind, content = "text/html; charset=utf-8", _page(text, _is_sent(environ))
    elif takes_details(accept):
        kind, content = "application/problem+json", _details(text)
    return 503, [*_headers(), *_fields(kind, content, seconds)], content


def _fields(kind: str, content: bytes, seconds: int) -> list[tuple[bytes, bytes]]:
    fields = {
        "content-type": kind,
        "content-length": str(len(content)),
        "retry-after": str(randint(seconds // 2, seconds * 3 // 2)),  # noqa: S311 - no secret
        "cache-control": "no-store",
        "vary": "HX-Request, Accept",
        "hx-reswap": "none",
    }
    return [(name.encode(), value.encode()) for name, value in fields.items()]


@lru_cache(maxsize=1)
def _headers() -> list[tuple[bytes, bytes]]:
    """What every answer of the site has. HSTS is left to answers that know how they came."""
    headers = fixed_headers() | {
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": settings.X_FRAME_OPTIONS,
        "Referrer-Policy": settings.SECURE_REFERRER_POLICY,
        "Cross-Origin-Opener-Policy": settings.SECURE_CROSS_ORIGIN_OPENER_POLICY,
    }
    return [(name.lower().encode(), value.encode()) for name, value in headers.items()]


@lru_cache(maxsize=8)
def _page(text: str, is_sent: bool) -> bytes:
    """One page for everybody: it names nobody and no address, and its link leads to where it is shown."""
    context = {"text": text, "is_sent": is_sent, "page_status": 503, "layout": "base.html"}
    return render_to_string("busy.html", context).encode()


def _details(text: str) -> bytes:
    about = {"type": "about:blank", "title": _("Too many at once"), "status": 503, "detail": text}
    return json.dumps(about).encode()
