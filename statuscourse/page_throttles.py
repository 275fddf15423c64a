"""What each address of the site costs, and the answer to whoever asks for more of it than a person can use.

Only addresses that are dear to answer or that store something are counted; see ``docs/security.md`` for the numbers.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any, cast

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _

from statuscourse.accounts.access import get_learner, is_signed_in
from statuscourse.accounts.budgets import Budget, client_key
from statuscourse.accounts.guessing import too_many
from statuscourse.web.http import CourseRequest, how_long
from statuscourse.web.maintenance import under_way
from statuscourse.web.outages import database_failed

ROOM = 30  # people who are not known yet share the budget of their address; a classroom is behind one

SEARCHES = Budget("search", 600, timedelta(minutes=10), step=10)
PREVIEWS = Budget("preview", 600, timedelta(minutes=10), step=10)
DEAR_PAGES = Budget("dear page", 300, timedelta(minutes=10), step=10)
UPLOADS = Budget("upload", 60, timedelta(hours=1), step=5)
ANSWERS = Budget("answer", 300, timedelta(minutes=1), step=20)

OF_GET = {
    "search": SEARCHES,
    **dict.fromkeys(
        (
            "author_confusion",
            "author_export",
            "author_quiz_statistics",
            "author_regrade",
            "author_statistics",
            "class_export",
            "class_insight",
            "class_roster_csv",
            "export_my_data",
            "gradebook",
            "gradebook_csv",
        ),
        DEAR_PAGES,
    ),
}
OF_POST = {
    "author_preview": PREVIEWS,
    **dict.fromkeys(
        ("author_count", "author_quiz_count", "author_quiz_rebuild", "author_regrade", "author_quiz_try"), DEAR_PAGES
    ),
    **dict.fromkeys(("author_import", "class_roster", "gradebook_import"), UPLOADS),
    **dict.fromkeys(
        (
            "attempt_question",
            "author_draft",
            "draft",
            "hand_in",
            "live_answer",
            "question",
            "quiz",
            "read_section",
            "report_question",
        ),
        ANSWERS,
    ),
}
BUDGETS = {"GET": OF_GET, "HEAD": OF_GET, "POST": OF_POST}

GetResponse = Callable[[HttpRequest], HttpResponseBase]


class ThrottleMiddleware:
    """429 with Retry-After (RFC 6585, 4) before a view does any work."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, plain_request: HttpRequest, view: Callable[..., Any], args: list[Any], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        request = cast(CourseRequest, plain_request)
        name = request.resolver_match.url_name if request.resolver_match else None
        budget = BUDGETS.get(request.method or "", {}).get(name or "")
        if budget is None or not settings.PAGE_THROTTLES:
            return None
        if under_way() is not None:  # it may only be read for now, and counting would be writing
            return None
        key, room = _who(request)
        try:
            seconds = budget.spend(key, timezone.now(), room=room)
        except DatabaseError as error:
            if request.method == "POST" or not database_failed(error):
                raise
            return None  # a full disk or a locked file keeps nobody from reading
        return _refusal(request, budget, seconds) if seconds else None


def _who(request: CourseRequest) -> tuple[str, int]:
    """A digest of who asks, and how many people that may be."""
    if is_signed_in(request):
        return client_key("account", str(request.user.pk)), 1
    learner = get_learner(request)
    if learner is not None:
        return client_key("learner", str(learner.pk)), 1
    return client_key("address", request), ROOM


def _refusal(request: HttpRequest, budget: Budget, seconds: int) -> HttpResponse:
    texts = {
        ANSWERS: _("More was sent from here in a minute than a person can write."),
        UPLOADS: _("More files were sent from here in an hour than this server has time for."),
    }
    cause = texts.get(budget, _("This page takes the server some work, and was asked for too often from here."))
    words = f"{cause} {_what_to_do(request) % {'time': how_long(seconds)}}"
    return too_many(request, seconds, _("Too much at once"), words)


def _what_to_do(request: HttpRequest) -> str:
    if request.method in {"GET", "HEAD"}:
        return _("Wait %(time)s, then ask again.")
    if request.headers.get("HX-Request") == "true":  # the page keeps the form (static/js/after-swap.js)
        return _("What you sent last was not taken, and still stands here. Wait %(time)s, then send it again.")
    return _(
        "What you sent last was not taken; everything before it is kept. Wait %(time)s, then reload this page: that"
        " sends it again."
    )
