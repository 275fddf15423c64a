"""Sharing questions and quizzes: a colleague's right to look or to change, and handing one over."""

from datetime import datetime

from django.db import transaction

from statuscourse.accounts.models import User

from ..models import Question, Quiz, Share


class NotTheirs(Exception):
    """Whoever asks does not own this any more; nothing was changed."""


def may_share(user: User, item: Question | Quiz) -> bool:
    """Its owner may, and administrators; what is shipped is everybody's to look at, and shared with nobody."""
    return not item.is_shipped and (user.role == User.Role.ADMINISTRATOR or item.owner_id == user.pk)


@transaction.atomic
def share(*, item: Question | Quiz, colleague: User, right: Share.Right, by: User, now: datetime) -> None:
    """Give a colleague this right, in place of the one that they had. Given twice it is one. Raises NotTheirs."""
    locked = _lock(item, by)
    if locked.owner_id == colleague.pk:  # it was handed over meanwhile, and whoever owns it needs no right
        return
    given = {"given_by": by, "given_at": now}
    made, is_new = locked.shares.get_or_create(user=colleague, defaults={"right": right, **given})
    if not is_new and made.right != right:
        locked.shares.filter(pk=made.pk).update(right=right, **given)


@transaction.atomic
def take_away(*, item: Question | Quiz, colleague: User, by: User) -> None:
    """End a colleague's right; one who has none keeps none. Raises NotTheirs."""
    _lock(item, by).shares.filter(user=colleague).delete()


@transaction.atomic
def hand_over(*, item: Question | Quiz, colleague: User, by: User, now: datetime) -> None:
    """Make a colleague the owner. Whoever was it keeps the right to change. Raises NotTheirs."""
    locked = _lock(item, by)
    before = locked.owner_id
    if before == colleague.pk:
        return
    locked.shares.filter(user=colleague).delete()
    type(locked).objects.filter(pk=locked.pk).update(owner=colleague)
    if before is not None:
        locked.shares.update_or_create(
            user_id=before, defaults={"right": Share.Right.EDIT, "given_by": by, "given_at": now}
        )


def _lock(item: Question | Quiz, by: User) -> Question | Quiz:
    """The row as it stands, held against another tab of its owner, and the right asked for again."""
    locked: Question | Quiz = type(item).objects.select_for_update().get(pk=item.pk)
    if not may_share(by, locked):
        raise NotTheirs
    return locked
