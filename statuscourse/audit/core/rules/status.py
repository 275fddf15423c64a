"""Rules about the status line and the field lines as such."""

from collections.abc import Iterable

from statuscourse.protocol.registry import phrase, registry

from ..exchange import Exchange
from ..written import STATUS_LINE_SECTION, quoted
from .rule import Finding, Rule


def _status_line(exchange: Exchange) -> Iterable[Finding] | None:
    if exchange.status is None and not exchange.problems:
        return None  # a status that the course asks for
    problems = [problem for problem in exchange.problems if problem.section == STATUS_LINE_SECTION]
    return [Finding("status-line", f"line {problem.line}: {problem.text}") for problem in problems]


def _field_syntax(exchange: Exchange) -> Iterable[Finding] | None:
    problems = [problem for problem in exchange.problems if problem.section != STATUS_LINE_SECTION]
    if not problems and not exchange.fields:
        return None
    return [Finding("field-syntax", f"line {problem.line}: {problem.text}", problem.section) for problem in problems]


def _registered(exchange: Exchange) -> Iterable[Finding] | None:
    if exchange.status is None:
        return None
    if exchange.status in registry():
        return []
    if not 100 <= exchange.status <= 599:
        text = f"{exchange.status} is no valid status code: those are 100 to 599"
        return [Finding("status-registered", text, "RFC 9110, 15")]
    return [Finding("status-registered", f"{exchange.status} is not a registered status code")]


def _phrase(exchange: Exchange) -> Iterable[Finding] | None:
    registered = phrase(exchange.status or 0)
    if not exchange.phrase or not registered or registered == "(Unused)":
        return None
    if exchange.phrase == registered:
        return []
    former = any(old.startswith(f"{exchange.phrase} (") for old in registry()[exchange.status or 0].former_phrases)
    what = "the former phrase" if former else "not the phrase"
    text = f"{quoted(exchange.phrase)} is {what} of {exchange.status}; the registered one is `{registered}`"
    return [Finding("phrase-registered", text)]


RULES = (
    Rule(
        id="status-line",
        level="error",
        section="RFC 9112, 4",
        summary="A response begins with a status line: version, three digits, phrase.",
        teaching="""\
A gateway passes on an answer whose first line reads `HTTP/1.1 OK`. That line is the first thing a client reads:
version, a space, three digits, a space, and a phrase that may be missing. Without the digits nobody knows whether the
request worked, and many libraries give up with a protocol error before they look at the content. HTTP/2 and HTTP/3
send the code in a field of their own; the line that tools print for them has no phrase. RFC 9112, 4.""",
        good="""\
GET /orders/1001 HTTP/1.1
Host: api.example.com

HTTP/1.1 404 Not Found
Date: Sun, 22 Nov 2026 09:00:00 GMT
Content-Type: application/problem+json

{"title": "There is no order 1001", "status": 404}""",
        bad="""\
GET /orders/1001 HTTP/1.1
Host: api.example.com

HTTP/1.1 Not Found
Date: Sun, 22 Nov 2026 09:00:00 GMT
Content-Type: application/problem+json

{"title": "There is no order 1001"}""",
        check=_status_line,
    ),
    Rule(
        id="field-syntax",
        level="error",
        section="RFC 9112, 5",
        summary="A field line is a name, a colon at once, and a value on the same line.",
        teaching="""\
A handwritten response has `Content-Type : text/plain`, with a space before the colon. One proxy reads the field, the
next removes the space, a third takes the line for part of something else. Where two readers disagree about a line, an
attacker can hide a second message in it. So a field is a name, a colon right after it and a value on the same line;
an empty line ends the fields, and the content follows. A sender MUST NOT produce anything else (RFC 9110, 2.2). The
grammar: RFC 9112, 5 and 5.1.""",
        good="""\
GET /motd HTTP/1.1
Host: api.example.com

HTTP/1.1 200 OK
Date: Sun, 22 Nov 2026 09:00:00 GMT
Content-Type: text/plain

The kitchen closes at nine.""",
        bad="""\
GET /motd HTTP/1.1
Host: api.example.com

HTTP/1.1 200 OK
Date: Sun, 22 Nov 2026 09:00:00 GMT
Content-Type : text/plain

The kitchen closes at nine.""",
        check=_field_syntax,
    ),
    Rule(
        id="status-registered",
        level="error",
        section="RFC 9205, 4.6",
        summary="The status code is a registered one.",
        teaching="""\
An API answers `299` and means "saved, with remarks". A client that has never heard of 299 MUST treat it like `200`
(RFC 9110, 15), so the remarks reach nobody, and an invented `469` arrives as a plain `400`. Dashboards, caches and
libraries know the registered codes and no others. The protocol survives an invented code; it tells nobody anything,
and the next registration may give the number another meaning. Applications MUST use registered codes only, and say
the rest in the content. RFC 9205, 4.6.""",
        good="""\
PUT /profiles/7 HTTP/1.1
Host: api.example.com
Content-Type: application/json

{"name": "Ada"}

HTTP/1.1 200 OK
Date: Sun, 22 Nov 2026 09:00:00 GMT
Content-Type: application/json

{"name": "Ada", "remarks": ["The photo was made smaller"]}""",
        bad="""\
PUT /profiles/7 HTTP/1.1
Host: api.example.com
Content-Type: application/json

{"name": "Ada"}

HTTP/1.1 299 Saved With Remarks
Date: Sun, 22 Nov 2026 09:00:00 GMT
Content-Type: application/json

{"name": "Ada", "remarks": ["The photo was made smaller"]}""",
        check=_registered,
    ),
    Rule(
        id="phrase-registered",
        level="advice",
        section="RFC 9110, 15.1",
        summary="The phrase is the current one, or is left out.",
        teaching="""\
A framework that was written before 2022 says `422 Unprocessable Entity`; the phrase has been Unprocessable Content
since RFC 9110. No client breaks: it SHOULD ignore the phrase (RFC 9112, 4), and HTTP/2 has none. People do read it,
though. Two names for one code look like two codes in a log, and `404 User Missing` tempts somebody to parse the
words, until a proxy replaces them. This is a convention: phrases are recommendations, and an empty one is as good.
RFC 9110, 15.1.""",
        good="""\
POST /users HTTP/1.1
Host: api.example.com
Content-Type: application/json

{"name": "Ada", "birth_year": 2087}

HTTP/1.1 422 Unprocessable Content
Date: Sun, 22 Nov 2026 09:00:00 GMT
Content-Type: application/problem+json

{"title": "The year of birth is in the future", "status": 422}""",
        bad="""\
POST /users HTTP/1.1
Host: api.example.com
Content-Type: application/json

{"name": "Ada", "birth_year": 2087}

HTTP/1.1 422 Unprocessable Entity
Date: Sun, 22 Nov 2026 09:00:00 GMT
Content-Type: application/problem+json

{"title": "The year of birth is in the future", "status": 422}""",
        check=_phrase,
    ),
)
