"""Backups on a schedule: somebody who asks for one where it is due, and sleeps. Each backup is a process of its own.

Beside the server it is a thread of its first process, and no process: where memory ends the system kills one, and then
nobody would ask any more while everything else goes on.
"""

import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

from .files import newest

MANAGE = Path(__file__).resolve().parent.parent.parent / "manage.py"
FIRST = timedelta(minutes=1)  # a start is busy enough
AGAIN = timedelta(minutes=15)  # at the earliest, after one that failed as well as with a clock that goes back
LOOK = 1.0  # seconds between two looks at the clock


def is_due(folder: Path, every: timedelta, now: datetime) -> bool:
    """Whether the newest backup of the folder is that old. One from the future (the clock was wrong) is none."""
    last = newest(folder, now) if folder.is_dir() else None
    return last is None or now - last >= every


def start(every: timedelta, folder: Path) -> None:
    """Begin beside what this process does; it ends with the process."""
    threading.Thread(target=run, args=(every, folder, FIRST), name="backups", daemon=True).start()


def run(every: timedelta, folder: Path, first: timedelta, words: Sequence[str] = ()) -> None:
    """Make backups for ever, the first one not before ``first``. ``words`` go to each of them."""
    hours = str(every.total_seconds() / 3600)
    command = [sys.executable, str(MANAGE), "backup", str(folder), "--every", hours, "--scheduled", *words]
    next_try = time.monotonic() + first.total_seconds()
    while True:
        if time.monotonic() >= next_try and _make_one(every, folder, command):
            next_try = time.monotonic() + min(every, AGAIN).total_seconds()
        time.sleep(LOOK)


def _make_one(every: timedelta, folder: Path, command: Sequence[str]) -> bool:
    """Make a backup where one is due; whether it was tried. One that failed has said why, and the next one may not."""
    try:
        if not is_due(folder, every, datetime.now(UTC)):
            return False
        subprocess.run(command, check=False)  # noqa: S603
    except (OSError, MemoryError) as error:  # a disk that went away, or no memory for a process
        with suppress(OSError):  # nobody reads the log any more
            sys.stderr.write(f"No backup was made in {folder}: {str(error) or 'no memory'}\n")
    return True
