"""Rules about where a message ends: Content-Length and Transfer-Encoding."""

from collections.abc import Iterable

from ..exchange import Exchange
from ..written import quoted
from .rule import Check, Finding, Rule


def _never_with(rule_id: str, field: str) -> Check:
    def check(exchange: Exchange) -> Iterable[Finding] | None:
        opens_tunnel = exchange.method == "CONNECT" and exchange.status is not None and 200 <= exchange.status < 300
        if not (exchange.is_interim or exchange.status == 204 or opens_tunnel):
            return None
        if not exchange.has(field):
            return []
        where = "a 2xx to CONNECT" if opens_tunnel else f"a {exchange.status}"
        return [Finding(rule_id, f"{field} must not be sent with {where}")]

    return check


def _one_of_them(exchange: Exchange) -> Iterable[Finding] | None:
    if not exchange.has("Transfer-Encoding"):
        return None
    text = "Content-Length must not be sent together with Transfer-Encoding"
    return [Finding("no-length-with-transfer-encoding", text)] if exchange.has("Content-Length") else []


def _length(exchange: Exchange) -> Iterable[Finding] | None:
    values = exchange.values("Content-Length")
    if not values:
        return None
    found = [
        Finding("content-length-true", f"Content-Length is not a number: {quoted(value)}")
        for value in values
        if not _is_number(value)
    ]
    numbers = dict.fromkeys(value.lstrip("0") or "0" for value in values if _is_number(value))
    if len(numbers) > 1:
        text = "Content-Length stands there with different numbers"
        found.append(Finding("content-length-true", text, "RFC 9112, 6.3"))
    elif _is_countable(exchange) and not set(numbers) <= _possible_lengths(exchange):
        text = f"Content-Length says {next(iter(numbers))[:20]}, the content has {len(exchange.content)} bytes"
        found.append(Finding("content-length-true", text))
    return found


def _is_number(value: str) -> bool:
    return value.isascii() and value.isdigit()


def _is_countable(exchange: Exchange) -> bool:
    """Whether the content at hand is the one that Content-Length counts."""
    if exchange.is_head_or_bodyless or exchange.is_elided or exchange.has("Transfer-Encoding"):
        return False
    if isinstance(exchange.body, bytes):
        return True
    # A paste shows decoded text where the wire had gzip, and `curl -I` shows fields without the request line.
    return not exchange.has("Content-Encoding") and bool(exchange.body or exchange.method)


def _possible_lengths(exchange: Exchange) -> set[str]:
    """The lengths that the content may have had: a paste has lost what its line ends were."""
    size = len(exchange.content)
    if isinstance(exchange.body, bytes):
        return {str(size)}
    breaks = exchange.body.count("\n")
    return {str(size), str(size + 1), str(size + breaks), str(size + breaks + 2)}


RULES = (
    Rule(
        id="no-length-with-204",
        level="error",
        section="RFC 9110, 8.6",
        summary="1xx, 204 and a 2xx to CONNECT carry no Content-Length.",
        teaching="""\
A framework counts the bytes of every response and writes `Content-Length: 0` on a `204` as well. A 204 ends with its
header fields, so there is nothing to count, and a server MUST NOT send the field with it, nor with 1xx or with a 2xx
that opens a tunnel. A zero is mostly harmless. Any other number is not: a client that believes it waits for content
that never comes, or takes the beginning of the next response for it, and everything after that on this connection is
read wrongly. RFC 9110, 8.6.""",
        good="""\
DELETE /orders/1001 HTTP/1.1
Host: api.example.com

HTTP/1.1 204 No Content
Date: Sun, 22 Nov 2026 09:00:00 GMT""",
        bad="""\
DELETE /orders/1001 HTTP/1.1
Host: api.example.com

HTTP/1.1 204 No Content
Date: Sun, 22 Nov 2026 09:00:00 GMT
Content-Length: 0""",
        check=_never_with("no-length-with-204", "Content-Length"),
    ),
    Rule(
        id="no-transfer-encoding-with-204",
        level="error",
        section="RFC 9112, 6.1",
        summary="1xx, 204 and a 2xx to CONNECT carry no Transfer-Encoding.",
        teaching="""\
A streaming framework marks every response `Transfer-Encoding: chunked`, the `204` for a deleted order included.
Chunked promises a last, empty chunk at least; a 204 ends with its header fields. One proxy waits for the chunk and
turns a deletion that worked into a `504`, another finds five stray bytes in front of the next response. A server MUST
NOT send the field with 1xx, with 204, or with the 2xx that opens a tunnel for CONNECT. RFC 9112, 6.1.""",
        good="""\
DELETE /orders/1001 HTTP/1.1
Host: api.example.com

HTTP/1.1 204 No Content
Date: Sun, 22 Nov 2026 09:00:00 GMT""",
        bad="""\
DELETE /orders/1001 HTTP/1.1
Host: api.example.com

HTTP/1.1 204 No Content
Date: Sun, 22 Nov 2026 09:00:00 GMT
Transfer-Encoding: chunked""",
        check=_never_with("no-transfer-encoding-with-204", "Transfer-Encoding"),
    ),
    Rule(
        id="content-length-true",
        level="error",
        section="RFC 9110, 8.6",
        summary="Content-Length is one number, and it is the number of bytes of the content.",
        teaching="""\
A menu says `Café`, the server counts four characters and sends `Content-Length: 4`. In UTF-8 the word has five bytes.
The client reads four, shows a broken letter, and the byte that is left over becomes the first of the next response on
this connection. Counted too high, the client waits until somebody's timeout instead. HTTP/1.1 finds the end of a
message by this number, so count bytes, after compression; a sender MUST NOT pass on a number that it knows to be
wrong. RFC 9110, 8.6.""",
        good="""\
GET /menu/title HTTP/1.1
Host: cafe.example.com

HTTP/1.1 200 OK
Date: Sun, 22 Nov 2026 09:00:00 GMT
Content-Type: text/plain; charset=utf-8
Content-Length: 5

Café""",
        bad="""\
GET /menu/title HTTP/1.1
Host: cafe.example.com

HTTP/1.1 200 OK
Date: Sun, 22 Nov 2026 09:00:00 GMT
Content-Type: text/plain; charset=utf-8
Content-Length: 4

Café""",
        check=_length,
    ),
    Rule(
        id="no-length-with-transfer-encoding",
        level="error",
        section="RFC 9112, 6.2",
        summary="A message with Transfer-Encoding has no Content-Length.",
        teaching="""\
An application sets `Content-Length`, the server in front of it decides to send in chunks, and both fields go out. Now
the message has two ends. Transfer-Encoding wins, says the specification, but an old proxy may go by the number; where
two machines on one connection disagree about the end of a message, an attacker can slip in a request of their own.
That is request smuggling, and it is why a sender MUST NOT send both. RFC 9112, 6.2, and 6.3 for what a recipient
does.""",
        good="""\
GET /log HTTP/1.1
Host: api.example.com

HTTP/1.1 200 OK
Date: Sun, 22 Nov 2026 09:00:00 GMT
Content-Type: text/plain
Transfer-Encoding: chunked

5
hello
0
""",
        bad="""\
GET /log HTTP/1.1
Host: api.example.com

HTTP/1.1 200 OK
Date: Sun, 22 Nov 2026 09:00:00 GMT
Content-Type: text/plain
Content-Length: 5
Transfer-Encoding: chunked

5
hello
0
""",
        check=_one_of_them,
    ),
)
