"""What a file of marks would change in a gradebook, and what of it is refused. Pure."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from quizzes.core.sentences import gettext_noop

from .marksheet import EARNED, Column, Entry, ReadRow, Sheet, entry, said

FILE = 1  # the line of the names of columns


@dataclass(frozen=True)
class Person:
    """A learner of the class now."""

    id: int
    number: str
    name: str


@dataclass(frozen=True)
class Standing:
    """What a cell of the gradebook holds: the entry, whether a teacher decided it, and the newest decision's number."""

    entry: Entry = None
    is_decided: bool = False
    newest: int = 0


@dataclass(frozen=True)
class Change:
    """A cell that would become something else."""

    line: int
    person: Person
    column: Column
    was: Entry
    becomes: Entry
    newest: int


@dataclass(frozen=True)
class Refused:
    """Something that cannot be taken over: the line of the file, and why, with its values."""

    line: int
    text: str
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Plan:
    """All that a file would change, in the order of its rows."""

    changes: tuple[Change, ...]
    refused: tuple[Refused, ...]

    @property
    def digest(self) -> str:
        """The same for the same changes to the same cells: a plan that was looked at holds while this holds."""
        told = [(each.person.id, each.column.id, said(each.was), said(each.becomes), each.newest)
                for each in self.changes]  # fmt: skip
        return hashlib.sha256(repr(told).encode()).hexdigest()


@dataclass(frozen=True)
class Class:
    """A class as its gradebook has it; a cell is found by the ids of its assignment and its learner."""

    columns: Sequence[Column]
    people: Sequence[Person]
    cells: Mapping[tuple[str, int], Standing]


def plan(sheet: Sheet, known: Class) -> Plan:
    """What the file asks for, cell by cell. An empty cell asks for nothing; so does one that says what is there."""
    refused: list[Refused] = []
    columns = _columns(sheet, known.columns, refused)
    finder, changes, seen = _Finder(known.people), list[Change](), set[int]()
    for row in sheet.rows:
        found = finder.find(row)
        if isinstance(found, Refused):
            refused.append(found)
        elif found.id in seen:
            refused.append(_refused(row, gettext_noop("%(name)s stands in two rows. Take one out."), found.name))
        else:
            seen.add(found.id)
            changes += _changes(row, found, columns, known, refused)
    return Plan(tuple(changes), tuple(sorted(refused, key=lambda each: each.line)))


def _refused(row: ReadRow, text: str, name: str) -> Refused:
    return Refused(row.line, text, {"name": name})


def _columns(sheet: Sheet, columns: Sequence[Column], refused: list[Refused]) -> dict[str, Column]:
    """The assignments of the file's columns, by their tags."""
    found = {}
    for tag in sheet.tags:
        fitting = [column for column in columns if column.id.startswith(tag)]
        if len(fitting) == 1:
            found[tag] = fitting[0]
        else:
            text = gettext_noop("No assignment of this class has the code %(tag)s. Take its column out of the file.")
            refused.append(Refused(FILE, text, {"tag": f"[{tag}]"}))
    return found


def _changes(
    row: ReadRow, person: Person, columns: Mapping[str, Column], known: Class, refused: list[Refused]
) -> list[Change]:
    found = []
    for tag, column in columns.items():
        text = row.cells.get(tag, "")
        try:
            becomes = entry(text)
        except ValueError:
            what = gettext_noop(
                "%(title)s: “%(cell)s” is no mark. Write a number from 0 to 100, the word excused, or the word earned."
            )
            refused.append(Refused(row.line, what, {"title": column.title, "cell": text.strip()[:40]}))
            continue
        standing = known.cells.get((column.id, person.id), Standing())
        if _asks_for_something(becomes, standing):
            found.append(Change(row.line, person, column, standing.entry, becomes, standing.newest))
    return found


def _asks_for_something(becomes: Entry, standing: Standing) -> bool:
    if becomes == EARNED:
        return standing.is_decided
    return becomes is not None and said(becomes) != said(standing.entry)


class _Finder:
    """Finds the learner of a row: by the number of the class's own column, the school's number, or the name."""

    def __init__(self, people: Sequence[Person]) -> None:
        self._by_id = {str(person.id): person for person in people}
        self._by_number = _by(people, lambda person: person.number.strip())
        self._by_name = _by(people, lambda person: _plain(person.name))

    def find(self, row: ReadRow) -> Person | Refused:
        if row.learner:
            return self._by_own_id(row)
        for key, table in ((row.number.strip(), self._by_number), (_plain(row.name), self._by_name)):
            if key and key in table:
                found = table[key]
                if found is None:
                    text = gettext_noop("Several learners are called “%(name)s”. Fill in the column “learner”.")
                    return _refused(row, text, row.name.strip() or key)
                return found
        text = gettext_noop("Nobody in this class now is “%(name)s”. Take the row out of the file.")
        return _refused(row, text, row.name.strip() or row.number.strip())

    def _by_own_id(self, row: ReadRow) -> Person | Refused:
        found = self._by_id.get(row.learner)
        if found is None:
            text = gettext_noop("Nobody in this class now is “%(name)s”. Take the row out of the file.")
            return _refused(row, text, row.name.strip() or row.learner[:40])
        if row.name.strip() and _plain(row.name) != _plain(found.name):
            # One column sorted without the others would give everybody somebody else's marks.
            text = gettext_noop(
                "The row names “%(name)s”, and its column “learner” means %(other)s. Was one column sorted alone?"
            )
            return Refused(row.line, text, {"name": row.name.strip(), "other": found.name})
        return found


def _by(people: Sequence[Person], key: Any) -> dict[str, Person | None]:
    """People by what they are called; None where several are."""
    table: dict[str, Person | None] = {}
    for person in people:
        name = key(person)
        table[name] = None if name in table else person
    return table


def _plain(name: str) -> str:
    return " ".join(name.split()).casefold()
