"""The move itself. The site goes on being read; whatever would write is told 503 until it runs on the new database."""

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.db import DEFAULT_DB_ALIAS, DatabaseError, NotSupportedError, connections, transaction
from django.db.models import GenericIPAddressField, JSONField
from django.utils import timezone

from statuscourse import env
from statuscourse.backups import schema
from statuscourse.web import maintenance

from . import left
from .obstacles import obstacles
from .proof import Digest, plain_address
from .tables import Table, strangers, tables

Say = Callable[[str], object]

TEXT = "The course is moving to another database. Pages can be read; nothing can be stored for a few minutes."
SOURCE, TARGET = "source", DEFAULT_DB_ALIAS
DRAIN = 2.0  # seconds for what is being answered when the site becomes read only
WAKE = 1.0  # seconds in which whoever waited for the lock of the file has it


class MoveRefused(Exception):
    """Nothing was moved and the site is as it was; the sentences say why."""


def move_to(url: str, *, say: Say) -> None:
    """Carry the course from its file to the empty PostgreSQL at ``url``. Raises MoveRefused.

    Migrations and code speak to the default database, so that is the target here and the file has another name.
    """
    _name_databases(url)
    try:
        _refuse_unready()
        with _read_only():
            _move(say)
    except DatabaseError as error:
        raise MoveRefused(f"Nothing was moved. The database said: {error}") from error
    finally:
        connections.close_all()


def _move(say: Say) -> None:
    """One transaction there, around one here that keeps everybody else from writing."""
    with closing(sqlite3.connect(connections.settings[SOURCE]["NAME"])) as watching:
        try:
            with transaction.atomic(using=TARGET):
                with transaction.atomic(using=SOURCE):  # IMMEDIATE
                    version = watching.execute("PRAGMA data_version").fetchone()
                    _copy_all(say)
                time.sleep(WAKE)
                # Who waited for the lock since before the site was read only has written into the file now.
                if watching.execute("PRAGMA data_version").fetchone() != version:
                    raise MoveRefused("Somebody wrote into the file during the move. Nothing was moved; try again.")
                left.write(_sign())
        except BaseException:
            left.mark().unlink(missing_ok=True)
            raise


def _sign() -> dict[str, str]:
    """Name this move in the database that it goes to; what the mark says of it.

    The name is a comment on a table: it comes with the rows or not at all, grows old with none of them, and pg_dump
    takes it along.
    """
    name = uuid4().hex
    with connections[TARGET].cursor() as cursor:
        cursor.execute(f"COMMENT ON TABLE django_migrations IS '{name}'")
    at = timezone.now().isoformat(timespec="seconds")
    return {"id": name, "at": at, "database": _place(connections[TARGET].settings_dict)}


def _place(known: dict[str, Any]) -> str:
    """A database as a sentence names it, without its password."""
    return f"{known['NAME']} at {known['HOST'] or 'this machine'}"


def _copy_all(say: Say) -> None:
    say("The site can be read, and nothing can be stored until it runs on the new database.")
    _refuse_obstacles()
    _make_tables()
    say(f"  {'table':<34} {'rows here':>10} {'there':>10}  SHA-256")
    began = time.monotonic()
    total = sum(_carry(table, say) for table in tables())
    seconds = time.monotonic() - began
    say(f"{total:,} rows in {seconds:.1f} s, {total / max(seconds, 0.001):,.0f} a second, each read back and compared.")
    for name in strangers(SOURCE):
        say(f"  {name} is no table of this release; it stays in the file.")


def _name_databases(url: str) -> None:
    if not settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"):
        raise MoveRefused("DATABASE_URL is set, so the course is not in a file. Unset it: it is moved from the file.")
    try:
        target = env.postgresql("The address", url)
    except ImproperlyConfigured as error:
        raise MoveRefused(str(error)) from error
    source = connections.settings[DEFAULT_DB_ALIAS]
    connections.close_all()
    connections.settings[SOURCE] = source
    connections.settings[TARGET] = connections.configure_settings({DEFAULT_DB_ALIAS: target})[DEFAULT_DB_ALIAS]
    connections[TARGET] = connections.create_connection(TARGET)


def _refuse_unready() -> None:
    file = Path(connections.settings[SOURCE]["NAME"])
    if not file.is_file():
        raise MoveRefused(f"There is no course in {file}.")
    try:
        applied = schema.applied_in(SOURCE)
    except DatabaseError as error:
        raise MoveRefused(f"{file} cannot be read: {error}") from error
    if schema.unknown(applied) or schema.pending(applied):
        raise MoveRefused("The file is not of this release. Start the site once (make serve), then move it.")
    try:
        there = connections[TARGET].introspection.table_names()
    except (DatabaseError, NotSupportedError) as error:
        raise MoveRefused(f"The PostgreSQL cannot be used: {error}") from error
    if there:
        raise MoveRefused(f"The database there has {len(there)} tables already. It has to be empty: make a new one.")


@contextmanager
def _read_only() -> Iterator[None]:
    """The site as a reader's for the time of the move and after it; as it was where the move fails.

    Where somebody has closed it before, nothing writes already, and it is theirs to open.
    """
    was_open = maintenance.under_way() is None
    if was_open:
        maintenance.begin(text=TEXT, read_only=True)
    time.sleep(DRAIN)
    try:
        yield
    except BaseException:
        if was_open:
            maintenance.end()
        raise


def _refuse_obstacles() -> None:
    found = [sentence for table in tables() for sentence in obstacles(table, SOURCE, TARGET)]
    if found:
        raise MoveRefused(
            "\n".join([*found, f"{len(found)} things that PostgreSQL does not take. Nothing was written."])
        )


def _make_tables() -> None:
    """Migrate, and take away the rows that migrating makes by itself: those of the file have their own numbers."""
    call_command("migrate", verbosity=0)
    names = ", ".join(connections[TARGET].ops.quote_name(table.name) for table in tables())
    with connections[TARGET].cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"TRUNCATE {names}")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def _carry(table: Table, say: Say) -> int:
    """Copy a table and compare both sides; how many rows it has."""
    here = Digest()
    read = _reader(table)
    write = _writer(table)
    names = ", ".join(connections[TARGET].ops.quote_name(name) for name in table.columns)
    quoted = connections[TARGET].ops.quote_name(table.name)
    with (
        connections[TARGET].cursor() as cursor,
        cursor.copy(f"COPY {quoted} ({names}) FROM STDIN") as copy,
    ):
        for row in table.rows(SOURCE):
            here.add(read(row))
            copy.write_row(write(row))
    _go_on_counting(table)
    there = Digest()
    for row in table.rows(TARGET):
        there.add(read(row))
    is_same = here.result == there.result
    say(f"  {table.name:<34} {here.rows:>10,} {there.rows:>10,}  {here.result[1][:16]} {'=' if is_same else 'DIFFERS'}")
    if not is_same:
        raise MoveRefused(f"{table.name} did not arrive as it was. Nothing was moved.")
    return here.rows


def _reader(table: Table) -> Callable[[Any], Any]:
    """What of a row is compared."""
    places = {number for number, field in enumerate(table.fields) if isinstance(field, GenericIPAddressField)}
    if not places:
        return lambda row: row
    return lambda row: [plain_address(value) if number in places else value for number, value in enumerate(row)]


def _writer(table: Table) -> Callable[[Any], Any]:
    """A row as the driver takes it: JSON has to be named as such."""
    fields = {number: field for number, field in enumerate(table.fields) if isinstance(field, JSONField)}
    if not fields:
        return lambda row: row

    def written(row: Any) -> list[Any]:
        values = list(row)
        for number, field in fields.items():
            values[number] = field.get_db_prep_save(values[number], connections[TARGET])
        return values

    return written


def _go_on_counting(table: Table) -> None:
    """The next number is beyond every one that was ever given here, those of deleted rows too."""
    if not table.counter:
        return
    with connections[SOURCE].cursor() as cursor:
        cursor.execute("SELECT max(seq) FROM sqlite_sequence WHERE name = %s", [table.name])
        last = cursor.fetchone()[0]
    if last:
        with connections[TARGET].cursor() as cursor:
            quoted = connections[TARGET].ops.quote_name(table.name)
            cursor.execute("SELECT setval(pg_get_serial_sequence(%s, %s), %s)", [quoted, table.counter, last])


def arrive() -> bool:
    """What a start does: on the new database the site is opened; the file that was left is not served by mistake.

    Whether it was opened just now. Raises MoveRefused, also where the course went to another database.
    """
    if left.is_left():
        raise MoveRefused(
            f"{left.sentence()} To serve the old file in {settings.DATA_DIR} all the same, without what was done since:"
            f" delete {left.mark()} and run: manage.py maintenance off"
        )
    if not left.mark().is_file():
        return False
    _refuse_elsewhere()
    found = maintenance.under_way()
    if found is None or found.text != TEXT:
        return False
    maintenance.end()
    return True


def _refuse_elsewhere() -> None:
    """A misspelled address is an empty database, and learners would begin anew in it."""
    facts = left.facts()
    if facts.get("id") and facts["id"] == _id_there():
        return
    here, there = _place(settings.DATABASES["default"]), facts.get("database", "another database")
    raise MoveRefused(
        f"DATABASE_URL names {here}, and the course was moved to {there}: its mark is not in this one. Nothing was"
        " changed, and nothing is served.\n"
        "  Set DATABASE_URL to where it was moved, and start again.\n"
        "  Where move_database never said that everything arrived, the course is still in the file. To go on there:"
        f" unset DATABASE_URL, delete {left.mark()}, and run: manage.py maintenance off\n"
        f"  To serve {here} all the same: delete {left.mark()}, start, and run: manage.py maintenance off"
    )


def _id_there() -> str | None:
    """Which move the database of the settings comes from."""
    with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
        cursor.execute("SELECT obj_description(to_regclass('django_migrations'), 'pg_class')")
        found: str | None = cursor.fetchone()[0]
    return found
