"""Rules about caching: entity tags, 304, and what no cache may keep."""

import re
from collections.abc import Iterable

from ..exchange import Exchange
from ..written import quoted
from .rule import Finding, Rule

# entity-tag = [ "W/" ] DQUOTE *etagc DQUOTE (RFC 9110, 8.8.3)
ENTITY_TAG = re.compile(r'(?:W/)?"[^"\s\x00-\x1f\x7f]*"')
NOT_STORED = {428: "RFC 6585, 3", 429: "RFC 6585, 4", 431: "RFC 6585, 5", 511: "RFC 6585, 6"}


def _entity_tag(exchange: Exchange) -> Iterable[Finding] | None:
    values = exchange.values("ETag")
    if not values:
        return None
    wrong = [value for value in values if not ENTITY_TAG.fullmatch(value)]
    return [Finding("etag-format", f"an entity tag stands in double quotes: {quoted(value)}") for value in wrong]


def _validator(exchange: Exchange) -> Iterable[Finding] | None:
    if exchange.status != 304:
        return None
    if not (exchange.has("ETag") or exchange.has("Last-Modified")):
        return [Finding("validator-with-304", "a 304 repeats the validator that the 200 would have had")]
    asked = [value for value in exchange.asked("If-None-Match") if value != "*"]
    if asked and not exchange.has("ETag"):
        # The condition can only be false if the server knows a tag that matches, so the 200 would have carried it.
        return [Finding("validator-with-304", "the request named an ETag, so the 304 repeats the ETag")]
    return []


def _not_stored(exchange: Exchange) -> Iterable[Finding] | None:
    if exchange.status not in NOT_STORED:
        return None
    directives = {member.lower().partition("=")[0].strip() for member in exchange.members("Cache-Control")}
    invites = {"public", "max-age", "s-maxage"} & directives
    if not invites or "no-store" in directives:
        return []
    text = f"a {exchange.status} must not be stored by a cache, and {', '.join(sorted(invites))} invites one to"
    return [Finding("not-stored", text, NOT_STORED[exchange.status])]


RULES = (
    Rule(
        id="etag-format",
        level="error",
        section="RFC 9110, 8.8.3",
        summary="An entity tag stands in double quotes.",
        teaching="""\
A service hashes its document and sends the hash as it is: `ETag: 33a64df5`. The quotes are part of the value. Some
clients send back what they got, others add quotes, and the server, comparing text with text, finds no match. Then
an `If-None-Match` gets the whole document again, and an `If-Match` fails with `412`, so that a save is refused. A
tag is a string in double quotes without spaces, with `W/` before it if it is weak: `"33a64df5"`, `W/"v7"`.
RFC 9110, 8.8.3.""",
        good="""\
GET /articles/7 HTTP/1.1
Host: api.example.com

HTTP/1.1 200 OK
Date: Sun, 22 Nov 2026 09:00:00 GMT
ETag: "33a64df5"
Content-Type: application/json

{"title": "Tea"}""",
        bad="""\
GET /articles/7 HTTP/1.1
Host: api.example.com

HTTP/1.1 200 OK
Date: Sun, 22 Nov 2026 09:00:00 GMT
ETag: 33a64df5
Content-Type: application/json

{"title": "Tea"}""",
        check=_entity_tag,
    ),
    Rule(
        id="validator-with-304",
        level="error",
        section="RFC 9110, 15.4.5",
        summary="A 304 repeats the validator that the 200 would have had.",
        teaching="""\
A browser asks whether its copy of an article is still good, and the answer is `304`: keep it. Which copy? A cache
may hold several, in two languages for instance, and finds the right one by the `ETag` of the 304; it also takes the
new `Cache-Control` from there. A bare 304 leaves it to guess, or to ask anew each time. A server MUST repeat
`ETag`, `Date`, `Vary`, `Cache-Control`, `Expires` and `Content-Location` if the 200 would have had them.
RFC 9110, 15.4.5.""",
        good="""\
GET /articles/7 HTTP/1.1
Host: api.example.com
If-None-Match: "33a64df5"

HTTP/1.1 304 Not Modified
Date: Sun, 22 Nov 2026 09:00:00 GMT
ETag: "33a64df5"
Cache-Control: max-age=60""",
        bad="""\
GET /articles/7 HTTP/1.1
Host: api.example.com
If-None-Match: "33a64df5"

HTTP/1.1 304 Not Modified
Date: Sun, 22 Nov 2026 09:00:00 GMT
Cache-Control: max-age=60""",
        check=_validator,
    ),
    Rule(
        id="not-stored",
        level="error",
        section="RFC 6585",
        summary="428, 429, 431 and 511 do not invite caches to keep them.",
        teaching="""\
A content network is told to keep everything for five minutes, errors included. One customer runs into the rate
limit; the `429` is stored, and for five minutes every customer behind that cache is told to slow down, though none
of them asked for anything. A `429` is about one client at one moment, and so are `428`, `431` and `511`: they MUST
NOT be stored. A `Cache-Control` with `public` or `max-age` says the opposite. Send `no-store`, or nothing.
RFC 6585, 3 to 6.""",
        good="""\
GET /search?q=tea HTTP/1.1
Host: api.example.com

HTTP/1.1 429 Too Many Requests
Date: Sun, 22 Nov 2026 09:00:00 GMT
Retry-After: 60
Cache-Control: no-store""",
        bad="""\
GET /search?q=tea HTTP/1.1
Host: api.example.com

HTTP/1.1 429 Too Many Requests
Date: Sun, 22 Nov 2026 09:00:00 GMT
Retry-After: 60
Cache-Control: public, max-age=300""",
        check=_not_stored,
    ),
)
