"""The cells of our table: its columns, several texts in one cell, and cells that a spreadsheet would run. Pure."""

import re
from collections.abc import Iterable

CELL = 32_767  # characters; no spreadsheet keeps more in a cell
# What makes a formula of a cell (OWASP, CSV injection). Excel takes the wide forms of East Asian keyboards as well.
FORMULA = frozenset("=+-@\t\r\n＝＋－＠")

HEAD = ("id", "topic", "kind", "title", "agreement", "difficulty", "section", "scenario", "exchange", "code", "credit",
        "choose", "asks", "case sensitive")  # fmt: skip
GROUP = ("option", "verdict", "why", "code", "name")  # of each option, with its number
TAIL = (
    "client",
    "otherwise",
    "consequence",
    "hints",
    "reply",
    "decided by",
    "who does what",
    "tags",
    "labels",
    "replaces",
)
OPTIONS = 8  # of the template; a wider question gets more columns, and as many are read
MOST_OPTIONS = 40
MEANT = {
    "question": "scenario", "stem": "scenario", "question text": "scenario", "name": "title", "type": "kind",
    "level": "difficulty", "hint": "hints", "source": "decided by", "sources": "decided by", "model answer": "reply",
    "lesson section": "section", "answer": "option", "choice": "option", "text": "option", "explanation": "why",
    "reason": "why", "feedback": "why", "correct": "verdict", "right": "verdict", "status code": "code",
}  # fmt: skip
BLANK = " \t"
PIECES = re.compile(r"\\.|\||[^\\|]+|\\")
ESCAPES = re.compile(r"\\([\\n|])")  # other backslashes stay: somebody typed them
NUMBERED = re.compile(r"(.+?)[ ]?(\d{1,2})")


def columns(options: int) -> list[str]:
    """The names of the columns of a table with so many options."""
    return [*HEAD, *(f"{part} {number}" for number in range(1, options + 1) for part in GROUP), *TAIL]


KNOWN = frozenset(columns(MOST_OPTIONS))


def column(name: str) -> str:
    """A column's name however it is written: ``Decided_By``, `` WHY 2``, ``explanation 2``."""
    plain = " ".join(re.sub(r"[\W_]+", " ", name).split()).casefold()
    if plain in KNOWN:
        return plain
    match = NUMBERED.fullmatch(plain)
    if match:
        part = match[1] if match[1] in GROUP else MEANT.get(match[1], match[1])
        return f"{part} {int(match[2])}"
    return MEANT.get(plain, plain)


def guarded(text: str) -> str:
    """A cell that no spreadsheet runs: with an apostrophe before a formula, and before an apostrophe."""
    return f"'{text}" if text[:1] in FORMULA or text[:1] == "'" else text


def bare(cell: str) -> str:
    """The text of a cell: the reverse of ``guarded``. An apostrophe that somebody typed before a word stays."""
    return cell[1:] if cell[:1] == "'" and (cell[1:2] in FORMULA or cell[1:2] == "'") and cell[1:] else cell


def joined(texts: Iterable[str]) -> str:
    """Texts as one cell, a line each."""
    return "\n".join(_escaped(text) for text in texts)


def parted(cell: str) -> list[str]:
    """The texts of a cell, one from each line that is not blank."""
    return [_unescaped(line.strip(BLANK)) for line in cell.split("\n") if line.strip(BLANK)]


def row_joined(parts: Iterable[str]) -> str:
    """The parts of a row as one line: ``Django REST framework | 403 | answers so | tried``."""
    return " | ".join(_escaped(part).replace("|", "\\|") for part in parts)


def row_parted(line: str) -> list[str]:
    """The parts of a line that ``row_joined`` made; a bar after a backslash parts nothing."""
    parts = [""]
    for piece in PIECES.findall(line):
        if piece == "|":
            parts.append("")
        else:
            parts[-1] += piece
    return [_unescaped(part.strip(BLANK)) for part in parts]


def lines_of(cell: str) -> list[str]:
    return [line for line in cell.split("\n") if line.strip(BLANK)]


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("\n", "\\n")


def _unescaped(line: str) -> str:
    return ESCAPES.sub(lambda match: "\n" if match[1] == "n" else match[1], line)
