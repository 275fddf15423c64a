"""Who in a class is stuck or silent, and why. Pure; ``now`` is an argument.

Nothing here judges a person: each reason is something that the gradebook shows as well.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, NamedTuple

OVERDUE = 2
"""Assignments that are due and not handed in, from which somebody is stuck. Our own: one is forgotten, two are not."""
RECENT = timedelta(days=28)
"""How long ago they were due at most. Our own: of what is older nobody is told anything new."""
LAST = 3
"""Assignments that are looked at for falling marks: the last ones that were handed in."""
LOW = 0.5
"""Mean mark of those below which somebody is stuck. Our own: the mark from which an answer counts as known."""
TRIES = 3
"""Tries at one assignment, none better than the first, from which somebody is stuck. Our own."""
ENOUGH = 0.7
"""A mark from which nobody is stuck who tries again. Our own: where a code begins to be steady."""
QUIET = timedelta(days=7)
"""Without a sign for that long while something is to be done, somebody is silent. Our own: a week of lessons."""
NEVER = timedelta(days=2)
"""So long after they were put on the list, who never came is silent. Our own: the next lesson has been."""

Kind = Literal["overdue", "low", "no-better", "quiet", "never"]
STUCK: tuple[Kind, ...] = ("overdue", "low", "no-better")


class Standing(NamedTuple):
    """How a member stands in one assignment; ``marks`` are what each try that was handed in earned, in order, 0 to 1.

    ``due_at`` is their own date, an extension included; ``opens_at`` and ``ends_at`` as in ``core.grades.Deadline``.
    """

    title: str
    due_at: datetime | None
    opens_at: datetime | None = None
    ends_at: datetime | None = None
    marks: tuple[float, ...] = ()
    done: bool = False
    excused: bool = False
    graded: bool = True  # what is read is done or not, and earns nothing that could be low

    def is_overdue(self, joined_at: datetime, now: datetime) -> bool:
        """Due, not handed in, not excused; what was due before somebody came was never theirs."""
        return self.due_at is not None and joined_at < self.due_at <= now and not self.done and not self.excused

    def is_waiting(self, now: datetime) -> bool:
        """Whether there is a date, and it can still be handed in."""
        begun = self.opens_at is None or self.opens_at <= now
        open_still = self.ends_at is None or now < self.ends_at
        return self.due_at is not None and begun and open_still and not self.done and not self.excused


@dataclass(frozen=True)
class Reason:
    """Why somebody is named. ``number`` counts assignments, tries or days; ``share`` is a mark."""

    kind: Kind
    number: int = 0
    share: float = 0.0
    title: str = ""


def reasons(
    standings: Sequence[Standing], *, joined_at: datetime, last_seen: datetime | None, now: datetime
) -> list[Reason]:
    """Every reason to look after a member, the most pressing first; empty for most."""
    found = [
        _overdue(standings, joined_at, now),
        _low(standings),
        _no_better(standings),
        _silent(standings, joined_at, last_seen, now),
    ]
    return [reason for reason in found if reason is not None]


def _overdue(standings: Sequence[Standing], joined_at: datetime, now: datetime) -> Reason | None:
    late = [each for each in standings if each.is_overdue(joined_at, now)]
    missing = [each for each in late if each.due_at is not None and now - each.due_at <= RECENT]
    return Reason("overdue", len(missing), title=missing[0].title) if len(missing) >= OVERDUE else None


def _low(standings: Sequence[Standing]) -> Reason | None:
    best = [max(each.marks) for each in standings if each.graded and each.marks and not each.excused][-LAST:]
    mean = sum(best) / LAST
    return Reason("low", LAST, mean) if len(best) == LAST and mean < LOW else None


def _no_better(standings: Sequence[Standing]) -> Reason | None:
    """The last assignment that was tried again and again and did not get better."""
    for each in reversed(standings):
        marks = each.marks
        if each.graded and not each.excused and _is_no_better(marks):
            return Reason("no-better", len(marks), max(marks), each.title)
    return None


def _is_no_better(marks: Sequence[float]) -> bool:
    return len(marks) >= TRIES and max(marks) < ENOUGH and max(marks[1:]) <= marks[0]


def _silent(
    standings: Sequence[Standing], joined_at: datetime, last_seen: datetime | None, now: datetime
) -> Reason | None:
    if last_seen is None:
        return Reason("never", (now - joined_at).days) if now - joined_at >= NEVER else None
    waiting = next((each for each in standings if each.is_waiting(now)), None)
    if now - last_seen < QUIET or waiting is None:
        return None
    return Reason("quiet", (now - last_seen).days, title=waiting.title)
