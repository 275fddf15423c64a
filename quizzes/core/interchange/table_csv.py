"""CSV for a spreadsheet: one row a question, one group of columns an option. Pure.

What is written is read back the same; what a table cannot carry is named. Reading takes commas, semicolons and tabs,
and the columns in any order and case.
"""

import csv
import io
import re
from collections.abc import Iterator, Sequence
from string import ascii_lowercase

from .model import FileRefused, Found, Loss, Note, Reading, Source, Written
from .shapes import SHAPES, name_of
from .table_cells import CELL, HEAD, KNOWN, NUMBERED, OPTIONS, TAIL, bare, column, columns, guarded
from .table_rows import CARRIED, NEAR, VERDICTS, cells_of, source_of
from .text import QUESTIONS, decode

SEPARATOR = re.compile(r"sep=(.)\n", re.IGNORECASE)  # Excel's own first line
COLUMNS = 400
NAMED = ("one", "several", "situation", "match")  # kinds whose rows have names
Line = tuple[int, list[str]]


def read(content: bytes) -> Reading:
    """The questions of a table, each with the line where its row begins. Raises FileRefused."""
    text, notes = decode(content)
    lines = _lines(text)
    begins, header = next(lines, (0, []))
    if not header:
        raise FileRefused("The file is empty.")
    if len(header) > COLUMNS:
        raise FileRefused(f"The first row has more than {COLUMNS} columns.", begins)
    names = [column(name) for name in header]
    if len(KNOWN.intersection(names)) < 2:
        raise FileRefused("The first row has to name the columns, such as id, scenario, option 1 and why 1.", begins)
    notes += _header_notes(begins, header, names)
    found: list[Found] = []
    for line, cells in lines:
        if len(found) == QUESTIONS:
            raise FileRefused(f"The file has more than {QUESTIONS:,} questions. Split it.", line)
        found.append(_found(line, cells, names, len(found) + 1))
    return Reading(tuple(found), tuple(notes))


def write(sources: Sequence[Source]) -> Written:
    """The entries as a table, and by name what did not fit into it."""
    rows, losses = [], []
    for number, source in enumerate(sources, start=1):
        name, kind = name_of(source, number), source.get("kind")
        if kind not in CARRIED:
            losses.append(Loss(name, f"A question of the kind {kind} does not fit into a table, and was left out."))
            continue
        cells = cells_of(source)
        rows.append(cells)
        losses += [Loss(name, f"{key}: not all of it fits into a table.") for key in _lost(source, cells)]
    return Written(_table(rows), tuple(losses))


def template() -> bytes:
    """A table with an example of every kind that it carries, to begin with."""
    from .table_examples import EXAMPLES  # noqa: PLC0415 - asked for once in a while

    return _table([cells_of(example) for example in EXAMPLES])


def _table(rows: list[dict[str, str]]) -> bytes:
    used = [int(match[2]) for row in rows for name in row if (match := NUMBERED.fullmatch(name))]
    names = columns(max([OPTIONS, *used]))
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(names)
    writer.writerows([guarded(row.get(name, "")) for name in names] for row in rows)
    return out.getvalue().encode("utf-8-sig", "replace")  # spreadsheets know UTF-8 by its mark


def _lost(source: Source, cells: dict[str, str]) -> list[str]:
    """The keys whose values do not come back out of the cells."""
    back = source_of({name: bare(guarded(text)) for name, text in cells.items()})
    return [key for key, value in source.items() if value not in (None, "", []) and back.get(key) != value]


def _lines(text: str) -> Iterator[Line]:
    """The rows that are not blank, each with the line where it begins."""
    said = SEPARATOR.match(text)
    skipped = 1 if said else 0
    text = text[said.end() :] if said else text
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=said[1] if said else _delimiter(text), strict=True)
    begins = skipped + 1
    try:
        for cells in rows:
            if any(cell.strip() for cell in cells):
                yield begins, cells
            begins = skipped + rows.line_num + 1
    except csv.Error as error:
        raise FileRefused(
            f"The row that begins here is not CSV ({error}). Look at its quotation marks.", begins
        ) from None


def is_table(text: str) -> bool:
    """Whether a text begins with a row that names columns of ours."""
    first = next((line for line in text.split("\n", 50) if line.strip() and not SEPARATOR.match(f"{line}\n")), "")
    return max(len({column(cell.strip('"')) for cell in first[:CELL].split(mark)} & KNOWN) for mark in ",;\t") > 1


def _delimiter(text: str) -> str:
    """The one of comma, semicolon and tab that makes the most names of columns of the first row."""
    first = next((line for line in text.split("\n", 50) if line.strip()), "")[:CELL]
    return max(",;\t", key=lambda mark: len({column(cell.strip('"')) for cell in first.split(mark)} & KNOWN))


def _header_notes(line: int, header: list[str], names: list[str]) -> Iterator[Note]:
    for number, (title, name) in enumerate(zip(header, names, strict=True)):
        if name in KNOWN and name in names[:number]:
            yield Note(line, f"The column “{title.strip()[:40]}” stands here twice. The first one was taken.")
        elif title.strip() and name not in KNOWN:
            yield Note(line, f"The column “{title.strip()[:40]}” is not known and was left out.")


def _found(line: int, row: list[str], names: list[str], number: int) -> Found:
    pairs = zip(names, row, strict=False)  # a row may be shorter or longer than the first
    cells = {name: bare(cell) for name, cell in reversed(list(pairs)) if name in KNOWN and cell.strip()}
    notes = []
    if any(cell.strip() for cell in row[len(names) :]):
        notes.append(Note(line, "The row has more cells than there are columns. The others were left out."))
    name, kind = name_of(cells, number), cells.get("kind", "").strip().casefold()
    if any(len(cell) > CELL for cell in row):
        return Found(line, name, None, tuple(notes), f"A cell has more than {CELL:,} characters.")
    if not kind:
        kind = _likely(cells)
        notes.append(Note(line, f"The row does not say its kind. It was taken for the kind {kind}."))
    if kind not in CARRIED:
        why = (
            "does not fit into a table. Use YAML" if kind in SHAPES else f"is not known. Kinds are {', '.join(CARRIED)}"
        )
        return Found(line, name, None, tuple(notes), f"The kind “{kind[:40]}” {why}.")
    source = source_of(cells | {"kind": kind})
    notes += [Note(line, text) for text in _kept_back(cells, source)]
    return Found(line, name, _completed(source), tuple(notes))


def _likely(cells: dict[str, str]) -> str:
    """The kind of a row that does not say it, by what it offers."""
    offered = [cells[name].strip() for name in cells if name.startswith("option ")]
    verdicts = [cells[name].strip().casefold() for name in cells if name.startswith("verdict ")]
    if offered and all(len(text) == 3 and text.isdigit() for text in offered):
        return "code"
    if NEAR in verdicts:
        return "type"
    return "several" if sum(VERDICTS.get(verdict) == "best" for verdict in verdicts) > 1 else "one"


def _kept_back(cells: dict[str, str], source: Source) -> Iterator[str]:
    """What of a row did not become a part of its question, or not the number that belongs there."""
    keys = SHAPES[source["kind"]].keys
    for name in cells:
        if name in (*HEAD, *TAIL) and name != "tags" and name.replace(" ", "_") not in keys:
            yield f"{name} was left out: no question of the kind {source['kind']} has it."
    for key in ("difficulty", "choose", "code"):
        if isinstance(source.get(key), str):
            yield f"{key}: a whole number is expected, and “{source[key][:40]}” is none."


def _completed(source: Source) -> Source:
    """The entry with names for the rows that have none, and agreed where nothing else is said."""
    if source["kind"] == "code":
        source.setdefault("agreement", "agreed")
    rows = source.get("items" if source["kind"] == "match" else "options", []) if source["kind"] in NAMED else []
    taken = {row.get("id") for row in rows}
    free = (letter for letter in (*ascii_lowercase, *(f"option-{n}" for n in range(1, 99))) if letter not in taken)
    for row in rows:
        if "id" not in row:
            row["id"] = next(free)
    return source
