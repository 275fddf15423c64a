"""The database: whether it answers, is whole, is of this release, and keeps what it said was saved."""

import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import DEFAULT_DB_ALIAS, DatabaseError, connection
from django.utils import timezone

from quizzes.models import Answer
from statuscourse.backups import schema
from statuscourse.web.logs import hidden
from statuscourse.web.serving import workers

from .findings import Finding, error, size, warning
from .machine import sqlite_file

LARGE_LOG = 200_000_000  # bytes of a write-ahead log that nobody could take into the file
OLDEST_SQLITE = (3, 35)  # RETURNING
OLDEST_POSTGRES = 140_000
CONNECTIONS = 3  # of each worker: its own, that of long work, and that of sign-ins (statuscourse.asgi)


def answers() -> Iterator[Finding]:
    """Whether the database answers."""
    file = sqlite_file()
    if file and not file.is_file():
        yield error(
            f"There is no database {file}.", "Nothing can be stored.", "make serve makes it. Is DATA_DIR right?"
        )
        return
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError as broken:
        yield error(
            f"The database does not answer: {hidden(str(broken)).strip()}",
            "Every page that needs it says 503.",
            "Start the database, or mend DATABASE_URL or DATA_DIR.",
        )


def migrated() -> Iterator[Finding]:
    """Whether the database is of this release."""
    if (file := sqlite_file()) and not file.is_file():
        return
    applied = schema.applied_in(DEFAULT_DB_ALIAS)
    if pending := schema.pending(applied):
        yield error(
            f"{len(pending)} changes of this release are not made in the database yet, {pending[0]} among them.",
            "Pages that need them fail.",
            "Make a backup, then: manage.py migrate (make serve does both)",
        )
    if newer := schema.unknown(applied):
        yield error(
            f"The database is of a newer release: this one does not know {newer[0]}.",
            "An older release can write what the newer one does not expect.",
            "Install the newer release again, or restore the backup that was made before the upgrade.",
        )


# SQLite


def sqlite_kept() -> Iterator[Finding]:
    """How SQLite keeps what was saved."""
    file = sqlite_file()
    if file is None or not file.is_file():
        return
    if sqlite3.sqlite_version_info < OLDEST_SQLITE:
        yield error(
            f"SQLite {sqlite3.sqlite_version} is too old.", "Storing an answer needs 3.35.", "Install a newer Python."
        )
    if pragma("journal_mode") != "wal":
        yield error(
            f"The database's journal is {pragma('journal_mode')!r} instead of 'wal'.",
            "Reading and writing wait for each other, and a file system that has no WAL has no safe locks either.",
            "Put DATA_DIR on a disk of this machine.",
        )
    if pragma("synchronous") < 2:
        yield error(
            "The database does not wait for the disk (synchronous is below FULL).",
            "An answer that was shown as saved can be gone after a power cut.",
            "Take your change out of init_command in statuscourse/settings.py.",
        )
    log = file.with_name(file.name + "-wal")
    if log.is_file() and log.stat().st_size > LARGE_LOG:
        yield warning(
            f"The write-ahead log has {size(log.stat().st_size)}.",
            "Something reads for very long, and each page gets slower meanwhile.",
            "Look for a forgotten shell or copy of the database; then start the site again.",
        )


def pragma(name: str) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA {name}")
        row = cursor.fetchone()
    return row[0] if row else None


def sqlite_whole() -> Iterator[Finding]:
    """Whether SQLite's file is whole (PRAGMA quick_check)."""
    if (file := sqlite_file()) is None or not file.is_file():
        return
    try:
        said = str(pragma("quick_check(1)"))
    except DatabaseError as broken:
        said = str(broken)
    if said != "ok":
        yield error(
            f"The database's file is damaged: {said.splitlines()[0]}",
            "Some pages fail, and what is written now may be lost.",
            "Close the site (manage.py maintenance on), copy DATA_DIR aside, and restore the last backup.",
        )


# PostgreSQL


def postgres_kept() -> Iterator[Finding]:
    """How PostgreSQL keeps what was saved."""
    if connection.vendor != "postgresql":
        return
    yield from postgres_said({name: shown(name) for name in POSTGRES}, taken=_taken())


POSTGRES = (
    "server_version_num",
    "server_version",
    "server_encoding",
    "fsync",
    "synchronous_commit",
    "full_page_writes",
    "max_connections",
    "superuser_reserved_connections",
)


def shown(name: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting(%s)", [name])
        return str(cursor.fetchone()[0])


def _taken() -> int:
    """Connections that others have open now."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT COUNT(*) FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
        )
        return int(cursor.fetchone()[0])


def postgres_said(said: dict[str, str], *, taken: int) -> Iterator[Finding]:
    """What is wrong with a PostgreSQL that says this of itself."""
    if int(said["server_version_num"]) < OLDEST_POSTGRES:
        yield error(
            f"PostgreSQL {said['server_version']} is too old.", "Django needs 14.", "Upgrade it to 14 or newer."
        )
    if said["server_encoding"] != "UTF8":
        yield error(
            f"The database's encoding is {said['server_encoding']}.",
            "Names and answers with other letters cannot be stored.",
            "Make the database anew: createdb --encoding=UTF8 --template=template0, and restore a backup into it.",
        )
    for name, why in (
        ("fsync", "A power cut can take the whole database."),
        ("synchronous_commit", "An answer that was shown as saved can be gone after a power cut."),
        ("full_page_writes", "A power cut can leave half a page, which cannot be mended."),
    ):
        if said[name] == "off":
            yield error(f"{name} is off in PostgreSQL.", why, f"ALTER SYSTEM SET {name} = on; then reload it.")
    room = int(said["max_connections"]) - int(said["superuser_reserved_connections"])
    wanted = CONNECTIONS * workers()
    if taken + wanted > room:
        yield warning(
            f"{taken} of {room} connections are taken; this machine wants up to {wanted}.",
            "Who gets none is told 503.",
            "ALTER SYSTEM SET max_connections = 200; then restart it. Or start fewer machines.",
        )


# Clock


def newest_row() -> Iterator[Finding]:
    """Whether the clock stands before what was stored last."""
    last = Answer.objects.order_by("-pk").values_list("created_at", flat=True).first()
    ahead = last - timezone.now() if last else timedelta(0)
    if ahead > timedelta(minutes=1):
        yield error(
            f"The newest answer is {ahead.total_seconds() / 60:.0f} minutes ahead of the clock.",
            "The clock was set back, or was wrong then. Deadlines, the order of answers and codes go by it.",
            "Set the clock and keep it set: timedatectl set-ntp true",
        )


def database_clock() -> Iterator[Finding]:
    """Whether the database's machine has the same time."""
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT extract(epoch FROM clock_timestamp())")
        theirs = datetime.fromtimestamp(float(cursor.fetchone()[0]), UTC)
    apart = abs((theirs - datetime.now(UTC)).total_seconds())
    if apart > 5:
        yield warning(
            f"This machine's clock and the database's are {apart:.0f} seconds apart.",
            "With several machines, deadlines differ by whom one meets.",
            "Set all of them by NTP: timedatectl set-ntp true",
        )


EXAMINATIONS = (answers, migrated, sqlite_kept, sqlite_whole, postgres_kept)
LONG = (sqlite_whole,)
CLOCK = (newest_row, database_clock)
