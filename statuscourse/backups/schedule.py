"""Backups on a schedule: a small process beside the server, which asks for one where it is due and sleeps.

``python -m statuscourse.backups.schedule HOURS FOLDER [PARENT]`` ends when the process PARENT is no longer its parent.
It knows nothing of Django, so that it weighs a few megabytes; each backup is a process of its own.
"""

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

from .files import newest

MANAGE = Path(__file__).resolve().parent.parent.parent / "manage.py"
FIRST = timedelta(minutes=1)  # a start is busy enough
AGAIN = timedelta(minutes=15)  # at the earliest, after one that failed as well as with a clock that goes back
LOOK = 1.0  # seconds between two looks at the clock and the parent


def is_due(folder: Path, every: timedelta, now: datetime) -> bool:
    """Whether the newest backup of the folder is that old. One from the future (the clock was wrong) is none."""
    last = newest(folder, now) if folder.is_dir() else None
    return last is None or now - last >= every


def run(
    every: timedelta, folder: Path, parent: int | None, first: timedelta = FIRST, words: Sequence[str] = ()
) -> None:
    """Make backups for as long as the parent lives, or for ever where there is none. ``words`` go to each of them."""
    command = [sys.executable, str(MANAGE), "backup", str(folder), "--scheduled", *words]
    next_try = time.monotonic() + first.total_seconds()
    while parent is None or os.getppid() == parent:
        if time.monotonic() >= next_try and _make_one(every, folder, command):
            next_try = time.monotonic() + min(every, AGAIN).total_seconds()
        time.sleep(LOOK)


def _make_one(every: timedelta, folder: Path, command: Sequence[str]) -> bool:
    """Make a backup where one is due; whether it was tried. One that failed has said why, and the next one may not."""
    try:
        if not is_due(folder, every, datetime.now(UTC)):
            return False
        subprocess.run(command, check=False)  # noqa: S603
    except OSError as error:  # a disk that went away, or no memory for a process
        sys.stderr.write(f"No backup was made in {folder}: {error}\n")
    return True


def start(every: timedelta, folder: Path) -> "subprocess.Popen[bytes]":
    """Start it beside this process, which may become another program by ``exec`` and stays its parent."""
    words = [sys.executable, "-m", __name__, str(every.total_seconds() / 3600), str(folder), str(os.getpid())]
    return subprocess.Popen(words, cwd=MANAGE.parent)  # noqa: S603


def main() -> None:
    hours, folder, *parent = sys.argv[1:]
    with suppress(KeyboardInterrupt):  # Ctrl-C reaches everybody in the terminal
        run(timedelta(hours=float(hours)), Path(folder), int(parent[0]) if parent else None)


if __name__ == "__main__":
    main()
