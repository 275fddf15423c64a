"""The confusion matrix as a drawing: ink only, stronger is more often, framed is right. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

WIDTH = 290  # of a panel on a phone of 360; a matrix that needs more scrolls in its own box
TOP, LEFT, BOTTOM = 28, 36, 4
SMALLEST, LARGEST = 36, 52  # sides of a cell that three digits can be read in, and that does not look empty
STRENGTHS = 10
LIGHT_INK = 5  # up to this strength letters in ink are read on it, above it letters in the colour of the panel
UNKNOWN = "?"


@dataclass(frozen=True)
class Label:
    x: float
    y: float
    text: str


@dataclass(frozen=True)
class Square:
    """One cell. ``strength`` is from 0 to 10 by its share of the row; ``text`` is the count."""

    x: float
    y: float
    side: float
    strength: int
    text: str
    right: bool

    @property
    def text_x(self) -> float:
        return round(self.x + self.side / 2, 1)

    @property
    def text_y(self) -> float:
        return round(self.y + self.side / 2 + 4, 1)

    @property
    def on_ink(self) -> bool:
        return self.strength > LIGHT_INK


@dataclass(frozen=True)
class TableRow:
    """The same row for the table behind the picture; of each cell its count, its share in percent, whether right."""

    name: str
    total: int
    cells: tuple[tuple[int, int, bool], ...]


@dataclass(frozen=True)
class MatrixDrawing:
    width: float
    height: float
    columns: tuple[Label, ...]
    rows: tuple[Label, ...]
    squares: tuple[Square, ...]
    names: tuple[str, ...]  # of the columns; UNKNOWN for "I don't know"
    table: tuple[TableRow, ...]

    @property
    def is_wide(self) -> bool:
        """Whether it is wider than a phone, and has to scroll."""
        return self.width > WIDTH


def strength(share: float) -> int:
    """Ten steps by the share of a row: 0 only where there is nothing, 10 above nine tenths; it cannot saturate."""
    return min(STRENGTHS, ceil(round(share * STRENGTHS, 9)))


def matrix_drawing(
    columns: Sequence[int | None], rows: Sequence[tuple[int, Sequence[int]]], totals: Sequence[int] | None = None
) -> MatrixDrawing:
    """A drawing of ``rows``: each the code that was best, and how often each of ``columns`` was chosen there.

    Where columns are left out, ``totals`` says how many answers each row has with them.
    """
    totals = totals or [sum(counts) for _code, counts in rows]
    side = max(SMALLEST, min(LARGEST, (WIDTH - LEFT) / max(1, len(columns))))
    names = tuple(UNKNOWN if code is None else str(code) for code in columns)
    across = [round(LEFT + side * number, 1) for number in range(len(columns))]
    down = [round(TOP + side * number, 1) for number in range(len(rows))]
    return MatrixDrawing(
        width=round(LEFT + side * len(columns), 1),
        height=round(TOP + side * len(rows) + BOTTOM, 1),
        columns=tuple(Label(round(x + side / 2, 1), TOP - 8, name) for x, name in zip(across, names, strict=True)),
        rows=tuple(
            Label(LEFT - 8, round(y + side / 2 + 4, 1), str(code)) for y, (code, _) in zip(down, rows, strict=True)
        ),
        squares=tuple(
            _square(x, y, side, count, total, code == column)
            for y, (code, counts), total in zip(down, rows, totals, strict=True)
            for x, column, count in zip(across, columns, counts, strict=True)
        ),
        names=names,
        table=tuple(
            _table_row(code, counts, columns, total) for (code, counts), total in zip(rows, totals, strict=True)
        ),
    )


def _square(x: float, y: float, side: float, count: int, total: int, right: bool) -> Square:
    share = count / total if total else 0.0
    return Square(x, y, round(side - 2, 1), strength(share), _short(count), right)


def _short(count: int) -> str:
    """A count that fits a cell; nothing for 0."""
    return "" if not count else str(count) if count < 10_000 else f"{count // 1000}k"


def _table_row(code: int, counts: Sequence[int], columns: Sequence[int | None], total: int) -> TableRow:
    cells = zip(columns, counts, strict=True)
    row = ((count, round(100 * count / total) if total else 0, column == code) for column, count in cells)
    return TableRow(str(code), total, tuple(row))
