"""Which place of a quiz an answer belongs to: its question's, or one that is filled at random."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Slot = tuple[int, bool]  # the place from 1, and whether its question was drawn


@dataclass(frozen=True)
class Places:
    """The places of a quiz: ``fixed`` has the questions that it names, ``open`` the places that are drawn for.

    A question has the same place in every attempt, also where another one was retired before it or the quiz was put
    into another order since. What the quiz does not name (any more) comes into the open places in turn, then into new
    ones behind the last.
    """

    fixed: Mapping[str, int]
    open: tuple[int, ...] = ()

    @property
    def draws(self) -> bool:
        """Whether a question that is not named here was drawn; otherwise it was named once."""
        return bool(self.open)

    def slots(self, question_ids: Iterable[str]) -> list[Slot]:
        """The place of each question of an attempt, which has each once."""
        free = iter(self.open)
        behind = len(self.fixed) + len(self.open)
        found: list[Slot] = []
        for question_id in question_ids:
            place = self.fixed.get(question_id) or next(free, None)
            if place is None:
                behind += 1
            found.append((place or behind, self.draws and question_id not in self.fixed))
        return found


def places(question_ids: Sequence[str], draw: Mapping[str, Any] | None, picks: Sequence[Mapping[str, Any]]) -> Places:
    """The places of a quiz as it stands: by ``picks`` where there are any, else its one draw or its list."""
    if not picks:
        numbers = range(1, int(draw["number"]) + 1) if draw else ()
        return Places({} if draw else {name: place for place, name in enumerate(question_ids, start=1)}, tuple(numbers))
    fixed: dict[str, int] = {}
    drawn: list[int] = []
    place = 0
    for pick in picks:
        number = 1 if "question" in pick else int(pick.get("number", 1))
        taken = range(place + 1, place + number + 1)
        place += number
        if "question" in pick:
            fixed[pick["question"]] = taken[0]
        else:
            drawn += taken
    return Places(fixed, tuple(drawn))
