"""Two versions of an entry of the bank: where they differ, and one made of both. Pure."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from .interchange.model import Source


@dataclass(frozen=True)
class Difference:
    """A place (``options[2].why``) at which two versions differ; None is nothing."""

    place: str
    mine: Any
    theirs: Any


def differences(mine: Source, theirs: Source) -> list[Difference]:
    """Every place that differs. Lists of as many rows are compared row by row, others are one place."""
    return list(_differences(mine, theirs, ""))


def _differences(mine: Any, theirs: Any, place: str) -> Iterator[Difference]:
    if isinstance(mine, dict) and isinstance(theirs, dict):
        for name in dict.fromkeys([*mine, *theirs]):
            yield from _differences(mine.get(name), theirs.get(name), f"{place}.{name}".lstrip("."))
    elif _is_like(mine, theirs):
        for number, (one, other) in enumerate(zip(mine, theirs, strict=True)):
            yield from _differences(one, other, f"{place}[{number}]")
    elif (mine or None) != (theirs or None):
        yield Difference(place, mine, theirs)


def _is_like(mine: Any, theirs: Any) -> bool:
    """Whether both are lists of the same rows, of which some have changed."""
    if not (isinstance(mine, list) and isinstance(theirs, list) and len(mine) == len(theirs)):
        return False
    rows = [*mine, *theirs]
    return all(isinstance(row, dict) for row in rows) and [r.get("id") for r in mine] == [r.get("id") for r in theirs]


def merged(mine: Source, theirs: Source, take: Collection[str]) -> Source:
    """Mine, with theirs at the places that ``take`` names."""
    result: Source = _merged(mine, theirs, frozenset(take), "")
    return result


def _merged(mine: Any, theirs: Any, take: frozenset[str], place: str) -> Any:
    if isinstance(mine, dict) and isinstance(theirs, dict):
        names = dict.fromkeys([*mine, *theirs])
        parts = {name: _merged(mine.get(name), theirs.get(name), take, f"{place}.{name}".lstrip(".")) for name in names}
        return {name: value for name, value in parts.items() if value is not None}
    if _is_like(mine, theirs):
        pairs = enumerate(zip(mine, theirs, strict=True))
        return [_merged(one, other, take, f"{place}[{number}]") for number, (one, other) in pairs]
    return theirs if place in take else mine
