"""Long work, one at a time on a server: it runs beside the pages of learners, and two would take both cores away."""

from collections.abc import Iterator
from contextlib import contextmanager
from fcntl import LOCK_EX, LOCK_NB, flock
from pathlib import Path

from django.conf import settings

RETRY_SECONDS = 20  # the longest import takes about that


class Busy(Exception):
    """Somebody else's long work is under way; nothing was done."""


@contextmanager
def turn() -> Iterator[None]:
    """Hold the only turn. Raises Busy, at once. Who dies with it gives it back: the system ends the lock."""
    with (Path(settings.DATA_DIR) / "long-work.lock").open("w", encoding="ascii") as file:
        try:
            flock(file, LOCK_EX | LOCK_NB)
        except BlockingIOError:
            raise Busy from None
        yield
