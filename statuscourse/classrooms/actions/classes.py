"""What becomes of a class as a whole: made, renamed, given away, archived, deleted; its join code and its teachers."""

from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.db.models import Q

from statuscourse.accounts.models import Learner, User

from ..core.codes import draw_join_code
from ..models import Classroom, LiveSession, Membership, Teacher

WEEK = timedelta(days=7)
MAY_TEACH = Q(user__is_active=True, user__role__in=[User.Role.INSTRUCTOR, User.Role.ADMINISTRATOR])


class IsArchived(Exception):
    """The class is archived: it is looked at and not changed."""


class NotGiven(Exception):
    """Somebody else owns the class by now, or the colleague does not teach any more. Nothing was changed."""


@transaction.atomic
def make_class(
    *, owner: User, name: str, time_zone: str, rng: Random, now: datetime, id: UUID | None = None
) -> Classroom:
    """A class with a join code that is valid for a week. With an ``id`` that is there already it is that class."""
    values = {"owner": owner, "name": name, "time_zone": time_zone, "created_at": now}
    item, is_new = Classroom.objects.get_or_create(pk=id or uuid4(), defaults=values)
    if not is_new:
        return item
    renew_code(classroom=item, lasts=WEEK, rng=rng, now=now)
    return item


@transaction.atomic
def renew_code(*, classroom: Classroom, lasts: timedelta | None, rng: Random, now: datetime) -> None:
    """Give a class another join code, for some time or, with None, until it is ended. The old one is dead at once."""
    if classroom.archived_at is not None:
        raise IsArchived
    classroom.join_code_ends_at = now + lasts if lasts is not None else None
    while True:
        classroom.join_code = draw_join_code(rng)
        if LiveSession.objects.filter(join_code=classroom.join_code).exists():
            continue
        try:
            with transaction.atomic():
                classroom.save(update_fields=["join_code", "join_code_ends_at"])
            return
        except IntegrityError:  # another class has it
            continue


def extend_code(*, classroom: Classroom, lasts: timedelta | None, now: datetime) -> None:
    """Let the code that there is be valid for that long from now on."""
    if classroom.archived_at is not None:
        raise IsArchived
    classroom.join_code_ends_at = now + lasts if lasts is not None else None
    classroom.save(update_fields=["join_code_ends_at"])


def end_code(*, classroom: Classroom) -> None:
    """Let nobody in by a code until there is a new one."""
    classroom.join_code = classroom.join_code_ends_at = None
    classroom.save(update_fields=["join_code", "join_code_ends_at"])


def describe_class(*, classroom: Classroom, name: str, time_zone: str) -> None:
    classroom.name, classroom.time_zone = name, time_zone
    classroom.save(update_fields=["name", "time_zone"])


def archive_class(*, classroom: Classroom, now: datetime) -> None:
    """Let a class be looked at and not changed. Its join code ends."""
    if classroom.archived_at is None:
        classroom.archived_at = now
        classroom.join_code = classroom.join_code_ends_at = None
        classroom.save(update_fields=["archived_at", "join_code", "join_code_ends_at"])


def bring_back(*, classroom: Classroom) -> None:
    classroom.archived_at = None
    classroom.save(update_fields=["archived_at"])


@transaction.atomic
def delete_class(*, classroom: Classroom) -> None:
    """Delete a class with its memberships, assignments, decisions and live sessions. Attempts stay their learners'.

    Who stood on its list and never came, and is in no other class, was nothing but a line of the list, and goes too.
    """
    members = Membership.objects.filter(classroom=classroom).values("learner")
    never_came = Learner.objects.filter(pk__in=members, user=None, token_digest=None, devices=None)
    elsewhere = Membership.objects.exclude(classroom=classroom).values("learner")
    going = list(never_came.filter(attempts=None, answers=None).exclude(pk__in=elsewhere).values_list("pk", flat=True))
    classroom.delete()
    Learner.objects.filter(pk__in=going).delete()


def add_teacher(*, classroom: Classroom, user: User, now: datetime) -> None:
    """Let a colleague teach a class as well. Done twice it changes nothing more."""
    if classroom.owner_id != user.pk:
        Teacher.objects.get_or_create(classroom=classroom, user=user, defaults={"added_at": now})


def remove_teacher(*, classroom: Classroom, user: User) -> None:
    Teacher.objects.filter(classroom=classroom, user=user).delete()


@transaction.atomic
def give_away(*, classroom: Classroom, teacher: Teacher, now: datetime) -> None:
    """Make a colleague who teaches it the owner of a class. Who owned it teaches it from then on.

    Raises NotGiven: of two who are given it at once the second would drive out the first.
    """
    before = classroom.owner
    unchanged = Classroom.objects.select_for_update().filter(pk=classroom.pk, owner=before).exists()
    if not (unchanged and Teacher.objects.filter(MAY_TEACH, pk=teacher.pk).exists()):
        raise NotGiven
    classroom.owner = teacher.user
    classroom.save(update_fields=["owner"])
    teacher.delete()
    if before is not None:
        Teacher.objects.get_or_create(classroom=classroom, user=before, defaults={"added_at": now})


def successors(user: User) -> list[tuple[Classroom, Teacher | None]]:
    """The classes that somebody owns, each with the colleague who gets it when the account goes. Two queries at most.

    That is who has taught it the longest and may still teach; without one it is left to administrators.
    """
    owned = list(Classroom.objects.filter(owner=user).order_by("name", "pk"))
    heirs: dict[Any, Teacher] = {}
    if owned:
        rows = Teacher.objects.filter(MAY_TEACH, classroom__in=owned).exclude(user=user).select_related("user")
        for row in rows.order_by("added_at", "pk"):
            heirs.setdefault(row.classroom_id, row)
    return [(item, heirs.get(item.pk)) for item in owned]


@transaction.atomic
def hand_on_classes(*, user: User, now: datetime) -> None:
    """Give the classes of an account that is about to be deleted to those who come after it."""
    for item, heir in successors(user):
        if heir is not None:
            give_away(classroom=item, teacher=heir, now=now)
