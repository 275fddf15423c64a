"""One question by itself."""

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _

from statuscourse.accounts.access import ensure_learner, get_learner
from statuscourse.web.http import CourseRequest, new_form_key, private, problem_page, render_page
from statuscourse.web.methods import allow

from .. import access, actions, reports
from ..forms import answer_form
from ..models import Answer, Question
from .moved import is_in_exam, survives_a_move


@allow("GET", "POST")
@survives_a_move
def question(request: CourseRequest, question_id: str) -> HttpResponse:
    """One question by itself: a link to share, and where home and the checks of lessons post to."""
    item = access.get_question(question_id, get_learner(request) if request.method == "POST" else None)
    if item.retired_at:
        return _retired(request, item)
    if request.method == "POST":
        return _answer_question(request, item)
    return _ask(request, item.current_id or 0, request.GET.get("context", ""))


def _ask(
    request: CourseRequest, revision_id: int, context: str, problem: str = "", status: int = 200, given: Any = None
) -> HttpResponse:
    data = {
        "question": reports.shown_question(revision_id).asked([], given),
        "asked_in": context if context in Answer.ASKED_ALONE else Answer.Context.PRACTICE,
        "asked_at": int(timezone.now().timestamp()),
        "hints": True,
        "heading": {"home": "h2", "check": "h3"}.get(context, "h1"),  # as in the page that it is a piece of
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
    form = answer_form(request.POST, revision)
    if not form.is_valid():
        context = form.data.get("context", "")
        return _ask(request, revision.pk, context, form.problem(), status=422, given=form.kept())
    if exam := access.open_exam_with(item, get_learner(request), revision):
        return is_in_exam(request, exam)
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
        response = private(HttpResponse(reports.graded_html(answer)))
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
