"""What can be done with accounts. What crosses rooms (merging, exporting, deleting) is in ``statuscourse.actions``."""

from axes.models import AccessAttempt
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils import timezone

from .models import Learner, User


@transaction.atomic
def sign_up(*, username: str, password: str, email: str, learner: Learner | None) -> User:
    """Make an account and let it claim the learner that this browser was, or a new one."""
    user = User(username=username, email=email)
    user.set_password(password)
    user.save()
    if learner is None:
        Learner.objects.create(user=user)
    else:
        claim(learner=learner, user=user)
    return user


def claim(*, learner: Learner, user: User) -> None:
    """Give an anonymous learner to an account. The cookie's token dies, so a sign-out is a sign-out."""
    learner.user = user
    learner.token_digest = None
    learner.save(update_fields=["user", "token_digest"])


def set_role(*, user: User, role: User.Role) -> None:
    user.role = role
    user.save(update_fields=["role"])


def end_sessions(*, user: User) -> None:
    """Sign an account out everywhere. Sessions do not know their user, so the living ones are looked through."""
    for session in Session.objects.filter(expire_date__gt=timezone.now()).iterator():
        if session.get_decoded().get(SESSION_KEY) == str(user.pk):
            session.delete()


def forget_sign_in_attempts(*, username: str) -> None:
    """Delete what the sign-in throttle remembers of a name."""
    AccessAttempt.objects.filter(username=username).delete()
