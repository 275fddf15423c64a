"""Words of the tests of exams."""

from tests.visitor import Visitor

MINUTES = 60  # seconds


def at(place, rest):
    """Another address of the attempt that a first place belongs to: another place, the summary, the result."""
    return place.removesuffix("1/") + rest


def other_device(visitor):
    """A second browser of the same account."""
    return Visitor.signed_in(visitor.user)
