"""What teachers decide about marks. Rows are only added; the newest of a cell stands."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from statuscourse.accounts.models import User

from ..models import Classroom, GradeChange


class GradeMoved(Exception):
    """Somebody else decided about the same cell since the page was made. Nothing was written."""


@dataclass(frozen=True)
class Verdict:
    """What is decided about one learner's work for one assignment, by who knew the change ``known`` (0 for none)."""

    assignment: UUID
    membership: int
    decision: str
    percent: float | None
    known: int


def decide_grade(*, classroom: Classroom, verdict: Verdict, reason: str, by: User, now: datetime) -> GradeChange:
    """Decide about one cell; the same again by the same teacher is the same decision. Raises GradeMoved."""
    try:
        return decide_grades(classroom=classroom, verdicts=[verdict], reason=reason, by=by, now=now)[0]
    except GradeMoved:
        rows = GradeChange.objects.filter(assignment=verdict.assignment, membership=verdict.membership)
        last = rows.order_by("pk").last()
        if last is None or (last.decision, last.percent, last.reason, last.by_id) != (
            verdict.decision,
            verdict.percent,
            reason,
            by.pk,
        ):
            raise
        return last


def decide_grades(
    *, classroom: Classroom, verdicts: Sequence[Verdict], reason: str, by: User, now: datetime
) -> list[GradeChange]:
    """Decide about some cells of a class, all of them or none. Raises GradeMoved."""
    with transaction.atomic():
        # One at a time in a class: what was read below stays the newest until this is written.
        Classroom.objects.select_for_update().get(pk=classroom.pk)
        newest = _newest(classroom, {each.assignment for each in verdicts})
        if any(newest.get((each.assignment, each.membership), 0) != each.known for each in verdicts):
            raise GradeMoved
        rows = [
            GradeChange(
                assignment_id=each.assignment,
                membership_id=each.membership,
                decision=each.decision,
                percent=each.percent,
                reason=reason,
                by=by,
                at=now,
            )
            for each in verdicts
        ]
        return GradeChange.objects.bulk_create(rows, batch_size=500)


def _newest(classroom: Classroom, assignments: Iterable[UUID]) -> Mapping[tuple[UUID, int], int]:
    rows = GradeChange.objects.filter(assignment__classroom=classroom, assignment__in=assignments)
    newest = rows.order_by().values_list("assignment", "membership").annotate(Max("pk"))
    return {(item, who): pk for item, who, pk in newest}
