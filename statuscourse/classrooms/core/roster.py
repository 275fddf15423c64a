"""A class's list as a table for a spreadsheet: writing it, reading it, and what a read one would change. Pure.

Read are UTF-8 with and without its mark, UTF-16 with it, and windows-1252, which is guessed and said; commas,
semicolons and tabs; the columns in any order and case. Written is what every spreadsheet opens and none runs.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import NamedTuple

from quizzes.core.interchange.model import FileRefused, Note
from quizzes.core.interchange.table_cells import bare, guarded
from quizzes.core.interchange.text import decode

from .names import LONGEST, MOST_EXTRA, NUMBER_LONGEST, clean_name, fold

SIZE = 1_000_000  # bytes
ROWS = 2000
MOST_COLUMNS = 200  # a table of more is something else, and each unknown one is told
COLUMNS = ("name", "number", "extra time", "way in")
MEANT = {
    "name": "name", "full name": "name", "learner": "name", "student": "name", "pupil": "name", "display name": "name",
    "number": "number", "no": "number", "nr": "number", "id": "number", "student number": "number",
    "student id": "number", "extra time": "extra time", "extra time %": "extra time", "extra": "extra time",
    "way in": "way in",
}  # fmt: skip
SEPARATOR = re.compile(r"sep=[,;\t]\n", re.IGNORECASE)  # Excel's own first line
PERCENT = re.compile(r"(\d{1,3})(?:[.,]0+)?\s*%?")
NEW, CHANGED, SAME = "new", "changed", "same"


class Row(NamedTuple):
    """One learner of a table. ``number`` and ``extra_time`` (per cent) are None where the table does not say."""

    line: int
    name: str
    number: str | None
    extra_time: int | None


@dataclass(frozen=True)
class Roster:
    """What a table holds, in its order: its learners, what was guessed or left out, and what is wrong with it."""

    rows: tuple[Row, ...]
    notes: tuple[Note, ...] = ()
    problems: tuple[Note, ...] = ()


@dataclass(frozen=True)
class Known:
    """Somebody who is in the class now."""

    id: int
    name: str
    number: str = ""
    extra_time: int = 0


@dataclass(frozen=True)
class Change:
    """What becomes of one row: somebody new, or somebody known (``was``) as they will be."""

    line: int
    name: str
    number: str
    extra_time: int
    was: Known | None = None

    @property
    def kind(self) -> str:
        if self.was is None:
            return NEW
        after = Known(self.was.id, self.name, self.number, self.extra_time)
        return SAME if after == self.was else CHANGED


@dataclass(frozen=True)
class Plan:
    """What a roster would do to a class. With problems it does nothing."""

    changes: tuple[Change, ...]
    problems: tuple[Note, ...] = ()

    def of(self, kind: str) -> list[Change]:
        return [change for change in self.changes if change.kind == kind]

    def digest(self) -> str:
        """What tells this plan from another one: a page shows one, and only that one is done."""
        told = [(each.name, each.number, each.extra_time, each.was) for each in self.changes]
        return sha256(repr(told).encode()).hexdigest()


def write_roster(rows: Iterable[tuple[str, str, int | str, str]]) -> bytes:
    """Names, numbers, extra time and ways in as CSV, which ``read_roster`` reads back."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    writer.writerows([guarded(str(cell)) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig", "replace")  # spreadsheets know UTF-8 by its mark


def read_roster(content: bytes) -> Roster:
    """The learners of a table. Raises FileRefused where it cannot be read at all."""
    text, notes = decode(content)
    lines = _lines(text)
    begins, header = next(lines, (0, []))
    if not header:
        raise FileRefused("There is nothing in it.")
    if len(header) > MOST_COLUMNS:
        raise FileRefused(f"A list has {MOST_COLUMNS} columns at most.", begins)
    names = [MEANT.get(_plain(cell), "") for cell in header]
    if "name" not in names:
        raise FileRefused("The first row has to name the columns, one of them “name”.", begins)
    notes += [
        Note(begins, f"The column “{cell.strip()[:40]}” is not known and was left out.")
        for cell, name in zip(header, names, strict=True)
        if cell.strip() and not name
    ]
    rows, problems = _rows(lines, names)
    return Roster(tuple(rows), tuple(notes), (*problems, *_doubles(rows)))


def plan_roster(roster: Roster, present: Sequence[Known]) -> Plan:
    """What the table would change: who has a known number, or else a known name, is that one; the others are new."""
    by_number = {known.number.casefold(): known for known in present if known.number}
    by_name = {fold(known.name): known for known in present}
    changes, problems, met = [], list(roster.problems), dict[int, int]()
    told = {note.line for note in problems}
    for row in roster.rows:
        known = by_number.get((row.number or "").casefold()) or by_name.get(fold(row.name))
        changes.append(_change(row, known))
        if known is not None and known.id in met and row.line not in told:
            text = f"This is {known.name}, as line {met[known.id]} is: one by the number, one by the name."
            problems.append(Note(row.line, text))
        if known is not None:
            met.setdefault(known.id, row.line)
    problems += _clashes(changes, present)
    return Plan(tuple(changes), tuple(sorted(problems, key=lambda note: note.line)))


def _change(row: Row, known: Known | None) -> Change:
    before = known or Known(0, row.name)
    number = before.number if row.number is None else row.number
    extra = before.extra_time if row.extra_time is None else row.extra_time
    return Change(row.line, row.name, number, extra, known)


def _clashes(changes: Sequence[Change], present: Sequence[Known]) -> Iterator[Note]:
    """Rows that would take the name or the number of somebody whom the table does not name."""
    named = {change.was.id for change in changes if change.was}
    others = [known for known in present if known.id not in named]
    names = {fold(known.name): known.name for known in others}
    numbers = {known.number.casefold(): known.name for known in others if known.number}
    for change in changes:
        if fold(change.name) in names:
            yield Note(change.line, f"{names[fold(change.name)]} is in the class already, with another number.")
        if change.number and change.number.casefold() in numbers:
            holder = numbers[change.number.casefold()]
            yield Note(change.line, f"The number {change.number} is that of {holder}, who is not in this table.")


def _plain(cell: str) -> str:
    return " ".join(re.sub(r"[^\w%]+|_", " ", cell).split()).casefold()


def _lines(text: str) -> Iterator[tuple[int, list[str]]]:
    """The rows that are not blank, each with the line where it begins."""
    said = SEPARATOR.match(text)
    text = text[: said.start()] + "\n" + text[said.end() :] if said else text  # the lines keep their numbers
    first = next((line for line in text.split("\n", 50) if line.strip()), "")
    delimiter = max(",;\t", key=lambda mark: sum(_plain(cell.strip('"')) in MEANT for cell in first.split(mark)))
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    begins = 1
    try:
        for cells in rows:
            if any(cell.strip() for cell in cells):
                yield begins, cells
            begins = rows.line_num + 1
    except csv.Error:
        raise FileRefused("The row that begins here is no CSV. Look at its quotation marks.", begins) from None


def _rows(lines: Iterable[tuple[int, list[str]]], names: Sequence[str]) -> tuple[list[Row], list[Note]]:
    rows: list[Row] = []
    problems: list[Note] = []
    for line, cells in lines:
        if len(rows) == ROWS:
            raise FileRefused(f"A class has room for {ROWS:,} learners. Split the table.", line)
        found: dict[str, str] = {}
        for name, cell in zip(names, cells, strict=False):
            found.setdefault(name, bare(cell))
        row, problem = _row(line, found)
        rows.append(row)
        problems += [Note(line, problem)] if problem else []
    return rows, problems


def _row(line: int, cells: dict[str, str]) -> tuple[Row, str]:
    """A row, and what is wrong with it, empty where nothing is."""
    name = clean_name(cells.get("name", ""))
    number = clean_name(cells.get("number", "")) or None  # an empty cell says nothing
    typed = cells.get("extra time", "").strip()
    row = Row(line, name, number, None)
    if not name:
        return row, "There is no name in this row."
    if len(name) > LONGEST:
        return row, f"A name has {LONGEST} characters at most."
    if len(number or "") > NUMBER_LONGEST:
        return row, f"A number has {NUMBER_LONGEST} characters at most."
    if not typed:
        return row, ""
    match = PERCENT.fullmatch(typed)
    if not match or int(match[1]) > MOST_EXTRA:
        return row, f"Extra time is a whole number of per cent from 0 to {MOST_EXTRA}; here stands “{typed[:20]}”."
    return row._replace(extra_time=int(match[1])), ""


def _doubles(rows: Sequence[Row]) -> Iterator[Note]:
    """Names and numbers that stand in two rows."""
    names: dict[str, int] = {}
    numbers: dict[str, int] = {}
    for row in rows:
        first = names.setdefault(fold(row.name), row.line) if row.name else row.line
        if first != row.line:
            yield Note(row.line, f"{row.name} stands in line {first} already. Add something that tells them apart.")
        first = numbers.setdefault(row.number.casefold(), row.line) if row.number else row.line
        if first != row.line:
            yield Note(row.line, f"The number {row.number} stands in line {first} already.")
