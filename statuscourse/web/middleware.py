"""Middleware that knows nothing of models: methods, the size of a body, security headers, revalidation."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response, set_response_etag
from django.utils.translation import gettext as _

from statuscourse.protocol.registry import phrase

from .bodies import body_limit, takes_files
from .http import problem_page, way_again

GetResponse = Callable[[HttpRequest], HttpResponseBase]


class BeforeCsrfMiddleware:
    """What is refused before CSRF is looked at, because a 403 would be the wrong answer to it.

    405 with ``Allow`` for a method that a view does not have, 204 for OPTIONS, 501 for what nobody has (RFC 9110,
    15.5.6, 9.3.7 and 15.6.2); 413 for a body over the limit and 400 for a length that is no number (15.5.14).
    """

    KNOWN = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT"})

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: list[Any], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        return self._method(request, view) or self._length(request)

    def _method(self, request: HttpRequest, view: Callable[..., Any]) -> HttpResponse | None:
        # As it was sent: a method is case-sensitive (RFC 9110, 9.1), and Django makes capitals of it.
        if request.META.get("REQUEST_METHOD", request.method) not in self.KNOWN:
            text = _("No page of this site, and no part of its server, knows this method.")
            return problem_page(request, 501, _("An unknown method"), text)
        allowed: tuple[str, ...] | None = getattr(view, "allowed_methods", None)
        if allowed is None:  # only views of other packages; a test sees to it that ours say what they allow
            return None
        if request.method == "OPTIONS":
            response = HttpResponse(status=204, headers={"Allow": ", ".join(allowed)})
            del response.headers["Content-Type"]
            return response
        if request.method in allowed:
            return None
        text = _("This address answers %s. The page exists; the method does not fit it.") % ", ".join(allowed)
        response = problem_page(request, 405, _("%s is not for this page") % request.method, text)
        response.headers["Allow"] = ", ".join(allowed)
        return response

    def _length(self, request: HttpRequest) -> HttpResponse | None:
        length = request.META.get("CONTENT_LENGTH") or "0"
        if not (length.isascii() and length.isdecimal() and len(length) < 19):
            text = _("Content-Length has to be a whole number.")
            return problem_page(request, 400, _("A length that is no number"), text)
        where = request.path_info, request.META.get("HTTP_COOKIE", "")
        limit = body_limit(*where)
        if int(length) <= limit:
            return None
        text = _("No form of this site needs more than %d kB. Nothing was read, nothing has changed.") % (limit // 1024)
        if not takes_files(*where):
            return problem_page(request, 413, _("That is more than fits"), text, **way_again(request))
        text = _("A file may have %d MB here. Split it into smaller ones. Nothing was read, nothing has changed.")
        back = {"way_out": request.path, "way_out_label": _("Choose another file")}
        return problem_page(request, 413, _("That is more than fits"), text % (limit // 1_000_000), **back)


def fixed_headers() -> dict[str, str]:
    """The headers of every answer that Django does not send."""
    return {
        "Content-Security-Policy": "; ".join(f"{name} {' '.join(all_)}" for name, all_ in settings.SECURE_CSP.items()),
        "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
        "Cross-Origin-Resource-Policy": "same-origin",
    }


def security_headers(get_response: GetResponse) -> GetResponse:
    """What every answer gets on its way out: the headers that Django does not send, the phrase of the registry."""
    headers = fixed_headers()

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        for name, value in headers.items():
            response.headers.setdefault(name, value)
        # Django takes phrases from Python's table, which on 3.11 has the old ones; a server may replace them again.
        if response.status_code in {204, 304} and response.has_header("Content-Length"):
            # CommonMiddleware writes a 0. RFC 9110, 8.6: never with 204, and with 304 it would speak of the page.
            del response.headers["Content-Length"]
        response.reason_phrase = phrase(response.status_code) or response.reason_phrase
        return response

    return middleware


def revalidation(get_response: GetResponse) -> GetResponse:
    """An ETag for every page, and 304 where the client has it already (RFC 9110, 13.1.2 and 15.4.5).

    A page that made its own ETag has compared it as well.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        if request.method not in {"GET", "HEAD"} or response.status_code != 200 or response.streaming:
            return response
        if response.has_header("ETag"):
            return response
        assert isinstance(response, HttpResponse)  # noqa: S101 - not streaming
        if not response.content:  # Django makes no tag of nothing
            return response
        set_response_etag(response)
        return get_conditional_response(request, etag=response.headers["ETag"], response=response) or response

    return middleware
