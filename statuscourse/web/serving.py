"""Who is at work in a data folder: locks of the kernel, which end with the last process that has them, however it ends.

One server on a folder with a SQLite file: a second one may be newer and migrate it under the first. On PostgreSQL any
number of servers may run on one database, and their folders hold nothing that they share. No server while a backup is
being restored.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from fcntl import LOCK_EX, LOCK_NB, LOCK_SH, flock
from pathlib import Path

IN_USE = "in-use.lock"
LOCK = "serving.lock"
_held: dict[Path, int] = {}


class AlreadyServed(Exception):
    """Another server has the folder; the text says which, as it said itself."""


@contextmanager
def alone(file: Path) -> Iterator[bool]:
    """Whether nobody else has the lock of that file; nobody gets it meanwhile."""
    descriptor = _opened(file)
    try:
        taken = False
        with suppress(BlockingIOError):
            flock(descriptor, LOCK_EX | LOCK_NB)
            taken = True
        yield taken
    finally:
        os.close(descriptor)


def hold_in_use(folder: Path) -> int:
    """Say that a server runs on this data folder, until this process and all that it starts have ended.

    Returns the descriptor. Raises BlockingIOError while a restore is at work.
    """
    descriptor = _opened(folder / IN_USE)
    try:
        flock(descriptor, LOCK_SH | LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        raise
    os.set_inheritable(descriptor, True)  # over exec and fork
    return descriptor


def hold_alone(folder: Path, who: str) -> None:
    """Have the folder until this process and all that it becomes or starts have ended. Raises AlreadyServed."""
    if folder in _held:
        return
    descriptor = _opened(folder / LOCK)
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


def workers() -> int:
    """How many processes answer: one a core, and not more than four."""
    return max(1, min(os.cpu_count() or 1, 4))


def _opened(file: Path) -> int:
    return os.open(file, os.O_RDWR | os.O_CREAT, 0o600)


def holders(file: Path) -> list[int]:
    """The processes that have a file open, as far as the system tells: workers may have outlived their first one."""
    found = set()
    for link in Path("/proc").glob("[0-9]*/fd/*"):
        with suppress(OSError):
            if os.readlink(link) == str(file):
                found.add(int(link.parts[2]))
    return sorted(found - {os.getpid()})
