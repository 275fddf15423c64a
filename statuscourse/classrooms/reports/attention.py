"""Who in a class is stuck or silent: their rows, the reasons in words, and the picture."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max
from django.utils.translation import gettext as _

from quizzes.models import Attempt

from ..core.attention import STUCK, Reason, Standing, reasons
from ..core.grades import Deadline
from ..core.pictures import SHOWN, Mark, People, people
from ..models import Assignment, Classroom, Extension, GradeChange, Membership
from .work import work_done

DRAWN = 12  # people in the picture; the table has everybody

Handed = tuple[str, int, float | None]  # occasion, learner, share: of an attempt that was handed in


@dataclass(frozen=True)
class Person:
    """Somebody to look after, with the reasons in words, the most pressing first."""

    member: int
    name: str
    reasons: tuple[Reason, ...]
    marks: tuple[Mark, ...]

    @property
    def is_stuck(self) -> bool:
        return self.reasons[0].kind in STUCK

    @property
    def sentences(self) -> list[str]:
        return [in_words(reason) for reason in self.reasons]


@dataclass(frozen=True)
class Attention:
    """Everybody to look after: who is stuck, then who is silent. ``tasks`` are all titles, oldest first."""

    people: tuple[Person, ...]
    tasks: tuple[str, ...]

    @property
    def stuck(self) -> list[Person]:
        return [person for person in self.people if person.is_stuck]

    @property
    def silent(self) -> list[Person]:
        return [person for person in self.people if not person.is_stuck]

    @property
    def picture(self) -> People:
        return people([(person.name, person.marks) for person in self.people[:DRAWN]])

    @property
    def shown_tasks(self) -> tuple[str, ...]:
        """The assignments of the picture, in its order."""
        return self.tasks[-SHOWN:]

    @property
    def left_out(self) -> int:
        return max(0, len(self.people) - DRAWN)


def in_words(reason: Reason) -> str:
    """A reason as the page says it."""
    values = {"number": reason.number, "title": reason.title, "percent": round(100 * reason.share)}
    said = {
        "overdue": _("%(number)s assignments are overdue, the first of them “%(title)s”."),
        "low": _("Earned %(percent)s %% on average in the last %(number)s assignments."),
        "no-better": _("Tried “%(title)s” %(number)s times and got no further than %(percent)s %%."),
        "quiet": _("Nothing for %(number)s days, and “%(title)s” is open."),
        "never": _("Has never come, %(number)s days after joining the list."),
    }
    return said[reason.kind] % values


def attention(
    classroom: Classroom,
    assignments: Sequence[Assignment],
    members: Sequence[Membership],
    handed_in: Iterable[Handed],
    *,
    now: datetime,
) -> Attention:
    """Five queries, of which two are for lessons. Lessons count as done or not; of tries the best one counts."""
    marks: dict[tuple[str, int], list[float]] = defaultdict(list)
    for occasion, learner, share in handed_in:
        marks[occasion, learner].append(share or 0.0)
    cells = _Cells(classroom, assignments, members, marks)
    seen = _last_seen(classroom, assignments)
    found = [_person(member, cells, seen.get(member.learner_id), now) for member in members]
    named = sorted((person for person in found if person), key=_pressing)
    return Attention(tuple(named), tuple(item.title for item in assignments))


def _pressing(person: Person) -> tuple[object, ...]:
    return not person.is_stuck, -len(person.reasons), -person.reasons[0].number, person.name.casefold()


def _last_seen(classroom: Classroom, assignments: Sequence[Assignment]) -> dict[int, datetime]:
    """When each learner last began or handed in something for the class."""
    rows = Attempt.objects.begun_for(*(str(item.pk) for item in assignments))
    last = rows.values_list("learner").annotate(Max("started_at"), Max("finished_at"))
    return {learner: max(at for at in times if at) for learner, *times in last.order_by()}


Decided = tuple[str, float | None]  # the decision, and its mark in per cent
NOTHING: Decided = ("", None)


class _Cells:
    """How every member stands in every assignment, made for one member at a time."""

    def __init__(
        self,
        classroom: Classroom,
        assignments: Sequence[Assignment],
        members: Sequence[Membership],
        marks: Mapping[tuple[str, int], list[float]],
    ) -> None:
        lessons = [item for item in assignments if item.target_type == Assignment.Target.LESSON]
        works = work_done(lessons, [member.learner_id for member in members]) if lessons else {}
        self.marks = marks
        self.read = {
            (str(item), who) for (item, who), given in works.items() if any(each.finished_at for each in given)
        }
        self.extensions = {
            (str(row.assignment_id), row.membership_id): row
            for row in Extension.objects.filter(assignment__classroom=classroom, due_at__isnull=False)
        }
        self.decided = _decided(classroom)
        self.assignments = [
            (item, str(item.pk), item.deadline(), item.target_type != Assignment.Target.LESSON) for item in assignments
        ]

    def of(self, member: Membership) -> list[Standing]:
        return [self._standing(*each, member.pk, member.learner_id) for each in self.assignments]

    def _standing(
        self, item: Assignment, name: str, usual: Deadline, graded: bool, member: int, learner: int
    ) -> Standing:
        extension = self.extensions.get((name, member))
        deadline = item.deadline(extension) if extension else usual
        decision, percent = self.decided.get((name, member), NOTHING)
        marks = (percent / 100,) if percent is not None else tuple(self.marks.get((name, learner), ()))
        done = bool(marks) or (name, learner) in self.read
        excused = decision == GradeChange.Decision.EXCUSED
        return Standing(item.title, deadline.due_at, deadline.opens_at, deadline.ends_at, marks, done, excused, graded)


def _decided(classroom: Classroom) -> dict[tuple[str, int], Decided]:
    """The decision that stands in each cell of the gradebook that has one: the newest."""
    rows = GradeChange.objects.filter(assignment__classroom=classroom).order_by("pk")
    columns = rows.values_list("assignment", "membership", "decision", "percent")
    return {
        (str(item), member): (decision, percent if decision == GradeChange.Decision.MARK else None)
        for item, member, decision, percent in columns
    }


def _person(member: Membership, cells: _Cells, last_work: datetime | None, now: datetime) -> Person | None:
    standings = cells.of(member)
    last_seen = max((at for at in (member.seen_at, last_work) if at), default=None)
    found = reasons(standings, joined_at=member.joined_at, last_seen=last_seen, now=now)
    if not found:
        return None
    marks = tuple(_mark(each, member.joined_at, now) for each in standings)
    return Person(member.pk, member.name, tuple(found), marks)


def _mark(each: Standing, joined_at: datetime, now: datetime) -> Mark:
    if each.excused:
        return "excused"
    if each.done:
        return max(each.marks, default=1.0)
    return "missing" if each.is_overdue(joined_at, now) else "open"
