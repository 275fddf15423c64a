"""A load generator that costs little: one process, raw sockets with keep-alive, request bytes that are ready to send.

A closed loop: every connection has one request under way and sends the next when the answer is there, so the latency
under load is the number of connections divided by the rate. It talks to 127.0.0.1 only and ends by time and by count.
"""

import select
import socket
import time
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

PATIENCE = 30.0  # seconds without any answer before the run fails
MOST = 400_000  # requests in one go

Request = tuple[bytes, bytes]  # what is sent, and what the answer must contain
Check = Callable[[int, bytes, bytes, bytes], str]  # status, head, body, expected; returns what is wrong


class LoadError(Exception):
    """An answer was not what it has to be; the run is worth nothing."""


@dataclass
class Load:
    """What one go measured."""

    requests: int = 0
    seconds: float = 0.0
    body_bytes: int = 0
    latencies: list[float] = field(default_factory=list)


class Connection:
    __slots__ = ("buffer", "expected", "sent", "socket")

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.socket.setblocking(False)
        self.buffer = b""
        self.expected = b""
        self.sent = 0.0

    def send(self, request: Request) -> None:
        data, self.expected = request
        self.sent = time.perf_counter()
        if self.socket.send(data) != len(data):
            raise LoadError("a request did not fit into the socket's buffer")


def split(buffer: bytes) -> tuple[int, bytes, bytes] | None:
    """Status, head and body of a whole response, or None where some of it is still to come."""
    end = buffer.find(b"\r\n\r\n")
    if end < 0:
        return None
    head = buffer[: end + 2].lower()
    status = int(head[9:12])
    if status in {204, 304}:
        return status, head, b""
    at = head.find(b"\r\ncontent-length:")
    if at < 0:
        raise LoadError(f"a response without Content-Length: {buffer[:400]!r}")
    length = int(head[at + 17 : head.index(b"\r\n", at + 2)])
    if len(buffer) < end + 4 + length:
        return None
    return status, head, buffer[end + 4 :]


def drive(port: int, requests: Iterator[Request], check: Check, *, seconds: float, connections: int) -> Load:
    """Send requests for so many seconds, wait for what is under way, check every answer."""
    load = Load()
    poll = select.epoll()
    lines: dict[int, Connection] = {}
    try:
        for _ in range(connections):
            line = Connection(port)
            lines[line.socket.fileno()] = line
            poll.register(line.socket, select.EPOLLIN)
        start = time.perf_counter()
        for line in lines.values():
            line.send(next(requests))
        _loop(load, poll, lines, requests, check, start + seconds)
        load.seconds = time.perf_counter() - start
    finally:
        for line in lines.values():
            line.socket.close()
        poll.close()
    return load


def _loop(
    load: Load,
    poll: select.epoll,
    lines: dict[int, Connection],
    requests: Iterator[Request],
    check: Check,
    stop: float,
) -> None:
    under_way = len(lines)
    while under_way:
        events = poll.poll(PATIENCE)
        if not events:
            raise LoadError(f"no answer within {PATIENCE:.0f} seconds")
        for number, _ in events:
            line = lines[number]
            data = line.socket.recv(1 << 18)
            if not data:
                raise LoadError(f"the server closed a connection after {load.requests} requests")
            line.buffer = line.buffer + data if line.buffer else data
            response = split(line.buffer)
            if response is None:
                continue
            now = time.perf_counter()
            load.requests += 1
            load.latencies.append(now - line.sent)
            load.body_bytes += len(response[2])
            expected = line.expected
            line.buffer = b""
            if now < stop and load.requests < MOST:
                line.send(next(requests))
            else:
                under_way -= 1
            if wrong := check(*response, expected):
                said = unzipped(*response[1:])[:600]
                raise LoadError(f"{wrong}; status {response[0]}, {response[1][:300]!r} {said!r}")


def unzipped(head: bytes, body: bytes) -> bytes:
    return zlib.decompress(body, 31) if b"content-encoding: gzip" in head else body


def content_holds(status: int, head: bytes, body: bytes, expected: bytes) -> str:
    """200, and the expected bytes are in the content."""
    if status != 200:
        return "not 200"
    return "" if expected in unzipped(head, body) else f"{expected!r} is missing"


class PageHolds:
    """200 and a page that begins and ends as it must.

    The first page and every fiftieth are read whole. The others must begin with the same bytes as one that was read:
    that shows the title as well, and unpacking each would cost the two cores almost as much as serving it.
    """

    def __init__(self, end: bytes) -> None:
        self.end = end
        self.seen = 0
        self.known = b""

    def __call__(self, status: int, head: bytes, body: bytes, expected: bytes) -> str:
        if status != 200:
            return "not 200"
        self.seen += 1
        if self.seen % 50 != 1 and body.startswith(self.known):
            return ""
        page = unzipped(head, body)
        if expected not in page[:4096] or self.end not in page[-200:]:
            return f"{expected!r} is missing at the beginning or {self.end!r} at the end"
        self.known = body[:512]
        return ""


def not_modified(status: int, head: bytes, body: bytes, expected: bytes) -> str:
    """304 with the tag that was asked about."""
    return "" if status == 304 and expected.lower() in head else "not a 304 with the tag"
