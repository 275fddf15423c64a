"""Giving a class something to do, changing it, taking it away, extending it for somebody, and beginning it."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from quizzes.actions import hand_in, hand_in_overdue, move_limits, start_attempt
from quizzes.models import Attempt, Quiz
from statuscourse.accounts.models import User

from ..models import Assignment, Classroom, Extension, Membership

TWICE = timedelta(seconds=10)  # between two clicks that meant one


class ClassArchived(Exception):
    """Nothing is begun or assigned in a class that is archived."""


class TargetRetired(Exception):
    """What was assigned is not taken any more; attempts under way go on."""


class ChangedElsewhere(Exception):
    """Somebody else changed the assignment since the page was read. Nothing was stored."""


@transaction.atomic
def assign(
    *, classroom: Classroom, by: User, target_type: str, target: str, values: Mapping[str, Any], now: datetime
) -> Assignment:
    """Give a class something to do. The same again within some seconds is the same. Raises ClassArchived.

    ``values`` are columns of ``Assignment.CHANGEABLE``.
    """
    locked = Classroom.objects.select_for_update().get(pk=classroom.pk)  # a second click waits for the first
    if locked.archived_at is not None:
        raise ClassArchived
    named = {"classroom": classroom, "target_type": target_type, "target": target, "created_by": by}
    made = Assignment(**named, **values, created_at=now)
    for before in Assignment.objects.filter(**named, created_at__gt=now - TWICE):
        if before.version == made.version:
            return before
    made.save()
    return made


@transaction.atomic
def change_assignment(*, assignment: Assignment, values: Mapping[str, Any], version: str) -> Assignment:
    """Change what a class was given. Attempts under way get more time where there is more, and never less.

    ``version`` is that of the page that was filled in. Raises ChangedElsewhere.
    """
    locked = Assignment.objects.select_for_update(of=("self",)).get(pk=assignment.pk)
    before = locked.version
    for name, value in values.items():
        setattr(locked, name, value)
    if locked.version == before:  # sent twice, or nothing was changed
        return locked
    if before != version:
        raise ChangedElsewhere
    locked.save(update_fields=list(values))
    move_open_attempts(locked, Membership.objects.filter(classroom=locked.classroom_id))
    return locked


@transaction.atomic
def delete_assignment(*, assignment: Assignment) -> None:
    """Take an assignment out of the class, with its grades and extensions. What learners did for it stays theirs."""
    assignment.delete()


@transaction.atomic
def extend(*, assignment: Assignment, membership: Membership, by: User, now: datetime, **values: Any) -> None:
    """Give one learner more: ``due_at``, ``extra_time``, ``attempts`` and the ``reason``, in the place of before."""
    Extension.objects.update_or_create(
        assignment=assignment, membership=membership, defaults={**values, "given_by": by, "given_at": now}
    )
    move_open_attempts(assignment, [membership])


@transaction.atomic
def take_back(*, assignment: Assignment, membership: Membership) -> None:
    """Take an extension back. An attempt under way keeps the time that it had."""
    Extension.objects.filter(assignment=assignment, membership=membership).delete()
    _withhold(assignment)


def move_open_attempts(assignment: Assignment, members: Iterable[Membership]) -> None:
    """Let attempts under way have the limits that hold now for their learners."""
    _withhold(assignment)
    by_learner = {member.learner_id: member for member in members}
    under_way = Attempt.objects.under_way().begun_for(str(assignment.pk)).filter(learner__in=by_learner)
    extended = {each.membership_id: each for each in assignment.extensions.all()}
    for attempt in under_way.select_related("quiz"):
        member = by_learner[attempt.learner_id]
        move_limits(attempt=attempt, terms=assignment.terms_for(attempt.quiz.terms, member, extended.get(member.pk)))


def _withhold(assignment: Assignment) -> None:
    """Let what is explained after it has closed wait until it has closed for everybody."""
    closes = assignment.closes_for_all()
    rows = list(Attempt.objects.begun_for(str(assignment.pk)).filter(terms__review="after-close"))
    for attempt in rows:
        attempt.terms = {**attempt.terms, "explained": closes.isoformat() if closes else ""}
    Attempt.objects.bulk_update(rows, ["terms"], batch_size=100)


def begin(*, assignment: Assignment, membership: Membership, now: datetime, rng: Random) -> Attempt | None:
    """Start a member's attempt at an assigned quiz, or return the one under way; None where nothing is left to ask.

    Raises ClassArchived, TargetRetired, and from quizzes NotNow and LearnerGone.
    """
    quiz = Quiz.objects.filter(pk=assignment.target).first()
    classroom = assignment.classroom
    learner = membership.learner
    hand_in_overdue(learner=learner, now=now)
    if (open_attempt := open_attempts(assignment, membership).first()) is not None:
        return open_attempt
    if classroom.archived_at is not None:
        raise ClassArchived
    if quiz is None or quiz.retired_at is not None:
        raise TargetRetired
    extension = assignment.extensions.filter(membership=membership).first()
    terms, closes = assignment.terms_for(quiz.terms, membership, extension), assignment.closes_for_all()
    if closes is not None and terms.review == "after-close":
        terms = replace(terms, explained=closes.isoformat())
    return start_attempt(
        learner=learner,
        quiz=quiz,
        now=now,
        rng=rng,
        terms=terms,
        occasion=str(assignment.pk),
        convention=classroom.convention,
    )


def close_overdue(*, assignments: Iterable[Assignment], now: datetime) -> int:
    """Hand in what learners left behind in these assignments when its time ran out. How many there were.

    Nothing does it in the background, and a page of marks must not show as under way what is over.
    """
    occasions = [str(item.pk) for item in assignments]
    overdue = list(Attempt.objects.overdue(now).begun_for(*occasions)) if occasions else []
    for attempt in overdue:
        hand_in(attempt=attempt, now=now)
    return len(overdue)


def open_attempts(assignment: Assignment, membership: Membership) -> QuerySet[Attempt]:
    """A member's attempts under way, the one to go on with first."""
    rows = Attempt.objects.under_way().begun_for(str(assignment.pk)).filter(learner=membership.learner_id)
    return rows.order_by("-started_at")
