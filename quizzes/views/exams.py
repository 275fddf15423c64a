"""Exams: nothing is graded before they are handed in, and everything is saved as it is written."""

from uuid import UUID

from django.http import HttpResponse, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import time_format
from django.utils.translation import gettext as _

from statuscourse.accounts.access import get_learner
from statuscourse.web.http import (
    CourseRequest,
    found,
    not_kept,
    problem_details,
    problem_page,
    render_page,
    see_other,
)
from statuscourse.web.methods import allow

from .. import access, actions, reports
from ..core.grading import is_blank
from ..forms import AnswerForm, answer_form
from ..models import Attempt, Confidence, Draft
from .moved import survives_a_move


def exam_question(request: CourseRequest, item: Attempt, number: int) -> HttpResponse:
    """One question of an exam under way. A POST, which needs no script, saves it and goes on."""
    now = timezone.now()
    if item.agreed.is_over(item.deadline, now):
        item = actions.hand_in(attempt=item, now=now)
    if item.is_over:
        return too_late(request, item) if request.method == "POST" else found(_result(item))
    if request.method != "POST":
        return _show(request, item, number)
    revision = access.get_place(item, number)
    if request.POST.get("revision") != str(revision.pk):
        text = _("This form belongs to another question. Nothing was saved; this is question %d.") % number
        return _show(request, item, number, problem=text, status=422)
    form = answer_form(request.POST, revision, draft=True)
    if not form.is_valid():
        return _show(request, item, number, problem=form.problem(), status=422, form=form)
    try:
        _save(item, number, form, key=actions.save_key(form.cleaned_data))
    except actions.AttemptOver:
        return too_late(request, item)
    except actions.DraftConflict:
        text = _("Another device changed this answer meanwhile. Below is what you sent; save it again to keep it.")
        return _show(request, item, number, problem=text, status=409, form=form)
    return see_other(_way_on(item, number, request.POST.get("go", "")))


def _save(item: Attempt, number: int, form: AnswerForm, key: str) -> int:
    data = form.cleaned_data
    return actions.save_draft(
        attempt=item,
        position=number,
        response=data["response"],
        flagged=data["flagged"],
        confidence=data["confidence"],
        version=data["version"] or 0,
        key=key,
        now=timezone.now(),
    )


def _way_on(item: Attempt, number: int, go: str) -> str:
    """Where a saved question goes on to: another question, or the summary after the last one."""
    to = int(go) if go.isascii() and go.isdigit() and len(go) < 4 else number + 1
    if 1 <= to <= item.length:
        return reverse("attempt_question", args=[item.quiz_id, item.pk, to])
    return reverse("hand_in", args=[item.quiz_id, item.pk])


def _result(item: Attempt) -> str:
    return reverse("attempt_result", args=[item.quiz_id, item.pk])


def too_late(request: CourseRequest, item: Attempt) -> HttpResponse:
    """409 for what came when an attempt was over, with the way to its result."""
    title, text = _over_words(item)
    return problem_page(request, 409, title, text, way_out=_result(item), way_out_label=_("The result"))


def _over_words(item: Attempt) -> tuple[str, str]:
    now = timezone.now()
    if item.deadline is not None and now >= item.deadline:
        at = time_format(timezone.localtime(item.deadline, item.zone), "H:i")
        return _("Time is up"), _(
            "The time ended at %s. What was saved until then is handed in; this change came later and does not count."
        ) % at
    if not item.agreed.is_exam:
        return _("Answered already"), _("This question was answered before. This change came later and does not count.")
    return _("Handed in already"), _("It was handed in before, perhaps on another device. This change does not count.")


def _show(
    request: CourseRequest,
    item: Attempt,
    number: int,
    *,
    problem: str = "",
    status: int = 200,
    form: AnswerForm | None = None,
) -> HttpResponse:
    draft = item.drafts.filter(position=number).first()
    stored = draft.response if draft is not None and not is_blank(draft.response) else None
    places = reports.exam_places(item)
    data = {
        "attempt": item,
        "terms": item.agreed,
        "base": reverse("attempt", args=[item.quiz_id, item.pk]),
        "number": number,
        "weight": item.weight(number),
        "has_house": item.house(number) is not None,
        "places": places,
        "place": places[number - 1],
        "problem": problem,
        "question": reports.shown_question(item.revision_ids[number - 1]).asked(
            item.place_layout(number), form.kept() if form else stored
        ),
        "confidences": Confidence.choices if item.agreed.confidence else [],
        "flagged": form.cleaned_data.get("flagged") if form else draft and draft.flagged,
        "confidence": form.cleaned_data.get("confidence") if form else draft and draft.confidence,
        "version": draft.version if draft else 0,
        "seconds_left": item.seconds_left(timezone.now()),
    }
    return not_kept(render_page(request, "quizzes/exam_question.html", data, status=status))


@allow("POST")
@survives_a_move
def draft(request: CourseRequest, slug: str, attempt_id: UUID, number: int) -> HttpResponse:
    """Save what stands in a place of an attempt, for the page's script: JSON, or problem details."""
    item = access.get_attempt(get_learner(request), slug, attempt_id)
    revision = access.get_place(item, number)
    if request.POST.get("revision") != str(revision.pk):
        return problem_details(422, _("Another question"), _("This save belongs to another question."), reason="form")
    form = answer_form(request.POST, revision, draft=True)
    key = request.POST.get("save_key", "")
    if not (0 < len(key) <= 64 and key.isprintable()):
        return problem_details(422, _("No key"), _("A save names its key, so that it counts once."), reason="form")
    if not form.is_valid():
        return problem_details(422, _("Not saved"), form.problem(), reason="form")
    try:
        version = _save(item, number, form, key)
    except actions.AttemptOver:
        title, text = _over_words(item)
        return problem_details(409, title, text, reason="over", result=_result(item))
    except actions.DraftConflict as conflict:
        return _changed_elsewhere(conflict.draft)
    saved = {"version": version, "save_key": key, "seconds_left": item.seconds_left(timezone.now())}
    return JsonResponse(saved, headers={"Cache-Control": "no-store"})


def _changed_elsewhere(draft: Draft | None) -> HttpResponse:
    text = _("Another device or window changed this answer in the meantime.")
    version = draft.version if draft else 0
    return problem_details(409, _("Changed elsewhere"), text, reason="elsewhere", version=version)


@allow("GET", "POST")
@survives_a_move
def hand_in(request: CourseRequest, slug: str, attempt_id: UUID) -> HttpResponse:
    """The summary before handing in; a POST hands the exam in, once."""
    item = access.get_attempt(get_learner(request), slug, attempt_id)
    if not item.agreed.is_exam:
        return see_other(reverse("attempt", args=[slug, attempt_id]))
    now = timezone.now()
    if request.method == "POST" or item.agreed.is_over(item.deadline, now):
        item = actions.hand_in(attempt=item, now=now)
    if item.is_over:
        return see_other(_result(item))
    data = {
        "attempt": item,
        "terms": item.agreed,
        "base": reverse("attempt", args=[slug, attempt_id]),
        "summary": reports.exam_summary(item),
        "seconds_left": item.seconds_left(now),
    }
    return not_kept(render_page(request, "quizzes/hand_in.html", data))
