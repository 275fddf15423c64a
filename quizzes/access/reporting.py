"""Who may report a question, and who may answer a report. Everybody else gets 404."""

from django.http import Http404
from django.utils import timezone

from statuscourse.accounts.models import Learner, User

from ..models import Answer, Attempt, QuestionReport


def get_explained_answer(learner: Learner | None, revision_id: int) -> Answer:
    """A learner's last answer to a revision, once it was explained to them. Raises Http404.

    A try after which another one is open is not explained yet, nor is an exam that is withheld.
    """
    if learner is None:
        raise Http404("nobody reports what they have not answered")
    given = Answer.objects.of(learner).standing().filter(revision__pk=revision_id)
    if withheld := Attempt.objects.withheld(learner, timezone.now()):
        given = given.exclude(attempt__in=withheld)
    answer = given.select_related("revision__question").order_by("-created_at", "-pk").first()
    if answer is None:
        raise Http404("nobody reports what they have not answered")
    answer.learner = learner
    return answer


def get_report(user: User, report_id: int) -> QuestionReport:
    """A report on a question that somebody may change. Raises Http404."""
    rows = QuestionReport.objects.answered_by(user).select_related("revision__question", "answer", "closed_by")
    report = rows.filter(pk=report_id).first()
    if report is None:
        raise Http404("no such report")
    return report
