"""A clock of a site's own, which can be set while its processes run, as NTP or a hand sets that of a machine.

Only the time of day is set: what counts seconds (CLOCK_MONOTONIC) goes on, as it does in the kernel. Debian's package
``libfaketime`` has to be there: ``sh tests/find-faketime.sh`` installs it where it is not.
"""

import glob
import os
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

# Debian 12 has release 0.9.10, where a Python of 3.11 or later cannot sleep while seconds are left alone
# (github.com/wolfcw/libfaketime/issues/426): its processes wait as their `select` does, for the same time.
SLEEP = """
import select
import time


def sleep(seconds):
    select.select([], [], [], seconds)


time.sleep = sleep
"""

PLACES = ("/usr/lib/*/faketime", "/usr/lib/faketime", "/usr/lib64/faketime", "/usr/local/lib/faketime")


class NoFaketime(Exception):
    """The library is not there."""


def library() -> str:
    found = [name for place in PLACES for name in glob.glob(f"{place}/libfaketimeMT.so.1")]
    if not found:
        raise NoFaketime("no libfaketime here; run: sh tests/find-faketime.sh")
    return found[0]


class Clock:
    """What every process reads that has its ``environment``. It goes on by itself, from wherever it was set to."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / "clock"
        self._ahead = 0.0
        self._write()
        (folder / "sitecustomize.py").write_text(SLEEP, encoding="utf-8")
        self.environment = {
            "PYTHONPATH": str(folder),
            "LD_PRELOAD": library(),
            "FAKETIME_TIMESTAMP_FILE": str(self._file),
            "FAKETIME_NO_CACHE": "1",  # the next look at the clock is at the new time, in every process
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            "DONT_FAKE_MONOTONIC": "1",  # its name in older releases
            "NO_FAKE_STAT": "1",  # files keep their times when a clock is set
        }

    @property
    def now(self) -> datetime:
        return datetime.fromtimestamp(time.time() + self._ahead, UTC)

    def set_to_noon(self) -> None:
        """Of this day: an hour before it is the same day, and the windows of throttles have just begun."""
        noon = datetime.now(UTC).replace(hour=12, minute=0, second=0, microsecond=0)
        self._ahead = noon.timestamp() - time.time()
        self._write()

    def shift(self, by: timedelta) -> None:
        self._ahead += by.total_seconds()
        self._write()

    def clean(self, process: int) -> None:
        """Take away what the library shares between the processes of one that became another by ``exec`` and ended."""
        for name in (f"faketime_shm_{process}", f"sem.faketime_sem_{process}"):
            Path("/dev/shm", name).unlink(missing_ok=True)

    def _write(self) -> None:
        """All at once: a process that reads half of it would be at another time."""
        unfinished = self._file.with_suffix(".new")
        unfinished.write_text(f"{self._ahead:+.3f}\n", encoding="utf-8")
        os.replace(unfinished, self._file)
