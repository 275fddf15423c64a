"""A learner says that something is wrong with a question, and reads what came of it."""

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from statuscourse.accounts.access import get_learner
from statuscourse.web.http import CourseRequest, render_page, see_other
from statuscourse.web.methods import allow

from ..access.reporting import get_explained_answer
from ..actions import reporting
from ..forms.sharing import ReportForm
from ..models import Answer
from ..reports.reporting import own_reports
from .moved import survives_a_move

HOUR = 3600


@allow("GET", "POST")
@survives_a_move
def report_question(request: CourseRequest, revision_id: int) -> HttpResponse:
    """Report a question that one has answered: its author sees the answer, and no name."""
    answer = get_explained_answer(get_learner(request), revision_id)
    form = ReportForm(request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        return _show(request, answer, form, status=422 if request.method == "POST" else 200)
    try:
        report = reporting.report_question(answer=answer, text=form.cleaned_data["text"], now=timezone.now())
    except reporting.TooManyReports as refused:
        response = _show(request, answer, form, status=429, problem=_wait(refused.seconds))
        response.headers["Retry-After"] = str(refused.seconds or HOUR)
        return response
    return see_other(f"{reverse('my_reports')}?sent={report.pk}#report-{report.pk}")


def _wait(seconds: int | None) -> str:
    if seconds is None:
        text = _("%(number)d of your reports wait for an answer. Come back with this one when one of them has it.")
        return text % {"number": reporting.OPEN_AT_MOST}
    text = _("You have sent %(number)d reports in a day. Come back with this one in %(hours)d hours.")
    return text % {"number": reporting.A_DAY, "hours": -(-seconds // HOUR)}


def _show(
    request: CourseRequest, answer: Answer, form: ReportForm, status: int = 200, problem: str = ""
) -> HttpResponse:
    data = {"title": answer.revision.body["title"], "form": form, "problem": problem}
    return render_page(request, "quizzes/report_question.html", data, status=status)


@allow("GET")
def my_reports(request: CourseRequest) -> HttpResponse:
    """What a learner has reported, with the replies."""
    data = {"reports": own_reports(get_learner(request)), "sent": request.GET.get("sent", "")}
    return render_page(request, "quizzes/my_reports.html", data)
