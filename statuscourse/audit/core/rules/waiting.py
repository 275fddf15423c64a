"""Rules about Retry-After: how long to wait before asking again."""

from collections.abc import Iterable

from ..exchange import Exchange
from ..written import quoted
from .dates import http_date_problem
from .rule import Finding, Rule, carries


def _format(exchange: Exchange) -> Iterable[Finding] | None:
    values = exchange.values("Retry-After")
    if not values:
        return None
    wrong = [value for value in values if not (value.isascii() and value.isdigit()) and http_date_problem(value)]
    text = "Retry-After is a number of seconds or an HTTP date, not"
    return [Finding("retry-after-format", f"{text} {quoted(value)}") for value in wrong]


RULES = (
    Rule(
        id="retry-after-with-429",
        level="advice",
        section="RFC 6585, 4",
        summary="A 429 says with Retry-After how long to wait.",
        teaching="""\
A nightly import runs into the rate limit. It will come back, that much is sure; the question is when. With
`Retry-After: 60` it sleeps a minute and goes on. Told nothing, each client invents a pause, some of them none at all,
and the limit that was to protect the server is hit a thousand times a second. The specification says MAY, so this is
a convention. RFC 6585, 4.""",
        good="""\
POST /imports HTTP/1.1
Host: api.example.com
Content-Type: text/csv

sku,price

HTTP/1.1 429 Too Many Requests
Date: Sun, 22 Nov 2026 09:00:00 GMT
Retry-After: 60
Content-Type: application/problem+json

{"title": "100 imports an hour are allowed", "status": 429}""",
        bad="""\
POST /imports HTTP/1.1
Host: api.example.com
Content-Type: text/csv

sku,price

HTTP/1.1 429 Too Many Requests
Date: Sun, 22 Nov 2026 09:00:00 GMT
Content-Type: application/problem+json

{"title": "100 imports an hour are allowed", "status": 429}""",
        check=carries(
            "retry-after-with-429", {429}, "Retry-After", "a 429 without Retry-After leaves the wait to guesses"
        ),
    ),
    Rule(
        id="retry-after-with-503",
        level="advice",
        section="RFC 9110, 15.6.4",
        summary="A 503 says with Retry-After how long the service is expected to be away.",
        teaching="""\
The orders service restarts; that takes half a minute, and the load balancer answers `503`. Every driver's app now has
an order to send. Told `Retry-After: 30`, each of them tries once, half a minute later. Told nothing, they retry at
their own pace, and the service comes back into a crowd that pushes it over again. Where nobody knows how long it will
take, a rough number is better than none. Sending the field is a convention; the specification says MAY.
RFC 9110, 15.6.4.""",
        good="""\
GET /orders HTTP/1.1
Host: api.example.com

HTTP/1.1 503 Service Unavailable
Date: Sun, 22 Nov 2026 09:00:00 GMT
Retry-After: 30
Content-Type: application/problem+json

{"title": "Orders are back in half a minute", "status": 503}""",
        bad="""\
GET /orders HTTP/1.1
Host: api.example.com

HTTP/1.1 503 Service Unavailable
Date: Sun, 22 Nov 2026 09:00:00 GMT
Content-Type: application/problem+json

{"title": "Orders are back in half a minute", "status": 503}""",
        check=carries(
            "retry-after-with-503", {503}, "Retry-After", "a 503 without Retry-After leaves the wait to guesses"
        ),
    ),
    Rule(
        id="retry-after-format",
        level="error",
        section="RFC 9110, 10.2.3",
        summary="Retry-After is a number of seconds or an HTTP date.",
        teaching="""\
A server wants its clients to wait half a minute and writes `Retry-After: 30s`. A library that expects a number fails
to read it and falls back to its default, which is often to try again at once: the field was sent, and the retry storm
came all the same. There are two forms. One is whole seconds, counted from the arrival of the response: `30`. The
other is a date in the format of `Date`, which needs a clock that is right on both sides. RFC 9110, 10.2.3.""",
        good="""\
GET /exports/7 HTTP/1.1
Host: api.example.com

HTTP/1.1 503 Service Unavailable
Date: Sun, 22 Nov 2026 09:00:00 GMT
Retry-After: 30""",
        bad="""\
GET /exports/7 HTTP/1.1
Host: api.example.com

HTTP/1.1 503 Service Unavailable
Date: Sun, 22 Nov 2026 09:00:00 GMT
Retry-After: 30s""",
        check=_format,
    ),
)
