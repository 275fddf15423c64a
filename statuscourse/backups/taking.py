"""Taking a backup of the running course, and looking at one that was taken."""

import json
import os
import shutil
import sqlite3
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection

from statuscourse import VERSION
from statuscourse.web import lastbackup
from statuscourse.web.serving import alone

from . import files, postgres, schedule, sqlite
from .files import BackupRefused, Manifest

LOCK = ".backup.lock"
MAKING = ".making-"


class Busy(Exception):
    """Somebody else makes a backup in that folder at this moment, or has just made the one that was due."""


@dataclass(frozen=True)
class Taken:
    path: Path
    manifest: Manifest
    seconds: float

    @property
    def sentence(self) -> str:
        size = self.path.stat().st_size / 1_000_000
        what = f"{self.manifest.rows:,} rows, {size:,.1f} MB, {self.seconds:.1f} s"
        return f"{self.path}: {what}, read back and found the same."


def take_backup(folder: Path, *, now: datetime, name: str = "", every: timedelta | None = None) -> Taken:
    """Write a backup into ``folder``, verified; with ``every``, where one is due. Raises BackupRefused and Busy.
    Then no file is left.

    What became of it is kept in ``last-backup.json`` either way.
    """
    began = time.monotonic()
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with alone(folder / LOCK) as is_alone:
            if not is_alone or (every is not None and not schedule.is_due(folder, every, now)):
                raise Busy
            target = folder / (name or files.name_for(now))
            _clear(folder)
            manifest = _take(target, now)
        taken = Taken(target, manifest, time.monotonic() - began)
    except (OSError, sqlite3.Error, DatabaseError, BackupRefused) as error:
        sentence = f"No backup was made in {folder}: {error}"
        remember({"ok": False, "at": now.astimezone(UTC).isoformat(), "error": sentence})
        raise BackupRefused(sentence) from error
    remember(
        {
            "ok": True,
            "at": manifest.made_at,
            "file": str(target),
            "bytes": target.stat().st_size,
            "rows": manifest.rows,
            "seconds": round(taken.seconds, 1),
        }
    )
    return taken


def _clear(folder: Path) -> None:
    """Take away what one that was killed left half-done."""
    for left in folder.glob(".statuscourse-*.part"):
        left.unlink(missing_ok=True)
    for scratch in folder.glob(f"{MAKING}*"):
        shutil.rmtree(scratch, ignore_errors=True)


def _take(target: Path, now: datetime) -> Manifest:
    # Beside the target, where there has to be room for it anyway, and not in a /tmp that is memory.
    with tempfile.TemporaryDirectory(prefix=MAKING, dir=target.parent) as scratch:
        engine = connection.vendor
        database = Path(scratch) / files.DATABASES[engine]
        if engine == "sqlite":
            sqlite.snapshot(Path(settings.DATABASES["default"]["NAME"]), database)
            sqlite.check(database)
            migrations, counts = sqlite.migrations(database), sqlite.counts(database)
        else:
            migrations, counts = postgres.snapshot(database)
            postgres.check(database, counts)
        parts = {database.name: database}
        if key := generated_key():
            parts[files.SECRET_KEY] = key
        made_at = now.astimezone(UTC).isoformat(timespec="seconds")
        return files.write(target, Manifest(VERSION, made_at, engine, migrations, counts), parts)


def generated_key() -> Path | None:
    """The file of the site's key, where it is the generated one. One from the environment is kept by who set it."""
    file = Path(settings.DATA_DIR) / "secret_key"
    is_used = file.is_file() and file.read_text(encoding="ascii").strip() == settings.SECRET_KEY
    return file if is_used and not os.environ.get("SECRET_KEY", "").strip() else None


def check_backup(path: Path) -> Manifest:
    """Count every hash, then read the database in it and count its rows. Raises BackupRefused."""
    manifest = files.verify(path)
    with tempfile.TemporaryDirectory(prefix=".checking-", dir=path.resolve().parent) as scratch:
        database = Path(scratch) / manifest.database
        files.extract(path, manifest, manifest.database, database)
        check_database(database, manifest)
    return manifest


def check_database(database: Path, manifest: Manifest) -> None:
    """Raises BackupRefused where the database has not the rows that the manifest says."""
    if manifest.engine == "postgresql":
        postgres.check(database, manifest.counts)
        return
    sqlite.check(database)
    if sqlite.counts(database) != manifest.counts or sqlite.migrations(database) != manifest.migrations:
        raise BackupRefused("The database in the file has other rows than the file says.")


def remember(facts: dict[str, object]) -> None:
    """Leave ``last-backup.json``: whole or not at all, and never the reason why a backup fails."""
    file = Path(settings.DATA_DIR) / lastbackup.FILE
    with suppress(OSError, ValueError):
        known = json.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}
        last_good = facts if facts["ok"] else known.get("last_good")
        unfinished = file.with_name(f".{file.name}.{os.getpid()}")
        unfinished.write_text(json.dumps({**facts, "last_good": last_good}, indent=1), encoding="utf-8")
        os.replace(unfinished, file)
