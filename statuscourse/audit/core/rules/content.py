"""Rules about content: whether there may be any, and what it says it is."""

import re
from collections.abc import Iterable

from ..exchange import Exchange
from ..written import TOKEN, quoted
from .rule import Finding, Rule

# media-type = type "/" subtype parameters (RFC 9110, 8.3.1); parameters are checked as far as their semicolons go
MEDIA_TYPE = re.compile(rf"{TOKEN.pattern}/{TOKEN.pattern}[ \t]*(?:;|$)")


def _no_content(exchange: Exchange) -> Iterable[Finding] | None:
    if not (exchange.is_head_or_bodyless or exchange.status == 205):
        return None
    if not exchange.content:
        return []
    if exchange.status == 205:
        return [Finding("no-content", "a 205 must not have content", "RFC 9110, 15.3.6")]
    what = "the answer to HEAD" if exchange.method == "HEAD" else f"a {exchange.status}"
    return [Finding("no-content", f"{what} cannot have content")]


def _has_type(exchange: Exchange) -> Iterable[Finding] | None:
    if not exchange.content:
        return None
    typed = any(exchange.values("Content-Type"))
    return [] if typed else [Finding("content-type-with-content", "content without a Content-Type")]


def _type_format(exchange: Exchange) -> Iterable[Finding] | None:
    values = [value for value in exchange.values("Content-Type") if value]
    if not values:
        return None
    text = "Content-Type is a type, a slash and a subtype, as in `text/plain`, not"
    wrong = [value for value in values if not MEDIA_TYPE.match(value)]
    found = [Finding("content-type-format", f"{text} {quoted(value)}") for value in wrong]
    if len(values) > 1:
        found.append(Finding("content-type-format", "Content-Type stands there more than once", "RFC 9110, 5.3"))
    return found


def _json(exchange: Exchange) -> Iterable[Finding] | None:
    encoded = exchange.has("Content-Encoding") and isinstance(exchange.body, bytes)
    if not exchange.content or not exchange.is_json or exchange.is_elided or encoded or exchange.status == 206:
        return None
    problem = exchange.document.problem
    return [Finding("json-parses", f"the content is not JSON: {problem}")] if problem else []


RULES = (
    Rule(
        id="no-content",
        level="error",
        section="RFC 9110, 6.4.1",
        summary="1xx, 204, 205, 304 and every answer to HEAD have no content.",
        teaching="""\
A service deletes an order, answers `204`, and its framework still writes `{"deleted": true}`. On HTTP/1.1 a client
stops reading after the header fields, because a 204 ends there. The JSON stays in the connection and is read as the
beginning of the next response, so the request that fails is not the one with the fault. Whoever has something to
say answers `200`. No content either with 1xx, with `304`, in answer to HEAD, and with `205` (15.3.6).
RFC 9110, 6.4.1.""",
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
Content-Type: application/json

{"deleted": true}""",
        check=_no_content,
    ),
    Rule(
        id="content-type-with-content",
        level="warning",
        section="RFC 9110, 8.3",
        summary="Content comes with a Content-Type.",
        teaching="""\
An export answers with a few lines of text and no `Content-Type`. One client offers a download, one shows the text, a
browser looks into the first bytes and decides that a comment with angle brackets in it is HTML, and runs what stands
there. Without the field the recipient has to guess, and guesses of browsers have been used for attacks. A sender
SHOULD say the type of what it sends, unless it does not know it. An empty response needs none. RFC 9110, 8.3.""",
        good="""\
GET /exports/7 HTTP/1.1
Host: api.example.com

HTTP/1.1 200 OK
Date: Sun, 22 Nov 2026 09:00:00 GMT
Content-Type: text/csv; charset=utf-8

sku,price
tea,4""",
        bad="""\
GET /exports/7 HTTP/1.1
Host: api.example.com

HTTP/1.1 200 OK
Date: Sun, 22 Nov 2026 09:00:00 GMT

sku,price
tea,4""",
        check=_has_type,
    ),
    Rule(
        id="content-type-format",
        level="error",
        section="RFC 9110, 8.3.1",
        summary="Content-Type is one media type: type, slash, subtype.",
        teaching="""\
An endpoint answers `Content-Type: json`. A person knows what is meant; a client compares with `application/json`,
finds something else, and hands over a string where the program expects an object. The crash comes three calls later
and looks like a bug of the client. A media type has two names with a slash between them, then perhaps parameters:
`text/csv; charset=utf-8`. RFC 9110, 8.3.1.""",
        good="""\
GET /orders/1001 HTTP/1.1
Host: api.example.com

HTTP/1.1 200 OK
Date: Sun, 22 Nov 2026 09:00:00 GMT
Content-Type: application/json

{"id": 1001}""",
        bad="""\
GET /orders/1001 HTTP/1.1
Host: api.example.com

HTTP/1.1 200 OK
Date: Sun, 22 Nov 2026 09:00:00 GMT
Content-Type: json

{"id": 1001}""",
        check=_type_format,
    ),
    Rule(
        id="json-parses",
        level="error",
        section="RFC 8259, 2",
        summary="Content that says it is JSON is JSON.",
        teaching="""\
A template builds JSON by hand: single quotes, a comma after the last member. It looks right in the browser's tab and
breaks in clients, because most JSON parsers accept nothing beside the grammar. The status is `200`, so monitors
stay green while the app shows an empty list. The same happens where a proxy puts its HTML error page under
`Content-Type: application/json`. Let a serialiser write it, also for errors, where handwritten JSON lives longest.
The grammar is in RFC 8259, 2.""",
        good="""\
GET /orders/1001 HTTP/1.1
Host: api.example.com

HTTP/1.1 200 OK
Date: Sun, 22 Nov 2026 09:00:00 GMT
Content-Type: application/json

{"id": 1001, "items": ["tea"]}""",
        bad="""\
GET /orders/1001 HTTP/1.1
Host: api.example.com

HTTP/1.1 200 OK
Date: Sun, 22 Nov 2026 09:00:00 GMT
Content-Type: application/json

{'id': 1001, 'items': ['tea'],}""",
        check=_json,
    ),
)
