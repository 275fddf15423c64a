"""Requests that met a locked SQLite file are run again, one at a time, while their worker answers others.

SQLite lets one write at a time, and its own way to wait stops the thread that waits, which in a worker is the only one:
a backup program that held the file for ten seconds would have held up every page. Nothing was done when a transaction
could not begin, and what is sent twice counts once (each form has its key), so a request is simply run again. So is one
whose transaction PostgreSQL took back to end a deadlock.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from time import monotonic
from typing import Any, TypeVar

# Seconds from when a request is there, then 503: the scripts of pages give an answer up after eight seconds and more,
# and where many come at once the last try still has to get its turn (statuscourse.asgi).
PATIENCE = 6.0
PAUSE, LONGEST = 0.01, 0.1  # seconds between two tries of a worker, twice as long after each

MAY_WAIT = "statuscourse.may_wait"  # in a request's environment: nobody sees this answer if the file is locked
IS_LOCKED = "statuscourse.is_locked"

Result = TypeVar("Result")
Environ = dict[str, Any]


def is_unseen(environ: Environ) -> bool:
    """Whether the answer goes to nobody: its request met a locked file and is run once more. It is counted then."""
    return MAY_WAIT in environ and IS_LOCKED in environ


class Waiting:
    """Those of one worker who wait for the file; the oldest tries for all."""

    def __init__(self) -> None:
        self._line = asyncio.Lock()

    async def patiently(self, run: Callable[[Environ], Awaitable[Result]], environ: Environ) -> Result:
        """What ``run`` makes of a request once the file is free, or of its last try when its patience is over."""
        end = monotonic() + PATIENCE
        writes = environ["REQUEST_METHOD"] not in {"GET", "HEAD"}
        if not (writes and self._line.locked()):  # else the one before is still waiting for the same file
            answer, is_locked = await _try(run, environ, MAY_WAIT)
            if not is_locked:
                return answer
        # The one before may have come later, after this one's first try had to wait for its turn.
        with suppress(TimeoutError):
            async with asyncio.timeout(end - monotonic()), self._line:
                pause = PAUSE
                while True:
                    answer, is_locked = await _try(run, environ, MAY_WAIT)
                    if not is_locked:
                        return answer
                    await asyncio.sleep(pause)
                    pause = min(2 * pause, LONGEST)
        return (await _try(run, environ))[0]


async def _try(run: Callable[[Environ], Awaitable[Result]], environ: Environ, *marks: str) -> tuple[Result, bool]:
    environ["wsgi.input"].seek(0)
    fresh = environ | dict.fromkeys(marks, True)  # Django leaves its own things in it
    answer = await run(fresh)
    return answer, IS_LOCKED in fresh
