"""What the editor suggests: codes with their phrases, sections of the specifications, sections of lessons."""

from collections.abc import Sequence
from functools import lru_cache

from django.db.models import Count, Max

from statuscourse.protocol.registry import registry

from ..models import Question, QuestionRevision


@lru_cache(maxsize=1)
def codes() -> Sequence[tuple[int, str]]:
    return tuple((code, status.line) for code, status in registry().items())


def citations() -> Sequence[tuple[str, str]]:
    """Sections that define a code, each with the codes by which one finds it, and whatever else decides questions of
    the course. They are read again where another process has loaded the course anew.
    """
    return _citations(str(Question.objects.shipped().aggregate(Max("current"), Count("current"))))


@lru_cache(maxsize=1)
def _citations(stamp: str) -> Sequence[tuple[str, str]]:
    """``stamp`` changes with every revision: their numbers only grow."""
    named: dict[str, list[str]] = {}
    for status in registry().values():
        named.setdefault(status.citation, []).append(status.line)
    shipped = QuestionRevision.objects.filter(pk__in=Question.objects.shipped().values("current"))
    for texts in shipped.values_list("body__decided_by", flat=True):
        named.update({text: [] for text in texts or [] if text not in named})
    return tuple((name, ", ".join(named[name])) for name in sorted(named, key=_by_number))


def _by_number(citation: str) -> tuple[str, list[int]]:
    name, _comma, section = citation.partition(", ")
    return name, [int(part) if part.isdecimal() else 0 for part in section.split(".")]


def sections() -> Sequence[str]:
    """The sections of lessons that the course's own questions belong to."""
    shipped = Question.objects.shipped().filter(retired_at=None)
    return tuple(shipped.order_by("section").values_list("section", flat=True).distinct())
