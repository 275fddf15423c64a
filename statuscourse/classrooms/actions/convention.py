"""What a class decides for the contested cases."""

from collections.abc import Mapping

from ..models import Classroom


def set_convention(*, classroom: Classroom, convention: Mapping[str, int]) -> None:
    """Choose what the class answers. Attempts that have begun keep what held then."""
    classroom.convention = dict(convention)
    classroom.save(update_fields=["convention"])
