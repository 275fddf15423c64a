"""One response as a person types or pastes it, read with tolerance.

``protocol.messages`` reads what the course writes and refuses the rest. This reader refuses nothing: what it cannot
read becomes a problem with its line, and reading goes on. It runs in linear time on any text.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

DEFAULT_VERSION = "HTTP/1.1"
NO_STATUS = "???"  # how the course writes a status that is asked for
SPACE = " \t\r\v\f"  # what a lenient recipient takes for the space of a status line (RFC 9112, 4)
BLANK = " \t\r"
CONTENT_STARTS = ("{", "[", "<")  # none of them can begin a field name (RFC 9110, 5.6.2)

STATUS_LINE_SECTION = "RFC 9112, 4"
SPACES = re.compile(r"[ \t\r\v\f]+")
VERSION = re.compile(r"HTTP/\d(?:\.\d)?", re.ASCII)
EXACT_STATUS_LINE = re.compile(r"HTTP/\d(?:\.\d)? \d{3}(?: .*)?", re.ASCII)
TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")


@dataclass(frozen=True)
class Problem:
    """What could not be read, or is malformed; ``line`` counts from 1 within the text."""

    line: int
    text: str
    section: str


@dataclass(frozen=True)
class Field:
    """A header field with the line on which it begins."""

    line: int
    name: str
    value: str


@dataclass(frozen=True)
class Written:
    """A response as far as it could be read.

    ``status`` is None where three digits could not be found. ``version`` is HTTP/1.1 where none was written. In
    ``body`` every line ends with LF, and the line ends after its last line are left out: a paste does not keep them.
    """

    version: str = DEFAULT_VERSION
    status: int | None = None
    phrase: str = ""
    fields: tuple[Field, ...] = ()
    body: str = ""
    problems: tuple[Problem, ...] = ()


def read_response(text: str) -> Written:
    """Read one response. Never raises; what is wrong stands in ``problems``, in the order of the lines."""
    lines = [line.rstrip("\r") for line in text.removeprefix("\ufeff").split("\n")]
    first = next((i for i, line in enumerate(lines) if line.strip(BLANK)), None)
    if first is None:
        return Written(problems=(Problem(1, "there is nothing to read", STATUS_LINE_SECTION),))
    problems: list[Problem] = []
    if _is_status_line(lines[first]):
        version, status, phrase = _status_line(lines[first], first + 1, problems)
        start = first + 1
    else:
        version, status, phrase, start = DEFAULT_VERSION, None, "", first
        text = "a response begins with a status line such as `HTTP/1.1 404 Not Found`"
        problems.append(Problem(first + 1, text, STATUS_LINE_SECTION))
    fields, content = _head(lines, start, problems)
    body = "\n".join(lines[content:]).rstrip("\n")
    return Written(version, status, phrase, fields, body, tuple(problems))


def print_response(written: Written) -> str:
    """The response as text with LF line ends.

    For every text s, ``read_response(print_response(read_response(s)))`` has the version, status, phrase, body and
    the names and values of the fields of ``read_response(s)``. Line numbers may change, and problems that reading
    mended (white space before a colon, a folded line, a missing empty line) are gone.
    """
    # The space before an empty phrase is no slip: a server MUST send it (RFC 9112, 4).
    status = NO_STATUS if written.status is None else f"{written.status:03d}"
    head = [f"{written.version} {status} {written.phrase}"]
    head += [f"{field.name}: {field.value}" if field.value else f"{field.name}:" for field in written.fields]
    return "\n".join([*head, "", written.body]) if written.body else "\n".join([*head, ""])


def _is_status_line(line: str) -> bool:
    first, *_ = SPACES.split(line.strip(SPACE), maxsplit=1)
    if VERSION.fullmatch(first.upper()) or _digits(first) is not None:
        return True
    return first[:4].upper() == "HTTP" and not _is_field_line(line)


def _is_field_line(line: str) -> bool:
    name, colon, _ = line.partition(":")
    return bool(colon and TOKEN.fullmatch(name))


def _digits(word: str) -> int | None:
    return int(word) if len(word) == 3 and word.isascii() and word.isdigit() else None


def _status_line(line: str, number: int, problems: list[Problem]) -> tuple[str, int | None, str]:
    """Version, status and phrase. Words may be parted by any white space (RFC 9112, 4), which is noted."""
    first, *rest = SPACES.split(line.strip(SPACE), maxsplit=1)
    after = rest[0] if rest else ""
    version = first.upper() if VERSION.fullmatch(first.upper()) else ""
    if not version and _digits(first) is not None:
        after = line.strip(SPACE)
    status, phrase = _status_and_phrase(after)
    problems += [Problem(number, text, STATUS_LINE_SECTION) for text in _status_line_faults(line, version, status)]
    return version or DEFAULT_VERSION, status, phrase


def _status_and_phrase(text: str) -> tuple[int | None, str]:
    first, *rest = SPACES.split(text, maxsplit=1)
    phrase = rest[0] if rest else ""
    status = _digits(first)
    if status is not None or any(sign.isdigit() or sign == "?" for sign in first):
        return status, phrase
    return None, text  # no status was tried, so all of it is the phrase


def _status_line_faults(line: str, version: str, status: int | None) -> Iterator[str]:
    in_capitals = line.lstrip(SPACE).startswith(version)
    if not version:
        yield "the status line begins with the version, HTTP/1.1 for instance"
    elif not in_capitals:
        yield "HTTP in the version is written in capitals"
    if status is None:
        yield f"the status is three digits, and there are none in {quoted(line)}"
    elif version and in_capitals and not EXACT_STATUS_LINE.fullmatch(line):
        yield "version, status and phrase are parted by one space each, with nothing before them"
    if CONTROL.search(line):
        yield "the status line holds a control character"


def _head(lines: list[str], start: int, problems: list[Problem]) -> tuple[tuple[Field, ...], int]:
    """The fields, and the index of the line with which the content begins."""
    read: list[tuple[int, str, list[str]]] = []
    may_fold = False  # whether an indented line continues a field, and not something that was left out
    for number, line in enumerate(lines[start:], start=start + 1):
        if not line.strip(BLANK):
            return _joined(read), number
        if line.startswith(CONTENT_STARTS):
            text = "an empty line is missing between the fields and the content"
            problems.append(Problem(number, text, "RFC 9112, 2.1"))
            return _joined(read), number - 1
        if line[0] in " \t":
            _folded(line, number, read[-1][2] if may_fold else None, problems)
            continue
        field = _field(line, number, problems)
        may_fold = field is not None
        read += [field] if field else []
    return _joined(read), len(lines)


def _joined(read: list[tuple[int, str, list[str]]]) -> tuple[Field, ...]:
    # A fold stands for spaces (RFC 9112, 5.2). Parts are joined once, so that a value of many lines stays linear.
    return tuple(Field(number, name, " ".join(filter(None, parts))) for number, name, parts in read)


def _folded(line: str, number: int, parts: list[str] | None, problems: list[Problem]) -> None:
    if parts is None:
        problems.append(Problem(number, f"white space before a field line: {quoted(line)}", "RFC 9112, 2.2"))
        return
    text = "the value goes on in the next line; line folding is obsolete and must not be sent"
    problems.append(Problem(number, text, "RFC 9112, 5.2"))
    _note_control(line, number, problems)
    parts.append(line.strip(BLANK))


def _field(line: str, number: int, problems: list[Problem]) -> tuple[int, str, list[str]] | None:
    """The field of a line, or None where it has none that could be used; problems are noted either way."""
    written, colon, value = line.partition(":")
    name = written.rstrip(" \t")
    if not colon:
        problems.append(Problem(number, f"a field line needs a colon: {quoted(line)}", "RFC 9112, 5"))
        return None
    if not name:
        problems.append(Problem(number, f"there is no field name before the colon: {quoted(line)}", "RFC 9110, 5.1"))
        return None
    if not TOKEN.fullmatch(name):
        problems.append(Problem(number, f"not a field name: {quoted(name)}", "RFC 9110, 5.1"))
        return None
    if name != written:
        problems.append(Problem(number, f"white space between {quoted(name)} and its colon", "RFC 9112, 5.1"))
    _note_control(value, number, problems)
    return number, name, [value.strip(BLANK)]


def _note_control(value: str, number: int, problems: list[Problem]) -> None:
    if CONTROL.search(value):
        problems.append(Problem(number, "the value holds a control character", "RFC 9110, 5.5"))


def quoted(text: str, longest: int = 60) -> str:
    """A text as a problem shows it: what cannot be printed is escaped, what is too long is cut."""
    short = text if len(text) <= longest else text[:longest] + "…"
    return "`" + "".join(sign if sign.isprintable() else repr(sign)[1:-1] for sign in short) + "`"
