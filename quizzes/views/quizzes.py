"""The list of quizzes, and the way into each."""

from random import SystemRandom

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from statuscourse.accounts.access import ensure_learner, get_learner
from statuscourse.web.http import CourseRequest, problem_page, render_page, see_other
from statuscourse.web.methods import allow

from .. import access, actions, reports
from ..models import Quiz
from .moved import survives_a_move


@allow("GET")
def quizzes(request: CourseRequest) -> HttpResponse:
    rows = reports.standings(get_learner(request), now=timezone.now())
    return render_page(request, "quizzes/quizzes.html", {"groups": reports.quiz_groups(rows)})


@allow("GET", "POST")
@survives_a_move
def quiz(request: CourseRequest, slug: str) -> HttpResponse:
    """What a quiz is about, with the way in; a POST starts an attempt or goes on with the one under way."""
    item = access.get_quiz(slug)
    if item.retired_at:
        text = _("This quiz was retired. Attempts at it keep their results.")
        return problem_page(request, 410, _("Gone, on purpose"), text, way_out=reverse("quizzes"))
    if request.method == "POST":
        return _start(request, item)
    now = timezone.now()
    learner = get_learner(request)
    if learner is not None and item.terms.is_exam:
        actions.hand_in_overdue(learner=learner, now=now)
    standing = reports.standings(learner, slug, now=now)[0]
    return render_page(request, "quizzes/quiz.html", {"standing": standing, "refusal": standing.refusal(now)})


def _start(request: CourseRequest, item: Quiz) -> HttpResponse:
    if item.terms.attempts is not None and not request.user.is_authenticated:
        text = _("This exam may be taken only so often, so it has to know who takes it. Sign in, then begin.")
        way_in = f"{reverse('sign_in')}?next={reverse('quiz', args=[item.pk])}"
        return problem_page(request, 403, _("For an account"), text, way_out=way_in, way_out_label=_("Sign in"))
    now = timezone.now()
    learner = ensure_learner(request)
    actions.hand_in_overdue(learner=learner, now=now)
    try:
        attempt = actions.start_attempt(learner=learner, quiz=item, now=now, rng=SystemRandom())
    except actions.NotNow as refused:
        title, text = _refusal(item, refused.reason)
        way_out = reverse("quiz", args=[item.pk])
        return problem_page(request, 409, title, text, way_out=way_out, way_out_label=item.title)
    if attempt is None:
        text = _("Every question of this quiz was retired. Attempts at it keep their results.")
        return problem_page(request, 410, _("Nothing left to ask"), text, way_out=reverse("quizzes"))
    return see_other(reverse("attempt", args=[item.pk, attempt.pk]))


def _refusal(item: Quiz, reason: str) -> tuple[str, str]:
    """Title and text for an exam that takes no attempt now."""
    terms = item.terms
    if reason == "early":
        at = date_format(timezone.localtime(terms.opens_at), "j F Y, H:i")
        return _("Not open yet"), _("This exam opens on %s. Nothing was started.") % at
    if reason == "late":
        at = date_format(timezone.localtime(terms.closes_at), "j F Y, H:i")
        return _("Closed"), _("This exam closed on %s. Nothing was started.") % at
    text = ngettext(
        "This exam may be taken once, and you have. Nothing was started.",
        "This exam may be taken %(times)d times, and you have. Nothing was started.",
        terms.attempts or 0,
    )
    return _("No attempt left"), text % {"times": terms.attempts or 0}
