"""Grading given answers again: looked at, applied, undone."""

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from statuscourse.accounts.access import author_required
from statuscourse.web.http import CourseRequest, render_page, see_other
from statuscourse.web.methods import allow

from ...access.authoring import get_authored_question
from ...actions.regrading import NothingToRegrade, RegradeConflict, regrade, undo_regrade
from ...forms.history import RegradeForm
from ...models import Question
from ...reports.regrading import past_regrades, regrade_preview


@allow("GET", "POST")
@author_required
def author_regrade(request: CourseRequest, question_id: str) -> HttpResponse:
    """What grading older answers by the current revision would change; a POST does it."""
    item = get_authored_question(request.user, question_id, "edit")
    if request.method != "POST" or item.current is None:
        return _show(request, item, status=200 if request.method != "POST" else 409)
    form = RegradeForm(request.POST)
    if not form.is_valid():
        return _show(request, item, form=form, status=422)
    data = form.cleaned_data
    try:
        regrade(question=item, revision=data["revision"], reason=data["reason"], by=request.user, now=timezone.now())
    except RegradeConflict:
        text = _("It was published or graded again since this page was read. Nothing was changed; look at it anew.")
        return _show(request, item, problem=text, form=_filled(item, data["reason"]), status=409)
    except NothingToRegrade:
        text = _("No answer would count anything else, so nothing was recorded.")
        return _show(request, item, problem=text, form=_filled(item, data["reason"]), status=409)
    return see_other(request.path)


@allow("POST")
@author_required
def author_undo_regrade(request: CourseRequest, question_id: str, regrade_id: int) -> HttpResponse:
    """Let the answers of a regrade count again what they counted before."""
    item = get_authored_question(request.user, question_id, "edit")
    found = item.regrades.filter(pk=regrade_id).first()
    if found is None:
        raise Http404("no such regrade of this question")
    try:
        undo_regrade(regrade=found, now=timezone.now())
    except RegradeConflict:
        text = _("A later regrade stands on top of this one. Nothing was changed; undo the later one first.")
        return _show(request, item, problem=text, status=409)
    return see_other(reverse("author_regrade", args=[item.pk]))


def _filled(item: Question, reason: str = "") -> RegradeForm:
    return RegradeForm(initial={"revision": item.current_id, "reason": reason})


def _show(
    request: CourseRequest, item: Question, *, problem: str = "", form: RegradeForm | None = None, status: int = 200
) -> HttpResponse:
    form = form or _filled(item)
    form.helper.form_action = reverse("author_regrade", args=[item.pk])
    data = {
        "item": item,
        "preview": regrade_preview(item) if item.current else None,
        "form": form,
        "problem": problem,
        "past": past_regrades(item),
    }
    return render_page(request, "quizzes/author/author_regrade.html", data, status=status)
