"""Rules about asking for credentials: 401, 407 and the fields that go with them."""

import re
from collections.abc import Iterable

from ..exchange import Exchange
from ..written import TOKEN, quoted
from .rule import Finding, Rule, carries

# challenge = auth-scheme [ 1*SP ( token68 / #auth-param ) ] (RFC 9110, 11.3): a token that no `=` follows
SCHEME = re.compile(rf"{TOKEN.pattern}(?:[ ,]|$)")


def _format(exchange: Exchange) -> Iterable[Finding] | None:
    names = ("WWW-Authenticate", "Proxy-Authenticate")
    challenges = [(name, value) for name in names for value in exchange.values(name) if value]
    if not challenges:
        return None
    text = "begins with a scheme such as Bearer or Basic, not with"
    wrong = [(name, value) for name, value in challenges if not SCHEME.match(value)]
    return [Finding("www-authenticate-format", f"{name} {text} {quoted(value)}") for name, value in wrong]


RULES = (
    Rule(
        id="challenge-with-401",
        level="error",
        section="RFC 9110, 15.5.2",
        summary="A 401 carries WWW-Authenticate with at least one challenge.",
        teaching="""\
An app wakes up with an expired token and gets a `401`. What it needs to know next is how to prove who its user is: a
bearer token, a password, something else. `WWW-Authenticate` says that, and may add why the last attempt failed
(`error="invalid_token"`), so that the app refreshes the token and does not send its user to the sign-in page. Without
the field it has to guess. A server that answers `401` MUST send at least one challenge; many APIs forget it.
RFC 9110, 15.5.2 and 11.6.1.""",
        good="""\
GET /orders HTTP/1.1
Host: api.example.com
Authorization: Bearer expired

HTTP/1.1 401 Unauthorized
Date: Sun, 22 Nov 2026 09:00:00 GMT
WWW-Authenticate: Bearer realm="orders", error="invalid_token"
Content-Type: application/problem+json

{"title": "The access token expired", "status": 401}""",
        bad="""\
GET /orders HTTP/1.1
Host: api.example.com
Authorization: Bearer expired

HTTP/1.1 401 Unauthorized
Date: Sun, 22 Nov 2026 09:00:00 GMT
Content-Type: application/problem+json

{"title": "The access token expired", "status": 401}""",
        check=carries(
            "challenge-with-401",
            {401},
            "WWW-Authenticate",
            "a 401 must carry WWW-Authenticate with at least one challenge",
        ),
    ),
    Rule(
        id="proxy-challenge-with-407",
        level="error",
        section="RFC 9110, 15.5.8",
        summary="A 407 carries Proxy-Authenticate with at least one challenge.",
        teaching="""\
A build server sits behind the office proxy, and one morning every download ends in `407`. The proxy wants to know who
is asking before it passes anything on, and only `Proxy-Authenticate` says in which way it wants to be told. A client
that finds the field can answer with `Proxy-Authorization`; one that does not can only fail, and its user looks for
the fault at the far server, which never saw the request. A proxy MUST send the field with a challenge.
RFC 9110, 15.5.8 and 11.7.1.""",
        good="""\
CONNECT packages.example.com:443 HTTP/1.1
Host: packages.example.com:443

HTTP/1.1 407 Proxy Authentication Required
Date: Sun, 22 Nov 2026 09:00:00 GMT
Proxy-Authenticate: Basic realm="office"
Content-Type: text/plain

Sign in to the office proxy.""",
        bad="""\
CONNECT packages.example.com:443 HTTP/1.1
Host: packages.example.com:443

HTTP/1.1 407 Proxy Authentication Required
Date: Sun, 22 Nov 2026 09:00:00 GMT
WWW-Authenticate: Basic realm="office"
Content-Type: text/plain

Sign in to the office proxy.""",
        check=carries(
            "proxy-challenge-with-407",
            {407},
            "Proxy-Authenticate",
            "a 407 must carry Proxy-Authenticate with at least one challenge",
        ),
    ),
    Rule(
        id="www-authenticate-format",
        level="error",
        section="RFC 9110, 11.6.1",
        summary="A challenge begins with the name of its scheme.",
        teaching="""\
Somebody remembers that a `401` needs `WWW-Authenticate` and writes `realm="orders"`. A client looks for the scheme
first, because the scheme decides what the parameters mean: `Bearer`, `Basic`, `Digest`. Here it finds none, or takes
`realm` for one, and behaves as if no challenge had come: the browser shows no dialog and the library never refreshes
its token. A challenge is a scheme and, where it has any, a space and its parameters. A second challenge comes after a
comma, or better in a line of its own, since some clients do not take a list apart. RFC 9110, 11.6.1, with the grammar
in 11.3.""",
        good="""\
GET /orders HTTP/1.1
Host: api.example.com

HTTP/1.1 401 Unauthorized
Date: Sun, 22 Nov 2026 09:00:00 GMT
WWW-Authenticate: Bearer realm="orders"
Content-Type: application/problem+json

{"title": "Send an access token", "status": 401}""",
        bad="""\
GET /orders HTTP/1.1
Host: api.example.com

HTTP/1.1 401 Unauthorized
Date: Sun, 22 Nov 2026 09:00:00 GMT
WWW-Authenticate: realm="orders"
Content-Type: application/problem+json

{"title": "Send an access token", "status": 401}""",
        check=_format,
    ),
)
