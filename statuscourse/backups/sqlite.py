"""The copy of an SQLite database while the site runs, and putting one in its place."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from .files import BackupRefused, sync_folder

SIDE_FILES = ("-wal", "-shm", "-journal")


def snapshot(source: Path, target: Path) -> None:
    """A consistent copy as one file, made in one go: readers and writers of a database in WAL mode go on meanwhile.

    In steps it would begin anew with each answer that comes in. Raises sqlite3.Error.
    """
    os.close(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    with closing(_open(source)) as original, closing(sqlite3.connect(target)) as copy:
        original.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")


def _open(path: Path) -> sqlite3.Connection:
    """For reading. It fails where there is no file, instead of making one."""
    return sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, timeout=20)


@contextmanager
def opened(path: Path) -> Iterator[sqlite3.Connection]:
    with closing(_open(path)) as database:
        yield database


def check(path: Path) -> None:
    """Raises BackupRefused where SQLite itself finds the file wrong, or a row names another one that is not there."""
    try:
        with opened(path) as database:
            found = database.execute("PRAGMA integrity_check(5)").fetchall()
            if found != [("ok",)]:
                raise BackupRefused("The database is damaged: " + "; ".join(str(row[0]) for row in found))
            lost = database.execute("PRAGMA foreign_key_check").fetchmany(5)
    except sqlite3.DatabaseError as error:
        raise BackupRefused(f"The database is damaged: {error}") from error
    if lost:
        rows = "; ".join(f"row {row[1]} of {row[0]} names a row of {row[2]} that is not there" for row in lost)
        raise BackupRefused(f"The database is damaged: {rows}")


def counts(path: Path) -> dict[str, int]:
    """Rows by table."""
    with opened(path) as database:
        tables = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        ours = sorted(name for name in tables if not name.startswith("sqlite_"))
        return {name: database.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in ours}  # noqa: S608


def migrations(path: Path) -> list[str]:
    with opened(path) as database:
        rows = database.execute("SELECT app, name FROM django_migrations ORDER BY app, name").fetchall()
    return [f"{app}.{name}" for app, name in rows]


def is_course(path: Path) -> bool:
    """Whether there is a database with anything in it; one that cannot be read is something too."""
    if not path.is_file() or not path.stat().st_size:
        return False
    try:
        return bool(counts(path))
    except sqlite3.Error:
        return True


def put_in_place(new: Path, target: Path, aside: Path | None) -> None:
    """Rename the database that is there, with its log, into the folder ``aside``, and ``new`` to its name.

    What fails half-way is undone. Nobody may have the database open.
    """
    moved: list[tuple[Path, Path]] = []
    try:
        for path in (target, *(target.with_name(target.name + suffix) for suffix in SIDE_FILES)):
            if path.exists():
                if aside is None:
                    path.unlink()  # an empty file: nothing is lost
                else:
                    path.rename(aside / path.name)
                    moved.append((aside / path.name, path))
        new.rename(target)
    except BaseException:
        for kept, path in reversed(moved):
            with suppress(OSError):
                kept.rename(path)
        raise
    sync_folder(target.parent)
    if aside is not None:
        sync_folder(aside)


def put_into(new: Path, target: Path, aside: Path) -> None:
    """Write ``new`` over a database that a server has open, in one transaction; a copy of what was there goes aside."""
    with closing(sqlite3.connect(target, timeout=20)) as live, closing(sqlite3.connect(new)) as restored:
        with closing(sqlite3.connect(aside / target.name)) as kept:
            live.backup(kept)
            kept.execute("PRAGMA journal_mode=DELETE")
        restored.backup(live)
