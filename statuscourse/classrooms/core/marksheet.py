"""The gradebook as a table for a spreadsheet, and back. Pure.

A row is a learner. A column of marks ends with the beginning of its assignment's id in brackets, so that it is found
again whatever was moved or renamed; a column of states is there to be read and is not taken back.
"""

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Literal

from quizzes.core.interchange.model import FileRefused, Note
from quizzes.core.interchange.table_cells import bare, guarded
from quizzes.core.interchange.text import decode

from .grades import percent

LIMIT = 1_000_000  # bytes; a thousand learners by fifty assignments, with their states, have less
EXCUSED: Literal["excused"] = "excused"
EARNED: Literal["earned"] = "earned"  # take a teacher's decision back
Word = Literal["excused", "earned"]
Entry = float | Word | None  # a mark from 0 to 1; None for an empty cell
LEARNER, NUMBER, NAME, TOTAL = "learner", "number", "name", "total"
SEPARATORS = ",;\t"
SEPARATOR = re.compile(r"sep=([,;\t])\n", re.IGNORECASE)  # Excel's own first line
TAG = re.compile(r"\[([0-9a-f]{8}|[0-9a-f]{32})\]")
MARK = re.compile(r"[0-9]{1,3}(?:[.,][0-9]{0,6})?")
COLUMNS = 1_000
ROWS = 5_000
HEAD = 100_000  # characters of the first row that are looked at for its separator
CELL = 400  # characters; more are no name and no mark


@dataclass(frozen=True)
class Column:
    """An assignment: its id in 32 hexadecimal digits, and its title."""

    id: str
    title: str


@dataclass(frozen=True)
class Line:
    """A learner: an entry and a state for each column."""

    learner: int
    number: str
    name: str
    entries: tuple[Entry, ...]
    states: tuple[str, ...]
    total: float | None = None


@dataclass(frozen=True)
class ReadRow:
    """A row of a file as it came: who it is about, and by the tag of each column what stands there."""

    line: int
    learner: str
    number: str
    name: str
    cells: dict[str, str]


@dataclass(frozen=True)
class Sheet:
    """A file that was read: the tags of its columns of marks, its rows, and what is to be said about it."""

    tags: tuple[str, ...]
    rows: tuple[ReadRow, ...]
    notes: tuple[Note, ...] = ()


def tags(columns: Sequence[Column]) -> list[str]:
    """What names each assignment in a file: eight digits of its id, or all where eight do not tell them apart."""
    short = [column.id[:8] for column in columns]
    return short if len(set(short)) == len(short) else [column.id for column in columns]


def write(columns: Sequence[Column], lines: Sequence[Line], separator: str = ",") -> bytes:
    """The table as UTF-8 with its mark, by which spreadsheets know it. With ``;`` decimals have a comma.

    No cell begins with what a spreadsheet would run.
    """
    names = [f"{column.title} [{tag}]" for column, tag in zip(columns, tags(columns), strict=True)]
    states = [f"{column.title} [state {tag}]" for column, tag in zip(columns, tags(columns), strict=True)]
    out = io.StringIO()
    writer = csv.writer(out, delimiter=separator, lineterminator="\r\n")
    writer.writerow([guarded(name) for name in (LEARNER, NUMBER, NAME, *names, TOTAL, *states)])
    for line in lines:
        marks = [said(entry, separator) for entry in line.entries]
        cells = [str(line.learner), line.number, line.name, *marks, said(line.total, separator), *line.states]
        writer.writerow([guarded(cell) for cell in cells])
    return out.getvalue().encode("utf-8-sig", "replace")


def said(entry: Entry, separator: str = ",") -> str:
    """An entry as it stands in a cell."""
    if entry is None or isinstance(entry, str):
        return entry or ""
    text = percent(entry)
    return text.replace(".", ",") if separator == ";" else text


def entry(text: str) -> Entry:
    """What a cell says: a number from 0 to 100 with or without a per cent sign, ``excused``, ``earned``, or nothing.

    Raises ValueError for anything else.
    """
    plain = text.strip().casefold()
    if plain in ("", "-", "–"):
        return None
    if plain in (EXCUSED, EARNED):
        return EXCUSED if plain == EXCUSED else EARNED
    number = plain.rstrip("%* \u00a0\u202f")
    if not MARK.fullmatch(number) or float(number.replace(",", ".")) > 100:
        raise ValueError(text)
    return float(number.replace(",", ".")) / 100


def read(content: bytes) -> Sheet:
    """The rows of a file, with commas, semicolons or tabs, its columns in any order. Raises FileRefused."""
    text, notes = decode(content)
    lines = _lines(text)
    begins, header = next(lines, (0, []))
    if not header:
        raise FileRefused("The file is empty.")
    names = [_name(cell) for cell in header]
    if len(names) > COLUMNS or not {LEARNER, NUMBER, NAME} & set(names):
        raise FileRefused("The first row has to name the columns as the gradebook's own file does.", begins)
    marked = [name[1:] for name in names if name.startswith("#")]
    if not marked:
        raise FileRefused("No column names an assignment: its title is followed by a code in brackets.", begins)
    if len(set(marked)) < len(marked):
        raise FileRefused("Two columns name the same assignment. Take one of them out.", begins)
    rows = [_row(line, names, cells) for line, cells in islice(lines, ROWS + 1)]
    if len(rows) > ROWS:
        raise FileRefused(f"The file has more than {ROWS:,} rows; no class is as large.", rows[-1].line)
    return Sheet(tuple(marked), tuple(rows), tuple(notes))


def _name(cell: str) -> str:
    """A column's name: one of ours, ``#`` and the tag of an assignment, or nothing for what is not read."""
    text = bare(cell).strip()
    plain = text.casefold()
    if plain in (LEARNER, NUMBER, NAME):
        return plain
    tag = TAG.fullmatch(plain[plain.rfind("[") :]) if "[" in plain else None
    return f"#{tag[1]}" if tag else ""


def _row(line: int, names: Sequence[str], cells: Sequence[str]) -> ReadRow:
    found = {name: bare(cell)[:CELL] for name, cell in zip(names, cells, strict=False) if name}
    marks = {name[1:]: text for name, text in found.items() if name.startswith("#")}
    return ReadRow(line, found.get(LEARNER, "").strip(), found.get(NUMBER, ""), found.get(NAME, ""), marks)


def _lines(text: str) -> Iterator[tuple[int, list[str]]]:
    """The rows that are not blank, each with the line where it begins."""
    told = SEPARATOR.match(text)
    skipped = 1 if told else 0
    text = text[told.end() :] if told else text
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=told[1] if told else _separator(text), strict=True)
    begins = skipped + 1
    try:
        for cells in rows:
            if any(cell.strip() for cell in cells):
                yield begins, cells
            begins = skipped + rows.line_num + 1
    except csv.Error as error:
        text = f"The row that begins here is not CSV ({error}). Look at its quotation marks."
        raise FileRefused(text, begins) from None


def _separator(text: str) -> str:
    """The one that makes the most names of columns of the first row."""
    first = text.lstrip("\n").split("\n", 1)[0][:HEAD]
    return max(SEPARATORS, key=lambda mark: sum(_name(cell.strip('"')) != "" for cell in first.split(mark)))
