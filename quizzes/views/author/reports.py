"""What learners report, for those who may change the question."""

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from statuscourse.accounts.access import author_required
from statuscourse.web.http import CourseRequest, render_page, see_other
from statuscourse.web.methods import allow

from ... import reports
from ...access.reporting import get_report
from ...actions.reporting import ReportConflict, answer_report, reopen_report
from ...forms.sharing import ReplyForm
from ...models import QuestionReport
from ...reports.reporting import ShownReport, report_list


@allow("GET")
@author_required
def author_reports(request: CourseRequest) -> HttpResponse:
    """What waits for an answer; with ``state=closed`` what was answered."""
    closed = request.GET.get("state") == "closed"
    found = report_list(request.user, closed=closed, page=request.GET.get("page", ""))
    data = {"found": found, "closed": closed}
    return render_page(request, "quizzes/author/author_reports.html", data)


@allow("GET", "POST")
@author_required
def author_report(request: CourseRequest, report_id: int) -> HttpResponse:
    """One report with the answer that was given, to be replied to, closed and opened again."""
    report = get_report(request.user, report_id)
    if request.method != "POST":
        return _show(request, report, ReplyForm(initial={"version": report.version, "reply": report.reply}))
    try:
        return _change(request, report)
    except ReportConflict as conflict:
        now = conflict.report
        form = ReplyForm(initial={"version": now.version, "reply": request.POST.get("reply") or now.reply})
        text = _("A colleague was here meanwhile; this is how it stands now. Yours is not stored: send it if it holds.")
        return _show(request, now, form, status=409, problem=text)


def _change(request: CourseRequest, report: QuestionReport) -> HttpResponse:
    if request.POST.get("do") == "reopen":
        reopen_report(report=report, version=request.POST.get("version", ""))
        return see_other(f"{request.path}?done=reopened")
    form = ReplyForm(request.POST)
    if not form.is_valid():
        return _show(request, report, form, status=422)
    data = form.cleaned_data
    answer_report(report=report, reply=data["reply"], version=data["version"], by=request.user, now=timezone.now())
    return see_other(f"{request.path}?done=closed")


def _show(
    request: CourseRequest, report: QuestionReport, form: ReplyForm, status: int = 200, problem: str = ""
) -> HttpResponse:
    data = {
        "report": report,
        "shown": ShownReport(report),
        "feedback": reports.feedback_for_others(report.answer) if report.answer else None,
        "form": form,
        "problem": problem,
        "done": request.GET.get("done", ""),
    }
    return render_page(request, "quizzes/author/author_report.html", data, status=status)
