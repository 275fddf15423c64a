"""Long work, one at a time on a site: it runs beside the pages of learners, and two would take both cores away.

With a file for a database a site is one machine, and a locked file says whose turn it is. On PostgreSQL it may be
several machines, and the database says it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from zlib import crc32

from django.conf import settings
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper

from .serving import alone

LOCK = "long-work.lock"
RETRY_SECONDS = 20  # the longest import takes about that


class Busy(Exception):
    """Somebody else's long work is under way; nothing was done."""


@contextmanager
def turn() -> Iterator[None]:
    """Hold the only turn. Raises Busy, at once. Who dies with it gives it back: the system or the database ends it."""
    with _shared_turn() if connection.vendor == "postgresql" else _turn_here():
        yield


@contextmanager
def starting() -> Iterator[None]:
    """Wait for one's turn to bring the database up to date: two machines that start at once would both migrate."""
    if connection.vendor != "postgresql":
        yield
        return
    with _beside() as other, other.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_number("starting")])
        yield


@contextmanager
def _turn_here() -> Iterator[None]:
    with alone(Path(settings.DATA_DIR) / LOCK) as is_alone:
        if not is_alone:
            raise Busy
        yield


@contextmanager
def _shared_turn() -> Iterator[None]:
    with _beside() as other, other.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_number("long work")])
        if cursor.fetchone() != (True,):
            raise Busy
        yield


@contextmanager
def _beside() -> Iterator[BaseDatabaseWrapper]:
    """A connection of its own in one transaction, which holds the lock as long as it lasts.

    Not the request's: its transactions end in the middle of the work. And not a lock of a session: a pool that lends
    connections for a transaction would give it to whoever comes next.
    """
    other = connection.copy()
    try:
        other.set_autocommit(False)
        yield other
    finally:
        other.close()


def _number(name: str) -> int:
    """Locks of PostgreSQL are numbers, and other programs on the same database may have some too."""
    return crc32(f"statuscourse {name}".encode())
