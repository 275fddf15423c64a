"""A class's convention as it is shown."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from quizzes.core.cases import CASES
from statuscourse.protocol.registry import phrase


@dataclass(frozen=True)
class AgreedCase:
    """A contested case that the class has decided: what it asks, the code, and who else answers so."""

    title: str
    asks: str
    code: int
    phrase: str
    who: str
    others: tuple[int, ...]

    @property
    def digit(self) -> int:
        return self.code // 100


def agreed_cases(convention: Mapping[str, int]) -> list[AgreedCase]:
    """The decided cases in the order of the course; what is no case or choice any more is left out."""
    return [
        AgreedCase(
            _(case.title),
            _(case.asks),
            choice.code,
            phrase(choice.code),
            _(choice.who),
            tuple(code for code in case.codes if code != choice.code),
        )
        for case in CASES.values()
        for choice in case.choices
        if convention.get(case.id) == choice.code
    ]
