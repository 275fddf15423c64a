"""A question's revisions, what changed between them, and going back to one."""

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from statuscourse.accounts.access import author_required
from statuscourse.web.addresses import at
from statuscourse.web.http import CourseRequest, render_page, see_other
from statuscourse.web.methods import allow

from ...access.authoring import get_authored_question
from ...actions.authoring import EditConflict
from ...actions.history import restore_revision
from ...models import Question
from ...reports.history import numbered_revision, question_history


@allow("GET", "POST")
@author_required
def author_history(request: CourseRequest, question_id: str) -> HttpResponse:
    """All revisions and the differences between two; a POST puts one of them into the working copy."""
    if request.method == "POST":
        return _restore(request, get_authored_question(request.user, question_id, "edit"))
    return _show(request, get_authored_question(request.user, question_id))


def _show(request: CourseRequest, item: Question, problem: str = "", status: int = 200) -> HttpResponse:
    found = question_history(item, request.GET.get("from", ""), request.GET.get("to", ""))
    if found is None:
        problem = problem or _("There is no such revision of this question. Below are the last two.")
        found, status = question_history(item), 404 if status == 200 else status
    may_edit = Question.objects.editable_by(request.user).filter(pk=item.pk).exists()
    data = {"item": item, "history": found, "may_edit": may_edit, "problem": problem}
    return render_page(request, "quizzes/author/author_history.html", data, status=status)


def _restore(request: CourseRequest, item: Question) -> HttpResponse:
    revision = numbered_revision(item, request.POST.get("revision", ""))
    version = request.POST.get("version", "")
    if revision is None or not (version.isascii() and version.isdigit() and len(version) < 10):
        return _show(request, item, _("This form names no revision of this question. Nothing was changed."), 422)
    has_own = item.draft is not None and item.draft != item.source(revision)
    if has_own and request.POST.get("replace") != "yes":
        text = _("There is a working copy with changes of its own. Tick that it may be replaced, and send it again.")
        return _show(request, item, text, 422)
    try:
        restore_revision(question=item, revision=revision, version=int(version), by=request.user, now=timezone.now())
    except EditConflict as conflict:
        text = _("Somebody changed the working copy since this page was read. Nothing was replaced; look at it first.")
        return _show(request, conflict.question, text, 409)
    return see_other(at(f"/author/questions/{item.pk}/"))
