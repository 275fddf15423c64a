"""Requests as bytes: a client that sends what no library would, and reads what comes back."""

import socket
from contextlib import suppress
from dataclasses import dataclass, field
from http.client import HTTPException, HTTPResponse
from time import monotonic

PATIENCE = 30.0  # seconds for an answer


@dataclass
class Request:
    method: str
    target: str
    headers: list[tuple[str, str]] = field(default_factory=list)
    body: bytes | None = None
    who: str = "anonymous"
    expects_answer: bool = True  # False for what is broken off on purpose

    def raw(self) -> bytes:
        headers = list(self.headers)
        if self.body is not None and not any(name.lower() == "content-length" for name, _ in headers):
            headers.append(("Content-Length", str(len(self.body))))
        head = f"{self.method} {self.target} HTTP/1.1\r\n" + "".join(f"{name}: {text}\r\n" for name, text in headers)
        return head.encode("latin-1", "replace") + b"\r\n" + (self.body or b"")


@dataclass
class Response:
    status: int
    headers: list[tuple[str, str]]
    body: bytes
    seconds: float

    def get(self, name: str) -> str:
        return ", ".join(text for each, text in self.headers if each.lower() == name)


class Line:
    """One connection, opened anew where the server closed it."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.socket: socket.socket | None = None

    def ask(self, request: Request) -> Response | None:
        """The answer, or None where the connection was closed without one."""
        for last in (False, True):
            fresh = self.socket is None
            try:
                return self._ask(request.raw(), request.method)
            except (OSError, HTTPException):
                self.close()
                # A connection that was kept may have been closed by the server meanwhile; that is no answer to this.
                if fresh or last or not request.expects_answer:
                    return None
        return None

    def _ask(self, raw: bytes, method: str) -> Response:
        if self.socket is None:
            self.socket = socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE)
        begun = monotonic()
        with suppress(BrokenPipeError, ConnectionResetError):  # what is too large is answered before all was sent
            self.socket.sendall(raw)
        answer = HTTPResponse(self.socket, method=method)
        answer.begin()
        body = answer.read()
        found = Response(answer.status, answer.getheaders(), body, monotonic() - begun)
        if answer.will_close:
            self.close()
        return found

    def close(self) -> None:
        if self.socket is not None:
            self.socket.close()
            self.socket = None
