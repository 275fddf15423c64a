"""Raw HTTP/1.1 messages as they are written in lessons: parsing an exchange into requests and responses.

This reader is for text that people write. It keeps line numbers, so that a problem can be shown where it is.
"""

import re
from dataclasses import dataclass

REQUEST_LINE = re.compile(r"^(?P<method>[A-Z][A-Z-]*) (?P<target>\S+) (?P<version>HTTP/\d(?:\.\d)?)$")
STATUS_LINE = re.compile(r"^(?P<version>HTTP/\d(?:\.\d)?) (?P<status>\d{3}|\?\?\?)(?: (?P<phrase>.*))?$")
FIELD_LINE = re.compile(r"^(?P<name>[!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*(?P<value>.*?)[ \t]*$")


class MessageError(ValueError):
    """The text is not an exchange; ``line`` counts from 1 within the text."""

    def __init__(self, line: int, problem: str) -> None:
        super().__init__(problem)
        self.line = line
        self.problem = problem


@dataclass(frozen=True)
class Message:
    """A request (``method`` is set) or a response (``method`` is empty; ``status`` is None where it is asked for)."""

    line: int
    version: str
    method: str = ""
    target: str = ""
    status: int | None = None
    phrase: str = ""
    fields: tuple[tuple[str, str], ...] = ()
    body: str = ""

    @property
    def is_request(self) -> bool:
        return bool(self.method)

    def values(self, name: str) -> list[str]:
        """The values of every field with this name, in order; names are case-insensitive (RFC 9110, 5.1)."""
        return [value for field, value in self.fields if field.lower() == name.lower()]


def parse_exchange(text: str) -> tuple[Message, ...]:
    """Split a text into its messages, in the order in which they cross the wire.

    A message begins with a request line or a status line, at the top or after an empty line.
    Raises MessageError where a start line, a field line or everything is missing.
    """
    lines = text.rstrip("\n").split("\n")
    starts = [
        number
        for number, line in enumerate(lines)
        if _is_start(line) and (number == 0 or not lines[number - 1].strip())
    ]
    if not starts or starts[0] != 0:
        raise MessageError(1, "begin with a request line such as `GET /path HTTP/1.1` or a status line")
    ends = [*starts[1:], len(lines)]
    return tuple(_message(lines[start:end], start + 1) for start, end in zip(starts, ends, strict=True))


def _is_start(line: str) -> bool:
    return bool(REQUEST_LINE.match(line) or STATUS_LINE.match(line))


def _message(lines: list[str], number: int) -> Message:
    head_end = next((i for i, line in enumerate(lines) if not line.strip()), len(lines))
    parted: list[tuple[str, list[str]]] = []
    for offset, line in enumerate(lines[1:head_end], start=1):
        if line[0] in " \t" and parted:  # a value continued on the next line, for narrow screens
            parted[-1][1].append(line.strip())
            continue
        match = FIELD_LINE.match(line)
        if not match:
            raise MessageError(number + offset, f"not a header field: {line!r}")
        parted.append((match["name"], [match["value"]]))
    fields = tuple((name, " ".join(values)) for name, values in parted)
    body = "\n".join(lines[head_end + 1 :]).rstrip("\n")
    if request := REQUEST_LINE.match(lines[0]):
        return Message(number, request["version"], request["method"], request["target"], None, "", fields, body)
    start = STATUS_LINE.match(lines[0])
    if start is None:  # parse_exchange cut the text at start lines, so this cannot be
        raise MessageError(number, "not a start line")
    status = None if start["status"] == "???" else int(start["status"])
    return Message(number, start["version"], "", "", status, start["phrase"] or "", fields, body)
