"""Rules about Allow, the list of methods that a resource supports."""

from collections.abc import Iterable

from ..exchange import Exchange
from ..written import TOKEN, quoted
from .rule import Finding, Rule, carries


def _names_methods(exchange: Exchange) -> Iterable[Finding] | None:
    if not exchange.has("Allow"):
        return None
    if not any(exchange.values("Allow")):
        return []  # an empty list allows no method, which a 405 may say (RFC 9110, 10.2.1)
    wrong = next((member for member in exchange.members("Allow") if not TOKEN.fullmatch(member)), None)
    if wrong is None:
        return []
    return [Finding("allow-names-methods", f"Allow is methods with commas between them; {quoted(wrong)} is none")]


def _agrees(exchange: Exchange) -> Iterable[Finding] | None:
    if exchange.status != 405 or not exchange.method or not exchange.has("Allow"):
        return None
    if exchange.method not in exchange.members("Allow"):
        return []
    text = f"{exchange.method} was refused, and Allow lists it among the supported methods"
    return [Finding("allow-agrees-with-405", text)]


RULES = (
    Rule(
        id="allow-with-405",
        level="error",
        section="RFC 9110, 15.5.6",
        summary="A 405 carries Allow.",
        teaching="""\
A script sends `DELETE` to a report that can only be read and gets a `405`. The code says that this method is known
and not supported here, which leaves one question: which methods are? `Allow` answers it in one line, and a generic
client or a person at a terminal can go on at once. Without it the next step is to try methods one after the other, on
a live system. The server MUST send the field; an empty list is legal and says that nothing is allowed for now.
RFC 9110, 15.5.6 and 10.2.1.""",
        good="""\
DELETE /reports/2025 HTTP/1.1
Host: api.example.com

HTTP/1.1 405 Method Not Allowed
Date: Sun, 22 Nov 2026 09:00:00 GMT
Allow: GET, HEAD""",
        bad="""\
DELETE /reports/2025 HTTP/1.1
Host: api.example.com

HTTP/1.1 405 Method Not Allowed
Date: Sun, 22 Nov 2026 09:00:00 GMT
Content-Type: text/plain

Reports cannot be deleted.""",
        check=carries("allow-with-405", {405}, "Allow", "a 405 must carry Allow", may_be_empty=True),
    ),
    Rule(
        id="allow-names-methods",
        level="error",
        section="RFC 9110, 10.2.1",
        summary="Allow is a list of methods with commas between them.",
        teaching="""\
A router joins its methods with spaces and sends `Allow: GET HEAD`. To a client this is one method with a strange
name: a tool that offers what `Allow` lists offers nothing, and a test that asks whether `GET` is in the list fails.
The field is a list with commas, `GET, HEAD`; names are case-sensitive, and a sender MUST NOT leave a place between two
commas empty (RFC 9110, 5.6.1.1). RFC 9110, 10.2.1.""",
        good="""\
OPTIONS /orders HTTP/1.1
Host: api.example.com

HTTP/1.1 204 No Content
Date: Sun, 22 Nov 2026 09:00:00 GMT
Allow: GET, HEAD, POST, OPTIONS""",
        bad="""\
OPTIONS /orders HTTP/1.1
Host: api.example.com

HTTP/1.1 204 No Content
Date: Sun, 22 Nov 2026 09:00:00 GMT
Allow: GET HEAD POST OPTIONS""",
        check=_names_methods,
    ),
    Rule(
        id="allow-agrees-with-405",
        level="error",
        section="RFC 9110, 15.5.6",
        summary="The Allow of a 405 does not list the method that was refused.",
        teaching="""\
`PATCH /profiles/7` is answered with `405`, and `Allow` says `GET, PATCH`. Both cannot be true: a 405 means that the
resource does not support the method, and the list MUST name the methods that it supports now. Usually the route is
written down for everybody and the refusal is about this user, which is a `403`, or about the state of the profile,
which is a `409`. A client that believes the list sends the same request again and gets the same refusal, in a loop.
RFC 9110, 15.5.6.""",
        good="""\
PATCH /profiles/7 HTTP/1.1
Host: api.example.com
Content-Type: application/json

{"name": "Ada"}

HTTP/1.1 405 Method Not Allowed
Date: Sun, 22 Nov 2026 09:00:00 GMT
Allow: GET, HEAD, PUT""",
        bad="""\
PATCH /profiles/7 HTTP/1.1
Host: api.example.com
Content-Type: application/json

{"name": "Ada"}

HTTP/1.1 405 Method Not Allowed
Date: Sun, 22 Nov 2026 09:00:00 GMT
Allow: GET, HEAD, PATCH""",
        check=_agrees,
    ),
)
