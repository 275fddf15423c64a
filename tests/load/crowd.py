"""Many browsers at once, in one process: each has its cookies, one kept connection, and does what 503 asks of it.

It talks to 127.0.0.1 only. A request that was told 503 with Retry-After waits as long as it was told and goes out again
as it was, with its key. Saves and answers have no more patience than the scripts of pages: they are given up and sent
again while the server may still be at work for those before. A kept connection that stood unused for so long that the
server closed it is opened anew, as browsers do it; one that was in use and ends is an error.
"""

import asyncio
import re
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Event, Thread

from .browser import HTML, htmx, raw
from .client import LoadError, unzipped
from .servers import Server

PATIENCE = 30.0  # seconds for a page
# And for what a script sends (static/js/outbox.js, and live.js, which has less patience than a form of htmx), with the
# pauses between its tries. The script that saves looks at no Retry-After.
SCRIPTS = {"saves": 10.0, "answers": 8.0}
WAITS = (1, 2, 4, 8)
IN_USE = 5.0  # seconds since the last answer, within which no server closes a connection that is kept
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
    unanswered: int = 0  # given up by a script, and sent again
    first: float = 0.0  # when the first and the last were answered, in seconds since the crowd was let go
    last: float = 0.0

    def done(self, taken: float, when: float) -> None:
        self.first = self.first if self.taken else when
        self.last = when
        self.taken.append(taken)

    def at(self, share: float) -> float:
        """A percentile in milliseconds from when it was first sent, or sent after a 503; 1 is the longest."""
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
    reopened: int = 0  # connections that were closed while nobody used them
    start: float = field(default_factory=time.perf_counter)

    @property
    def refused(self) -> int:
        """How many requests were told 503 with Retry-After."""
        return sum(kind.statuses[503] for kind in self.kinds.values())

    @property
    def unanswered(self) -> int:
        """How many saves and answers were given up and sent again."""
        return sum(kind.unanswered for kind in self.kinds.values())


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
        self.heard = 0.0  # when an answer last came on it

    async def get(self, kind: str, path: str) -> Reply:
        return await self.ask(kind, "GET", path)

    async def post(self, kind: str, path: str, body: str, *, page: str = "", accept: str = HTML) -> Reply:
        """``page`` is the one on which htmx sends it; without one the browser does."""
        return await self.ask(kind, "POST", path, body, htmx(self.crowd.port, page) if page else "", accept)

    async def ask(self, kind: str, method: str, path: str, body: str = "", more: str = "", accept: str = HTML) -> Reply:
        """The answer to a request, however often it had to be sent. Raises GaveUp."""
        measured, what = self.crowd.kinds[kind], f"{kind} {method} {path}"
        pauses = iter((*WAITS, *[WAITS[-1]] * TRIES))  # of a script
        start = time.perf_counter()
        for _ in range(TRIES):
            cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
            data = raw(method, path, self.crowd.port, cookie=cookie, body=body, more=more, accept=accept)
            try:
                status, head, content = await asyncio.wait_for(self._once(data), SCRIPTS.get(kind, PATIENCE))
            except (OSError, TimeoutError, asyncio.IncompleteReadError) as error:
                if isinstance(error, TimeoutError) and kind in SCRIPTS:
                    measured.unanswered += 1
                    self.close()
                else:
                    self._fails(f"{what}: {error!r} after {time.perf_counter() - start:.1f} s")
                await asyncio.sleep(next(pauses))
                continue
            measured.statuses[status] += 1
            wait = RETRY.search(head.lower())
            if status == 503 and wait:
                await asyncio.sleep(next(pauses) if kind == "saves" else int(wait[1]))
                start = time.perf_counter()
                continue
            now = time.perf_counter()
            measured.done(now - start, now - self.crowd.start)
            return self._reply(what, status, head, content)
        self._fails(f"{what}: given up after {TRIES} tries")
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
            sent = time.perf_counter()
            try:
                return await self._exchange(*self.ends, data)
            except (ConnectionError, asyncio.IncompleteReadError) as error:
                self.close()
                has_begun = isinstance(error, asyncio.IncompleteReadError) and error.partial
                if has_begun or sent - self.heard < IN_USE:
                    raise
            self.crowd.reopened += 1
        self.ends = await asyncio.open_connection("127.0.0.1", self.crowd.port)
        return await self._exchange(*self.ends, data)

    async def _exchange(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, data: bytes
    ) -> tuple[int, bytes, bytes]:
        writer.write(data)
        head = await reader.readuntil(b"\r\n\r\n")
        self.heard = time.perf_counter()
        length = LENGTH.search(head.lower())
        content = await reader.readexactly(int(length[1])) if length else b""
        self.heard = time.perf_counter()
        if b"\r\nconnection: close\r\n" in head.lower():
            self.close()
        return int(head[9:12]), head, content

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
    crowd.start = time.perf_counter()
    done = await asyncio.gather(*(person() for person in people), return_exceptions=True)
    for each in done:
        if isinstance(each, BaseException) and not isinstance(each, GaveUp):
            crowd.errors.append(f"{type(each).__name__}: {each}")
            if not isinstance(each, LoadError):
                raise each
