"""The map of codes: the first two digits choose the row, the third the column, like a periodic table. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from statuscourse.protocol.registry import StatusCode, registry


@dataclass(frozen=True)
class Cell:
    """One code on the map. ``level`` runs from 0 to 4 and fills the cell; ``label`` says the same in a word."""

    status: StatusCode
    level: int
    label: str


@dataclass(frozen=True)
class Row:
    prefix: str  # the first two digits
    cells: tuple[Cell | None, ...]  # ten columns


@dataclass(frozen=True)
class Band:
    """The rows of one class."""

    digit: int
    rows: tuple[Row, ...]


def code_map(levels: Mapping[int, tuple[int, str]]) -> list[Band]:
    """The map of every registered code, with a level and its word for each code that ``levels`` names."""
    bands = []
    for digit in range(1, 6):
        prefixes = sorted({code // 10 for code in registry() if code // 100 == digit})
        rows = tuple(
            Row(str(prefix), tuple(_cell(prefix * 10 + last, levels) for last in range(10))) for prefix in prefixes
        )
        bands.append(Band(digit, rows))
    return bands


def _cell(code: int, levels: Mapping[int, tuple[int, str]]) -> Cell | None:
    status = registry().get(code)
    if status is None:
        return None
    level, label = levels.get(code, (0, ""))
    return Cell(status, level, label)


def by_frequency() -> dict[int, tuple[int, str]]:
    """How lit a code is before anybody has answered: the codes of an API's every week, of the course, the rest."""
    every_week = {200, 201, 204, 301, 302, 304, 400, 401, 403, 404, 409, 422, 429, 500, 502, 503}
    return {
        code: (4, "met every week")
        if code in every_week
        else (2, "now and then")
        if status.in_course
        else (0, "rare or reserved")
        for code, status in registry().items()
    }
