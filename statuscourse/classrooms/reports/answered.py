"""What the members of a class answered for it, counted: its assignments and its live sessions, and nothing else.

Half a million answers take seconds to read, and a finished attempt hardly ever changes. So each process keeps what it
counted of an assignment as long as the same attempts stand there with the same marks, and reads only what is new.
"""

from array import array
from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, TypeVar
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import CharField, Count, Max, QuerySet
from django.db.models.functions import Cast

from quizzes.core.results import is_good
from quizzes.models import Answer, Attempt, Regrade

from ..core.insight import Group, Known, Learned
from ..models import Assignment, Classroom, LiveSession, Membership

KEPT = 500  # assignments in each process, the last ones that were asked for; one of a thousand learners takes 0.1 MB
AT_ONCE = 10_000  # attempts that are counted for one page, about half a second; the page asks again for the others

Name = TypeVar("Name")
Value = TypeVar("Value")
Stamp = tuple[Any, ...]
Code = int | None
Key = tuple[int, Code, Code, str]  # revision, best code, chosen code, verdict


@dataclass(frozen=True)
class Counted:
    """The answers of one occasion: alike ones together, and what each learner showed, in the order of attempts."""

    groups: dict[Key, list[Any]] = field(default_factory=dict)  # to how many they are, and their marks
    learners: "array[int]" = field(default_factory=lambda: array("q"))
    codes: "array[int]" = field(default_factory=lambda: array("H"))
    days: "array[int]" = field(default_factory=lambda: array("l"))
    good: bytearray = field(default_factory=bytearray)


@dataclass(frozen=True)
class Shown:
    """All answers of a class together."""

    groups: list[Group]
    known: list[Known]
    left: int = 0  # assignments and sessions that are not counted yet, the oldest ones

    @property
    def answers(self) -> int:
        return sum(group.number for group in self.groups)


_counted: OrderedDict[str, tuple[Stamp, Counted]] = OrderedDict()
_shown: OrderedDict[UUID, tuple[Stamp, Shown]] = OrderedDict()


def occasions(classroom: Classroom, assignments: Iterable[Assignment]) -> list[str]:
    """What attempts of a class are begun for, oldest first: its assignments, and its live sessions by themselves."""
    sessions = LiveSession.objects.filter(classroom=classroom).order_by("started_at").values_list("pk", flat=True)
    return [str(item.pk) for item in assignments] + [str(pk) for pk in sessions]


def finished(classroom: Classroom, wanted: Sequence[str]) -> QuerySet[Attempt]:
    """What members handed in. Those who left are not in it, and neither is repeating what went wrong."""
    learners = Membership.objects.present().filter(classroom=classroom).values("learner")
    rows = Attempt.objects.begun_for(*wanted).filter(retry_of=None, learner__in=learners)
    return rows.exclude(finished_at=None)


def stamps(marks: Iterable[tuple[str, int, float | None]]) -> dict[str, Stamp]:
    """What tells whether an occasion has changed, from its attempts as (occasion, learner, share)."""
    numbers: dict[str, list[float]] = {}
    for occasion, learner, share in marks:
        row = numbers.setdefault(occasion, [0, 0, 0.0])
        row[0] += 1
        row[1] += learner
        row[2] += share or 0.0
    regrades = tuple(Regrade.objects.aggregate(Count("pk"), Max("pk"), Max("undone_at")).values())
    return {occasion: (*row, regrades) for occasion, row in numbers.items()}


def shown(classroom: Classroom, wanted: Sequence[str], now_stamps: Mapping[str, Stamp], members: int) -> Shown:
    """All answers for these occasions, whose order is that in which they were learned from. One query at most."""
    whole: Stamp = (members, classroom.time_zone, *((name, now_stamps.get(name)) for name in wanted))
    kept = _shown.get(classroom.pk)
    if kept and kept[0] == whole:
        return kept[1]
    named = [name for name in wanted if name in now_stamps]
    parts = _parts(classroom, named, now_stamps)
    found = Shown(_together(parts), _learned(parts).known(members), len(named) - len(parts))
    if not found.left:
        _keep(_shown, classroom.pk, (whole, found))
    return found


def _parts(classroom: Classroom, wanted: Sequence[str], now_stamps: Mapping[str, Stamp]) -> list[Counted]:
    """What was counted of each occasion; those that have changed are counted anew, all by one query.

    Where these are more than ``AT_ONCE``, the oldest are left out.
    """
    full = {name: (*now_stamps[name], classroom.time_zone) for name in wanted}
    parts = {name: _counted[name][1] for name in wanted if name in _counted and _counted[name][0] == full[name]}
    stale = _newest([name for name in wanted if name not in parts], now_stamps)
    if stale:
        parts |= _count(classroom, stale)
    found = [name for name in wanted if name in parts]
    for name in found:
        _keep(_counted, name, (full[name], parts[name]))
    return [parts[name] for name in found]


def _newest(stale: Sequence[str], now_stamps: Mapping[str, Stamp]) -> list[str]:
    """The last of them, as many as are counted at once, and one at least."""
    attempts, found = 0, list[str]()
    for name in reversed(stale):
        attempts += int(now_stamps[name][0])
        if found and attempts > AT_ONCE:
            break
        found.append(name)
    return found


def _keep(store: OrderedDict[Name, Value], name: Name, value: Value) -> None:
    store[name] = value
    store.move_to_end(name)
    while len(store) > KEPT:
        store.popitem(last=False)


def _count(classroom: Classroom, stale: Sequence[str]) -> dict[str, Counted]:
    """One query over every answer that stands. The time is read as text: half a million dates are a second."""
    # Attempts first, by the index of their occasions; or SQLite reads all attempts, and PostgreSQL all answers.
    answers = Answer.objects.standing().filter(attempt__in=finished(classroom, stale).values("pk"))
    answers = answers.annotate(begun=Cast("attempt__started_at", CharField()))
    parts = {name: _Counting(classroom.zone) for name in stale}
    columns = ("begun", "learner", "revision", "best_code", "chosen_code", "verdict", "mark", "number")
    for occasion, *row in answers.values_list("attempt__occasion", *columns).iterator(chunk_size=5_000):
        parts[occasion].add(row)
    return {name: part.counted() for name, part in parts.items()}


class _Counting:
    """Counts the answers of one occasion as they come, and puts its attempts in the order in which they were begun.

    No row is kept: half a million of them take 0.3 GB.
    """

    def __init__(self, zone: ZoneInfo) -> None:
        self.zone = zone
        self.found = Counted()
        self.attempts: list[tuple[str, int, int]] = []  # when each was begun, by whom, and where it starts
        self.days: dict[str, int] = {}

    def add(self, row: Sequence[Any]) -> None:
        begun, learner, revision, best, chosen, verdict, mark, number = row
        group = self.found.groups.setdefault((revision, best, chosen, verdict), [0, 0.0])
        group[0] += 1
        group[1] += mark
        if best is None:
            return
        codes = self.found.codes
        if not self.attempts or self.attempts[-1][:2] != (begun, learner):
            self.attempts.append((begun, learner, len(codes)))
        codes.append(best)
        self.found.learners.append(learner)
        self.found.days.append(self._day(begun[:16]))
        self.found.good.append(number == 1 and is_good(mark))  # what took a second try was not known

    def _day(self, minute: str) -> int:
        """The number of the day that a minute in UTC belongs to in the class's zone."""
        day = self.days.get(minute)
        if day is None:
            at = datetime.fromisoformat(minute).replace(tzinfo=UTC)
            day = self.days[minute] = at.astimezone(self.zone).toordinal()
        return day

    def counted(self) -> Counted:
        starts = [start for _begun, _learner, start in self.attempts]
        ends = [*starts, len(self.found.codes)][1:]  # none where nobody answered anything
        ordered = Counted(groups=self.found.groups)
        for (_begun, _learner, start), end in sorted(zip(self.attempts, ends, strict=True)):
            ordered.learners.extend(self.found.learners[start:end])
            ordered.codes.extend(self.found.codes[start:end])
            ordered.days.extend(self.found.days[start:end])
            ordered.good.extend(self.found.good[start:end])
        return ordered


def _together(parts: Iterable[Counted]) -> list[Group]:
    both: dict[Key, list[Any]] = {}
    for part in parts:
        for key, (number, marks) in part.groups.items():
            group = both.setdefault(key, [0, 0.0])
            group[0] += number
            group[1] += marks
    return [Group(*key, number, marks) for key, (number, marks) in both.items()]


def _learned(parts: Iterable[Counted]) -> Learned:
    learned = Learned()
    for part in parts:
        learned.add(zip(part.learners, part.codes, part.days, part.good, strict=True))
    return learned
