"""Reports on questions: a learner says what is wrong, somebody who may change the question answers."""

from datetime import datetime, timedelta

from django.db import transaction

from statuscourse.accounts.models import Learner, User

from ..models import Answer, QuestionReport
from .answering import LearnerGone

OPEN_AT_MOST = 5  # reports of one learner that nobody has answered yet
A_DAY = 20  # reports of one learner in 24 hours
DAY = timedelta(days=1)


class TooManyReports(Exception):
    """A learner has reported enough for now. ``seconds`` is when to come back; None: once one is answered."""

    def __init__(self, seconds: int | None) -> None:
        super().__init__("too many reports")
        self.seconds = seconds


class ReportConflict(Exception):
    """Somebody answered or reopened the report since this page read it; ``report`` is as it stands now."""

    def __init__(self, report: QuestionReport) -> None:
        super().__init__("answered meanwhile")
        self.report = report


@transaction.atomic
def report_question(*, answer: Answer, text: str, now: datetime) -> QuestionReport:
    """Store what a learner says of a question that they answered. The same text again is the same report.

    Raises TooManyReports and LearnerGone.
    """
    # One at a time for each learner: of two clicks the second finds what the first one made.
    if not Learner.objects.select_for_update().filter(pk=answer.learner_id).first():
        raise LearnerGone
    mine = QuestionReport.objects.filter(learner=answer.learner_id)
    before = mine.filter(revision=answer.revision_id, text=text).first()
    if before is not None:
        return before
    if mine.open().count() >= OPEN_AT_MOST:
        raise TooManyReports(None)
    today = list(mine.filter(created_at__gt=now - DAY).order_by("-created_at").values_list("created_at", flat=True))
    if len(today) >= A_DAY:
        raise TooManyReports(int((today[A_DAY - 1] + DAY - now).total_seconds()) + 1)
    return QuestionReport.objects.create(
        revision_id=answer.revision_id, learner_id=answer.learner_id, answer=answer, text=text, created_at=now
    )


@transaction.atomic
def answer_report(*, report: QuestionReport, reply: str, version: str, by: User, now: datetime) -> QuestionReport:
    """Close a report with a reply. ``version`` is what the page showed. Raises ReportConflict.

    The same reply of the same person sent twice is one.
    """
    locked = _lock(report)
    if locked.closed_at and locked.closed_by_id == by.pk and locked.reply == reply:
        return locked
    if locked.version != version:
        raise ReportConflict(locked)
    locked.reply, locked.closed_at, locked.closed_by = reply, now, by
    locked.save(update_fields=["reply", "closed_at", "closed_by"])
    return locked


@transaction.atomic
def reopen_report(*, report: QuestionReport, version: str) -> QuestionReport:
    """Open a report again; its reply stays until there is another one. Raises ReportConflict."""
    locked = _lock(report)
    if locked.closed_at is None:
        return locked
    if locked.version != version:
        raise ReportConflict(locked)
    locked.closed_at = locked.closed_by = None
    locked.save(update_fields=["closed_at", "closed_by"])
    return locked


def _lock(report: QuestionReport) -> QuestionReport:
    # Only the report's row: what it is joined to may be empty, and PostgreSQL locks no empty side.
    rows = QuestionReport.objects.select_for_update(of=("self",))
    return rows.select_related("revision__question", "answer", "closed_by").get(pk=report.pk)
