"""With whom something is shared, and who there is to share it with."""

from statuscourse.accounts.models import User

from ..models import Question, Quiz, Share

NAMES = 300  # that a browser proposes


def shares_of(item: Question | Quiz) -> list[Share]:
    """Who may look or change besides the owner, by name."""
    return list(item.shares.select_related("user").order_by("user__username"))


def colleague_names(item: Question | Quiz) -> list[str]:
    """The instructors of this server: they work at one school, and know each other's names."""
    people = User.objects.filter(role=User.Role.INSTRUCTOR, is_active=True).order_by("username")
    owner = item.owner.username if item.owner else ""
    return [name for name in people.values_list("username", flat=True)[:NAMES] if name != owner]
