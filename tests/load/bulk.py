"""Rows by the million, into either kind of database: one connection, no waiting for the disk, indexes made anew."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.core.management.color import no_style
from django.db import connection, models

Row = Sequence[Any]  # texts, numbers and None, as the database takes them: times as text, a truth as 1 or 0

# Of a table: the indexes that can be dropped, and how to make them again. A UNIQUE that stands in the table's own
# words cannot be dropped in SQLite; in PostgreSQL it is a constraint.
SQLITE_INDEXES = """
    SELECT 'DROP INDEX "' || name || '"', sql FROM sqlite_master WHERE type = 'index' AND tbl_name = %s AND sql <> ''
"""
POSTGRES_INDEXES = """
    SELECT format('ALTER TABLE %%I DROP CONSTRAINT %%I', conrelid::regclass, conname),
        format('ALTER TABLE %%I ADD CONSTRAINT %%I %%s', conrelid::regclass, conname, pg_get_constraintdef(oid))
    FROM pg_constraint WHERE conrelid = %s::regclass AND contype = 'u'
    UNION ALL
    SELECT format('DROP INDEX %%I', indexname), indexdef FROM pg_indexes
    WHERE tablename = %s AND indexname NOT IN (SELECT conname FROM pg_constraint WHERE conrelid = %s::regclass)
"""


@contextmanager
def in_a_hurry() -> Iterator[None]:
    """Nothing waits for the disk or looks up what a row refers to; all of it lasts as long as this connection."""
    if connection.vendor == "sqlite":
        words = "PRAGMA foreign_keys=OFF", "PRAGMA synchronous=OFF", "PRAGMA cache_size=-2000000"
        _run(*words, "PRAGMA journal_mode=OFF")
    else:
        words = "SET session_replication_role = replica", "SET synchronous_commit = off"
        _run(*words, "SET maintenance_work_mem = '1GB'", "SET max_parallel_maintenance_workers = 2")
    yield
    settle()
    connection.close()


def settle() -> None:
    """What a database does by itself in time: the journal is emptied, the planner knows the tables."""
    if connection.vendor == "sqlite":
        _run("PRAGMA journal_mode=WAL", "PRAGMA wal_checkpoint(TRUNCATE)")
    else:
        _run("VACUUM ANALYZE")


@contextmanager
def without_indexes(*tables: type[models.Model]) -> Iterator[None]:
    """Drop the indexes of tables and make them again by the words that the migrations made them with."""
    found = [pair for table in tables for pair in _indexes(table._meta.db_table)]
    _run(*(drop for drop, _make in found))
    yield
    _run(*(make for _drop, make in found))


def _indexes(table: str) -> list[tuple[str, str]]:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(SQLITE_INDEXES, [table])
        else:
            cursor.execute(POSTGRES_INDEXES, [table, table, table])
        return [(str(drop), str(make)) for drop, make in cursor.fetchall()]


def store(table: type[models.Model], columns: Sequence[str], rows: Iterable[Row]) -> None:
    """Store rows in one transaction; what is not named has to have a default in the database."""
    names = ", ".join(f'"{name}"' for name in columns)
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            marks = ", ".join("?" * len(columns))
            statement = f'INSERT INTO "{table._meta.db_table}" ({names}) VALUES ({marks})'
            cursor.execute("BEGIN")
            connection.connection.executemany(statement, rows)
            cursor.execute("COMMIT")
        else:
            with cursor.copy(f'COPY "{table._meta.db_table}" ({names}) FROM STDIN') as copy:
                for row in rows:
                    copy.write_row(row)
            for statement in connection.ops.sequence_reset_sql(no_style(), [table]):
                cursor.execute(statement)


def _run(*statements: str) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def size() -> tuple[int, int]:
    """Bytes of the database, and how many of them are indexes."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            indexes = "SELECT name FROM sqlite_master WHERE type = 'index'"
            cursor.execute(f"SELECT sum(pgsize), sum(pgsize * (name IN ({indexes}))) FROM dbstat")
        else:
            indexes = "SELECT sum(pg_indexes_size(relid)) FROM pg_stat_user_tables"
            cursor.execute(f"SELECT pg_database_size(current_database()), ({indexes})")
        whole, of_indexes = cursor.fetchone()
    return int(whole), int(of_indexes)
