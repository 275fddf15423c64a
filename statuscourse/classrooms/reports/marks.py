"""The gradebook as a file, and what a file would change in it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.text import slugify
from django.utils.translation import gettext as _

from ..actions.grading import Verdict
from ..core import marksheet
from ..core.grades import EXCUSED, Cell
from ..core.marking import Change, Class, Person, Plan, Standing, plan
from ..core.marksheet import Column, Entry, Line, Sheet, said, write
from ..models import Classroom, GradeChange
from .gradebook import Gradebook, Row, gradebook
from .gradebook_table import WORDS

SHOWN = 500  # changes that a page shows; a whole class's first file has thousands, and all of them are counted


def marks_file(classroom: Classroom, now: datetime, separator: str) -> tuple[bytes, str]:
    """The gradebook as CSV, and a name for it that every file system takes."""
    book = gradebook(classroom, now)
    content = write(_columns(book), [_line(row) for row in book.rows], separator)
    day = now.astimezone(classroom.zone).date().isoformat()
    return content, f"{slugify(classroom.name)[:60] or 'class'}-gradebook-{day}.csv"


def marks_plan(classroom: Classroom, sheet: Sheet, now: datetime) -> Plan:
    """What a file would change in the gradebook as it is now."""
    book = gradebook(classroom, now)
    return plan(sheet, Class(_columns(book), [_person(row) for row in book.rows], _standings(book)))


@dataclass(frozen=True)
class ShownChange:
    """A cell that would change, as a page says it."""

    line: int
    name: str
    title: str
    was: str
    becomes: str


@dataclass(frozen=True)
class ShownPlan:
    """What a file would change: the first of its changes, how many more there are, and what is refused."""

    changes: list[ShownChange]
    number: int
    refused: list[tuple[int, str]]
    more_refused: int
    notes: list[tuple[int, str]]
    digest: str

    @property
    def more(self) -> int:
        return self.number - len(self.changes)


def shown_plan(found: Plan, sheet: Sheet) -> ShownPlan:
    return ShownPlan(
        [
            ShownChange(each.line, each.person.name, each.column.title, _shown(each.was), _shown(each.becomes))
            for each in found.changes[:SHOWN]
        ],
        len(found.changes),
        [(each.line, _(each.text) % each.values) for each in found.refused[:SHOWN]],
        max(0, len(found.refused) - SHOWN),
        [(note.line, note.text) for note in sheet.notes],
        found.digest,
    )


def verdicts(found: Plan) -> list[Verdict]:
    """What the changes of a file decide, each by who knew the decision that stood there."""
    return [Verdict(UUID(hex=each.column.id), each.person.id, *_decides(each), each.newest) for each in found.changes]


def _decides(each: Change) -> tuple[str, float | None]:
    if isinstance(each.becomes, float):
        return GradeChange.Decision.MARK, round(each.becomes * 100, 6)
    is_excused = each.becomes == marksheet.EXCUSED
    return (GradeChange.Decision.EXCUSED if is_excused else GradeChange.Decision.WITHDRAWN), None


def _shown(entry: Entry) -> str:
    if entry is None:
        return _("no mark")
    if isinstance(entry, str):
        return _("excused") if entry == marksheet.EXCUSED else _("as earned")
    return f"{said(entry)} %"


def _columns(book: Gradebook) -> list[Column]:
    return [Column(item.pk.hex, item.title) for item in book.assignments]


def _person(row: Row) -> Person:
    return Person(row.member.pk, row.member.number, row.member.name)


def _standings(book: Gradebook) -> dict[tuple[str, int], Standing]:
    newest = {place: each.id for place, each in book.decisions.items()}
    return {
        (item.pk.hex, row.member.pk): Standing(_entry(each), each.is_decided, newest.get((item.pk, row.member.pk), 0))
        for row in book.rows
        for item, each in zip(book.assignments, row.cells, strict=True)
    }


def _line(row: Row) -> Line:
    states = tuple(_state(each) for each in row.cells)
    entries = tuple(_entry(each) for each in row.cells)
    return Line(row.member.pk, row.member.number, row.member.name, entries, states, row.total)


def _state(each: Cell) -> str:
    """The word of a state, with an asterisk where a teacher decided."""
    return f"{WORDS[each.state]}{'*' if each.is_decided else ''}"


def _entry(each: Cell) -> Entry:
    return marksheet.EXCUSED if each.state == EXCUSED else each.mark
