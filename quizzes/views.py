"""Pages where one answers: a question by itself, the quizzes, an attempt and its result."""

from collections.abc import Callable
from functools import wraps
from random import SystemRandom
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _

from statuscourse.accounts.access import ensure_learner, get_learner
from statuscourse.web.http import (
    CourseRequest,
    found,
    new_form_key,
    private,
    problem_page,
    render_page,
    see_other,
)
from statuscourse.web.methods import allow

from . import access, actions, reports
from .forms import AnswerForm
from .models import Answer, Attempt, Question

View = Callable[..., HttpResponse]


def survives_a_move(view: View) -> View:
    """409 where the learner was merged or deleted while the request was on its way; sent again it works."""

    @wraps(view)
    def wrapper(request: CourseRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except actions.LearnerGone:
            text = _("Your data moved while this was on its way: you signed in, or deleted it. Nothing was recorded.")
            return problem_page(request, 409, _("Send it again"), text, way_out=request.path, way_out_label=_("Back"))

    return wrapper


@allow("GET", "POST")
@survives_a_move
def question(request: CourseRequest, question_id: str) -> HttpResponse:
    """One question by itself: a link to share, and where home and the checks of lessons post to."""
    item = access.get_question(question_id)
    if item.retired_at or item.current_id is None:
        return _retired(request, item)
    if request.method == "POST":
        return _answer_question(request, item)
    return _ask(request, item.current_id, request.GET.get("context", ""))


def _ask(request: CourseRequest, revision_id: int, context: str, problem: str = "", status: int = 200) -> HttpResponse:
    shown = reports.shown_question(revision_id)
    data = {
        "question": shown,
        "asked_in": context if context in Answer.ASKED_ALONE else Answer.Context.PRACTICE,
        "asked_at": int(timezone.now().timestamp()),
        "problem": problem,
        "form_key": new_form_key(),
    }
    template = "quizzes/_question.html" if request.htmx else "quizzes/question.html"
    return render_page(request, template, data, status=status)


def _answer_question(request: CourseRequest, item: Question) -> HttpResponse:
    revision = access.get_offered_revision(item, request.POST.get("revision"))
    if revision is None:
        text = _("This form does not belong to this question any more. Nothing was recorded; answer it afresh below.")
        return _ask(request, item.current_id or 0, "practice", text, status=422)
    form = AnswerForm(request.POST, revision=revision)
    if not form.is_valid():
        return _ask(request, revision.pk, form.data.get("context", ""), form.problem(), status=422)
    now = timezone.now()
    recorded = actions.record_answer(
        learner=ensure_learner(request),
        revision=revision,
        response=form.cleaned_data["response"],
        context=form.cleaned_data["context"] or Answer.Context.PRACTICE,
        key=form.cleaned_data["key"] or new_form_key(),
        now=now,
        seconds=form.seconds(now),
    )
    answer = recorded.answer
    if request.htmx:
        given = (answer.revision_id, answer.chosen_code, answer.verdict, answer.mark, answer.context)
        response = private(HttpResponse(reports.graded_html(*given)))
        patch_vary_headers(response, ["HX-Request"])
        response.headers["HX-Trigger"] = "answered"  # a lesson's outline listens
        return response
    return render_page(
        request, "quizzes/graded.html", {"feedback": reports.feedback(answer), "asked_in": answer.context}
    )


def _retired(request: CourseRequest, item: Question) -> HttpResponse:
    text = _("This question was retired. Answers given to it keep their marks.")
    way_out = reverse("question", args=[item.replaced_by_id]) if item.replaced_by_id else reverse("quizzes")
    label = _("The question that replaced it") if item.replaced_by_id else _("All quizzes")
    return problem_page(request, 410, _("Gone, on purpose"), text, way_out=way_out, way_out_label=label)


@allow("GET")
def quizzes(request: CourseRequest) -> HttpResponse:
    return render_page(request, "quizzes/quizzes.html", {"standings": reports.standings(get_learner(request))})


@allow("GET", "POST")
@survives_a_move
def quiz(request: CourseRequest, slug: str) -> HttpResponse:
    """What a quiz is about, with the way in; a POST starts an attempt or goes on with the one under way."""
    item = access.get_quiz(slug)
    if item.retired_at:
        text = _("This quiz was retired. Attempts at it keep their results.")
        return problem_page(request, 410, _("Gone, on purpose"), text, way_out=reverse("quizzes"))
    if request.method == "POST":
        attempt = actions.start_attempt(
            learner=ensure_learner(request), quiz=item, now=timezone.now(), rng=SystemRandom()
        )
        if attempt is None:
            text = _("Every question of this quiz was retired. Attempts at it keep their results.")
            return problem_page(request, 410, _("Nothing left to ask"), text, way_out=reverse("quizzes"))
        return see_other(reverse("attempt", args=[slug, attempt.pk]))
    learner = get_learner(request)
    return render_page(request, "quizzes/quiz.html", {"standing": reports.standings(learner, slug)[0]})


@allow("GET")
def attempt(request: CourseRequest, slug: str, attempt_id: UUID) -> HttpResponse:
    """Where an attempt is: its next open question, or its result."""
    item = access.get_attempt(get_learner(request), slug, attempt_id)
    place = reports.next_open(reports.attempt_places(item))
    if place is None:
        return found(reverse("attempt_result", args=[slug, attempt_id]))
    return found(reverse("attempt_question", args=[slug, attempt_id, place]))


@allow("GET", "POST")
@survives_a_move
def attempt_question(request: CourseRequest, slug: str, attempt_id: UUID, number: int) -> HttpResponse:
    """One question of an attempt: to be answered, or graded."""
    item = access.get_attempt(get_learner(request), slug, attempt_id)
    revision = access.get_place(item, number)
    if request.method != "POST":
        answer = item.answers.filter(position=number).first()
        return _show_place(request, item, number, answer)
    if request.POST.get("revision") != str(revision.pk):
        text = _("This form belongs to another question. Nothing was recorded; this is question %d.") % number
        return _show_place(request, item, number, None, text, status=422)
    form = AnswerForm(request.POST, revision=revision)
    if not form.is_valid():
        return _show_place(request, item, number, None, form.problem(), status=422)
    now = timezone.now()
    try:
        recorded = actions.record_answer(
            learner=item.learner,
            revision=revision,
            response=form.cleaned_data["response"],
            context=Answer.Context.QUIZ,
            now=now,
            attempt=item,
            position=number,
            seconds=form.seconds(now),
        )
    except actions.AnswerConflict as conflict:
        text = _("You answered this question before, and the first answer stands. It is shown below.")
        return _show_place(request, item, number, conflict.first, text, status=409)
    if not request.htmx:
        return see_other(request.path)
    return _show_place(request, item, number, recorded.answer)


def _show_place(
    request: CourseRequest, item: Attempt, number: int, answer: Answer | None, problem: str = "", status: int = 200
) -> HttpResponse:
    if answer is None and problem:
        answer = item.answers.filter(position=number).first()
    places = reports.attempt_places(item)
    data = {
        "attempt": item,
        "base": reverse("attempt", args=[item.quiz_id, item.pk]),
        "number": number,
        "places": places,
        "next": reports.next_open(places, after=number),
        "problem": problem,
        "asked_at": int(timezone.now().timestamp()),
        "feedback": reports.feedback(answer) if answer else None,
        "question": reports.shown_question(item.revision_ids[number - 1]),
    }
    template = "quizzes/_attempt_question.html" if request.htmx else "quizzes/attempt_question.html"
    return render_page(request, template, data, status=status)


@allow("GET", "POST")
def attempt_result(request: CourseRequest, slug: str, attempt_id: UUID) -> HttpResponse:
    """The result by code and by confusion; a POST starts a new attempt with what went wrong."""
    item = access.get_attempt(get_learner(request), slug, attempt_id)
    if item.finished_at is None:
        return see_other(reverse("attempt", args=[slug, attempt_id]))
    if request.method == "POST":
        retry = actions.retry_wrong(attempt=item, now=timezone.now())
        target = reverse("attempt", args=[slug, retry.pk]) if retry else request.path
        return see_other(target)
    data = {"attempt": item, "result": reports.attempt_result(item)}
    return render_page(request, "quizzes/attempt_result.html", data)
