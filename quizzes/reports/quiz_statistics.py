"""The statistics of a quiz, from its kept sums alone: the number of its attempts does not matter."""

import csv
import io
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from statuscourse.web.matrix import MatrixDrawing, matrix_drawing

from ..core.interchange.table_cells import guarded
from ..core.statistics import sums as kept
from ..core.statistics.chosen import confused, right_options
from ..core.statistics.confusion import ConfusionMatrix, ConfusionSums
from ..core.statistics.figures import Figure
from ..core.statistics.flags import Flag, flags
from ..core.statistics.guessing import random_guess_score
from ..core.statistics.items import ItemStatistics, item_statistics
from ..core.statistics.places import Places, places
from ..core.statistics.quiz import QuizStatistics, Weight, quiz_statistics
from ..models import ItemSums, Quiz, QuizSums
from .readings import SMALL, Reading, percent, points, quiz_readings, told

NO_WEIGHT = Weight(Figure(missing="A drawn question has no place of its own."), Figure())


@dataclass(frozen=True)
class ItemRow:
    """A question in a quiz, all its revisions together. ``place`` is None where the quiz does not name it."""

    id: str
    title: str
    place: int | None
    drawn: bool
    revisions: int
    figures: ItemStatistics
    weight: Weight
    flags: tuple[Flag, ...]

    @property
    def cells(self) -> tuple[str, ...]:
        """The figures in the order of ``COLUMNS``, empty where there is none."""
        item = self.figures
        guess = "" if item.guess is None else f"{100 * item.guess:.1f} %"
        weights = points(self.weight.intended), points(self.weight.effective)
        shares = percent(item.facility), percent(item.deviation), guess
        return (str(item.number), *shares, *weights, points(item.index), points(item.efficiency))


Key = Callable[[ItemRow], Any]
COLUMNS: dict[str, tuple[str | Promise, Key]] = {  # with what a column is sorted by; None comes last
    "place": (_("place"), lambda row: row.place),
    "title": (_("question"), lambda row: row.title.casefold()),
    "answers": (_("answers"), lambda row: row.figures.number),
    "facility": (_("facility"), lambda row: row.figures.facility.value),
    "deviation": (_("standard deviation"), lambda row: row.figures.deviation.value),
    "guess": (_("random guess"), lambda row: row.figures.guess),
    "intended": (_("intended weight"), lambda row: row.weight.intended.value),
    "effective": (_("effective weight"), lambda row: row.weight.effective.value),
    "index": (_("discrimination"), lambda row: row.figures.index.value),
    "efficiency": (_("efficiency"), lambda row: row.figures.efficiency.value),
    "flags": (_("what to do"), lambda row: -len(row.flags)),
}


@dataclass(frozen=True)
class Heading:
    """The head of a column, with the address that sorts by it: the other way round where it does already."""

    label: str | Promise
    query: str
    sorted: str  # as aria-sort says it, empty where the table is sorted by another one
    number: bool


@dataclass(frozen=True)
class QuizPage:
    """All that the page shows. ``scope`` is first or all."""

    scope: str
    sort: str
    figures: QuizStatistics
    items: tuple[ItemRow, ...]
    matrix: ConfusionMatrix
    readings: tuple[Reading, ...] = field(default=())

    @property
    def is_small(self) -> bool:
        return 0 < self.figures.number < SMALL

    @property
    def flagged(self) -> list[ItemRow]:
        return [row for row in self.items if row.flags]

    @property
    def drawing(self) -> MatrixDrawing:
        return drawn(self.matrix)

    @property
    def strongest(self) -> list[str]:
        return [told(taken.sentence) for taken in self.matrix.strongest()]

    @property
    def headings(self) -> list[Heading]:
        more = "&attempts=all" if self.scope == "all" else ""
        current, down = self.sort.removeprefix("-"), self.sort.startswith("-")
        return [
            Heading(
                label,
                f"?sort={'-' if name == current and not down else ''}{name}{more}",
                ("descending" if down else "ascending") if name == current else "",
                name not in {"title", "flags"},
            )
            for name, (label, _key) in COLUMNS.items()
        ]


def drawn(matrix: ConfusionMatrix) -> MatrixDrawing:
    return matrix_drawing(matrix.columns, [(row.expected, [cell.count for cell in row.cells]) for row in matrix.rows])


def quiz_page(quiz: Quiz, *, scope: str, sort: str) -> QuizPage:
    """What the kept sums say. Two queries; ``sort`` names a column, with ``-`` before it the other way round."""
    first = scope != "all"
    totals = QuizSums.objects.filter(quiz=quiz, first_only=first).first()
    figures = quiz_statistics(kept.QuizSums.from_json(totals.sums) if totals else kept.QuizSums())
    rows = ItemSums.objects.filter(quiz=quiz, first_only=first).select_related("revision__question")
    items = _items(quiz, rows.order_by("revision__number"), figures)
    sort = sort if sort.removeprefix("-") in COLUMNS else "place"
    return QuizPage(
        scope="first" if first else "all",
        sort=sort,
        figures=figures,
        items=tuple(_sorted(items.rows, sort)),
        matrix=ConfusionSums.of(items.confused).matrix(),
        readings=tuple(quiz_readings(figures)),
    )


@dataclass
class _Items:
    rows: list[ItemRow] = field(default_factory=list)
    confused: dict[tuple[int, int | None], int] = field(default_factory=lambda: defaultdict(int))


def _items(quiz: Quiz, kept_rows: Iterable[ItemSums], figures: QuizStatistics) -> _Items:
    by_question: dict[str, list[ItemSums]] = defaultdict(list)
    for row in kept_rows:
        by_question[row.revision.question_id].append(row)
    where, found = places(quiz.question_ids, quiz.draw, quiz.picks), _Items()
    for rows in by_question.values():
        sums = [kept.ItemSums.from_json(row.sums) for row in rows]
        for row, each in zip(rows, sums, strict=True):
            for pair, number in confused(row.revision.body, each.chosen).items():
                found.confused[pair] += number
        found.rows.append(_item(rows, kept.merged(sums), where, figures))
    return found


def _item(rows: list[ItemSums], sums: kept.ItemSums, where: Places, figures: QuizStatistics) -> ItemRow:
    question, body = rows[-1].revision.question, rows[-1].revision.body
    item = item_statistics(sums, random_guess_score(body))
    place = where.fixed.get(question.pk)
    # With several revisions an option may be new, and then nobody chose it for that reason.
    told = right_options(body) if len(rows) == 1 else {}
    return ItemRow(
        id=question.pk,
        title=question.title,
        place=place,
        drawn=where.draws and place is None,
        revisions=len(rows),
        figures=item,
        weight=figures.weights.get(place or 0, NO_WEIGHT),
        flags=tuple(flags(item, told)),
    )


def _sorted(rows: Iterable[ItemRow], sort: str) -> list[ItemRow]:
    key = COLUMNS[sort.removeprefix("-")][1]
    by_title = sorted(rows, key=lambda row: (row.title.casefold(), row.id))
    have = [row for row in by_title if key(row) is not None]
    return sorted(have, key=key, reverse=sort.startswith("-")) + [row for row in by_title if key(row) is None]


def table_csv(page: QuizPage) -> bytes:
    """The table of questions for a spreadsheet, which runs no cell of it. Percent are numbers without their sign."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    percents = ("facility", "standard deviation", "random guess", "intended weight", "effective weight",
                "discrimination index", "discriminative efficiency")  # fmt: skip
    writer.writerow(["place", "id", "question", "answers", *(f"{name} (%)" for name in percents), "flags"])
    for row in page.items:
        number, *shares = row.cells
        said = " ".join(f"{told(flag.sentence)} {told(flag.advice)}" for flag in row.flags)
        numbers = [cell.removesuffix(" %") for cell in shares]
        writer.writerow([row.place or "", guarded(row.id), guarded(row.title), number, *numbers, guarded(said)])
    return out.getvalue().encode("utf-8-sig", "replace")  # spreadsheets know UTF-8 by its mark
