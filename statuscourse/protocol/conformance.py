"""What is wrong with a response, by the specifications: the one checker for the site's own answers and for every
exchange that the course shows.

A fault names its rule, its level (``error`` for a broken MUST, ``warning`` for a broken SHOULD) and the section that
decides. Nothing here knows conventions.
"""

import json
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from .messages import Message
from .registry import registry

Fields = Sequence[tuple[str, str]]

REDIRECTS = {301, 302, 303, 307, 308}
NOT_STORED = {428, 429, 431, 511}
NO_CONTENT = {204, 304}
IMF_DATE = re.compile(
    r"^(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4} \d\d:\d\d:\d\d GMT$"
)
ELLIPSIS = "…"


@dataclass(frozen=True)
class Fault:
    rule: str
    level: str
    section: str
    text: str


@dataclass(frozen=True)
class Exchange:
    """A response with the request that it answers; ``method`` is empty where the request is not known."""

    method: str
    status: int
    fields: Fields
    content: bytes

    def values(self, name: str) -> list[str]:
        return [value for field, value in self.fields if field.lower() == name]

    def has(self, name: str) -> bool:
        return bool(self.values(name))


Rule = Callable[[Exchange], Iterable[Fault]]


def faults(method: str, status: int, fields: Fields, content: bytes) -> list[Fault]:
    """Every fault of one response, in the order of the rules."""
    exchange = Exchange(method.upper(), status, fields, content)
    return [fault for rule in RULES for fault in rule(exchange)]


def message_faults(request: Message | None, response: Message) -> list[Fault]:
    """The faults of an exchange as a lesson writes it, where an ellipsis stands for what was left out."""
    if response.status is None:
        return []
    content = response.body.encode()
    found = faults(request.method if request else "", response.status, response.fields, content)
    if ELLIPSIS in response.body:
        found = [fault for fault in found if fault.rule not in {"content-length", "json"}]
    return found


def _content(exchange: Exchange) -> Iterable[Fault]:
    interim = exchange.status < 200
    if exchange.content and (interim or exchange.status in NO_CONTENT or exchange.method == "HEAD"):
        yield Fault("no-content", "error", "RFC 9110, 6.4.1", "this response cannot have content")
    if exchange.content and exchange.status == 205:
        yield Fault("no-content", "error", "RFC 9110, 15.3.6", "a 205 has no content")
    if (interim or exchange.status == 204) and exchange.has("content-length"):
        yield Fault("content-length", "error", "RFC 9110, 8.6", "Content-Length must not be sent with 1xx or 204")
    if (interim or exchange.status == 204) and exchange.has("transfer-encoding"):
        yield Fault("transfer-encoding", "error", "RFC 9112, 6.1", "Transfer-Encoding must not be sent with 1xx or 204")
    if exchange.content and not exchange.has("content-type"):
        yield Fault("content-type", "warning", "RFC 9110, 8.3", "content without a Content-Type")


def _content_length(exchange: Exchange) -> Iterable[Fault]:
    for value in exchange.values("content-length"):
        if not value.isdigit():
            yield Fault("content-length", "error", "RFC 9110, 8.6", "Content-Length is not a number")
        elif exchange.method != "HEAD" and exchange.status not in {204, 304} and int(value) != len(exchange.content):
            text = f"Content-Length says {value}, the content has {len(exchange.content)} bytes"
            yield Fault("content-length", "error", "RFC 9110, 8.6", text)


def _required(exchange: Exchange) -> Iterable[Fault]:
    needs = {
        401: ("www-authenticate", "RFC 9110, 15.5.2"),
        405: ("allow", "RFC 9110, 15.5.6"),
        407: ("proxy-authenticate", "RFC 9110, 15.5.8"),
        426: ("upgrade", "RFC 9110, 15.5.22"),
        101: ("upgrade", "RFC 9110, 15.2.2"),
    }
    if exchange.status in needs:
        field, section = needs[exchange.status]
        if not exchange.has(field):
            yield Fault("required-field", "error", section, f"a {exchange.status} must carry {field.title()}")
    if exchange.status in REDIRECTS and not exchange.has("location"):
        yield Fault("location", "warning", "RFC 9110, 15.4", f"a {exchange.status} should carry Location")
    if exchange.status == 206:
        parts = any(value.lower().startswith("multipart/byteranges") for value in exchange.values("content-type"))
        if exchange.has("content-range") == parts:
            yield Fault("content-range", "error", "RFC 9110, 15.3.7", "a single-part 206 must carry Content-Range")
    if exchange.status == 416 and not exchange.has("content-range"):
        yield Fault("content-range", "warning", "RFC 9110, 15.5.17", "a 416 to a byte range should carry Content-Range")


def _date(exchange: Exchange) -> Iterable[Fault]:
    dates = exchange.values("date")
    if 200 <= exchange.status < 500 and not dates:
        yield Fault("date", "error", "RFC 9110, 6.6.1", "an origin server with a clock must send Date")
    for value in [*dates, *exchange.values("last-modified"), *exchange.values("expires")]:
        if not IMF_DATE.match(value) and value != "0":
            yield Fault("date-format", "error", "RFC 9110, 5.6.7", f"not an HTTP date: {value}")


def _caching(exchange: Exchange) -> Iterable[Fault]:
    control = ",".join(exchange.values("cache-control")).lower()
    if exchange.status in NOT_STORED and control and ("max-age" in control or "public" in control):
        yield Fault("not-stored", "error", "RFC 6585", f"a {exchange.status} must not be stored by a cache")
    if exchange.status == 304 and not (exchange.has("etag") or exchange.has("last-modified")):
        yield Fault("validator", "error", "RFC 9110, 15.4.5", "a 304 repeats the validator that the 200 would have had")


def _entity_tag(exchange: Exchange) -> Iterable[Fault]:
    for value in exchange.values("etag"):
        if not re.match(r'^(W/)?"[^"\s]*"$', value):
            yield Fault("etag", "error", "RFC 9110, 8.8.3", f"an entity tag stands in double quotes: {value}")


def _json(exchange: Exchange) -> Iterable[Fault]:
    kind = ",".join(exchange.values("content-type")).split(";")[0].strip().lower()
    if not exchange.content or not (kind == "application/json" or kind.endswith("+json")):
        return
    try:
        document = json.loads(exchange.content)
    except ValueError as error:
        yield Fault("json", "error", "RFC 8259, 2", f"the content is not JSON: {error}")
        return
    if kind == "application/problem+json" and isinstance(document, dict):
        told = document.get("status", exchange.status)
        if told != exchange.status:
            text = f"the problem says status {told}, the response is a {exchange.status}"
            yield Fault("problem-status", "error", "RFC 9457, 3.1.2", text)


def _registered(exchange: Exchange) -> Iterable[Fault]:
    if exchange.status not in registry():
        yield Fault("registered", "error", "RFC 9205, 4.6", f"{exchange.status} is not a registered status code")


RULES: tuple[Rule, ...] = (
    _registered, _content, _content_length, _required, _date, _caching, _entity_tag, _json,
)  # fmt: skip
