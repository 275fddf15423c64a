"""Rules about problem details, the error format of RFC 9457."""

from collections.abc import Iterable

from ..exchange import Exchange
from ..written import quoted
from .rule import Finding, Rule

PROBLEM_JSON = "application/problem+json"
TELLTALE = {"type", "title", "status"}


def _status(exchange: Exchange) -> Iterable[Finding] | None:
    if exchange.media_type != PROBLEM_JSON or not exchange.content:
        return None
    document = exchange.document.value
    if not isinstance(document, dict) or "status" not in document:
        return None
    told = document["status"]
    if told == exchange.status:
        return []
    text = f"the problem says status {quoted(str(told))}, the response is a {exchange.status}"
    return [Finding("problem-status-agrees", text)]


def _media_type(exchange: Exchange) -> Iterable[Finding] | None:
    document = exchange.document.value if exchange.content else None
    if not isinstance(document, dict) or not document.keys() >= TELLTALE or (exchange.status or 0) < 400:
        return None
    if exchange.media_type == PROBLEM_JSON:
        return []
    text = f"this looks like problem details; their media type is {PROBLEM_JSON}"
    return [Finding("problem-content-type", text)]


RULES = (
    Rule(
        id="problem-status-agrees",
        level="error",
        section="RFC 9457, 3.1.2",
        summary="The status member of problem details is the status of the response.",
        teaching="""\
A service wraps an error of the service behind it: the response is a `404`, the problem inside still says
`"status": 400`. Proxies, monitors and HTTP libraries go by the status line, the code that handles the problem goes by
the member. One of them retries, the other tells the user that the order does not exist, and the log has both. The
member is a convenience for whoever sees the content without the response; a generator MUST use the same code in both
places. RFC 9457, 3.1.2.""",
        good="""\
GET /orders/1001 HTTP/1.1
Host: api.example.com

HTTP/1.1 404 Not Found
Date: Sun, 22 Nov 2026 09:00:00 GMT
Content-Type: application/problem+json

{"type": "https://api.example.com/problems/no-order", "title": "There is no order 1001", "status": 404}""",
        bad="""\
GET /orders/1001 HTTP/1.1
Host: api.example.com

HTTP/1.1 404 Not Found
Date: Sun, 22 Nov 2026 09:00:00 GMT
Content-Type: application/problem+json

{"type": "https://api.example.com/problems/no-order", "title": "There is no order 1001", "status": 400}""",
        check=_status,
    ),
    Rule(
        id="problem-content-type",
        level="advice",
        section="RFC 9457, 3",
        summary="Problem details are served as application/problem+json.",
        teaching="""\
An API sends errors with `type`, `title` and `status`, the members of problem details, and calls them
`application/json`. A library that could show the reason looks at the media type first, sees nothing that it knows,
and shows "something went wrong". With `application/problem+json` any client knows the format, whoever wrote the API.
No MUST is broken, since an object may have these members by chance: this is advice. RFC 9457, 3.""",
        good="""\
POST /payments HTTP/1.1
Host: api.example.com
Content-Type: application/json

{"order": 1001}

HTTP/1.1 409 Conflict
Date: Sun, 22 Nov 2026 09:00:00 GMT
Content-Type: application/problem+json

{"type": "https://api.example.com/problems/paid", "title": "The order is paid already", "status": 409}""",
        bad="""\
POST /payments HTTP/1.1
Host: api.example.com
Content-Type: application/json

{"order": 1001}

HTTP/1.1 409 Conflict
Date: Sun, 22 Nov 2026 09:00:00 GMT
Content-Type: application/json

{"type": "https://api.example.com/problems/paid", "title": "The order is paid already", "status": 409}""",
        check=_media_type,
    ),
)
