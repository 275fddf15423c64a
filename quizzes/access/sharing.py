"""Who may share a question or a quiz, and with whom."""

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from statuscourse.accounts.models import User

from ..actions.sharing import may_share
from ..models import Question, Quiz


def check_may_share(user: User, item: Question | Quiz) -> None:
    """For something that somebody may look at. Raises PermissionDenied with what they may do instead."""
    if item.is_shipped:
        raise PermissionDenied(_("This comes with the course: every instructor may look at it, and nobody shares it."))
    if not may_share(user, item):
        raise PermissionDenied(_("Only its owner shares it, or an administrator. Your own right to it stays as it is."))


def find_colleague(name: str) -> User | None:
    """An instructor or administrator by name, in whatever case; None for everybody else, whoever they are."""
    roles = [User.Role.INSTRUCTOR, User.Role.ADMINISTRATOR]
    return User.objects.filter(username__iexact=name, role__in=roles, is_active=True).first()
