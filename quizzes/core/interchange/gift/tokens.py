"""The signs of GIFT: escapes, blocks of lines, labels in comments, answers with their weights."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

# While a text is taken apart, an escaped sign is a control character that no text of a file holds.
HARD = "\x07"  # a new line that was written as \n
_PROTECTED = {"~": "\x01", "=": "\x02", "#": "\x03", "{": "\x04", "}": "\x05", ":": "\x06", "n": HARD, "\\": "\\"}
_ESCAPE = re.compile(r"\\([\\~=#{}:n])")
_RESTORED = str.maketrans({mark: "\n" if sign == "n" else sign for sign, mark in _PROTECTED.items()})
_CONTROLS = str.maketrans({chr(code): " " for code in [*range(32), 127] if chr(code) not in "\t\n"})
_RESERVED = str.maketrans({sign: f"\\{sign}" for sign in "\\~=#{}:"} | {"\n": "\\n", "\r": ""})
_WEIGHT = re.compile(r"\s*%(-?\d{1,3}(?:\.\d{0,9})?)%")
_ID = re.compile(r"\[id:((?:\\\]|[^\[\]]){1,200})\]")
_TAG = re.compile(r"\[tag:((?:\\\]|[^\[\]]){1,200})\]")
MOST_TAGS = 100
MOST_LINES = 1_000  # of braces that go on after an empty line


def protect(text: str) -> str:
    """A file's text with its escaped signs out of the way; ``restore`` brings them back."""
    return _ESCAPE.sub(lambda match: _PROTECTED[match[1]], without_controls(text))


def restore(text: str) -> str:
    return text.translate(_RESTORED)


def without_controls(text: object) -> str:
    """What a draft may lack is None, and has no text."""
    return ("" if text is None else str(text)).replace("\r\n", "\n").replace("\r", "\n").translate(_CONTROLS)


def escape(text: str) -> str:
    """A text as GIFT writes it, on one line."""
    return text.translate(_RESERVED)


@dataclass
class Labels:
    """What the comments of a question say: ``[id:...]`` and ``[tag:...]``."""

    id: str = ""
    tags: list[str] = field(default_factory=list)

    def take(self, comment: str) -> None:
        comment = restore(comment)
        match = _ID.search(comment)
        if match and not self.id:
            self.id = match[1].replace("\\]", "]").strip()
        if len(self.tags) < MOST_TAGS:
            self.tags += [tag.replace("\\]", "]").strip() for tag in _TAG.findall(comment)[:MOST_TAGS]]


@dataclass
class Block:
    """The lines of one question without its comments. ``joined`` is the line of an empty line inside its braces."""

    line: int
    lines: list[str]
    labels: Labels
    joined: int = 0

    @property
    def text(self) -> str:
        return "\n".join(self.lines)

    def take(self, block: "Block") -> None:
        """Go on with another block; the empty lines between them keep the numbers of lines right."""
        end = self.line + len(self.lines)
        self.joined = self.joined or end
        self.lines += [""] * max(1, block.line - end) + block.lines
        self.labels.tags += block.labels.tags[: MOST_TAGS - len(self.labels.tags)]


def blocks(text: str) -> Iterator[Block]:
    """The questions of a protected text.

    Moodle ends a question at an empty line even within braces. Here the braces go on, as long as what follows them is
    no new question.
    """
    waiting: Block | None = None
    for block in _paragraphs(text):
        if waiting is not None and len(waiting.lines) < MOST_LINES and _goes_on(block.text):
            waiting.take(block)
            closes = "}" in block.text
        else:
            if waiting is not None:
                yield waiting
            waiting, closes = block, not _is_open(block.text)
        if closes:
            yield waiting
            waiting = None
    if waiting is not None:
        yield waiting


def _is_open(text: str) -> bool:
    start = text.find("{")
    return start >= 0 and text.find("}", start) < 0


def _goes_on(text: str) -> bool:
    closing, opening = text.find("}"), text.find("{")
    return not text.startswith(("::", "$CATEGORY:")) and (opening < 0 or 0 <= closing < opening)


def _paragraphs(text: str) -> Iterator[Block]:
    block = Block(0, [], Labels())
    for number, line in enumerate([*text.split("\n"), ""], start=1):
        stripped = line.strip()
        if not stripped:
            if block.lines:
                yield block
            if block.lines or block.labels != Labels():
                block = Block(0, [], Labels())
        elif stripped.startswith("//"):
            block.labels.take(stripped)
            block.lines += [""] if block.lines else []
        else:
            block.line = block.line or number
            block.lines.append(stripped)


@dataclass(frozen=True)
class Answer:
    """One answer between braces: its sign, its weight in per cent where it has one, its text and feedback."""

    line: int
    sign: str
    weight: float | None
    text: str
    feedback: str

    @property
    def percent(self) -> float:
        return self.weight if self.weight is not None else 100.0 if self.sign == "=" else 0.0


def answers(text: str, line: int, bare: str) -> list[Answer]:
    """The answers in a protected text that begins at a line. One that comes before any sign has the sign ``bare``."""
    found, sign = [], bare
    for number, piece in enumerate(re.split(r"([=~])", text)):
        if number % 2:
            sign = piece
        elif piece.strip():
            skipped = len(piece) - len(piece.lstrip())
            found.append(_answer(piece, line + piece.count("\n", 0, skipped), sign))
        line += piece.count("\n")
    return found


def _answer(piece: str, line: int, sign: str) -> Answer:
    match = _WEIGHT.match(piece)
    text, _mark, feedback = piece[match.end() if match else 0 :].partition("#")
    return Answer(line, sign, float(match[1]) if match else None, text.strip(), feedback.strip())
