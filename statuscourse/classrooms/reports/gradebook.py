"""A class's gradebook: who stands where in what, from a fixed number of queries."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from statistics import fmean
from typing import NamedTuple
from uuid import UUID

from django.db import models

from ..core.grades import Cell, Deadline, Decision, Rules, cell, total
from ..models import Assignment, Classroom, Extension, GradeChange, Membership
from .work import Works, work_done

PART = 22  # columns that a sheet of A4 takes across
SORTS = ("name", "-name", "total", "-total")


class Newest(NamedTuple):
    """The decision that stands in a cell: its number, and what it says; None where it was taken back."""

    id: int
    decision: Decision | None


Decisions = Mapping[tuple[UUID, int], Newest]  # by assignment and membership


@dataclass(frozen=True)
class Row:
    """A learner with a cell for each assignment."""

    member: Membership
    cells: list[Cell]
    total: float | None


@dataclass(frozen=True)
class Gradebook:
    """Everybody who is in the class now, and everything that it was given to do."""

    assignments: list[Assignment]
    rows: list[Row]
    decisions: Decisions

    @property
    def means(self) -> list[float | None]:
        """For each assignment the mean of the marks that there are."""
        return [_mean(row.cells[place].mark for row in self.rows) for place in range(len(self.assignments))]

    def part(self, number: int) -> "Gradebook":
        """So many assignments as a sheet of paper takes, the first part being 1; the totals are still of all."""
        here = slice((number - 1) * PART, number * PART)
        rows = [replace(row, cells=row.cells[here]) for row in self.rows]
        return replace(self, assignments=self.assignments[here], rows=rows)

    @property
    def mean_total(self) -> float | None:
        return _mean(row.total for row in self.rows)


def gradebook(classroom: Classroom, now: datetime, *, sort: str = "name") -> Gradebook:
    """The gradebook in the order asked for; learners without a total stand last. Seven queries, however many there are.

    Members who left are not in it; the export of the class keeps them.
    """
    assignments = list(in_order(classroom))
    members = list(Membership.objects.present().filter(classroom=classroom))
    decisions = newest_changes(assignments)
    rows = _rows(assignments, members, decisions, now)
    return Gradebook(assignments, _sorted(rows, sort), decisions)


def in_order(classroom: Classroom) -> models.QuerySet[Assignment]:
    """A class's assignments as they are due; those without a date come last."""
    rows = Assignment.objects.filter(classroom=classroom)
    return rows.order_by(models.F("due_at").asc(nulls_last=True), "created_at", "pk")


def newest_changes(assignments: Iterable[Assignment], members: Iterable[Membership] | None = None) -> Decisions:
    """The decision that stands in each cell that has any, of these members or of everybody."""
    rows = GradeChange.objects.filter(assignment__in=[item.pk for item in assignments])
    if members is not None:
        rows = rows.filter(membership__in=[member.pk for member in members])
    columns = rows.order_by("pk").values_list("assignment", "membership", "pk", "decision", "percent")
    return {(item, who): Newest(pk, decision(what, percent)) for item, who, pk, what, percent in columns}


def decision(what: str, percent: float | None) -> Decision | None:
    """What a row of the trail says, for the arithmetic; None where it takes back what was decided."""
    if what == GradeChange.Decision.WITHDRAWN:
        return None
    return Decision(excused=what == GradeChange.Decision.EXCUSED, mark=None if percent is None else percent / 100)


def _rows(
    assignments: Sequence[Assignment], members: Iterable[Membership], decisions: Decisions, now: datetime
) -> list[Row]:
    works = work_done(assignments, keyed=False)
    extensions = Extension.objects.filter(assignment__in=[item.pk for item in assignments])
    extended = {(each.assignment_id, each.membership_id): each for each in extensions}
    columns = [(item, item.id, item.rules, item.deadline()) for item in assignments]
    return [_row(columns, member, works, extended, decisions, now) for member in members]


def _row(
    columns: Iterable[tuple[Assignment, UUID, Rules, Deadline]],
    member: Membership,
    works: Works,
    extended: Mapping[tuple[UUID, int], Extension],
    decisions: Decisions,
    now: datetime,
) -> Row:
    cells, counted = [], []
    membership, learner = member.id, member.learner_id
    for item, assignment, rules, deadline in columns:
        place = assignment, membership
        if place in extended:
            deadline = item.deadline(extended[place])  # noqa: PLW2901 - what holds for this learner
        newest = decisions.get(place)
        done = works.get((assignment, learner), ())
        standing = cell(rules, deadline, done, newest.decision if newest else None, now)
        cells.append(standing)
        counted.append((standing, rules.weight))
    return Row(member, cells, total(counted))


def _sorted(rows: list[Row], sort: str) -> list[Row]:
    """Those of one total, and those without one, by name."""
    rows.sort(key=lambda row: (row.member.name.casefold(), row.member.pk), reverse=sort == "-name")
    if sort in ("total", "-total"):
        sign = -1 if sort == "-total" else 1
        rows.sort(key=lambda row: (row.total is None, sign * (row.total or 0)))
    return rows


def _mean(marks: Iterable[float | None]) -> float | None:
    there = [mark for mark in marks if mark is not None]
    return fmean(there) if there else None
