"""Requests of one worker that wait for their turn, oldest first, and none longer than makes sense."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from heapq import heappop, heappush
from itertools import count
from time import monotonic


class TooBusy(Exception):
    """The turn would come too late; nothing was done with the request."""

    def __init__(self, line: "Line | Places") -> None:
        super().__init__()
        self.line = line


class Line:
    """One at a time works, ``most`` wait for at most ``seconds``; whoever is beyond that raises TooBusy.

    For one event loop. The oldest is always the first that has waited too long, so it is enough to look at the clock
    when a turn ends.
    """

    def __init__(self, *, most: int, seconds: float) -> None:
        self.most = most
        self.seconds = seconds
        self.refused = 0  # since the worker was started
        self._is_taken = False
        self._numbers = count()  # who came at the same moment keeps the order
        self._waiting: list[tuple[float, int, asyncio.Future[None]]] = []  # a heap, the oldest on top

    def __len__(self) -> int:
        return len(self._waiting)

    async def turn(self, came: float | None = None) -> None:
        """Return when it is one's turn, which ``done`` has to end. Raises TooBusy.

        ``came`` is when, for somebody who stands in line again: that time counts, and goes before those who came later.
        """
        if not self._is_taken:
            self._is_taken = True
            try:
                # While the loop was at work others came: they stand in line before this one goes on.
                await asyncio.sleep(0)
            except asyncio.CancelledError:
                self.done()
                raise
            return
        if len(self._waiting) >= self.most:
            self.refused += 1
            raise TooBusy(self)
        place: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heappush(self._waiting, (monotonic() if came is None else came, next(self._numbers), place))
        try:
            await place
        except asyncio.CancelledError:
            if place.done() and not place.cancelled() and place.exception() is None:
                self.done()  # the turn came, and nobody is there to take it
            raise

    def done(self) -> None:
        """Hand the turn to the next one, past those that have waited too long."""
        latest = monotonic() - self.seconds
        while self._waiting:
            came, _, place = heappop(self._waiting)
            if place.done():  # cancelled: its time is over, or the worker stops
                continue
            if came >= latest:
                place.set_result(None)
                return
            self.refused += 1
            place.set_exception(TooBusy(self))
        self._is_taken = False


class Places:
    """So many at once, and no waiting: whoever comes when all are taken raises TooBusy. For one event loop."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.refused = 0  # since the worker was started
        self._taken = 0

    @contextmanager
    def one(self) -> Iterator[None]:
        if self._taken >= self.most:
            self.refused += 1
            raise TooBusy(self)
        self._taken += 1
        try:
            yield
        finally:
            self._taken -= 1
