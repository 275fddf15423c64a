"""A class's first page for those who teach it: what is due next, and who is waiting for them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import F

from ..core.grades import EXCUSED, HANDED_IN, LATE
from ..models import Assignment, Classroom, LiveSession, Membership
from .assignments import distance
from .people import WAITING, Person, all_people
from .states import Place, Standing, standings

NEXT, LAST, NAMED = 4, 3, 6  # assignments to come and past that are looked at, and how many names are said
PAST = timedelta(days=14)  # what was due longer ago is for the gradebook


@dataclass(frozen=True)
class Coming:
    """An assignment with how many of those who have to do it have handed it in, late or not."""

    assignment: Assignment
    done: int
    of: int
    due: str  # in the class's zone, empty without a date
    far: str
    is_past: bool


@dataclass(frozen=True)
class Overview:
    """``behind`` are the members who miss work of the last weeks, with how many pieces, the most first."""

    coming: list[Coming]
    people: int
    waiting: list[Person]
    behind: list[tuple[Membership, int]]

    @property
    def waiting_named(self) -> list[Person]:
        return self.waiting[:NAMED]

    @property
    def behind_named(self) -> list[tuple[Membership, int]]:
        return self.behind[:NAMED]

    @property
    def behind_more(self) -> int:
        return max(0, len(self.behind) - NAMED)

    @property
    def waiting_more(self) -> int:
        return max(0, len(self.waiting) - NAMED)


def overview(classroom: Classroom, now: datetime) -> Overview:
    """A fixed number of queries, however many people and assignments; only a few assignments are reckoned through."""
    people = all_people(classroom)
    members = list(Membership.objects.present().filter(classroom=classroom).order_by("name", "pk"))
    items = _near(classroom, now)
    found = standings(items, members, now) if items else {}
    return Overview(
        coming=[_coming(item, members, found, now) for item in items],
        people=len(people),
        waiting=[each for each in people if each.way == WAITING],
        behind=_behind(items, members, found, now),
    )


def _near(classroom: Classroom, now: datetime) -> list[Assignment]:
    """What was due last and what is due next, by date; then what has no date, the newest first."""
    given = Assignment.objects.filter(classroom=classroom).exclude(target_type=Assignment.Target.LIVE)
    past = given.filter(due_at__lt=now, due_at__gte=now - PAST).order_by("-due_at")[:LAST]
    order = F("due_at").asc(nulls_last=True), "-created_at"
    ahead = given.exclude(due_at__lt=now).order_by(*order)[:NEXT]
    return [*reversed(past), *ahead]


def _coming(item: Assignment, members: Sequence[Membership], found: Mapping[Place, Standing], now: datetime) -> Coming:
    states = [found[item.pk, member.pk].cell.state for member in members]
    return Coming(
        item,
        done=sum(state in {HANDED_IN, LATE} for state in states),
        of=sum(state != EXCUSED for state in states),
        due=item.classroom.told(item.due_at) if item.due_at else "",
        far=distance(item.due_at, now) if item.due_at else "",
        is_past=item.due_at is not None and item.due_at < now,
    )


def _behind(
    items: Sequence[Assignment], members: Sequence[Membership], found: Mapping[Place, Standing], now: datetime
) -> list[tuple[Membership, int]]:
    missing = [(member, sum(_is_missing(item, found[item.pk, member.pk], now) for item in items)) for member in members]
    return sorted(((member, number) for member, number in missing if number), key=lambda row: -row[1])


def _is_missing(item: Assignment, standing: Standing, now: datetime) -> bool:
    """Whether it was due for this member, with their extension, and they have not handed it in."""
    due_at = item.deadline(standing.extension).due_at
    return due_at is not None and due_at < now and standing.cell.state not in {HANDED_IN, LATE, EXCUSED}


def live_now(classroom: Classroom) -> LiveSession | None:
    """The session that the class takes at the moment."""
    return LiveSession.objects.filter(classroom=classroom, ended_at=None).order_by("-started_at").first()
