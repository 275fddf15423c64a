"""The people of a class: added, renamed, given codes, taken from a table."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from random import Random

from django.db import transaction

from statuscourse.accounts.actions import forget_devices, give_code
from statuscourse.accounts.models import Learner, PersonalCode, derived

from ..core.codes import draw_personal_code
from ..core.names import fold, propose
from ..core.roster import Known, Plan, Roster, plan_roster
from ..models import Classroom, Membership
from ..models.classes import MembershipQuerySet
from .classes import IsArchived


class NamesRefused(Exception):
    """Names that stand in the class already, or twice among those that were given. Nobody was added."""

    def __init__(self, names: list[str]) -> None:
        super().__init__(", ".join(names))
        self.names = names


class PlanChanged(Exception):
    """The table would not do now what it was seen to do; ``plan`` is what it would do now. Nothing was written."""

    def __init__(self, plan: Plan) -> None:
        super().__init__("changed since")
        self.plan = plan


class NotOurs(Exception):
    """Their way in was not given by this class: an account, or a code from elsewhere."""


@dataclass(frozen=True)
class Slip:
    """A learner's new code, which nobody can read again."""

    name: str
    number: str
    code: str


@transaction.atomic
def add_people(*, classroom: Classroom, names: Sequence[str], now: datetime) -> list[Membership]:
    """Put learners on a class's list who come later, with a personal code. Raises NamesRefused and IsArchived."""
    _lock(classroom)
    taken = {fold(name) for name in _present(classroom).values_list("name", flat=True)}
    refused = []
    for name in names:
        if fold(name) in taken:
            refused.append(name)
        taken.add(fold(name))
    if refused:
        raise NamesRefused(refused)
    return _make(classroom, [(name, "", 0) for name in names], now)


@transaction.atomic
def change_member(*, member: Membership, name: str, number: str, extra_time: int) -> None:
    """Raises NamesRefused where somebody else in the class has this name."""
    _lock(member.classroom)
    others = _present(member.classroom).exclude(pk=member.pk)
    if fold(name) in {fold(each) for each in others.values_list("name", flat=True)}:
        raise NamesRefused([name])
    member.name, member.number, member.extra_time = name, number, extra_time
    member.save(update_fields=["name", "number", "extra_time"])


@transaction.atomic
def replace_code(*, member: Membership, rng: Random, sign_out: bool, now: datetime) -> str:
    """Give a member another personal code, and, with ``sign_out``, end every browser of theirs. Raises NotOurs."""
    locked = Learner.objects.select_for_update().get(pk=member.learner_id)
    if not may_give_code(member, locked):
        raise NotOurs
    if sign_out:
        forget_devices(learner=locked)
    code = give_code(learner=locked, draw=lambda: draw_personal_code(rng), now=now)
    Membership.objects.filter(pk=member.pk).update(code_is_ours=True)
    return code


@transaction.atomic
def bring_member_back(*, member: Membership) -> Membership:
    """Take somebody into the class again who was taken out or left; under a name like theirs where theirs is taken."""
    _lock(member.classroom)
    taken = {fold(name) for name in _present(member.classroom).exclude(pk=member.pk).values_list("name", flat=True)}
    if fold(member.name) in taken:
        member.name = propose(member.name, taken)
    member.left_at = None
    member.save(update_fields=["name", "left_at"])
    return member


def may_give_code(member: Membership, learner: Learner) -> bool:
    """Whether a class may give somebody a code: they have no account, and no code that another class gave."""
    if learner.user_id is not None:
        return False
    return member.code_is_ours or not PersonalCode.objects.filter(learner=learner).exists()


@transaction.atomic
def make_slips(*, members: Iterable[Membership], key: str, now: datetime) -> list[Slip]:
    """A new code for each of these who may have one from this class, in their order.

    ``key`` is the form's: sent twice it makes the same codes, so that a printed slip is not dead by a reload.
    """
    slips = []
    for member in members:
        rng = Random(derived("slips", f"{key} {member.pk}"))  # noqa: S311 - the seed is secret
        try:
            code = replace_code(member=member, rng=rng, sign_out=False, now=now)
        except NotOurs:
            continue
        slips.append(Slip(member.name, member.number, code))
    return slips


@transaction.atomic
def apply_roster(*, classroom: Classroom, roster: Roster, seen: str, now: datetime) -> Plan:
    """Do what a table says. Raises PlanChanged where that is not what ``seen`` is the digest of, and IsArchived.

    Where nothing is left to do it was done before, by the first of two clicks.
    """
    _lock(classroom)
    plan = plan_roster(roster, known_people(classroom))
    is_done = len(plan.of("same")) == len(plan.changes)
    if plan.problems or (plan.digest() != seen and not is_done):
        raise PlanChanged(plan)
    members = {member.pk: member for member in _present(classroom)}
    changed = []
    for change in plan.of("changed"):
        assert change.was is not None  # noqa: S101 - only somebody known is changed
        member = members[change.was.id]
        member.name, member.number, member.extra_time = change.name, change.number, change.extra_time
        changed.append(member)
    Membership.objects.bulk_update(changed, ["name", "number", "extra_time"], batch_size=200)
    _make(classroom, [(new.name, new.number, new.extra_time) for new in plan.of("new")], now)
    return plan


def known_people(classroom: Classroom) -> list[Known]:
    rows = _present(classroom).values_list("pk", "name", "number", "extra_time")
    return [Known(*row) for row in rows.order_by("pk")]


def _make(classroom: Classroom, people: Sequence[tuple[str, str, int]], now: datetime) -> list[Membership]:
    """Members who have no way in yet. Their learners have neither a cookie nor a code until a slip is made."""
    learners = Learner.objects.bulk_create([Learner() for _person in people])
    rows = [
        Membership(classroom=classroom, learner=learner, name=name, number=number, extra_time=extra_time, joined_at=now)
        for learner, (name, number, extra_time) in zip(learners, people, strict=True)
    ]
    return Membership.objects.bulk_create(rows)


def _present(classroom: Classroom) -> MembershipQuerySet:
    return Membership.objects.present().filter(classroom=classroom)


def _lock(classroom: Classroom) -> None:
    """Two who add people at once wait for one another, so that no name stands there twice."""
    locked = Classroom.objects.select_for_update().get(pk=classroom.pk)
    if locked.archived_at is not None:
        raise IsArchived
