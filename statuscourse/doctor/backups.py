"""Backups: when the last one was made, and whether their folder takes the next one and keeps it to itself."""

import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from statuscourse.backups.files import SKEW, is_future, time_of
from statuscourse.web.lastbackup import FILE, last_failure, last_good_backup

from .findings import Finding, error, note, size, warning
from .machine import data_folder, sqlite_file, trouble_writing

LEAST_FREE = 100_000_000  # bytes, where the database is small


def folder() -> Path:
    return Path(settings.BACKUP_DIR)


def made_elsewhere() -> bool:
    """Whether another machine, or this one by a timer of the system, makes the backups."""
    return sqlite_file() is None and not settings.BACKUP_HOURS


def backed_up() -> Iterator[Finding]:
    """When the last backup was made."""
    good, failure = last_good_backup(), last_failure()
    if failure:
        yield error(f"The last backup failed: {failure}", "Nothing newer can be restored.", "manage.py backup")
    if good is None and made_elsewhere():
        yield note(
            "No backup was made on this machine yet.",
            "Of several machines on one PostgreSQL one makes the backups, and only there the doctor sees them.",
            "Ask on the machine that has statuscourse-backup.timer or BACKUP_HOURS. If none has, give it to one"
            " (docs/deploy.md), or have the database backed up where it lives.",
        )
    elif good is None:
        yield warning("No backup was made yet.", "A broken disk would take everything along.", "manage.py backup")
    elif not -SKEW <= timezone.now() - good <= timedelta(hours=2 * (settings.BACKUP_HOURS or 24) + 1):  # one missed
        moved = f" If another machine makes them now, delete {data_folder() / FILE}." if made_elsewhere() else ""
        yield warning(
            f"The last backup is of {timezone.localtime(good):%Y-%m-%d %H:%M}.",
            "What was answered since then would be lost with the disk.",
            f"manage.py backup, and see why the schedule does not (BACKUP_HOURS, docs/operating.md).{moved}",
        )
    yield from _from_the_future()
    if good is not None and folder().is_dir() and same_disk():
        yield note(
            f"Backups are in {folder()}, on the same disk as the data.",
            "They help against mistakes, and not when the disk breaks.",
            "Set BACKUP_DIR to another disk, or copy the folder elsewhere.",
        )


def _from_the_future() -> Iterator[Finding]:
    for path in sorted(folder().glob("statuscourse-*.zip")):
        time = time_of(path.name)
        if time and is_future(time, timezone.now()):
            yield warning(
                f"{path.name} in {folder()} is from the future.",
                "The clock of this machine is wrong, or was then. It is not counted as a backup and not deleted.",
                "Set the clock. Give the file the time at which it was made, or delete it.",
            )


def same_disk() -> bool:
    return place().stat().st_dev == data_folder().stat().st_dev


def place() -> Path:
    """The folder of backups, or the one in which the first backup will make it."""
    found = folder()
    while not found.exists():
        found = found.parent
    return found


def is_wanted() -> bool:
    """Whether backups go there: not on a machine that makes none and has no folder for them."""
    return folder().is_dir() or not made_elsewhere() or last_good_backup() is not None


def writable() -> Iterator[Finding]:
    """Whether the folder of backups can be written."""
    if not is_wanted() or place() == data_folder():
        return
    if broken := trouble_writing(place()):
        yield error(
            f"{place()} cannot be written: {broken}.",
            "No backup can be made.",
            f"Give {folder()} to who serves (chown), make room, mount it for writing, or set BACKUP_DIR to another"
            " folder.",
        )


def room() -> Iterator[Finding]:
    """How much is free where backups are, if it is another disk than that of the data."""
    if not is_wanted() or same_disk():
        return
    # A copy of the file and the archive made of it, which is smaller; a dump and its archive are about the same.
    if file := sqlite_file():
        used, what = file.stat().st_size if file.is_file() else 0, "the database"
        wanted = max(used * 3 // 2, LEAST_FREE)
    else:
        made = sorted(folder().glob("statuscourse-*.zip"))
        used, what = made[-1].stat().st_size if made else 0, "the last backup"
        wanted = max(2 * used, LEAST_FREE)
    free = shutil.disk_usage(place()).free
    if free < wanted:
        level = error if free < used else warning
        yield level(
            f"{size(free)} are free in {place()}; {what} has {size(used)}.",
            f"On a full disk no backup can be made: {size(wanted)} are enough for the next one.",
            "Keep fewer (BACKUP_KEEP_DAYS, BACKUP_KEEP_WEEKS, BACKUP_KEEP_MONTHS), or set BACKUP_DIR to a larger disk.",
        )


def private() -> Iterator[Finding]:
    """Who else may read backups."""
    if not folder().is_dir() or folder().is_relative_to(data_folder()):
        return  # who may look into the data folder is told already
    if folder().stat().st_mode & 0o077:
        yield warning(
            f"Others on this machine may look into {folder()} ({folder().stat().st_mode & 0o777:o}).",
            "A backup has everybody's answers and the password hashes in it, and often the key.",
            f"chmod 700 {folder()}; a disk that knows no such rights is mounted with umask=077.",
        )
    shown = [path for path in sorted(folder().glob("*.zip")) if path.stat().st_mode & 0o077]
    if shown:
        yield error(
            f"Others on this machine may read {shown[0]} ({shown[0].stat().st_mode & 0o777:o})"
            + (f", and {len(shown) - 1} more." if len(shown) > 1 else "."),
            "Who reads it reads everybody's answers, or can sign in as anybody.",
            f"chmod 600 {folder()}/*.zip",
        )


EXAMINATIONS = (backed_up, writable, room, private)
