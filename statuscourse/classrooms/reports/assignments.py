"""What the pages of assignments show: the teachers' list, one assignment with who did what, a member's page."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lessons.reports import lesson_states
from quizzes.core.terms import Terms
from quizzes.models import Attempt, Quiz

from ..core.grades import Deadline
from ..core.zones import span
from ..models import Assignment, Classroom, Membership
from .states import Row, Standing, counts, standings
from .targets import TYPES, Target, retired, target_of

SHORT = 60  # minutes, under which an exam without a limit says how long it is still open


def ordered(classroom: Classroom) -> list[Assignment]:
    """A class's assignments by when they are due, those without a date last."""
    rows = Assignment.objects.filter(classroom=classroom)
    return list(rows.order_by(F("due_at").asc(nulls_last=True), "created_at"))


def assignment_rows(classroom: Classroom, now: datetime) -> list[Row]:
    """The teachers' list. A fixed number of queries, however many assignments and members."""
    items = ordered(classroom)
    members = list(Membership.objects.present().filter(classroom=classroom))
    sums = counts(standings(items, members, now)) if items else {}
    gone = retired(items)
    return [
        Row(
            item,
            sums.get(item.pk, {}),
            (item.target_type, item.target) in gone,
            classroom.told(item.due_at) if item.due_at else "",
        )
        for item in items
    ]


@dataclass(frozen=True)
class WhoDidWhat:
    """An assignment for its teachers: the members with their standing, and how many stand how."""

    row: Row
    target: Target
    members: list[tuple[Membership, Standing]]


def who_did_what(assignment: Assignment, now: datetime) -> WhoDidWhat:
    members = list(Membership.objects.present().filter(classroom=assignment.classroom).order_by("name", "pk"))
    found = standings([assignment], members, now)
    target = target_of(assignment)
    row = Row(assignment, counts(found).get(assignment.pk, {}), target.is_retired)
    return WhoDidWhat(row, target, [(member, found[assignment.pk, member.pk]) for member in members])


def distance(at: datetime, now: datetime) -> str:
    """How far off a time is, in words."""
    far = span(at, now)
    if far.number == 0:
        return _("a moment ago") if far.ago else _("within a minute")
    words = {
        "day": ngettext("%d day", "%d days", far.number),
        "hour": ngettext("%d hour", "%d hours", far.number),
        "minute": ngettext("%d minute", "%d minutes", far.number),
    }[far.unit] % far.number
    return (_("%s ago") if far.ago else _("in %s")) % words


def late_words(assignment: Assignment, deadline: Deadline) -> str:
    """What happens with late work, in a sentence; empty where nothing is late."""
    if deadline.due_at is None:
        return ""
    if assignment.late == Assignment.Late.REFUSE:
        return _("After the due date nothing is taken.")
    if assignment.late == Assignment.Late.DEDUCT:
        sentence = _("Late work loses %d %% of the full mark for each day that has begun.") % assignment.late_percent
    else:
        sentence = _("Late work is taken, and marked as late.")
    if deadline.closes_at is None:
        return sentence
    return sentence + " " + _("After %s nothing is taken.") % assignment.classroom.told(deadline.closes_at)


@dataclass(frozen=True)
class Asked:
    """An assignment as a member sees it."""

    assignment: Assignment
    standing: Standing
    target: Target
    address: str  # where it is read
    asks: str
    is_begun: bool  # by a button, as an attempt
    opens: str
    due: str
    until: str  # how long it is until it is due
    is_overdue: bool
    late: str
    refusal: str  # why nothing may be begun now: archived, retired, early, late, used, or nothing
    short: int | None = None  # minutes that are left until it closes, where these are fewer than the exam gives
    terms: Terms | None = None
    length: int = 0  # questions, or sections of a lesson
    read: int = 0
    under_way: Attempt | None = None
    tries: list[tuple[Attempt, int | None, str]] = field(default_factory=list)  # finished: per cent if known, and when

    @property
    def tries_left(self) -> int | None:
        if self.terms is None or self.terms.attempts is None:
            return None
        return max(0, self.terms.attempts - len(self.tries))


def asked(assignment: Assignment, membership: Membership, now: datetime) -> Asked:
    """All that a member's page of an assignment shows."""
    standing = standings([assignment], [membership], now)[assignment.pk, membership.pk]
    deadline, target = assignment.deadline(standing.extension), target_of(assignment)
    due_at, opens_at, told = deadline.due_at, deadline.opens_at, assignment.classroom.told
    kind = TYPES[assignment.target_type]
    tries = _attempts(assignment, membership) if kind.is_begun else []
    terms, length = _quiz(assignment, membership, standing) if kind.is_begun else (None, 0)
    read = 0
    if assignment.target_type == Assignment.Target.LESSON:
        read, length = _sections(assignment, membership)
    finished = [attempt for attempt in tries if attempt.finished_at]
    return Asked(
        assignment=assignment,
        standing=standing,
        target=target,
        address=kind.address(assignment.target),
        asks=str(kind.asks),
        is_begun=kind.is_begun,
        opens=told(opens_at) if opens_at and now < opens_at else "",
        due=told(due_at) if due_at else "",
        until=distance(due_at, now) if due_at else "",
        is_overdue=due_at is not None and now > due_at,
        late=late_words(assignment, deadline),
        refusal=_refusal(assignment, target, terms, len(finished), now),
        short=_short(terms, now),
        terms=terms,
        length=length,
        read=read,
        under_way=next((attempt for attempt in reversed(tries) if not attempt.finished_at), None),
        tries=[(each, _percent(each, now), told(each.finished_at or now)) for each in finished],
    )


def _attempts(assignment: Assignment, membership: Membership) -> Sequence[Attempt]:
    rows = Attempt.objects.begun_for(str(assignment.pk)).filter(learner=membership.learner_id)
    return list(rows.order_by("started_at"))


def _quiz(assignment: Assignment, membership: Membership, standing: Standing) -> tuple[Terms | None, int]:
    quiz = Quiz.objects.filter(pk=assignment.target).first()
    if quiz is None:
        return None, 0
    return assignment.terms_for(quiz.terms, membership, standing.extension), quiz.length


def _short(terms: Terms | None, now: datetime) -> int | None:
    if terms is None or not terms.is_exam or terms.refusal(now, 0) or (ends_at := terms.deadline(now)) is None:
        return None
    left = int((ends_at - now).total_seconds()) // 60
    return left if (terms.minutes is None and left < SHORT) or (terms.minutes and left < terms.minutes) else None


def _percent(attempt: Attempt, now: datetime) -> int | None:
    return round(100 * (attempt.share or 0)) if attempt.agreed.explains(now) else None


def _sections(assignment: Assignment, membership: Membership) -> tuple[int, int]:
    """How many sections of a lesson are read, as its own pages say, and how many there are."""
    found = lesson_states(membership.learner, assignment.target)
    return (found[0].read, len(found[0].sections)) if found else (0, 0)


def _refusal(assignment: Assignment, target: Target, terms: Terms | None, taken: int, now: datetime) -> str:
    if assignment.classroom.archived_at is not None:
        return "archived"
    if target.is_retired:
        return "retired"
    return terms.refusal(now, taken) if terms else ""
