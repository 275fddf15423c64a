"""Putting a backup back: looked at as a whole first, and what was there before is kept."""

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection

from statuscourse import prepared
from statuscourse.web.serving import IN_USE, alone

from . import files, postgres, schema, sqlite, taking
from .files import BackupRefused, Manifest

ENGINES = {"sqlite": "an SQLite file", "postgresql": "a PostgreSQL"}


class RestoredWrongly(Exception):
    """The database was put in place, and reads back as something else or has not its key."""


@dataclass(frozen=True)
class Restored:
    """What was done. ``aside`` is a folder, or a schema of the database; empty where nothing was there before."""

    manifest: Manifest
    aside: str
    pending: list[str]
    key: str


def restore_backup(path: Path, *, replace: bool, running: bool, now: datetime) -> Restored:
    """Put the course in ``path`` where the settings say that the database is.

    ``replace`` allows that there is one already, ``running`` that a server has it open. Raises BackupRefused; then
    everything is as it was. Raises RestoredWrongly; then it is not.
    """
    manifest = files.verify(path)
    _refuse_other_engine(manifest)
    _refuse_newer(manifest)
    with _unused(running) as is_unused, _scratch() as scratch:
        is_there = _is_there()
        if is_there and not replace:
            raise BackupRefused(f"{_where()} has a course already. --replace puts it aside and restores this one.")
        _refuse_no_room(manifest)
        database = scratch / manifest.database
        files.extract(path, manifest, manifest.database, database)
        taking.check_database(database, manifest)
        stamp = f"{now.astimezone(UTC):%Y%m%d_%H%M%S}"
        if manifest.engine == "postgresql":
            aside = f"{postgres.ASIDE}{stamp}" if is_there else ""
            postgres.restore(database, aside)
            folder = Path(settings.DATA_DIR) / aside if aside else None
        else:
            folder = Path(settings.DATA_DIR) / f"before-restore-{stamp}" if is_there else None
            aside = str(folder or "")
            _put_sqlite(database, folder, is_unused=is_unused)
        try:
            _read_back(manifest)
            prepared.forget()  # the next start loads the course that it ships
            key = _put_key(path, manifest, scratch, folder)
        except (OSError, sqlite3.Error, DatabaseError, BackupRefused) as error:
            kept = f" What was there before is kept in {aside}." if aside else ""
            raise RestoredWrongly(
                f"The database of the backup is in its place, and then something failed: {error}.{kept}"
                " Mend that, and restore it again with --replace."
            ) from error
    return Restored(manifest, aside, schema.pending(manifest.migrations), key)


def _refuse_other_engine(manifest: Manifest) -> None:
    if manifest.engine == connection.vendor:
        return
    raise BackupRefused(
        f"This is a backup of {ENGINES[manifest.engine]}, and the settings name {ENGINES[connection.vendor]}. "
        + (
            "Unset DATABASE_URL, restore it, and carry it over with manage.py move_database."
            if manifest.engine == "sqlite"
            else "Set DATABASE_URL to an empty PostgreSQL database and restore it there."
        )
    )


def _refuse_newer(manifest: Manifest) -> None:
    newer = schema.unknown(manifest.migrations)
    if newer:
        raise BackupRefused(
            f"This backup is of release {manifest.version}, whose database this release cannot read: it does not know "
            f"{', '.join(newer)}. Restore it with release {manifest.version} or a newer one, or take an older backup."
        )


def _refuse_no_room(manifest: Manifest) -> None:
    """Before the disk of a site that may be running is full."""
    needed, free = manifest.parts[manifest.database]["bytes"], shutil.disk_usage(settings.DATA_DIR).free
    if needed > free:
        raise BackupRefused(
            f"The database in the backup has {needed / 1e6:,.0f} MB, and {settings.DATA_DIR} has room for"
            f" {free / 1e6:,.0f} MB. Make room first."
        )


@contextmanager
def _unused(running: bool) -> Iterator[bool]:
    """Nobody starts a server meanwhile; whether none was running. Raises BackupRefused."""
    with alone(Path(settings.DATA_DIR) / IN_USE) as is_alone:
        is_unused = is_alone and (connection.vendor == "sqlite" or not postgres.others())
        if not is_unused and not running:
            who = f"A server runs on {settings.DATA_DIR}" if not is_alone else "Others are connected to the database"
            raise BackupRefused(
                f"{who}. Stop {'it' if not is_alone else 'them'} first. --running restores under it all the same: "
                "then what learners do meanwhile is lost, and it must be started anew at once."
            )
        yield is_unused


@contextmanager
def _scratch() -> Iterator[Path]:
    """A folder beside the database, so that a file in it only has to be renamed."""
    with tempfile.TemporaryDirectory(prefix=".restoring-", dir=settings.DATA_DIR) as name:
        yield Path(name)


def _where() -> str:
    return str(settings.DATABASES["default"]["NAME"]) if connection.vendor == "sqlite" else "The database"


def _is_there() -> bool:
    if connection.vendor == "postgresql":
        return bool(postgres.tables())
    connection.close()
    return sqlite.is_course(_sqlite())


def _sqlite() -> Path:
    return Path(settings.DATABASES["default"]["NAME"])


def _put_sqlite(database: Path, folder: Path | None, *, is_unused: bool) -> None:
    if folder is not None:
        folder.mkdir(mode=0o700)
    try:
        if is_unused or folder is None:
            sqlite.put_in_place(database, _sqlite(), folder)
        else:
            sqlite.put_into(database, _sqlite(), folder)
    except (OSError, sqlite3.Error) as error:
        if folder is not None and not any(folder.iterdir()):
            folder.rmdir()
        raise BackupRefused(f"The database could not be put in its place: {error}. The one before is there.") from error


def _read_back(manifest: Manifest) -> None:
    found = sqlite.counts(_sqlite()) if manifest.engine == "sqlite" else postgres.counts()
    if found != manifest.counts:
        raise RestoredWrongly("The restored database has other rows than the backup. Restore it again, or another one.")


def _put_key(path: Path, manifest: Manifest, scratch: Path, folder: Path | None) -> str:
    """Put the key of the backup in place, the one before beside the old database; a sentence about what was done."""
    file = Path(settings.DATA_DIR) / files.SECRET_KEY
    if files.SECRET_KEY not in manifest.parts:
        return "The secret key is not in this backup: set SECRET_KEY to what it was, or personal codes stop working."
    new = scratch / files.SECRET_KEY
    files.extract(path, manifest, files.SECRET_KEY, new)
    same = new.read_bytes().strip() == settings.SECRET_KEY.encode()
    if same:
        return "The secret key is the same."
    if os.environ.get("SECRET_KEY", "").strip():
        return "SECRET_KEY is set and is another one than that of the backup: personal codes and sessions stop working."
    if folder is not None and file.exists():
        folder.mkdir(mode=0o700, exist_ok=True)
        file.rename(folder / files.SECRET_KEY)
    new.rename(file)
    files.sync_folder(file.parent)
    return "The secret key of the backup is in place, so that personal codes and sessions go on."
