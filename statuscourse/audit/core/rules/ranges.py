"""Rules about partial content: 206, 416 and Content-Range."""

import re
from collections.abc import Iterable

from ..exchange import Exchange
from ..written import TOKEN, quoted
from .rule import Finding, Rule

# Content-Range = range-unit SP ( first "-" last "/" ( length / "*" ) / "*/" length ) (RFC 9110, 14.4)
UNIT = TOKEN.pattern
RANGE = re.compile(rf"{UNIT} (?P<first>\d+)-(?P<last>\d+)/(?P<length>\d+|\*)", re.ASCII)
UNSATISFIED = re.compile(rf"{UNIT} \*/\d+", re.ASCII)
OTHER_UNIT = re.compile(rf"(?!bytes=){UNIT}=", re.IGNORECASE)


def _partial(exchange: Exchange) -> Iterable[Finding] | None:
    if exchange.status != 206:
        return None
    in_parts = exchange.media_type == "multipart/byteranges"
    if in_parts and exchange.has("Content-Range"):
        text = "a 206 in several parts has Content-Range in each part and must not have it in its header"
        return [Finding("content-range-with-206", text)]
    if not in_parts and not exchange.has("Content-Range"):
        return [Finding("content-range-with-206", "a single-part 206 must carry Content-Range")]
    return []


def _unsatisfied(exchange: Exchange) -> Iterable[Finding] | None:
    # The SHOULD is about requests for bytes, the only unit that is registered besides "none".
    if exchange.status != 416 or any(OTHER_UNIT.match(value) for value in exchange.asked("Range")):
        return None
    if not exchange.has("Content-Range"):
        return [Finding("content-range-with-416", "a 416 to a byte range should carry Content-Range")]
    if any(RANGE.fullmatch(value) for value in exchange.values("Content-Range")):
        text = "the Content-Range of a 416 tells the length, as in `bytes */1234`, and no range"
        return [Finding("content-range-with-416", text)]
    return []


def _format(exchange: Exchange) -> Iterable[Finding] | None:
    values = exchange.values("Content-Range")
    if not values:
        return None
    return [
        Finding("content-range-format", f"not a valid Content-Range: {quoted(value)}")
        for value in values
        if not _valid(value)
    ]


def _valid(value: str) -> bool:
    if UNSATISFIED.fullmatch(value):
        return True
    match = RANGE.fullmatch(value)
    if not match:
        return False
    first, last, length = (_size(match[name]) for name in ("first", "last", "length"))
    return first <= last and (match["length"] == "*" or last < length)


def _size(digits: str) -> tuple[int, str]:
    """Digits as something that compares like their number; int() refuses numbers that are very long."""
    short = digits.lstrip("0")
    return len(short), short


RULES = (
    Rule(
        id="content-range-with-206",
        level="error",
        section="RFC 9110, 15.3.7",
        summary="A single-part 206 carries Content-Range; one in several parts has it in each part.",
        teaching="""\
A phone lost its network in the middle of a film and asks for the rest. It gets a `206`, but nothing says which part
this is. The server may have sent less than was asked, or another piece; a client that appends it anyway has a file
that plays until the seam and then shows green blocks. `Content-Range` says first byte, last byte and full length, and
a server MUST send it with a single part. With `multipart/byteranges` it stands in each part instead, and MUST NOT
stand at the top. RFC 9110, 15.3.7.1 and 15.3.7.2.""",
        good="""\
GET /alphabet.txt HTTP/1.1
Host: files.example.com
Range: bytes=0-4

HTTP/1.1 206 Partial Content
Date: Sun, 22 Nov 2026 09:00:00 GMT
Content-Range: bytes 0-4/26
Content-Type: text/plain

abcde""",
        bad="""\
GET /alphabet.txt HTTP/1.1
Host: files.example.com
Range: bytes=0-4

HTTP/1.1 206 Partial Content
Date: Sun, 22 Nov 2026 09:00:00 GMT
Content-Type: text/plain

abcde""",
        check=_partial,
    ),
    Rule(
        id="content-range-with-416",
        level="warning",
        section="RFC 9110, 15.5.17",
        summary="A 416 to a byte range says how long the resource is.",
        teaching="""\
A download resumes at byte 5000, but the file was replaced by one of 1234 bytes. `416` says that there is nothing at
that place. What the client needs to go on is the length of the file as it is now: with `Content-Range: bytes */1234`
it sees that its half is worthless and starts anew. Without it a downloader may try the same range again and
again. The server SHOULD send the field, with an asterisk where the range would be. RFC 9110, 15.5.17
and 14.4.""",
        good="""\
GET /film.mp4 HTTP/1.1
Host: files.example.com
Range: bytes=5000-

HTTP/1.1 416 Range Not Satisfiable
Date: Sun, 22 Nov 2026 09:00:00 GMT
Content-Range: bytes */1234""",
        bad="""\
GET /film.mp4 HTTP/1.1
Host: files.example.com
Range: bytes=5000-

HTTP/1.1 416 Range Not Satisfiable
Date: Sun, 22 Nov 2026 09:00:00 GMT""",
        check=_unsatisfied,
    ),
    Rule(
        id="content-range-format",
        level="error",
        section="RFC 9110, 14.4",
        summary="Content-Range names a unit, a range that can be, and the full length.",
        teaching="""\
A media server answers `Content-Range: bytes 0-26/26` for a file of 26 bytes. Bytes are counted from 0, so the last
one is 25, and this range ends behind the end of the file. A client MUST NOT put a part with an invalid
`Content-Range` together with what it already has, so the half it downloaded yesterday is thrown away. The form is
unit, space, first and last position, a slash, and the full length, or `*` where it is not known: `bytes 0-25/26`.
RFC 9110, 14.4.""",
        good="""\
GET /alphabet.txt HTTP/1.1
Host: files.example.com
Range: bytes=21-

HTTP/1.1 206 Partial Content
Date: Sun, 22 Nov 2026 09:00:00 GMT
Content-Range: bytes 21-25/26
Content-Type: text/plain

vwxyz""",
        bad="""\
GET /alphabet.txt HTTP/1.1
Host: files.example.com
Range: bytes=21-

HTTP/1.1 206 Partial Content
Date: Sun, 22 Nov 2026 09:00:00 GMT
Content-Range: bytes 21-26/26
Content-Type: text/plain

vwxyz""",
        check=_format,
    ),
)
