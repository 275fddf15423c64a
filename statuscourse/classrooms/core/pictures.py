"""What the insight into a class draws, in units of the drawing. Pure; templates make SVG of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from statuscourse.protocol.registry import registry

WIDTH = 290  # of a panel on a phone of 360
CELL, LEFT, TOP, GAP = 26, 27, 18, 2
TALL = 30  # height of a cell of the map, with its bar
BAR = 4
NAME, ROW, BOX = 112, 26, 20  # width of a name, height of a row and side of a box in the picture of people
LONGEST = 15  # characters of a name that fit
SHOWN = 8  # assignments that the picture of people shows, the last ones


@dataclass(frozen=True)
class Label:
    x: float
    y: float
    text: str


@dataclass(frozen=True)
class MapCell:
    """A code with its bar: ``met`` and ``known`` are lengths of it. ``faint`` is what nobody has met."""

    x: int
    y: int
    code: int
    met: float
    known: float
    faint: bool

    @property
    def digit(self) -> int:
        return self.code // 100

    @property
    def middle(self) -> float:
        return self.x + (CELL - GAP) / 2

    @property
    def text_y(self) -> int:
        return self.y + 17

    @property
    def bar_x(self) -> int:
        return self.x + 3

    @property
    def bar_y(self) -> int:
        return self.y + TALL - GAP - BAR - 3


@dataclass(frozen=True)
class ClassMap:
    cells: tuple[MapCell, ...]
    columns: tuple[Label, ...]
    rows: tuple[Label, ...]
    height: int
    width: int = WIDTH
    side: int = CELL - GAP
    tall: int = TALL - GAP
    bar: int = CELL - GAP - 6


def class_map(shares: Mapping[int, tuple[float, float]]) -> ClassMap:
    """The map of codes, with the shares of a class that have met and that know each code of ``shares``, 0 to 1."""
    prefixes = sorted({code // 10 for code in registry()})
    down = {prefix: TOP + TALL * n for n, prefix in enumerate(prefixes)}
    long = CELL - GAP - 6
    cells = []
    for code in registry():
        met, known = shares.get(code, (0.0, 0.0))
        x, y = LEFT + CELL * (code % 10), down[code // 10]
        cells.append(MapCell(x, y, code, _visible(met, long), _visible(known, long), not met))
    return ClassMap(
        cells=tuple(cells),
        columns=tuple(Label(LEFT + CELL * n + CELL / 2 - 1, TOP - 6, f"··{n}") for n in range(10)),
        rows=tuple(Label(LEFT - 5, y + 17, f"{prefix}·") for prefix, y in down.items()),
        height=TOP + TALL * len(prefixes),
    )


def _visible(share: float, long: int) -> float:
    """A length that can be seen where there is anything at all."""
    return round(max(1.5, long * min(1.0, share)), 1) if share else 0.0


Mark = float | Literal["missing", "excused", "open"]  # what was earned from 0 to 1, or why there is nothing


@dataclass(frozen=True)
class Box:
    """One assignment of one member: a column of ink as high as the mark, or a cross, a dash, nothing."""

    x: int
    y: int
    height: float = 0.0
    state: str = ""

    @property
    def fill_y(self) -> float:
        return round(self.y + BOX - self.height, 1)

    @property
    def cross(self) -> str:
        left, top, right, bottom = self.x + 5, self.y + 5, self.x + BOX - 5, self.y + BOX - 5
        return f"M{left} {top}L{right} {bottom}M{right} {top}L{left} {bottom}"

    @property
    def dash(self) -> str:
        return f"M{self.x + 6} {self.y + BOX // 2}.5h{BOX - 12}"


@dataclass(frozen=True)
class People:
    names: tuple[Label, ...]
    columns: tuple[Label, ...]
    boxes: tuple[Box, ...]
    height: int
    width: int = WIDTH
    side: int = BOX


def people(rows: Sequence[tuple[str, Sequence[Mark]]]) -> People:
    """A row for each member: their name and how the last assignments went, all rows of the same length."""
    length = max((len(marks[-SHOWN:]) for _name, marks in rows), default=0)
    boxes = [
        _box(NAME + (BOX + 2) * column, TOP + ROW * n, mark)
        for n, (_name, marks) in enumerate(rows)
        for column, mark in enumerate(marks[-SHOWN:])
    ]
    return People(
        names=tuple(Label(0, TOP + ROW * n + 15, _short(name)) for n, (name, _marks) in enumerate(rows)),
        columns=tuple(Label(NAME + (BOX + 2) * n + BOX / 2, TOP - 6, str(n + 1)) for n in range(length)),
        boxes=tuple(boxes),
        height=TOP + ROW * len(rows),
    )


def _box(x: int, y: int, mark: Mark) -> Box:
    if isinstance(mark, str):
        return Box(x, y, state=mark)
    return Box(x, y, _visible(mark, BOX) or 1.5, "done")


def _short(name: str) -> str:
    return name if len(name) <= LONGEST else name[: LONGEST - 1].rstrip() + "…"
