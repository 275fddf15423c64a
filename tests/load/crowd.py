"""Many browsers at once, in one process: each has its cookies, one kept connection, and does what 503 asks of it.

It talks to 127.0.0.1 only. A request that was told 503 with Retry-After waits as long as it was told and goes out again
as it was, with its key; a kept connection that the server has closed meanwhile is opened anew, as browsers do it.
"""

import asyncio
import re
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from threading import Event, Thread

from .browser import HTML, htmx, raw
from .client import LoadError, unzipped
from .servers import Server

PATIENCE = 30.0  # seconds for one answer
TRIES = 40  # of one request, before a browser gives up
EXPECTED = frozenset({200, 302, 303})
LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)")
COOKIE = re.compile(rb"\r\n[Ss][Ee][Tt]-[Cc][Oo][Oo][Kk][Ii][Ee]: *([^=]+)=\"?([^;\"\r]*)")
PLACE = re.compile(rb"\r\nlocation: *([^\r]*)", re.IGNORECASE)
RETRY = re.compile(rb"\r\nretry-after: *(\d+)")


@dataclass
class Kind:
    """One kind of request: what it took, in seconds, and what it was answered."""

    taken: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)

    def at(self, share: float) -> float:
        """A percentile in milliseconds, of the requests that were not told to come back; 1 is the longest."""
        if not self.taken:
            return 0.0
        return 1000 * sorted(self.taken)[min(len(self.taken) - 1, int(share * len(self.taken)))]


@dataclass
class Crowd:
    """Everybody who asks one server, and what they got."""

    port: int
    kinds: dict[str, Kind] = field(default_factory=lambda: defaultdict(Kind))
    errors: list[str] = field(default_factory=list)
    acknowledged: dict[tuple[str, int], str] = field(default_factory=dict)  # by attempt and place
    reopened: int = 0

    @property
    def refused(self) -> int:
        """How many requests were told 503 with Retry-After."""
        return sum(kind.statuses[503] for kind in self.kinds.values())


@dataclass
class Reply:
    status: int
    text: str
    place: str  # where a redirect leads


class GaveUp(Exception):
    """A request that got no answer worth having; what it was is among the crowd's errors."""


class Member:
    """One browser of the crowd."""

    def __init__(self, crowd: Crowd, cookies: dict[str, str] | None = None) -> None:
        self.crowd = crowd
        self.cookies = cookies or {}
        self.ends: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def get(self, kind: str, path: str) -> Reply:
        return await self.ask(kind, "GET", path)

    async def post(self, kind: str, path: str, body: str, *, page: str = "", accept: str = HTML) -> Reply:
        """``page`` is the one on which htmx sends it; without one the browser does."""
        return await self.ask(kind, "POST", path, body, htmx(self.crowd.port, page) if page else "", accept)

    async def ask(self, kind: str, method: str, path: str, body: str = "", more: str = "", accept: str = HTML) -> Reply:
        """The answer to a request, however often it had to be sent. Raises GaveUp."""
        measured = self.crowd.kinds[kind]
        for _ in range(TRIES):
            cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
            data = raw(method, path, self.crowd.port, cookie=cookie, body=body, more=more, accept=accept)
            start = time.perf_counter()
            try:
                status, head, content = await asyncio.wait_for(self._once(data), PATIENCE)
            except (OSError, TimeoutError, asyncio.IncompleteReadError) as error:
                self._fails(f"{kind} {method} {path}: {error!r} after {time.perf_counter() - start:.1f} s")
                await asyncio.sleep(1)
                continue
            measured.statuses[status] += 1
            wait = RETRY.search(head.lower())
            if status == 503 and wait:
                await asyncio.sleep(int(wait[1]))
                continue
            measured.taken.append(time.perf_counter() - start)
            return self._reply(f"{kind} {method} {path}", status, head, content)
        self._fails(f"{kind} {method} {path}: given up after {TRIES} tries")
        raise GaveUp

    def _reply(self, what: str, status: int, head: bytes, content: bytes) -> Reply:
        text = unzipped(head.lower(), content).decode()
        if status not in EXPECTED:
            self._fails(f"{what}: {status} {' '.join(re.sub('<[^>]*>', ' ', text).split())[:300]}")
            raise GaveUp
        for name, value in COOKIE.findall(head):
            self.cookies[name.decode().strip()] = value.decode()
        place = PLACE.search(head)
        return Reply(status, text, place[1].decode() if place else "")

    def _fails(self, text: str) -> None:
        self.crowd.errors.append(text)
        self.close()

    async def _once(self, data: bytes) -> tuple[int, bytes, bytes]:
        if self.ends is not None:
            with suppress(ConnectionError, asyncio.IncompleteReadError):
                return await self._exchange(*self.ends, data)
            self.close()  # it stood unused for so long that the server closed it
            self.crowd.reopened += 1
        self.ends = await asyncio.open_connection("127.0.0.1", self.crowd.port)
        return await self._exchange(*self.ends, data)

    async def _exchange(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, data: bytes
    ) -> tuple[int, bytes, bytes]:
        writer.write(data)
        head = await reader.readuntil(b"\r\n\r\n")
        length = LENGTH.search(head.lower())
        return int(head[9:12]), head, await reader.readexactly(int(length[1])) if length else b""

    def close(self) -> None:
        if self.ends is not None:
            self.ends[1].close()
            self.ends = None


class Scales:
    """A server while something runs: its memory every few seconds and at the end, and its processor time."""

    def __init__(self, server: Server, seconds: float = 5.0) -> None:
        self.server, self.seconds = server, seconds
        self.most = self.last = 0.0  # MB
        self.cpu = 0.0  # seconds of processor time meanwhile
        self._over = Event()
        self._thread = Thread(target=self._watch, daemon=True)

    def __enter__(self) -> "Scales":
        self.cpu = -self.server.cpu()
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()
        self.cpu += self.server.cpu()
        self.last = self.server.memory()
        self.most = max(self.most, self.last)

    def _watch(self) -> None:
        while not self._over.wait(self.seconds):
            self.most = max(self.most, self.server.memory())


async def all_of(crowd: Crowd, people: list[Callable[[], "asyncio.Future[None]"]]) -> None:
    """Let everybody go; one who gives up is an error of the crowd's and stops nobody else."""
    done = await asyncio.gather(*(person() for person in people), return_exceptions=True)
    for each in done:
        if isinstance(each, BaseException) and not isinstance(each, GaveUp):
            crowd.errors.append(f"{type(each).__name__}: {each}")
            if not isinstance(each, LoadError):
                raise each
