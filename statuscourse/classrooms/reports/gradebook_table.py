"""The gradebook as a table: its rows are joined from escaped pieces, since there may be fifty thousand cells, and a
template does several things for each."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..core.grades import EXCUSED, HANDED_IN, LATE, NOT_STARTED, UNDER_WAY, Cell, State, percent
from ..models import Assignment
from .gradebook import PART, SORTS, Gradebook, Row

SYMBOLS: dict[State, str] = {NOT_STARTED: "○", UNDER_WAY: "◐", HANDED_IN: "●", LATE: "▲", EXCUSED: "–"}
WORDS: dict[State, Promise] = {
    NOT_STARTED: gettext_lazy("not started"),
    UNDER_WAY: gettext_lazy("under way"),
    HANDED_IN: gettext_lazy("handed in"),
    LATE: gettext_lazy("late"),
    EXCUSED: gettext_lazy("excused"),
}
CLASSES: dict[State, str] = {NOT_STARTED: "n", UNDER_WAY: "u", HANDED_IN: "h", LATE: "l", EXCUSED: "x"}


@dataclass(frozen=True)
class Heading:
    """A column that the table can be sorted by: what a click on it asks for, and how it is sorted now."""

    label: str
    query: str
    sorted: str  # ascending, descending, or empty


@dataclass(frozen=True)
class ColumnHead:
    """The head of an assignment's column."""

    item: Assignment
    weight: str  # "×2", or nothing for 1
    due: str  # the day, in the class's time zone
    counts: bool


@dataclass(frozen=True)
class Part:
    """Some columns for a sheet of paper, or all of them: ``1–22``."""

    label: str
    query: str
    is_shown: bool


@dataclass(frozen=True)
class Table:
    """What the page draws: heads, rows as they are, and the means in the foot."""

    sorts: list[Heading]
    heads: list[ColumnHead]
    body: SafeString
    means: list[str]
    mean_total: str
    legend: list[tuple[str, str, str]]
    parts: list[Part]


def sort_of(asked: str) -> str:
    """The order that a query asks for; by name where it asks for none that there is."""
    return asked if asked in SORTS else "name"


def part_of(asked: str, book: Gradebook) -> int:
    """The part that a query asks for, from 1; 0 for all columns, and where it asks for none that there is."""
    numbers = map(str, range(1, len(_bounds(book)) + 1))
    return int(asked) if asked in numbers else 0


def table(whole: Gradebook, *, sort: str, zone: ZoneInfo, part: int = 0) -> Table:
    book = whole.part(part) if part else whole
    return Table(
        sorts=[_heading(_("Learner"), "name", sort, part), _heading(_("Total"), "total", sort, part)],
        heads=[_head(item, zone) for item in book.assignments],
        parts=_parts(whole, sort, part),
        body=_body(book),
        means=[said(mark) for mark in book.means],
        mean_total=said(book.mean_total),
        legend=[(CLASSES[state], SYMBOLS[state], str(WORDS[state])) for state in SYMBOLS],
    )


def _bounds(book: Gradebook) -> list[tuple[int, int]]:
    """The first and the last column of each part; none where one sheet takes all."""
    number = len(book.assignments)
    return [(first, min(first + PART - 1, number)) for first in range(1, number + 1, PART)] if number > PART else []


def _parts(book: Gradebook, sort: str, part: int) -> list[Part]:
    labels = [f"{first}–{last}" for first, last in _bounds(book)]
    return [Part(label, _query(sort, number), number == part) for number, label in enumerate([_("all"), *labels])]


def _query(sort: str, part: int) -> str:
    return "?" + urlencode({"sort": sort} | ({"part": part} if part else {}))


def _head(item: Assignment, zone: ZoneInfo) -> ColumnHead:
    due = date_format(item.due_at.astimezone(zone), "j M") if item.due_at else ""
    return ColumnHead(item, _weight(item.weight), due, item.weight > 0)


def said(mark: float | None) -> str:
    """A mark in per cent without its sign; a dash where there is none."""
    return "–" if mark is None else percent(mark)


def _weight(weight: float) -> str:
    return "" if weight == 1 else f"×{weight:g}"


def _heading(label: str, column: str, sort: str, part: int) -> Heading:
    now = {column: "ascending", f"-{column}": "descending"}.get(sort, "")
    # The best total first is what a first click on it is for; names begin with A.
    first, second = (f"-{column}", column) if column == "total" else (column, f"-{column}")
    return Heading(label, _query(second if sort == first else first, part), now)


def _body(book: Gradebook) -> SafeString:
    pieces: dict[tuple[State, str, bool], tuple[str, str]] = {}
    addresses = [f"{item.pk}/" for item in book.assignments]
    return mark_safe("\n".join(map(partial(_row, addresses=addresses, pieces=pieces), book.rows)))  # noqa: S308 - escaped


def _row(row: Row, *, addresses: Sequence[str], pieces: dict[tuple[State, str, bool], tuple[str, str]]) -> str:
    """A row. An address is taken from the page's own; what stands before and behind it is made once for all cells."""
    member = row.member
    number = f" <small>{escape(member.number)}</small>" if member.number else ""
    html = [f'<tr><th scope="row"><a href="../people/{member.pk}/">{escape(member.name)}</a>{number}</th>']
    html.append(f"<td>{said(row.total)}</td>")
    tail = f"{member.id}/"
    for address, each in zip(addresses, row.cells, strict=True):
        key = each.state, said(each.mark), each.is_decided
        if key not in pieces:
            pieces[key] = _pieces(each)
        before, behind = pieces[key]
        html.append(f"{before}{address}{tail}{behind}")
    return "".join(html) + "</tr>"


def _pieces(each: Cell) -> tuple[str, str]:
    """What stands before a cell's address and behind it. The words of its state are for who hears the page."""
    shown = SYMBOLS[each.state] if each.mark is None else f"{SYMBOLS[each.state]}\u00a0{percent(each.mark)}"
    if each.is_decided:
        shown += "*"
    before = format_html('<td class="{}"><a href="', CLASSES[each.state])
    return before, format_html('" aria-label="{}">{}</a></td>', words(each), shown)


def words(each: Cell) -> str:
    """A cell in words: its state, its mark, and whether a teacher decided."""
    parts = [str(WORDS[each.state])]
    if each.mark is not None:
        parts.append(_("%s per cent") % percent(each.mark))
    if each.is_decided:
        parts.append(_("decided by a teacher"))
    return ", ".join(parts)
