"""Joining a class by its code, and leaving it."""

from dataclasses import dataclass
from datetime import datetime
from random import Random

from django.db import transaction

from statuscourse.accounts.actions import give_code
from statuscourse.accounts.models import Learner, PersonalCode, User, code_digest, derived, token_digest

from ..core.codes import draw_personal_code
from ..core.names import fold, propose
from ..models import Classroom, LiveSession, Membership


class CodeNotValid(Exception):
    """The code lets nobody in any more."""


class NameTaken(Exception):
    """Somebody in the class has this name; ``proposal`` is one that is free."""

    def __init__(self, proposal: str) -> None:
        super().__init__(proposal)
        self.proposal = proposal


@dataclass(frozen=True)
class Joined:
    """A membership, and the personal code where one was made: this is the only time that it is known.

    ``token`` is for the browser's cookie, empty where it keeps the one that it has.
    """

    membership: Membership
    code: str = ""
    token: str = ""


@transaction.atomic
def join_class(
    *,
    classroom: Classroom,
    code: str,
    name: str,
    learner: Learner | None,
    user: User | None = None,
    token: str,
    key: str,
    now: datetime,
) -> Joined:
    """Make somebody a member. Without ``learner`` a new one is made: that of the account ``user``, or else one whose
    cookie is ``token``, with no account and no hash to wait for.

    Whoever has no account gets a personal code, unless they have one from elsewhere, and ``token`` takes the place of
    the one that their browser had: somebody who used it before may have kept that. ``key`` is the form's: sent twice,
    with the same token, it joins once and says the same code again. Raises CodeNotValid and NameTaken.
    """
    # The class first: who joins at the same time waits here, so that two do not take one name.
    locked = Classroom.objects.select_for_update().filter(pk=classroom.pk).first()
    asked, learner = learner, _find(learner, user, token)
    new = token if user is None and (asked is None or learner is None) else ""
    known = Membership.objects.filter(classroom=classroom, learner=learner).first() if learner else None
    if known is not None and known.left_at is None:
        return Joined(known, _code_of(known.learner_id, key), new)
    if locked is None or not _lets_in(locked, code, now):
        raise CodeNotValid
    _refuse_taken(classroom, name)
    if learner is None:
        learner = Learner.objects.create(user=user, token_digest=None if user else token_digest(token))
    membership = _enter(classroom, learner, known, name, now)
    if learner.user_id is not None or PersonalCode.objects.filter(learner=learner).exists():
        return Joined(membership, token=new)
    if not new:
        Learner.objects.filter(pk=learner.pk).update(token_digest=token_digest(token))
    rng = Random(derived("joining", key))  # noqa: S311 - the seed is secret, and the same for the same form
    made = give_code(learner=learner, draw=lambda: draw_personal_code(rng), now=now)
    Membership.objects.filter(pk=membership.pk).update(code_is_ours=True)
    return Joined(membership, made, token)


def _find(learner: Learner | None, user: User | None, token: str) -> Learner | None:
    """The learner as they are now: they may have been deleted or merged since the request was read."""
    rows = Learner.objects.select_for_update()
    if learner is not None:
        return rows.filter(pk=learner.pk).first()
    if user is not None:
        return rows.filter(user=user).first()
    return rows.filter(token_digest=token_digest(token)).first()


def _lets_in(classroom: Classroom, code: str, now: datetime) -> bool:
    """Whether it is the class's own code, or that of a live session which it has now."""
    if classroom.join_code == code:
        return classroom.takes_people(now)
    running = LiveSession.objects.filter(classroom=classroom, join_code=code, ended_at=None)
    return classroom.archived_at is None and running.exists()


def _enter(classroom: Classroom, learner: Learner, known: Membership | None, name: str, now: datetime) -> Membership:
    """A new membership, or the one of somebody who was here before, with all that belongs to it."""
    if known is None:
        return Membership.objects.create(classroom=classroom, learner=learner, name=name, joined_at=now, seen_at=now)
    known.name, known.left_at, known.seen_at = name, None, now
    known.save(update_fields=["name", "left_at", "seen_at"])
    return known


def _code_of(learner_id: int, key: str) -> str:
    """The personal code that this form made when it was sent before; empty where it made none."""
    code = draw_personal_code(Random(derived("joining", key)))  # noqa: S311
    return code if PersonalCode.objects.filter(learner=learner_id, digest=code_digest(code)).exists() else ""


def _refuse_taken(classroom: Classroom, name: str) -> None:
    names = Membership.objects.present().filter(classroom=classroom).values_list("name", flat=True)
    taken = {fold(each) for each in names}
    if fold(name) in taken:
        raise NameTaken(propose(name, taken))


def leave_class(*, membership: Membership, now: datetime) -> None:
    """Let somebody leave, or take them out. What they did stays theirs; what the class decided about it stays here."""
    Membership.objects.present().filter(pk=membership.pk).update(left_at=now)
