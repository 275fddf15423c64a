"""What can be done with accounts. What crosses rooms (merging, exporting, deleting) is in ``statuscourse.actions``."""

from axes.models import AccessAttempt
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.db import IntegrityError, transaction
from django.utils import timezone

from .models import Learner, User


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


def set_role(*, user: User, role: User.Role) -> None:
    user.role = role
    user.save(update_fields=["role"])


def end_sessions(*, user: User) -> None:
    """Sign an account out everywhere. Sessions do not know their user, so all are looked through; expired ones go."""
    Session.objects.filter(expire_date__lt=timezone.now()).delete()
    theirs = [row.pk for row in Session.objects.iterator() if row.get_decoded().get(SESSION_KEY) == str(user.pk)]
    Session.objects.filter(pk__in=theirs).delete()


def forget_sign_in_attempts(*, username: str) -> None:
    """Delete what the sign-in throttle remembers of a name."""
    AccessAttempt.objects.filter(username=username).delete()
