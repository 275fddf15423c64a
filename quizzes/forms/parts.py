"""What the editor of a question is made of: fields, rows of fields, and sections of both. Data, without a request."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

Sort = Literal["line", "text", "wire", "number", "code", "share", "flag", "choice", "list", "ticks", "hidden"]
TYPED = {"line", "text", "wire", "number", "code", "share", "list"}  # what makes a row more than blank


@dataclass(frozen=True)
class Part:
    """One field. ``name`` is its key in the entry; ``status-points`` is the key ``points`` of the row ``status``.

    ``choices`` are values with their words, the first one what a new field has; ``pick`` is the list on the page that
    suggests values; ``height`` the lines of a text area. ``wide`` takes a line of its own within a row.
    """

    name: str
    sort: Sort
    label: Any
    hint: Any = ""
    choices: tuple[tuple[str, Any], ...] = ()
    pick: str = ""
    height: int = 3
    wide: bool = False


@dataclass(frozen=True)
class Rows:
    """A list in the entry: rows of ``parts``, or of single texts where ``single`` is set (its part has no name).

    ``noun`` names one of them; ``least`` are shown although they are blank, ``most`` is all that a form may send.
    ``ordered`` is the list whose rows each row here puts in an order, by a number for each.
    """

    name: str
    label: Any
    noun: Any
    add: Any
    parts: tuple[Part, ...]
    hint: Any = ""
    least: int = 0
    most: int = 12
    single: bool = False
    ordered: str = ""


@dataclass(frozen=True)
class Section:
    """A heading with fields and rows below it; ``folded`` stands closed while nothing is in it."""

    name: str
    label: Any
    parts: tuple["Part | Rows", ...]
    folded: bool = False


def fields_of(sections: tuple[Section, ...]) -> Iterator[Part]:
    for section in sections:
        yield from (part for part in section.parts if isinstance(part, Part))


def rows_of(sections: tuple[Section, ...]) -> Iterator[Rows]:
    for section in sections:
        yield from (part for part in section.parts if isinstance(part, Rows))
