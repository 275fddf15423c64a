"""What becomes of the classes of somebody whose account is deleted, for the page that says so."""

from statuscourse.accounts.models import User

from ..actions.classes import successors


def classes_passed_on(user: User) -> list[tuple[str, str]]:
    """Each class that somebody owns, with the user name of its next owner; empty where it stays without one."""
    return [(item.name, heir.user.username if heir else "") for item, heir in successors(user)]
