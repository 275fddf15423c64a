"""Trying a quiz as a learner, without leaving a trace."""

from random import SystemRandom
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _

from statuscourse.accounts.access import author_required
from statuscourse.web.http import CourseRequest, found, not_kept, render_page
from statuscourse.web.methods import allow

from ...access.authoring import get_authored_quiz
from ...core.interchange.checking import SourceRefused
from ...forms import answer_form
from ...models import Quiz
from ...reports import quiz_trying as reports


@allow("GET", "POST")
@author_required
def author_quiz_try(request: CourseRequest, slug: str) -> HttpResponse:
    """One question of the quiz drawn by ``seed``; a POST is graded in place, and nothing is stored."""
    item = get_authored_quiz(request.user, slug)
    seed = request.GET.get("seed", "").replace("\x00", "")[:20]
    if not seed:
        return found(f"{request.path}?{urlencode({'seed': SystemRandom().randrange(1000, 10_000), 'place': 1})}")
    text = request.GET.get("place", "1")
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 4 else 0
    tried = reports.tried_quiz(item, item.working_copy, seed, number)
    if tried.place is None and tried.length:
        raise Http404("no such place")
    if request.method == "POST" and tried.place is not None:
        return _graded(request, item, seed, tried, tried.place)
    return _show(request, item, seed, tried)


def _graded(
    request: CourseRequest, item: Quiz, seed: str, tried: reports.TriedQuiz, place: reports.TriedPlace
) -> HttpResponse:
    form = answer_form(request.POST, place.revision)
    if not form.is_valid():
        shown = place.shown.asked([row.key for row in place.shown.items], form.kept())
        return _show(request, item, seed, tried, problem=form.problem(), question=shown, status=422)
    try:
        feedback = reports.tried_feedback(place, form.cleaned_data["response"])
    except SourceRefused:
        text = _("This question is a draft that says too little to be graded yet.")
        return _show(request, item, seed, tried, problem=text, status=422)
    return _show(request, item, seed, tried, feedback=feedback)


def _show(
    request: CourseRequest, item: Quiz, seed: str, tried: reports.TriedQuiz, *, status: int = 200, **more: Any
) -> HttpResponse:
    place = tried.place
    data = {
        "quiz": item,
        "title": item.working_copy.get("title") or item.title,
        "tried": tried,
        "place": place,
        "question": place.shown if place else None,
        "terms": reports.terms_in(item.working_copy),
        "seed": seed,
        "here": f"{request.path}?{urlencode({'seed': seed, 'place': place.number if place else 1})}",
        "places": range(1, tried.length + 1),
        **more,
    }
    return not_kept(render_page(request, "quizzes/author/author_quiz_try.html", data, status=status))
