"""Reports on questions, for those who answer them and for the learners who wrote them."""

from dataclasses import dataclass
from functools import cached_property, lru_cache

from django.core.paginator import Page, Paginator
from django.db import connection
from django.db.models import Count, Q
from django.utils.translation import gettext as _

from statuscourse.accounts.models import Learner, User
from statuscourse.web.statements import Statement, counting, fetched

from ..core import grading
from ..core.given import in_words
from ..models import Answer, QuestionReport

A_PAGE = 20
MINE = 100  # reports of their own that a learner is shown


@dataclass(frozen=True)
class ShownReport:
    """A report with the answer that was given, in words; without the name of whoever gave it."""

    report: QuestionReport

    @property
    def answer(self) -> Answer | None:
        return self.report.answer

    @property
    def title(self) -> str:
        """As the question was called when it was answered."""
        return str(self.report.revision.body["title"])

    @cached_property
    def given(self) -> list[str]:
        return in_words(self.report.revision.body, self.answer.response) if self.answer else []

    @property
    def is_written(self) -> bool:
        """Whether the answer has lines of its own."""
        return bool(self.report.revision.body["kind"] == "write")

    @property
    def verdict(self) -> str:
        if self.answer is None:
            return _("the answer is not kept any more")
        if grading.is_unknown(self.answer.response):
            return _("not known")
        words = {"best": _("best"), "acceptable": _("acceptable"), "partly": _("in part"), "wrong": _("wrong")}
        return words.get(self.answer.verdict, self.answer.verdict)


@dataclass(frozen=True)
class ReportList:
    """A page of the reports that somebody may answer, with how many there are in each state."""

    page: "Page[QuestionReport]"
    open: int
    closed: int

    @property
    def rows(self) -> list[ShownReport]:
        return [ShownReport(report) for report in self.page.object_list]


def report_list(user: User, *, closed: bool, page: str) -> ReportList:
    """Open ones, the longest waiting first; or closed ones, the last one first. Three queries."""
    mine = QuestionReport.objects.answered_by(user)
    counts = mine.aggregate(open=Count("pk", filter=Q(closed_at=None)), closed=Count("pk", filter=~Q(closed_at=None)))
    rows = mine.exclude(closed_at=None).order_by("-closed_at", "-pk") if closed else mine.open().order_by("created_at")
    rows = rows.select_related("revision__question", "answer")
    return ReportList(Paginator(rows, A_PAGE).get_page(page), counts["open"], counts["closed"])


def open_reports(user: User) -> int:
    """How many reports wait for this author. One query."""
    return sum(number for (number,) in fetched(_counting_open(user.pk, user.role, connection.vendor)))


@lru_cache(maxsize=512)
def _counting_open(user_id: int, role: str, vendor: str) -> Statement | None:
    """Every page of authors runs it, and building it costs far more than that."""
    return counting(QuestionReport.objects.answered_by(User(pk=user_id, role=role)).open())


def has_reports(learner: Learner | None) -> bool:
    """Whether a learner has reported anything, for a link to it. One query, none for a newcomer."""
    return learner is not None and QuestionReport.objects.filter(learner=learner).exists()


def own_reports(learner: Learner | None) -> list[QuestionReport]:
    """What a learner has reported, newest first."""
    if learner is None:
        return []
    rows = QuestionReport.objects.filter(learner=learner).select_related("revision__question")
    return list(rows.order_by("-created_at", "-pk")[:MINE])
