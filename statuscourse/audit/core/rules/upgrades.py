"""Rules about changing the protocol: 101, 426 and the Upgrade field."""

from collections.abc import Iterable

from ..exchange import Exchange
from .rule import Finding, Rule, carries


def _connection(exchange: Exchange) -> Iterable[Finding] | None:
    if not any(exchange.values("Upgrade")):
        return None
    if "upgrade" in (member.lower() for member in exchange.members("Connection")):
        return []
    return [Finding("connection-with-upgrade", "Upgrade needs `Connection: Upgrade` beside it")]


RULES = (
    Rule(
        id="upgrade-with-101",
        level="error",
        section="RFC 9110, 15.2.2",
        summary="A 101 carries Upgrade.",
        teaching="""\
A chat page asks to turn its connection into a WebSocket. With `101` the server agrees, and from the empty line on
both sides speak another protocol. Which one stands in `Upgrade`, and nowhere else. A client that offered two
protocols cannot know which was taken, and a careful library closes the connection; the chat falls back to polling,
and nobody sees why the servers are busy. The server MUST send the field, naming only what the client had offered.
RFC 9110, 15.2.2 and 7.8.""",
        good="""\
GET /chat HTTP/1.1
Host: api.example.com
Connection: Upgrade
Upgrade: websocket
Sec-WebSocket-Version: 13
Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==

HTTP/1.1 101 Switching Protocols
Connection: Upgrade
Upgrade: websocket
Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=""",
        bad="""\
GET /chat HTTP/1.1
Host: api.example.com
Connection: Upgrade
Upgrade: websocket
Sec-WebSocket-Version: 13
Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==

HTTP/1.1 101 Switching Protocols
Connection: Upgrade
Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=""",
        check=carries("upgrade-with-101", {101}, "Upgrade", "a 101 must carry Upgrade"),
    ),
    Rule(
        id="upgrade-with-426",
        level="error",
        section="RFC 9110, 15.5.22",
        summary="A 426 carries Upgrade.",
        teaching="""\
An old agent speaks a protocol that the service no longer accepts. `426` tells it that the request would be fine over
another one, and `Upgrade` names which, so that it can switch and ask again. Without the field, which the server MUST
send, the code says no more than a `400`. It cannot send anyone to https: for another address or port a redirect is
the way. RFC 9110, 15.5.22 and 7.8.""",
        good="""\
GET /telemetry HTTP/1.1
Host: api.example.com

HTTP/1.1 426 Upgrade Required
Date: Sun, 22 Nov 2026 09:00:00 GMT
Connection: Upgrade
Upgrade: websocket
Content-Type: text/plain

Telemetry is sent over a WebSocket.""",
        bad="""\
GET /telemetry HTTP/1.1
Host: api.example.com

HTTP/1.1 426 Upgrade Required
Date: Sun, 22 Nov 2026 09:00:00 GMT
Content-Type: text/plain

Telemetry is sent over a WebSocket.""",
        check=carries("upgrade-with-426", {426}, "Upgrade", "a 426 must carry Upgrade"),
    ),
    Rule(
        id="connection-with-upgrade",
        level="error",
        section="RFC 9110, 7.8",
        summary="Upgrade is named in Connection.",
        teaching="""\
A service behind a proxy answers `101` with `Upgrade: websocket` and forgets `Connection`. Upgrade is meant for the
next hop only, and `Connection` is where a sender says so. A proxy that does not find it there passes the field on as
if it came from the far end, and the two sides then disagree about which protocol runs on which connection. WebSocket
clients check for it and refuse the handshake. A sender of Upgrade MUST list it in `Connection`. RFC 9110, 7.8.""",
        good="""\
GET /updates HTTP/1.1
Host: api.example.com
Connection: Upgrade
Upgrade: websocket

HTTP/1.1 426 Upgrade Required
Date: Sun, 22 Nov 2026 09:00:00 GMT
Connection: Upgrade
Upgrade: websocket""",
        bad="""\
GET /updates HTTP/1.1
Host: api.example.com
Connection: Upgrade
Upgrade: websocket

HTTP/1.1 426 Upgrade Required
Date: Sun, 22 Nov 2026 09:00:00 GMT
Upgrade: websocket""",
        check=_connection,
    ),
)
