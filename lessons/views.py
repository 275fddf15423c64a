"""Pages that one reads."""

import re
import secrets

from django.conf import settings
from django.http import HttpResponse, HttpResponseNotModified
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.html import escape
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from quizzes.reports import code_questions
from statuscourse.accounts.access import ensure_learner, get_learner, is_signed_in, may_author
from statuscourse.protocol.registry import CLASS_NAMES, registry, treated_as
from statuscourse.web.addresses import at
from statuscourse.web.code_map import by_frequency, code_map
from statuscourse.web.http import CourseRequest, new_form_key, problem_page, render_page, see_other
from statuscourse.web.methods import allow

from . import access, actions, reports

GZIP = re.compile(r"\bgzip\b(?!\s*;\s*q=0(?:\.0*)?\s*(?:,|$))", re.IGNORECASE)  # RFC 9110, 12.5.3


@allow("GET")
def lessons(request: CourseRequest) -> HttpResponse:
    return render_page(request, "lessons/lessons.html", {"states": reports.lesson_states(get_learner(request))})


@allow("GET")
def lesson(request: CourseRequest, slug: str) -> HttpResponse:
    """A lesson: made once, personalised by splicing, revalidated by an ETag over the content without the token.

    The tag also names the reader's CSRF secret and account, because a stored copy with a dead token would refuse every
    answer. Who sends no cookie has no token that could die, so there the content alone decides.
    """
    page = access.get_lesson_page(slug)
    if page is None:
        text = _("This lesson was taken out of the course. What you read of it stays in your data.")
        return problem_page(
            request, 410, _("Gone, on purpose"), text, way_out=at("/lessons/"), way_out_label=_("All lessons")
        )
    known = request.headers.get("If-None-Match", "")
    name = request.user.username if is_signed_in(request) else ""
    secret = request.COOKIES.get(settings.CSRF_COOKIE_NAME, "")
    if known and _is_known(request, known, page.digest, secret, name):
        response: HttpResponse = HttpResponseNotModified(headers={"ETag": _etag(page.digest, secret, name)})
    else:
        secret = _csrf_secret(request)
        writes = bool(name) and may_author(request.user)
        values = {"csrf-token": secret, "form-key": new_form_key(), "account": _account(name, writes)}
        zipped = bool(GZIP.search(request.headers.get("Accept-Encoding", "")))
        response = HttpResponse(page.gzipped(values) if zipped else page.identity(values))
        if zipped:
            response.headers["Content-Encoding"] = "gzip"
        response.headers["ETag"] = _etag(page.digest, secret, name)
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["Vary"] = "Cookie, Accept, Accept-Encoding"
    return response


def _csrf_secret(request: CourseRequest) -> str:
    """The visitor's CSRF secret, a new one where there is none; the middleware then sets the cookie.

    What Django's ``get_token`` does, but for its mask, which is against compression around a token, and for the way it
    draws letters one by one: the two cost a fifth of the page. 128 bits, in characters that Django takes for a secret.
    """
    if "CSRF_COOKIE" not in request.META:
        request.META.update(CSRF_COOKIE=secrets.token_hex(16), CSRF_COOKIE_NEEDS_UPDATE=True)
    secret: str = request.META["CSRF_COOKIE"]
    return secret


def _is_known(request: CourseRequest, known: str, digest: str, secret: str, name: str) -> bool:
    """Whether the client's copy may be used. A browser that lost its cookies needs a new token, and so a new page."""
    if secret:
        return f'"{_tag(digest, secret, name)}"' in known
    return f'"{digest}' in known and "text/html" not in request.headers.get("Accept", "")


def _tag(digest: str, secret: str, name: str) -> str:
    return f"{digest}-{salted_hmac('lessons.etag', f'{secret}:{name}').hexdigest()[:12]}" if secret else digest


def _etag(digest: str, secret: str, name: str) -> str:
    # Weak: the same content may come with or without gzip (RFC 9110, 8.8.1).
    return f'W/"{_tag(digest, secret, name)}"'


def _account(name: str, writes: bool) -> str:
    """As ``base.html`` has it."""
    if name:
        author = f'<a href="{at("/author/")}">{_("Author")}</a>' if writes else ""
        return f'{author}<a href="{at("/accounts/")}">{escape(name)}</a>'
    return f'<a href="{at("/accounts/sign-in/")}">{_("Sign in")}</a>'


@allow("GET")
def lesson_state(request: CourseRequest, slug: str) -> HttpResponse:
    """The small personal piece of a lesson: what was read, and how the checks went."""
    item = access.get_lesson(slug)
    states = reports.lesson_states(get_learner(request), slug)
    return render_page(request, "lessons/_outline.html", {"lesson": item, "state": states[0] if states else None})


@allow("POST")
def read_section(request: CourseRequest, slug: str, anchor: str) -> HttpResponse:
    section = access.get_section(slug, anchor)
    actions.mark_read(learner=ensure_learner(request), section=section, now=timezone.now())
    if request.htmx:
        state = reports.lesson_states(get_learner(request), slug)[0]
        return render_page(request, "lessons/_outline.html", {"lesson": section.lesson, "state": state})
    return see_other(at(f"/lessons/{slug}/#{anchor}"))


@allow("GET")
def codes(request: CourseRequest) -> HttpResponse:
    short = reports.in_short()
    data = {
        "bands": code_map(by_frequency()),
        "rows": [(status, short.get(code, "")) for code, status in registry().items()],
    }
    return render_page(request, "lessons/codes.html", data)


@allow("GET")
def code(request: CourseRequest, number: int) -> HttpResponse:
    """The reference of one code; what is not registered is a 404 that says how a client treats it."""
    status = registry().get(number)
    if status is None:
        return _not_registered(request, number)
    reference = access.get_code(number)
    around = sorted(registry())
    place = around.index(number)
    data = {
        "status": status,
        "reference": reference,
        # Rendered when the course was loaded, by renderers that escape and sanitise.
        "body": mark_safe(reference.body),  # noqa: S308
        "questions": code_questions(number),
        "previous": registry()[around[place - 1]] if place else None,
        "next": registry()[around[place + 1]] if place + 1 < len(around) else None,
    }
    return render_page(request, "lessons/code.html", data)


def _not_registered(request: CourseRequest, number: int) -> HttpResponse:
    treated = treated_as(number)
    title = _("%d is not a registered status code") % number
    if treated is None:
        text = _("A status code has three digits, from 100 to 599.")
    elif number >= 600:
        text = _("Codes run from 100 to 599; a client handles anything above as a server error (RFC 9110, 15).")
    else:
        text = (
            _("A client that meets it treats it as %d, the x00 of its class (RFC 9110, 15), and learns no more.")
            % treated
        )
    return problem_page(request, 404, title, text, way_out=at("/codes/"), way_out_label=_("All registered codes"))


@allow("GET")
def cheatsheet(request: CourseRequest) -> HttpResponse:
    short = reports.in_short()
    classes = [
        (
            digit,
            name,
            [(s, short.get(s.code, "")) for s in registry().values() if s.class_digit == digit and s.in_course],
        )
        for digit, name in CLASS_NAMES.items()
    ]
    return render_page(request, "lessons/cheatsheet.html", {"classes": classes})


@allow("GET")
def search(request: CourseRequest) -> HttpResponse:
    query = request.GET.get("q", "").strip()[:100]
    template = "lessons/_hits.html" if request.htmx else "lessons/search.html"
    return render_page(request, template, {"query": query, "hits": reports.find(query) if query else []})
