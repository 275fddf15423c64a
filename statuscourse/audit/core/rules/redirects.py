"""Rules about Location: where to go next, and where the new thing is."""

import re
from collections.abc import Iterable
from urllib.parse import urlsplit

from ..exchange import Exchange
from ..written import quoted
from .rule import Finding, Rule, carries

REDIRECTS = {301, 302, 303, 307, 308}
URI_REFERENCE = re.compile(r"(?:[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=]|%[0-9A-Fa-f]{2})*+")  # RFC 3986, 2


def _created(exchange: Exchange) -> Iterable[Finding] | None:
    if exchange.status != 201 or exchange.method != "POST":
        return None
    if any(exchange.values("Location")):
        return []
    return [Finding("location-with-201", "a 201 to POST without Location does not say where the new resource is")]


def _format(exchange: Exchange) -> Iterable[Finding] | None:
    values = exchange.values("Location")
    if not values:
        return None
    wrong = [value for value in values if not _is_uri(value)]
    found = [Finding("location-format", f"not a URI reference: {quoted(value)}") for value in wrong]
    if len(values) > 1:
        found.append(Finding("location-format", "Location stands there more than once", "RFC 9110, 5.3"))
    return found


def _is_uri(value: str) -> bool:
    if not URI_REFERENCE.fullmatch(value):
        return False
    try:
        urlsplit(value)
    except ValueError:
        return False
    return True


RULES = (
    Rule(
        id="location-with-redirect",
        level="warning",
        section="RFC 9110, 15.4",
        summary="A redirect carries Location.",
        teaching="""\
A shop moves its catalogue and answers the old address with `301`. The person reading the page sees a link; the
browser sees a redirect without a target, shows the page and stops. A search engine keeps the old address, an app that
follows redirects raises an error. What makes a redirect work is `Location`: for `301`, `302`, `307` and `308` the
server SHOULD send it, and a `303` is defined by it. A link in the content is for people and does not replace it.
RFC 9110, 15.4.2 to 15.4.9.""",
        good="""\
GET /catalogue HTTP/1.1
Host: shop.example.com

HTTP/1.1 301 Moved Permanently
Date: Sun, 22 Nov 2026 09:00:00 GMT
Location: https://shop.example.com/products""",
        bad="""\
GET /catalogue HTTP/1.1
Host: shop.example.com

HTTP/1.1 301 Moved Permanently
Date: Sun, 22 Nov 2026 09:00:00 GMT
Content-Type: text/html

<p>We are <a href="/products">here</a> now.</p>""",
        check=carries("location-with-redirect", REDIRECTS, "Location", "a {status} should carry Location"),
    ),
    Rule(
        id="location-with-201",
        level="advice",
        section="RFC 9110, 15.3.2",
        summary="A 201 to POST says with Location where the new resource is.",
        teaching="""\
An app posts an order and gets a `201`. Where is the order now? Without `Location` the specification gives an answer
that hardly anyone means: the thing created is at the address that was posted to, `/orders`. A generic client then
fetches the list and takes it for the order; other clients glue an id to a path and break when the paths change. After
a POST that created something a server SHOULD send it (RFC 9110, 9.3.3). The audit gives it as advice, for it cannot
see whether the target itself is what was created, as after a PUT. RFC 9110, 15.3.2.""",
        good="""\
POST /orders HTTP/1.1
Host: api.example.com
Content-Type: application/json

{"item": "tea"}

HTTP/1.1 201 Created
Date: Sun, 22 Nov 2026 09:00:00 GMT
Location: /orders/1001
Content-Type: application/json

{"id": 1001, "item": "tea"}""",
        bad="""\
POST /orders HTTP/1.1
Host: api.example.com
Content-Type: application/json

{"item": "tea"}

HTTP/1.1 201 Created
Date: Sun, 22 Nov 2026 09:00:00 GMT
Content-Type: application/json

{"id": 1001, "item": "tea"}""",
        check=_created,
    ),
    Rule(
        id="location-format",
        level="error",
        section="RFC 9110, 10.2.2",
        summary="Location is one valid URI reference.",
        teaching="""\
A file is called "annual report.pdf", and the server builds `Location: /files/annual report.pdf` from it. One client
cuts the address at the space and lands on a 404, another encodes the space, a third refuses to follow. Which of them
a customer uses is not yours to choose. The value is a single URI reference, absolute or relative, in which spaces and
letters outside ASCII are percent-encoded: `/files/annual%20report.pdf`. A value put together from user input and not
encoded is also how response splitting begins (RFC 9112, 11.1). RFC 9110, 10.2.2.""",
        good="""\
GET /reports/latest HTTP/1.1
Host: api.example.com

HTTP/1.1 302 Found
Date: Sun, 22 Nov 2026 09:00:00 GMT
Location: /files/annual%20report.pdf""",
        bad="""\
GET /reports/latest HTTP/1.1
Host: api.example.com

HTTP/1.1 302 Found
Date: Sun, 22 Nov 2026 09:00:00 GMT
Location: /files/annual report.pdf""",
        check=_format,
    ),
)
