"""What the readers and writers of question files share.

A reader takes the bytes of a file and never raises but FileRefused; a writer takes entries of the bank. An entry
(``Source``) is a plain dict with the keys of ``quizzes.core.kinds`` and ``topic``. What a reader finds may lack parts
that the bank wants, such as the reasons of options: it becomes a draft, and publishing says what is missing.
"""

from dataclasses import dataclass, field
from typing import Any

Source = dict[str, Any]


class FileRefused(ValueError):
    """The file cannot be read at all. ``text`` says why in a sentence, ``line`` where (from 1; 0 for nowhere)."""

    def __init__(self, text: str, line: int = 0) -> None:
        super().__init__(text)
        self.text = text
        self.line = line


class FormatUnknown(FileRefused):
    """The file is in no format of questions that is known here."""


@dataclass(frozen=True)
class Note:
    """Something that was repaired, left out or guessed: where (line from 1; 0 for the whole file) and what."""

    line: int
    text: str


@dataclass(frozen=True)
class Found:
    """One question of a file. Without ``source`` it cannot be taken over, and ``reason`` says why."""

    line: int
    name: str
    source: Source | None
    notes: tuple[Note, ...] = ()
    reason: str = ""


@dataclass(frozen=True)
class Reading:
    """All that a file holds, in its order, and what there is to say about the file as a whole."""

    found: tuple[Found, ...]
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True)
class Loss:
    """Something of a question that the format cannot carry."""

    question: str
    text: str


@dataclass(frozen=True)
class Written:
    """A file, and by name what did not fit into it."""

    content: bytes
    losses: tuple[Loss, ...] = field(default=())
