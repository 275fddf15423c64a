"""One server on a data folder with a SQLite file: a second one may be newer and migrate it under the first.

On PostgreSQL any number of servers may run on one database, and their folders hold nothing that they share.
"""

import os
from contextlib import suppress
from fcntl import LOCK_EX, LOCK_NB, flock
from pathlib import Path

LOCK = "serving.lock"
_held: dict[Path, int] = {}


class AlreadyServed(Exception):
    """Another server has the folder; the text says which, as it said itself."""


def hold_alone(folder: Path, who: str) -> None:
    """Have the folder until this process and all that it becomes or starts have ended, however they end.

    The kernel keeps the lock, so that a crash leaves none behind. Raises AlreadyServed.
    """
    if folder in _held:
        return
    descriptor = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        flock(descriptor, LOCK_EX | LOCK_NB)
    except BlockingIOError:
        other = os.read(descriptor, 500).decode(errors="replace").strip()
        os.close(descriptor)
        left = ", ".join(str(number) for number in holders(folder / LOCK)) or "unknown"
        raise AlreadyServed(f"{other}; processes that have it now: {left}") from None
    os.ftruncate(descriptor, 0)
    os.write(descriptor, who.encode())
    os.set_inheritable(descriptor, True)  # over exec and fork
    _held[folder] = descriptor


def holders(file: Path) -> list[int]:
    """The processes that have a file open, as far as the system tells: workers may have outlived their first one."""
    found = set()
    for link in Path("/proc").glob("[0-9]*/fd/*"):
        with suppress(OSError):
            if os.readlink(link) == str(file):
                found.add(int(link.parts[2]))
    return sorted(found - {os.getpid()})
