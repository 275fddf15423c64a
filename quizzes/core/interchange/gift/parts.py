"""One question of a GIFT file taken apart: name, text, what is between the braces, and what its comments say."""

import re
from dataclasses import dataclass, field

from ..markup import inert, plain_to_markdown, to_markdown
from ..model import Note, Source
from ..naming import is_id, title_of
from .tags import facts
from .tokens import HARD, Block, restore

GAP = "_____"
LONGEST = 100_000  # characters of one question
_FORMAT = re.compile(r"\[(html|markdown|plain|moodle)\]")
_LAYOUT = re.compile(r"</?(?:p|br|div|li|ul|ol|pre|table|h[1-6])\b", re.IGNORECASE)
_ONLY_TAGS = re.compile(r"(?:\s|<[^<>]*>)*")


class Unreadable(ValueError):
    """A question that cannot be taken over. ``text`` says why in a sentence."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text


@dataclass
class Parts:
    """The parts of a question, still protected, and the notes that arise while they are read."""

    line: int
    name: str
    stem: str
    answers: str | None  # None for a description
    answers_line: int
    general: str
    format: str
    facts: Source
    notes: list[Note] = field(default_factory=list)

    def note(self, text: str, line: int = 0) -> None:
        self.notes.append(Note(line or self.line, text))

    def markdown(self, text: str, line: int = 0) -> str:
        """A protected text as Markdown, by its own format or the question's."""
        named, text = _format(text)
        return self.converted(text, named or self.format, line)

    def converted(self, text: str, named: str, line: int = 0) -> str:
        """A protected text whose format was read already, as Markdown."""
        markdown, dropped = as_markdown(text, named)
        if dropped:
            self.note(f"Left out of the text: {', '.join(dropped[:8])}.", line)
        return markdown


def parts_of(block: Block) -> Parts:
    """Raises Unreadable where the braces do not fit together, and for what is too long for any question."""
    whole = block.text
    if len(whole) > LONGEST:
        raise Unreadable(f"It has {len(whole)} characters; {LONGEST} are the most that one question may have here.")
    name, text = _name(whole)
    shift = whole.count("\n", 0, len(whole) - len(text))
    start, end = text.find("{"), text.find("}")
    if start < 0 and end < 0:
        return _described(block, name, text)
    if start < 0 or 0 <= end < start:
        raise Unreadable("A closing brace stands before any opening one; write \\} for a brace that is meant as one.")
    if end < 0:
        raise Unreadable("The brace of the answers is never closed; write \\{ for a brace that is meant as one.")
    after = text[end + 1 :]
    if "{" in after or "}" in after:
        raise Unreadable("There are braces after the answers; write \\{ and \\} for braces that are meant as such.")
    inside, separator, general = text[start + 1 : end].rpartition("####")
    if not separator:
        inside, general = general, ""
    stem = text[:start] + (after if _ONLY_TAGS.fullmatch(after) else GAP + after)
    line = block.line + shift + text.count("\n", 0, start + 1)
    return _whole(block, name, stem, (inside, line, general))


def name_of(block: Block) -> str:
    """What to call a question that cannot be taken over."""
    name, text = _name(block.text[:1000])
    return title_of(name, restore(_format(text)[1].partition("{")[0][:400])) or "?"


def as_markdown(text: str, named: str) -> tuple[str, list[str]]:
    """A protected text of a format as Markdown, and what was dropped from it."""
    if named == "markdown":
        return inert(restore(text)).strip(), []
    if named == "plain":
        return plain_to_markdown(restore(text)), []
    if named == "moodle" and not _LAYOUT.search(text):  # where lines are made by new lines, one that is written counts
        text = re.sub(rf"{HARD}\s*{HARD}\s*", "<p>", text).replace(HARD, "<br>")
    return to_markdown(restore(text))


def _name(text: str) -> tuple[str, str]:
    if not text.startswith("::") or text.find("::", 2) < 0:
        return "", text
    name, _colons, rest = text[2:].partition("::")
    return restore(name).strip(), rest.lstrip(" \t")


def _format(text: str) -> tuple[str, str]:
    match = _FORMAT.match(text.lstrip())
    return (match[1], text.lstrip()[match.end() :]) if match else ("", text)


def plain(text: str) -> str:
    """A protected text that is compared and not shown: without a format, and on one line."""
    return " ".join(restore(_format(text)[1]).split())


def _described(block: Block, name: str, text: str) -> Parts:
    named, text = _format(text)
    return Parts(block.line, name, text, None, block.line, "", named or "moodle", {})


def _whole(block: Block, name: str, stem: str, answers: tuple[str, int, str]) -> Parts:
    inside, line, general = answers
    named, stem = _format(stem)
    known, strange = facts(block.labels.tags)
    parts = Parts(block.line, name, stem, inside.strip(), line, general, named or "moodle", known)
    skipped = len(inside) - len(inside.lstrip())
    parts.answers_line += inside.count("\n", 0, skipped)
    if block.joined:
        parts.note("An empty line within the braces was left out; Moodle ends a question there.", block.joined)
    if strange:
        parts.note(f"Tags that are too long or too many are not kept: {', '.join(strange[:8])}.")
    if is_id(block.labels.id):
        parts.facts["id"] = block.labels.id
    elif block.labels.id:
        parts.note(
            f"The id “{block.labels.id[:80]}” is not made of small letters, digits and hyphens; it gets a new one."
        )
    return parts
