"""GIFT to entries of the bank."""

from collections.abc import Iterator
from dataclasses import dataclass

from ..model import FileRefused, Found, Note, Reading
from ..naming import is_id, slug
from ..text import decode
from .kinds import source_of
from .parts import Unreadable, name_of, parts_of
from .tokens import Block, blocks, protect, restore

MOST = 20_000  # questions in one file
MOST_NOTES = 1_000  # about the file as a whole


def read(content: bytes) -> Reading:
    """All questions of a file. Raises FileRefused for what is no text and for more than 20,000 questions."""
    text, notes = decode(content)
    topics = _Topics()
    found: list[Found] = []
    for block in blocks(protect(text)):
        for note in topics.take(block):
            notes += [note] if len(notes) < MOST_NOTES else []
        if not block.text.strip():
            continue
        if len(found) == MOST:
            raise FileRefused(f"The file has more than {MOST} questions. Divide it.", block.line)
        found.append(_found(block, topics.current))
    return Reading(tuple(found), tuple(notes))


@dataclass
class _Topics:
    """The topic that the last category gave."""

    current: str = ""

    def take(self, block: Block) -> Iterator[Note]:
        """Take categories from the beginning of a block."""
        taken = 0
        for text in block.lines:
            if text and not text.startswith("$CATEGORY:"):
                break
            taken += 1
            yield from self._category(text, block.line + taken - 1) if text else ()
        block.line += taken
        del block.lines[:taken]

    def _category(self, text: str, line: int) -> Iterator[Note]:
        path = restore(text.partition(":")[2]).strip()
        last = path.replace("//", " ").rpartition("/")[2].strip()
        self.current = last if is_id(last) else slug(last)
        if self.current != last:
            yield Note(line, f"The category “{last[:80]}” became the topic “{self.current}”.")


def _found(block: Block, topic: str) -> Found:
    try:
        parts = parts_of(block)
        source = source_of(parts)
    except Unreadable as problem:
        return Found(block.line, name_of(block), None, (), problem.text)
    whole = source | ({"topic": topic} if topic else {})
    return Found(block.line, str(source["title"]), whole, tuple(sorted(parts.notes, key=lambda note: note.line)))
