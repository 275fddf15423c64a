"""A question as a learner sees it, for its authors: nothing of it is recorded."""

from typing import Any

from django.http import HttpResponse

from statuscourse.accounts.access import author_required
from statuscourse.web.http import CourseRequest, render_page
from statuscourse.web.methods import allow

from ...access.authoring import get_authored_question
from ...core.interchange.checking import problems
from ...core.sketching import is_gradable
from ...forms import answer_form
from ...models import Question
from ...reports.trying import feedback_for, shown_source, unsaved_revision


@allow("GET", "POST")
@author_required
def try_question(request: CourseRequest, question_id: str) -> HttpResponse:
    """The working copy, asked and graded as it would be; what is missing where that cannot be done yet."""
    item = get_authored_question(request.user, question_id)
    revision = unsaved_revision(item.working_copy, item)
    if not is_gradable(revision.body):
        missing = problems({**item.working_copy, "kind": item.kind})
        status = 422 if request.method == "POST" else 200
        return _page(request, item, {"missing": missing}, status=status)
    if request.method != "POST":
        return _page(request, item, {"asked": shown_source(item.working_copy, item)})
    form = answer_form(request.POST, revision)
    if not form.is_valid():
        asked = shown_source(item.working_copy, item).asked([], form.kept())
        return _page(request, item, {"asked": asked, "problem": form.problem()}, status=422)
    return _page(request, item, {"feedback": feedback_for(item.working_copy, item, form.cleaned_data["response"])})


def _page(request: CourseRequest, item: Question, data: dict[str, Any], *, status: int = 200) -> HttpResponse:
    more = {"item": item, "question": data.get("asked"), "hints": True, "heading": "h2", "tried": request.path}
    template = "quizzes/author/_tried.html" if request.htmx else "quizzes/author/try_question.html"
    return render_page(request, template, {**more, **data}, status=status)
