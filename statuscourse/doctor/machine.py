"""The machine: its disk, who may read what there, its clock, and what was left behind."""

import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from fcntl import LOCK_EX, LOCK_NB, flock
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.utils import timezone

from statuscourse.moving import left
from statuscourse.web import maintenance
from statuscourse.web.turns import LOCK, Busy, turn

from .findings import Finding, error, note, size, warning

LEAST_FREE = 500_000_000  # bytes, for logs, static files and a database that is small now
FEW_FILES = 5000
NETWORK = {
    "nfs",
    "nfs4",
    "cifs",
    "smb3",
    "smbfs",
    "9p",
    "afs",
    "glusterfs",
    "ceph",
    "fuse.sshfs",
    "fuse.s3fs",
    "fuse.glusterfs",
}
PASSING = {"tmpfs", "ramfs", "overlay"}
FIRST_DAY = datetime(2026, 1, 1, tzinfo=UTC)  # before the course was written


def data_folder() -> Path:
    return Path(settings.DATA_DIR)


def sqlite_file() -> Path | None:
    database = settings.DATABASES["default"]
    return Path(str(database["NAME"])) if str(database["ENGINE"]).endswith("sqlite3") else None


# Disk


def trouble_writing(folder: Path) -> OSError | None:
    """What a file that is made in a folder and brought to the disk fails by."""
    try:
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(b"x" * 4096)
            file.flush()
            os.fsync(file.fileno())
    except OSError as broken:
        return broken
    return None


def writable() -> Iterator[Finding]:
    """Whether the data folder can be written."""
    if broken := trouble_writing(data_folder()):
        yield error(
            f"{data_folder()} cannot be written: {broken}.",
            "No answer can be stored.",
            "Give the folder to who serves (chown), make room, or mount it for writing.",
        )


def room() -> Iterator[Finding]:
    """How much is free where the data is."""
    file = sqlite_file()
    used = file.stat().st_size if file and file.is_file() else 0
    free = shutil.disk_usage(data_folder()).free
    # A copy of it while it is backed up, another while it is migrated or restored, and its own growth.
    wanted = max(3 * used, LEAST_FREE)
    if free < wanted:
        level = error if free < max(used, LEAST_FREE // 5) else warning
        yield level(
            f"{size(free)} are free in {data_folder()}; the database has {size(used)}.",
            f"A full disk stores nothing. Backups and upgrades need room for copies: {size(wanted)} are enough.",
            "Delete old backups and logs, or move DATA_DIR to a larger disk (docs/deploy.md).",
        )


def files_left() -> Iterator[Finding]:
    """How many files can still be made."""
    about = os.statvfs(data_folder())
    if about.f_files and about.f_favail < FEW_FILES:
        yield error(
            f"Only {about.f_favail} more files can be made in {data_folder()} (df -i).",
            "Without a free inode nothing new can be written, whatever room there is.",
            "Find the folder with very many small files, and empty it.",
        )


def file_system() -> Iterator[Finding]:
    """What kind of file system the data is on."""
    kind = mounted(data_folder())
    level = error if sqlite_file() else note
    if kind in NETWORK:
        yield level(
            f"{data_folder()} is on {kind}, a file system over the network.",
            "Several processes share a SQLite file by locks and shared memory, which break there: answers are lost.",
            "Put DATA_DIR on a disk of this machine, or use PostgreSQL (DATABASE_URL).",
        )
    if kind in PASSING and sqlite_file():
        yield warning(
            f"{data_folder()} is on {kind}.",
            "It goes when the machine or the container is started anew, and the database with it.",
            "Put DATA_DIR on a disk, or in a container on a volume.",
        )


def mounted(path: Path, table: Path = Path("/proc/self/mountinfo")) -> str:
    """The kind of the file system that a folder is on, empty where the system does not say (proc(5))."""
    if not table.is_file():
        return ""
    best, kind = "", ""
    for line in table.read_text(encoding="utf-8", errors="replace").splitlines():
        before, _, after = line.partition(" - ")
        place = before.split(" ")[4].replace("\\040", " ")
        if path.is_relative_to(place) and len(place) >= len(best):
            best, kind = place, after.split(" ")[0]
    return kind


def locks() -> Iterator[Finding]:
    """Whether a lock in the data folder keeps a second one out."""
    with tempfile.NamedTemporaryFile(dir=data_folder()) as first, open(first.name, "rb") as second:
        flock(first, LOCK_EX | LOCK_NB)
        try:
            flock(second, LOCK_EX | LOCK_NB)
        except BlockingIOError:
            return
    yield error(
        f"Locks mean nothing in {data_folder()}.",
        "Two processes that write at once break the database.",
        "Put DATA_DIR on a disk of this machine.",
    )


# Permissions


def private() -> Iterator[Finding]:
    """Who else may read the data."""
    folder = data_folder()
    if folder.stat().st_mode & 0o077:
        yield warning(
            f"Others on this machine may look into {folder} ({folder.stat().st_mode & 0o777:o}).",
            "It has the key, everybody's answers and the password hashes in it.",
            f"chmod 700 {folder}",
        )
    database = sqlite_file()
    for path in [folder / "secret_key", *([database] if database else [])]:
        if path.is_file() and path.stat().st_mode & 0o077:
            yield error(
                f"Others on this machine may read {path} ({path.stat().st_mode & 0o777:o}).",
                "Who reads it can sign in as anybody, or reads everybody's answers.",
                f"chmod 600 {path}",
            )


def owners() -> Iterator[Finding]:
    """Whose the data is, and whether that is who serves."""
    folder = data_folder()
    owner, me = folder.stat().st_uid, os.geteuid()
    strange = [path for path in sorted(folder.iterdir()) if path.lstat().st_uid != owner]
    if strange:
        yield error(
            f"{strange[0]} belongs to another user than {folder}"
            + (f", and so do {len(strange) - 1} more." if len(strange) > 1 else "."),
            "Who serves cannot write it: an answer, a backup or an upgrade fails.",
            f"chown -R {owner} {folder}",
        )
    if me != owner:
        yield warning(
            f"You are user {me}, and the data belongs to user {owner}.",
            "What a command of yours makes there belongs to you, and the server cannot write it.",
            "Run commands as the user who serves: sudo -u <user> ...",
        )
    elif me == 0:
        yield warning(
            "The data belongs to root, so the site is served by root.",
            "A fault in the site would then be a fault of the whole machine.",
            "Make a user for it, and: chown -R <user> " + str(folder),
        )


# Clock


def plausible() -> Iterator[Finding]:
    """Whether the clock of this machine can be right."""
    now = timezone.now()
    if now < FIRST_DAY:
        yield error(
            f"The clock says {now:%Y-%m-%d}.",
            "Deadlines, sessions and codes of classes go by it.",
            "Set the clock and keep it set: timedatectl set-ntp true",
        )
    with tempfile.NamedTemporaryFile(dir=data_folder()) as file:
        apart = os.stat(file.name).st_mtime - time.time()
    if abs(apart) > 5:
        yield warning(
            f"The disk's clock and this machine's are {abs(apart):.0f} seconds apart.",
            "The data is on another machine, whose clock or whose way of keeping files cannot be relied on.",
            "Put DATA_DIR on a disk of this machine, and set both clocks by NTP.",
        )


# Left behind


def closed() -> Iterator[Finding]:
    """Whether the site is closed for maintenance."""
    found = maintenance.under_way()
    if found is None or left.is_left():
        return
    over = found.until is not None and found.until < timezone.now()
    state = "read only" if found.read_only else "closed"
    yield warning(
        f"The site is {state} for maintenance" + (", longer than was meant." if over else "."),
        "Learners are told 503.",
        "When the work is done: manage.py maintenance off",
    )


def long_work() -> Iterator[Finding]:
    """Whether an import or an export is under way."""
    if connection.vendor != "postgresql" and not (data_folder() / LOCK).exists():
        return  # and none is made by looking
    try:
        with turn():
            return
    except Busy:
        yield note(
            "An import, a gradebook or a count is under way.", "It takes a core for a while.", "Wait for its end."
        )


def static_files() -> Iterator[Finding]:
    """Whether styles and scripts were collected."""
    if not settings.DEBUG and not (Path(settings.STATIC_ROOT) / "staticfiles.json").is_file():
        yield error(
            f"There are no collected static files in {settings.STATIC_ROOT}.",
            "Without their list no page can be drawn.",
            "manage.py collectstatic --no-input (make serve does it).",
        )


DISK = (writable, room, files_left, file_system, locks)
PERMISSIONS = (private, owners)
CLOCK = (plausible,)
RUNNING = (closed, long_work, static_files)
