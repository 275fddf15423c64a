"""The databases of earlier releases, which the tests keep as files, and a digest of what is in one."""

import hashlib
import lzma
import sqlite3
from contextlib import closing
from pathlib import Path

HERE = Path(__file__).resolve().parent
RELEASES = sorted(path.name.removesuffix(".sqlite3.xz") for path in HERE.glob("*.sqlite3.xz"))
LAST = RELEASES[-1]
# What loading the course, visits and the plumbing of Django may write by themselves.
PLUMBING = ("django_", "auth_", "sqlite_")
COURSE = {
    "lessons_lesson", "lessons_section", "lessons_codereference", "quizzes_quiz", "quizzes_question",
    "quizzes_questionrevision",
}  # fmt: skip


def unpack(folder: Path, version: str = LAST) -> Path:
    """That release's database, in the place where the site looks for it."""
    file = folder / "statuscourse.sqlite3"
    file.write_bytes(lzma.decompress((HERE / f"{version}.sqlite3.xz").read_bytes()))
    return file


def columns_of(file: Path) -> dict[str, list[str]]:
    """The columns of each table with what people did."""
    with closing(sqlite3.connect(file)) as database:
        tables = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {
            name: sorted(row[1] for row in database.execute(f"PRAGMA table_info({name})"))
            for name in sorted(tables)
            if not name.startswith(PLUMBING) and name not in COURSE
        }


def asked(file: Path) -> set[tuple[int, str]]:
    """Every revision of a question, which answers are pinned to: loading adds some and changes none."""
    with closing(sqlite3.connect(file)) as database:
        return set(database.execute("SELECT id, digest || body FROM quizzes_questionrevision"))


def fingerprints(file: Path, columns: dict[str, list[str]]) -> dict[str, tuple[int, str]]:
    """For each table how many rows it has, and a SHA-256 of those columns of all of them."""
    found = {}
    with closing(sqlite3.connect(file)) as database:
        for table, names in columns.items():
            quoted = ", ".join(f'"{name}"' for name in names)
            rows = sorted(map(repr, database.execute(f"SELECT {quoted} FROM {table}")))
            found[table] = len(rows), hashlib.sha256("\n".join(rows).encode()).hexdigest()
    return found
