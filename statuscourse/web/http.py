"""The typed request and the answers that rooms share."""

import json
import secrets
from typing import TYPE_CHECKING, Any

from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.cache import patch_vary_headers
from django.utils.http import escape_leading_slashes, url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django_htmx.middleware import HtmxDetails

from .addresses import stays_within
from .context_processors import sections
from .logs import current_request_id

if TYPE_CHECKING:
    from statuscourse.accounts.models import Learner, User


class CourseRequest(HttpRequest):
    """A request as the middleware leaves it."""

    htmx: HtmxDetails
    user: "User"  # or an AnonymousUser; ask is_authenticated first
    learner_now: "Learner | None"
    new_learner_token: str
    forget_learner: bool


def new_form_key() -> str:
    """A form's idempotency key: 22 characters, 128 random bits."""
    return secrets.token_urlsafe(16)


def private(response: HttpResponse) -> HttpResponse:
    """Mark a personal page: no shared cache may keep it, and a stored copy is asked about each time."""
    response.headers["Cache-Control"] = "private, no-cache"
    patch_vary_headers(response, ["Cookie"])
    return response


def render_page(request: HttpRequest, template: str, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    """A personal page, or its fragment where htmx asked: both from one address, told apart by ``Vary``."""
    response = render(request, template, {**context, "page_status": status}, status=status)
    patch_vary_headers(response, ["HX-Request"])
    return private(response)


def not_kept(response: HttpResponse) -> HttpResponse:
    """Mark a page that changes under its reader's hands: no cache keeps a copy, the browser's history included."""
    response.headers["Cache-Control"] = "private, no-store"
    return response


def own_address(request: HttpRequest) -> str:
    """What was asked for, as a link: a path that begins with two slashes would lead to another host."""
    return escape_leading_slashes(request.get_full_path())


def is_ours(request: HttpRequest, address: str) -> bool:
    """Whether an address that somebody sent leads to a page of this site."""
    hosts = {request.get_host()}
    return url_has_allowed_host_and_scheme(address, hosts, require_https=request.is_secure()) and stays_within(address)


def see_other(address: str) -> HttpResponse:
    """303: the result of a POST is a page to be fetched with GET (RFC 9110, 15.4.4)."""
    return HttpResponseRedirect(address, status=303, headers={"Cache-Control": "no-store"})


def found(address: str) -> HttpResponse:
    """302: for now, what was asked for is over there (RFC 9110, 15.4.3)."""
    return HttpResponseRedirect(address, headers={"Cache-Control": "no-store"})


def problem_page(request: HttpRequest, status: int, title: str, text: str, **more: Any) -> HttpResponse:
    """A page that says what is wrong with a request, in a sentence, and the way out."""
    context = {"status": status, "title": title, "text": text, **more}
    return render_page(request, "problem.html", context, status=status)


def drawn_alone(request: HttpRequest, status: int, title: str, text: str, **more: str) -> HttpResponse:
    """A page of an error, drawn without the request: who is asking may be just what cannot be found out."""
    bare = request.headers.get("HX-Request") == "true"
    context = {
        "status": status,
        "page_status": status,
        "title": title,
        "text": text,
        "method": request.method,
        "layout": "bare.html" if bare else "base.html",
        "page_sections": sections(),
        "page_path": request.path,
        "drawn_alone": True,
        **more,
    }
    page = HttpResponse(render_to_string("problem.html", context), status=status)
    page.headers["Cache-Control"] = "no-store"
    patch_vary_headers(page, ["HX-Request"])
    return page


def way_again(request: HttpRequest) -> dict[str, str]:
    """The way out of what can be asked again: the same address, or the page from which something was sent."""
    if request.method in {"GET", "HEAD"}:
        return {"way_out": own_address(request), "way_out_label": _("Ask again")}
    back = request.headers.get("Referer", "")
    try:
        here = is_ours(request, back)
    except DisallowedHost:  # some pages are drawn before anybody looked at it
        here = False
    return {"way_out": back, "way_out_label": _("Back to the page")} if here else {}


def how_long(seconds: int) -> str:
    """A wait as people say it: seconds up to a minute and a half, then minutes, rounded up."""
    if seconds <= 90:
        return ngettext("%(count)d second", "%(count)d seconds", seconds) % {"count": seconds}
    minutes = -(-seconds // 60)
    return ngettext("%(count)d minute", "%(count)d minutes", minutes) % {"count": minutes}


def takes_details(accept: str) -> bool:
    """Whether a script asks, which takes problem details and no page. ``accept`` is the field of that name."""
    return "json" in accept and "text/html" not in accept


def problem_details(status: int, title: str, detail: str, **more: Any) -> HttpResponse:
    """The same for a script: problem details, whose members beyond the standard ones are ``more`` (RFC 9457, 3)."""
    if status >= 500:  # what to quote to whoever runs the site; the log has it
        more["request_id"] = current_request_id()
    body = json.dumps({"type": "about:blank", "title": title, "status": status, "detail": detail, **more})
    headers = {"Cache-Control": "no-store"}
    return HttpResponse(body, status=status, content_type="application/problem+json", headers=headers)
