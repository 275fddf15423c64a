"""Practice: an attempt whose answers are graded at once. And the result of any attempt."""

from random import SystemRandom
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from statuscourse.accounts.access import get_learner
from statuscourse.web.http import CourseRequest, found, render_page, see_other
from statuscourse.web.methods import allow

from .. import access, actions, reports
from ..forms import AnswerForm, answer_form
from ..models import Answer, Attempt, Confidence, QuestionRevision, given_answers
from . import exams
from .moved import is_in_exam, survives_a_move


@allow("GET")
def attempt(request: CourseRequest, slug: str, attempt_id: UUID) -> HttpResponse:
    """Where an attempt is: its next open question, the one that an exam was left at, or its result."""
    item = _in_time(access.get_attempt(get_learner(request), slug, attempt_id))
    if item.agreed.is_exam and not item.is_over:
        return found(reverse("attempt_question", args=[slug, attempt_id, reports.where_it_was(item)]))
    place = None if item.is_over else reports.next_open(reports.attempt_places(item))
    if place is None:
        return found(reverse("attempt_result", args=[slug, attempt_id]))
    return found(reverse("attempt_question", args=[slug, attempt_id, place]))


def _in_time(item: Attempt) -> Attempt:
    """An attempt as it is now: handed in, where its time is over."""
    now = timezone.now()
    if item.is_over or not item.agreed.is_over(item.deadline, now):
        return item
    return actions.hand_in(attempt=item, now=now)


@allow("GET", "POST")
@survives_a_move
def attempt_question(request: CourseRequest, slug: str, attempt_id: UUID, number: int) -> HttpResponse:
    """One question of an attempt: to be answered, or graded."""
    item = access.get_attempt(get_learner(request), slug, attempt_id)
    revision = access.get_place(item, number)
    if item.agreed.is_exam and (request.method == "POST" or not item.is_over):
        return exams.exam_question(request, item, number)
    if request.method != "POST":
        if not item.agreed.explains(timezone.now()):
            return found(reverse("attempt_result", args=[slug, attempt_id]))
        return _show_place(request, _in_time(item), number)
    if not item.is_over and _in_time(item).is_over:
        return exams.too_late(request, item)
    return _answer_place(request, item, number, revision)


def _answer_place(request: CourseRequest, item: Attempt, number: int, revision: QuestionRevision) -> HttpResponse:
    if request.POST.get("revision") != str(revision.pk):
        text = _("This form belongs to another question. Nothing was recorded; this is question %d.") % number
        return _show_place(request, item, number, problem=text, status=422)
    form = answer_form(request.POST, revision)
    if not form.is_valid():
        return _show_place(request, item, number, problem=form.problem(), status=422, form=form)
    if exam := access.open_exam_with(item, item.learner, revision):
        return is_in_exam(request, exam)
    try:
        recorded = _record(item, number, form)
    except actions.SameAgain:
        text = _("That is what you sent before. It took no try.")
        return _show_place(request, item, number, problem=text, status=409, form=form)
    except actions.AnswerConflict:
        return _show_place(request, item, number, problem=_conflict(item, number), status=409, form=form)
    return _show_place(request, item, number, given=recorded.given) if request.htmx else see_other(request.path)


def _record(item: Attempt, number: int, form: AnswerForm) -> actions.Recorded:
    now = timezone.now()
    return actions.record_answer(
        learner=item.learner,
        revision=form.revision,
        response=form.cleaned_data["response"],
        context=Answer.Context.QUIZ,
        now=now,
        attempt=item,
        position=number,
        number=form.cleaned_data["number"] or 1,
        confidence=form.cleaned_data["confidence"],
        seconds=form.seconds(now),
    )


def _conflict(item: Attempt, number: int) -> str:
    if item.answers.standing().filter(position=number).exists():
        return _("You answered this question before, and the first answer stands. It is shown below.")
    return _("This was another try than the one that is open now. Nothing was recorded; below is what you sent.")


def _show_place(
    request: CourseRequest,
    item: Attempt,
    number: int,
    *,
    problem: str = "",
    status: int = 200,
    form: AnswerForm | None = None,
    given: list[Answer] | None = None,
) -> HttpResponse:
    answers = given_answers(item) if given is None else given
    places = reports.attempt_places(item, answers)
    tries = [answer for answer in answers if answer.position == number]
    data = {
        "attempt": item,
        "terms": item.agreed,
        "base": reverse("attempt", args=[item.quiz_id, item.pk]),
        "number": number,
        "weight": item.weight(number),
        "has_house": item.house(number) is not None,
        "ticks": reports.ticks_html(places, number),
        "next": reports.next_open(places, after=number)
        or (number + 1 if item.is_over and number < item.length else None),
        "problem": problem,
        "asked_at": int(timezone.now().timestamp()),
    }
    standing = next((answer for answer in tries if answer.stands), None)
    if standing is not None:
        data |= {"feedback": reports.place_feedback(tries), "question": reports.shown_question(standing.revision_id)}
        data["earned"] = reports.earned_of(standing)
    else:
        data |= _asked_again(item, number, tries, form)
    template = "quizzes/_attempt_question.html" if request.htmx else "quizzes/attempt_question.html"
    return render_page(request, template, data, status=status)


def _asked_again(item: Attempt, number: int, tries: list[Answer], form: AnswerForm | None) -> dict[str, object]:
    """What a place needs that is still open: the question as it was left, and what the last try lacked."""
    draft = item.drafts.filter(position=number).first()
    version, last = draft.version if draft else 0, tries[-1] if tries else None
    if draft and last and draft.saved_at <= last.created_at:
        draft = None  # what was sent after it is newer
    left = draft or last
    given = form.kept() if form else left.response if left else None
    sure = form.cleaned_data.get("confidence", "") if form else draft.confidence if draft else ""
    return {
        "question": reports.shown_question(item.revision_ids[number - 1]).asked(item.place_layout(number), given),
        "again": reports.feedback(last) if last else None,
        "try_number": len(tries) + 1,
        "tries_left": item.agreed.tries - len(tries),
        "worth_now": max(0.0, 1 - len(tries) * item.agreed.penalty),
        "hints": item.agreed.hints,
        "confidences": Confidence.choices if item.agreed.confidence else [],
        "confidence": sure,
        "version": version,
    }


@allow("GET", "POST")
@survives_a_move
def attempt_result(request: CourseRequest, slug: str, attempt_id: UUID) -> HttpResponse:
    """The result by code and by confusion; a POST starts a new attempt with what went wrong."""
    item = _in_time(access.get_attempt(get_learner(request), slug, attempt_id))
    now = timezone.now()
    if not item.is_over:
        return see_other(reverse("attempt", args=[slug, attempt_id]))
    if not item.agreed.explains(now):
        return render_page(request, "quizzes/handed_in.html", {"attempt": item, "terms": item.agreed})
    if request.method == "POST":
        retry = actions.retry_wrong(attempt=item, now=now, rng=SystemRandom())
        target = reverse("attempt", args=[slug, retry.pk]) if retry else request.path
        return see_other(target)
    data = {"attempt": item, "terms": item.agreed, "result": reports.attempt_result(item)}
    return render_page(request, "quizzes/attempt_result.html", data)
