"""Which code was taken for which: expected against chosen."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from ..sentences import gettext_noop
from .figures import Sentence
from .sums import Sums, counted

Chosen = int | None  # None is "I don't know"
NAMED = 5  # confusions that are said in words


def _pair(name: str) -> tuple[int, Chosen]:
    expected, _, chosen = name.partition("-")
    return int(expected), int(chosen) if chosen else None


@dataclass(frozen=True)
class ConfusionSums(Sums):
    """How often a code was chosen where another, or the same, was best: ``"404-410"``, and ``"404-"`` for no code."""

    counts: Mapping[str, int] = counted(str)

    @classmethod
    def of(cls, counts: Mapping[tuple[int, Chosen], int]) -> "ConfusionSums":
        """Raises ValueError where one of the counts is negative."""
        if any(number < 0 for number in counts.values()):
            raise ValueError("A count is never negative.")
        return cls({f"{expected}-{chosen or ''}": number for (expected, chosen), number in counts.items() if number})

    def matrix(self) -> "ConfusionMatrix":
        return confusion_matrix({_pair(name): number for name, number in self.counts.items()})


@dataclass(frozen=True)
class MatrixCell:
    """``share`` is of the answers where ``expected`` was best, so that rows of different size compare."""

    expected: int
    chosen: Chosen
    count: int
    share: float

    @property
    def right(self) -> bool:
        return self.expected == self.chosen


@dataclass(frozen=True)
class MatrixRow:
    expected: int
    total: int
    cells: tuple[MatrixCell, ...]


@dataclass(frozen=True)
class Taken:
    """A confusion in words: the code that was taken for another, or that nobody knew."""

    cell: MatrixCell
    sentence: Sentence


@dataclass(frozen=True)
class ConfusionMatrix:
    """Rows of the codes that were best, columns of those that occur at all, by number; None is last."""

    columns: tuple[Chosen, ...]
    rows: tuple[MatrixRow, ...]

    @property
    def total(self) -> int:
        return sum(row.total for row in self.rows)

    def strongest(self, number: int = NAMED) -> list[Taken]:
        """The confusions that occur most often, first among them those with the larger share of their row."""
        wrong = [cell for row in self.rows for cell in row.cells if cell.count and not cell.right]
        wrong.sort(key=lambda cell: (-cell.count, -cell.share, cell.expected, cell.chosen or 1000))
        totals = {row.expected: row.total for row in self.rows}
        return [Taken(cell, _said(cell, totals[cell.expected])) for cell in wrong[:number]]


def _said(cell: MatrixCell, total: int) -> Sentence:
    values = {"expected": cell.expected, "count": cell.count, "total": total}
    if cell.chosen is None:
        unknown = gettext_noop(
            "Where %(expected)d was best, “I don't know” was the answer %(count)d of %(total)d times."
        )
        return Sentence(unknown, **values)
    message = gettext_noop("%(chosen)d was chosen where %(expected)d was best, %(count)d of %(total)d times.")
    return Sentence(message, chosen=cell.chosen, **values)


def confusion_matrix(counts: Mapping[tuple[int, Chosen], int]) -> ConfusionMatrix:
    occurring = {pair: number for pair, number in counts.items() if number}
    codes = {code for pair in occurring for code in pair if code is not None}
    unknown: list[Chosen] = [None] if any(chosen is None for _, chosen in occurring) else []
    columns = (*sorted(codes), *unknown)
    return ConfusionMatrix(columns, tuple(_row(code, columns, occurring) for code in _expected(occurring)))


def _expected(pairs: Iterable[tuple[int, Any]]) -> list[int]:
    return sorted({expected for expected, _ in pairs})


def _row(code: int, columns: Iterable[Chosen], counts: Mapping[tuple[int, Chosen], int]) -> MatrixRow:
    numbers = {chosen: counts.get((code, chosen), 0) for chosen in columns}
    total = sum(numbers.values())
    cells = tuple(MatrixCell(code, chosen, number, number / total) for chosen, number in numbers.items())
    return MatrixRow(code, total, cells)
