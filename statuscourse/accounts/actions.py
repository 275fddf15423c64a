"""What can be done with accounts. What crosses rooms (merging, exporting, deleting) is in ``statuscourse.actions``."""

import logging
from collections.abc import Callable
from datetime import datetime
from typing import Any

from axes.models import AccessAttempt
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.db import IntegrityError, transaction

from .models import Device, Learner, PersonalCode, User, code_digest, new_token, token_digest

log = logging.getLogger("statuscourse.accounts")


class NameTaken(Exception):
    """Somebody else has this user name, in whatever case."""


def sign_up(*, username: str, password: str, email: str, learner: Learner | None) -> User:
    """Make an account and let it claim the learner that this browser was, or a new one. Raises NameTaken."""
    user = User(username=username, email=email)
    user.set_password(password)  # 240 ms of hashing, so before the transaction: nobody's answer waits for it
    try:
        with transaction.atomic():
            user.save(force_insert=True)
            claim(learner=learner, user=user)
    except IntegrityError:
        raise NameTaken from None
    return user


def claim(*, learner: Learner | None, user: User) -> None:
    """Give an anonymous learner to an account that has none. The cookie's token dies, so a sign-out is a sign-out.

    Where there is no learner, or another account was faster, the account gets a new one.
    """
    claimed = learner is not None and Learner.objects.filter(pk=learner.pk, user=None).update(
        user=user, token_digest=None
    )
    if not claimed:
        Learner.objects.get_or_create(user=user)
    elif learner is not None:  # the way in is now signing in
        _forget_ways_in(learner)


@transaction.atomic(savepoint=False)
def give_code(*, learner: Learner, draw: Callable[[], str], now: datetime) -> str:
    """Give a learner without an account a personal code, instead of the one that they had. Returns it, for once.

    ``draw`` makes a code; another one is drawn where somebody else has it. For whoever has the code it makes already,
    nothing changes.
    """
    while True:
        code = draw()
        digest = code_digest(code)
        holder = PersonalCode.objects.filter(digest=digest).first()
        if holder is not None and holder.learner_id != learner.pk:
            continue
        if holder is None and not PersonalCode.objects.filter(learner=learner).update(digest=digest, made_at=now):
            PersonalCode.objects.create(learner=learner, digest=digest, made_at=now)
        return code


def add_device(*, learner: Learner, now: datetime) -> str:
    """Let another browser in as a learner without an account. Returns the token for its cookie."""
    token = new_token()
    Device.objects.create(learner=learner, token_digest=token_digest(token), made_at=now)
    return token


def forget_device(*, token: str) -> None:
    """Let a browser that was let in by a code out again."""
    Device.objects.filter(token_digest=token_digest(token)).delete()


@transaction.atomic
def forget_devices(*, learner: Learner) -> None:
    """Sign a learner without an account out of every browser; their personal code is what leads back in."""
    Device.objects.filter(learner=learner).delete()
    Learner.objects.filter(pk=learner.pk).update(token_digest=None)


def _forget_ways_in(learner: Learner) -> None:
    Device.objects.filter(learner=learner).delete()
    PersonalCode.objects.filter(learner=learner).delete()


def merge_learner(*, source: Learner, target: Learner) -> None:
    """Let the ways in of the source lead to the target, unless that one has an account."""
    if target.user_id is not None:
        _forget_ways_in(source)
        return
    Device.objects.filter(learner=source).update(learner=target)
    if not PersonalCode.objects.filter(learner=target).exists():
        PersonalCode.objects.filter(learner=source).update(learner=target)


def export_learner(learner: Learner) -> dict[str, Any]:
    """The ways in that a learner without an account has; never what opens them."""
    code = PersonalCode.objects.filter(learner=learner).first()
    devices = Device.objects.filter(learner=learner).order_by("made_at", "pk")
    return {
        "personal_code_made_at": code.made_at.isoformat() if code else None,
        "devices": [device.made_at.isoformat() for device in devices],
    }


class RoleRefused(Exception):
    """Nobody changes their own role, and nobody's without being an administrator."""


class LastAdministrator(RoleRefused):
    """Nobody would be left to give roles."""


def set_role(*, user: User, role: User.Role, by: User | None = None) -> None:
    """Give an account a role, and leave a line of it in the log. Without ``by`` it is the command line's doing."""
    before, user.role = user.role, role
    user.save(update_fields=["role"])
    who = f"{by.username} ({by.pk})" if by else "the command line"
    log.info("%s changed the role of %s (%d) from %s to %s", who, user.username, user.pk, before, role.value)


@transaction.atomic
def change_role(*, user: User, role: User.Role, by: User) -> None:
    """Let an administrator give somebody a role. Raises RoleRefused and LastAdministrator."""
    # All of them at once, so that two who take each other's role do not both succeed.
    chiefs = list(User.objects.select_for_update().filter(role=User.Role.ADMINISTRATOR, is_active=True).order_by("pk"))
    if role != User.Role.ADMINISTRATOR and chiefs == [user]:
        raise LastAdministrator
    if user.pk == by.pk or by not in chiefs:
        raise RoleRefused
    locked = User.objects.select_for_update().get(pk=user.pk)
    if locked.role != role:
        set_role(user=locked, role=role, by=by)


def sessions_of(user: User) -> list[str]:
    """The keys of an account's sessions. They do not know their user, so all are looked through."""
    return [row.pk for row in Session.objects.iterator() if row.get_decoded().get(SESSION_KEY) == str(user.pk)]


def end_sessions(keys: list[str]) -> None:
    """Sign out whoever has these sessions."""
    Session.objects.filter(pk__in=keys).delete()


def forget_sign_in_attempts(*, username: str) -> None:
    """Delete what the sign-in throttle remembers of a name."""
    AccessAttempt.objects.filter(username=username).delete()
