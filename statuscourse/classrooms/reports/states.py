"""Where learners stand in assignments, for a teacher's list and for what is due."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ..core.grades import EXCUSED, HANDED_IN, LATE, NOT_STARTED, UNDER_WAY, Cell, cell
from ..models import Assignment, Extension, Membership
from .gradebook import newest_changes
from .work import work_done

STATES: dict[str, str | Promise] = {
    HANDED_IN: _("handed in"),
    LATE: _("late"),
    UNDER_WAY: _("under way"),
    NOT_STARTED: _("not started"),
    EXCUSED: _("excused"),
}
Place = tuple[UUID, int]  # an assignment and a membership


@dataclass(frozen=True)
class Standing:
    """One member in one assignment: the cell of the gradebook, and what was extended."""

    cell: Cell
    extension: Extension | None

    @property
    def label(self) -> str | Promise:
        return STATES[self.cell.state]

    @property
    def percent(self) -> int | None:
        return None if self.cell.mark is None else round(100 * self.cell.mark)


def standings(
    assignments: Sequence[Assignment], members: Sequence[Membership], now: datetime
) -> Mapping[Place, Standing]:
    """Every member of an assignment's class in it. Five queries, however many there are."""
    works = work_done(assignments, [member.learner_id for member in members])
    extended = {
        (each.assignment_id, each.membership_id): each
        for each in Extension.objects.filter(assignment__in=assignments, membership__in=members)
    }
    decided = newest_changes(assignments, members)
    found = {}
    for item in assignments:
        for member in members:
            if member.classroom_id == item.classroom_id:
                place, done = (item.pk, member.pk), works.get((item.pk, member.learner_id), [])
                extension, newest = extended.get(place), decided.get(place)
                decision = newest.decision if newest else None
                standing = cell(item.rules, item.deadline(extension), done, decision, now)
                found[place] = Standing(standing, extension)
    return found


@dataclass(frozen=True)
class Row:
    """An assignment in a teacher's list, with how many stand how."""

    assignment: Assignment
    counts: Mapping[str, int]
    is_retired: bool = False
    due: str = ""  # in the class's zone

    @property
    def told(self) -> list[tuple[int, str | Promise]]:
        """The states that somebody is in, with how many."""
        return [(self.counts[state], label) for state, label in STATES.items() if self.counts.get(state)]


def counts(found: Mapping[Place, Standing]) -> Mapping[UUID, Counter[str]]:
    """How many stand how in each assignment."""
    sums: dict[UUID, Counter[str]] = {}
    for (assignment, _member), standing in found.items():
        sums.setdefault(assignment, Counter())[standing.cell.state] += 1
    return sums
