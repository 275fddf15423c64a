"""What a learner's work for an assignment is worth, and in what state it is. Pure; ``now`` is an argument.

Marks are shares of the full mark, from 0 to 1, until a page shows them as per cent.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from statistics import fmean
from typing import Literal

State = Literal["not-started", "under-way", "handed-in", "late", "excused"]
NOT_STARTED: State = "not-started"
UNDER_WAY: State = "under-way"
HANDED_IN: State = "handed-in"
LATE: State = "late"
EXCUSED: State = "excused"
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Rules:
    """How an assignment counts: lateness (accept, deduct, refuse), which attempt, and its weight in the total."""

    late: str = "accept"
    late_percent: int = 10
    counts: str = "best"
    weight: float = 1.0


@dataclass(frozen=True)
class Deadline:
    """When an assignment opens, is due and closes for one learner; None for no bound. Days are those of ``zone``."""

    opens_at: datetime | None = None
    due_at: datetime | None = None
    closes_at: datetime | None = None
    late: str = "accept"
    zone: tzinfo = UTC

    @property
    def ends_at(self) -> datetime | None:
        """After which nothing is taken."""
        ends = [self.closes_at] if self.closes_at else []
        if self.late == "refuse" and self.due_at:
            ends.append(self.due_at)
        return min(ends, default=None)

    def days_late(self, at: datetime) -> int:
        """Days that have begun since it was due; a minute late is one day. The clocks on the wall count them: a day
        on which they are changed has 23 or 25 hours."""
        if self.due_at is None or at <= self.due_at:
            return 0
        due, done = (each.astimezone(self.zone).replace(tzinfo=None) for each in (self.due_at, at))
        return max(1, -((due - done) // DAY))


@dataclass(frozen=True)
class Work:
    """One try at an assignment: an attempt at a quiz, a lesson's reading, a live session."""

    started_at: datetime
    finished_at: datetime | None = None
    mark: float = 0.0  # of the full mark; of a lesson the share of its sections
    key: str = ""  # what its page is found by


@dataclass(frozen=True)
class Decision:
    """What a teacher decided instead: excused, or a mark from 0 to 1."""

    excused: bool = False
    mark: float | None = None


@dataclass(frozen=True)
class Cell:
    """A learner's standing in one assignment. ``mark`` is None where nothing counts yet; ``earned`` is before late
    marks and a teacher's decision."""

    state: State
    mark: float | None = None
    earned: float | None = None
    days_late: int = 0
    is_decided: bool = False
    tries: int = 0


def cell(rules: Rules, deadline: Deadline, works: Sequence[Work], decision: Decision | None, now: datetime) -> Cell:
    """The standing that follows from what was done, the rules and a teacher's decision.

    Where it is due and nothing was handed in the mark is 0, once nothing is taken any more.
    """
    finished = scored(rules, deadline, works)
    mark, earned, days = _counted(rules, finished)
    state = NOT_STARTED
    if finished:
        state = LATE if days else HANDED_IN
    elif works:
        state = UNDER_WAY
    if not finished and deadline.ends_at is not None and now > deadline.ends_at:
        mark = 0.0
    if decision is not None and decision.excused:
        return Cell(EXCUSED, None, earned, days, True, len(finished))
    if decision is not None and decision.mark is not None:
        return Cell(state, decision.mark, earned, days, True, len(finished))
    return Cell(state, mark, earned, days, False, len(finished))


@dataclass(frozen=True)
class Scored:
    """What one finished try is worth: its mark, what it was before lateness took from it, and the days it is late."""

    work: Work
    mark: float
    earned: float
    days_late: int


def scored(rules: Rules, deadline: Deadline, works: Iterable[Work]) -> list[Scored]:
    """The finished tries in the order in which they were begun."""
    finished = sorted((work for work in works if work.finished_at), key=lambda work: work.started_at)
    return [_after_lateness(rules, deadline, work) for work in finished]


def counting(rules: Rules, tries: Sequence[Scored]) -> Sequence[Scored]:
    """Those tries that make the mark: one of them, or all where it is their mean."""
    if rules.counts == "mean" or not tries:
        return tries
    if rules.counts == "first":
        return tries[:1]
    if rules.counts == "last":
        return tries[-1:]
    return [max(tries, key=lambda each: (each.mark, -each.days_late))]


def _counted(rules: Rules, tries: Sequence[Scored]) -> tuple[float | None, float | None, int]:
    """The mark that counts, what it was before lateness took from it, and the days that it is late."""
    them = counting(rules, tries)
    if not them:
        return None, None, 0
    if len(them) == 1:
        return them[0].mark, them[0].earned, them[0].days_late
    return fmean(each.mark for each in them), fmean(each.earned for each in them), max(each.days_late for each in them)


def _after_lateness(rules: Rules, deadline: Deadline, work: Work) -> Scored:
    assert work.finished_at is not None  # noqa: S101 - only finished work is counted
    days = deadline.days_late(work.finished_at)
    taken = days * rules.late_percent / 100 if rules.late == "deduct" else 0.0
    if rules.late == "refuse" and days:
        taken = 1.0
    return Scored(work, max(0.0, work.mark - taken), work.mark, days)


def percent(mark: float) -> str:
    """A mark in per cent as it is said: one decimal at most, and none that says nothing."""
    return f"{round(mark * 100, 1):g}"


def total(cells: Iterable[tuple[Cell, float]]) -> float | None:
    """The weighted mean of the marks that there are, from 0 to 1; None where nothing with a weight counts yet.

    Excused cells and those without a mark yet are left out of both sums.
    """
    counted = [(each.mark, weight) for each, weight in cells if each.mark is not None and weight > 0]
    if not counted:
        return None
    return sum(mark * weight for mark, weight in counted) / sum(weight for _mark, weight in counted)
