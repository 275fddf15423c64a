"""Who is at work in a folder: locks of the kernel, which end with the last process that has them, however it ends."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

IN_USE = "in-use.lock"


def hold_in_use(folder: Path) -> int:
    """Say that a server runs on this data folder, until this process and all that it starts have ended.

    The descriptor is inherited over ``exec`` and ``fork``. Raises BlockingIOError while a restore is at work.
    """
    descriptor = os.open(folder / IN_USE, os.O_RDWR | os.O_CREAT, 0o600)
    fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    os.set_inheritable(descriptor, True)
    return descriptor


@contextmanager
def alone(file: Path) -> Iterator[bool]:
    """Whether nobody else has the lock of that file; nobody gets it meanwhile."""
    descriptor = os.open(file, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        taken = False
        with suppress(BlockingIOError):
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            taken = True
        yield taken
    finally:
        os.close(descriptor)
