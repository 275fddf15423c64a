"""What the rules look at: one response, with the request that it answers where that is known."""

import json
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from statuscourse.protocol.messages import REQUEST_LINE, Message, parse_exchange

from .written import Problem, Written, read_response

ELLIPSIS = "…"


@dataclass(frozen=True)
class Document:
    """Content read as JSON: its value, or the problem that kept it from being read."""

    value: Any = None
    problem: str = ""


@dataclass(frozen=True)
class Exchange:
    """A response and what is known of its request.

    ``body`` is bytes where every byte is known, as on the wire, and a string where only its text is: a paste has lost
    its line ends, and an ellipsis may stand for what was left out. ``status`` is None where it could not be read or is
    asked for; ``problems`` are those of the reader.
    """

    request: Message | None = None
    status: int | None = None
    phrase: str = ""
    fields: tuple[tuple[str, str], ...] = ()
    body: str | bytes = b""
    problems: tuple[Problem, ...] = ()

    @property
    def method(self) -> str:
        """The method of the request, empty where it is not known."""
        return self.request.method if self.request else ""

    def values(self, name: str) -> list[str]:
        """The values of every field with this name, in order; names are case-insensitive (RFC 9110, 5.1)."""
        return self._by_name.get(name.lower(), [])

    @cached_property
    def _by_name(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for field, value in self.fields:
            found.setdefault(field.lower(), []).append(value)
        return found

    def has(self, name: str) -> bool:
        return bool(self.values(name))

    def members(self, name: str) -> list[str]:
        """The members of a list-based field, of all its lines together (RFC 9110, 5.6.1). Not for quoted commas."""
        return [member.strip(" \t") for member in ",".join(self.values(name)).split(",")]

    def asked(self, name: str) -> list[str]:
        """The values of a field of the request; none where the request is not known."""
        return self.request.values(name) if self.request else []

    @property
    def is_head_or_bodyless(self) -> bool:
        """Whether the message ends with its header section, whatever that says (RFC 9110, 6.4.1)."""
        return self.method == "HEAD" or self.status in {204, 304} or self.is_interim

    @property
    def is_interim(self) -> bool:
        return self.status is not None and self.status < 200

    @property
    def is_elided(self) -> bool:
        """Whether the writer left a part of the content out, so that its length and syntax say nothing."""
        return isinstance(self.body, str) and ELLIPSIS in self.body

    @property
    def media_type(self) -> str:
        """The media type without parameters, in lower case; empty where there is none."""
        return ",".join(self.values("content-type")).split(";")[0].strip().lower()

    @property
    def is_json(self) -> bool:
        return self.media_type == "application/json" or self.media_type.endswith("+json")

    @cached_property
    def content(self) -> bytes:
        return self.body if isinstance(self.body, bytes) else self.body.encode("utf-8", "surrogatepass")

    @cached_property
    def text(self) -> str:
        return self.body if isinstance(self.body, str) else self.body.decode("utf-8", "replace")

    @cached_property
    def document(self) -> Document:
        """The content read as JSON, whatever its media type."""
        try:
            return Document(json.loads(self.body, parse_int=_number, parse_constant=_refused))
        except RecursionError:
            return Document(problem="it is nested too deeply to be read")
        except ValueError as error:
            return Document(problem=str(error))


def of_written(request: Message | None, written: Written) -> Exchange:
    """The exchange of a response that somebody typed or pasted."""
    fields = tuple((field.name, field.value) for field in written.fields)
    return Exchange(request, written.status, written.phrase, fields, written.body, written.problems)


def of_message(request: Message | None, response: Message) -> Exchange:
    """The exchange of a response as the course writes it: to the byte, unless an ellipsis stands in it."""
    body = response.body if ELLIPSIS in response.body else response.body.encode()
    return Exchange(request, response.status, response.phrase, response.fields, body)


def of_text(text: str) -> Exchange:
    """The exchange of a text: a request as the course writes it, if there is one, then a response of any kind.

    Raises MessageError where the text begins with a request line and the request below it cannot be read.
    """
    lines = text.lstrip("\n").split("\n")
    if not REQUEST_LINE.match(lines[0]):
        return of_written(None, read_response(text))
    starts = (i for i in range(1, len(lines)) if lines[i].startswith("HTTP/") and not lines[i - 1].strip())
    start = next(starts, len(lines))
    request, *_ = parse_exchange("\n".join(lines[:start]))
    return of_written(request, read_response("\n".join(lines[start:])))


def _number(digits: str) -> int | float:
    # Python refuses to read integers of more than 4300 digits; JSON does not (RFC 8259, 6).
    return int(digits) if len(digits) < 1000 else float(digits)


def _refused(name: str) -> Any:
    raise ValueError(f"{name} is not a JSON number")  # RFC 8259, 6; Python reads NaN and Infinity unless told not to
