"""The dump of a PostgreSQL database on one snapshot, and restoring it, with the programs that PostgreSQL brings."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from django.db import connection, transaction

from .files import BackupRefused

ASIDE = "before_restore_"  # schemas that a restore renamed
SETTING = re.compile(rb"SET ([a-z_]+) = [^;]*;\n")
HEAD = (b"--", b"\n", b"SET ", b"SELECT pg_catalog.set_config(", b"\\restrict ")  # before a script makes anything
COPY_LINE = re.compile(rb'COPY public\."?([A-Za-z0-9_]+)"? \(')


def snapshot(target: Path) -> tuple[list[str], dict[str, int]]:
    """Dump into ``target``; the migrations and the rows by table as the same snapshot has them.

    Raises BackupRefused where pg_dump is missing, older than the server, or fails.
    """
    program = _program("pg_dump")
    refuse_other_schema()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        cursor.execute("SELECT pg_export_snapshot()")
        name = cursor.fetchone()[0]
        os.close(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        words = ["-Fc", "--no-owner", "--no-privileges", f"--exclude-schema={ASIDE}*", f"--snapshot={name}"]
        _run([program, *words, f"--file={target}"])
        cursor.execute("SELECT app, name FROM django_migrations ORDER BY app, name")
        migrations = [f"{app}.{step}" for app, step in cursor.fetchall()]
        return migrations, counts()


def refuse_other_schema() -> None:
    """Only ``public`` is dumped and restored here. Raises BackupRefused where the site's tables are elsewhere."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_schema()")
        (name,) = cursor.fetchone()
    if name != "public":
        raise BackupRefused(
            f"DATABASE_URL names the schema {name}, and only public is backed up and restored here. Give the course a"
            " database of its own, or back that one up with the tools of PostgreSQL."
        )


def counts() -> dict[str, int]:
    """Rows by table of the schema that the site uses."""
    with connection.cursor() as cursor:
        found = {}
        for name in sorted(tables()):
            cursor.execute(f"SELECT count(*) FROM {connection.ops.quote_name(name)}")  # noqa: S608
            found[name] = int(cursor.fetchone()[0])
        return found


def tables() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        return [name for (name,) in cursor.fetchall()]


def check(dump: Path, expected: Mapping[str, int]) -> None:
    """Read the dump back as the text that a restore would run, and count its rows. Raises BackupRefused."""
    words = [_program("pg_restore"), "--data-only", "--file=-", str(dump)]
    with subprocess.Popen(words, stdout=subprocess.PIPE) as reading:  # noqa: S603
        found = _rows(reading.stdout or ())
    if reading.returncode:
        raise BackupRefused("The dump cannot be read back; pg_restore says why above.")
    wrong = [
        f"{name} has {found.get(name, 0)} rows, not {count}"
        for name, count in expected.items()
        if found.get(name, 0) != count
    ]
    if wrong:
        raise BackupRefused("The dump reads back as something else: " + "; ".join(wrong[:5]))


def _rows(script: Iterable[bytes]) -> dict[str, int]:
    """Rows by table of a script with COPY: one line each, because its format escapes those in texts."""
    found: dict[str, int] = {}
    table = ""
    for line in script:
        if table and line == b"\\.\n":
            table = ""
        elif table:
            found[table] += 1
        elif start := COPY_LINE.match(line):
            table = start[1].decode()
            found[table] = 0
    return found


def others() -> int:
    """How many other connections this database has."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
            " AND backend_type = 'client backend'"
        )
        return int(cursor.fetchone()[0])


def restore(dump: Path, aside: str) -> None:
    """Run the dump in one transaction, which begins by renaming what is there to the schema ``aside``, if it is named.

    Raises BackupRefused; then everything is as it was.
    """
    script = dump.with_suffix(".sql")
    _run([_program("pg_restore"), "--no-owner", "--no-privileges", f"--file={script}", str(dump)])
    _leave_out_unknown(script)
    first = []
    if aside:
        renamed = f"ALTER SCHEMA public RENAME TO {aside}; CREATE SCHEMA public; GRANT USAGE ON SCHEMA public TO PUBLIC"
        first = ["--command", renamed]
    connection.close()  # ours would be one more that holds the tables
    words = ["--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1", *first, "--file", str(script)]
    try:
        _run([_program("psql"), *words])
    finally:
        script.unlink(missing_ok=True)


def _leave_out_unknown(script: Path) -> None:
    """Make comments of settings in the script's head that this server does not know.

    A pg_dump may be newer than the server: since 17 its scripts set transaction_timeout, where older servers stop.
    """
    with script.open("r+b") as text:
        place = 0
        while (line := text.readline()).startswith(HEAD):
            setting = SETTING.fullmatch(line)
            if setting and not _knows(setting[1].decode()):
                text.seek(place)
                text.write(b"-- ")  # as long as SET: what follows, which may be gigabytes, stays where it is
                text.seek(place + len(line))
            place += len(line)


def _knows(setting: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting(%s, true) IS NOT NULL", [setting])
        return bool(cursor.fetchone()[0])


def _program(name: str) -> str:
    """Its path. Raises BackupRefused where it is missing, or older than the server, whose tables it could not read."""
    path = shutil.which(name)
    server = _server_version() if name == "pg_dump" else 0
    if path is None:
        package = f"postgresql-client-{server}" if server else "postgresql-client"
        raise BackupRefused(f"{name} is not installed here. It comes with PostgreSQL; on Debian: apt install {package}")
    said = subprocess.run([path, "--version"], capture_output=True, text=True, check=False).stdout  # noqa: S603
    found = re.search(r"\) (\d+)", said)
    if server and (found is None or int(found[1]) < server):
        raise BackupRefused(
            f"{name} is {said.strip() or 'unreadable'} and the server is PostgreSQL {server}. "
            f"It must not be older; on Debian: apt install postgresql-client-{server}"
        )
    return path


def _server_version() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version_num")
        return int(cursor.fetchone()[0]) // 10000


def _run(words: list[str]) -> None:
    # The password goes by the environment: arguments are everybody's to read.
    done = subprocess.run(words, capture_output=True, text=True, check=False, env={**os.environ, **_environment()})  # noqa: S603
    if done.returncode:
        raise BackupRefused(f"{Path(words[0]).name} failed: {done.stderr.strip()[:800]}")


def _environment() -> dict[str, str]:
    """Where and who, and what stands behind the question mark of DATABASE_URL, as libpq reads it."""
    known: dict[str, Any] = connection.settings_dict
    given = {
        "host": known["HOST"],
        "port": known["PORT"],
        "user": known["USER"],
        "password": known["PASSWORD"],
        "dbname": known["NAME"],
        **known.get("OPTIONS", {}),
    }
    return {variable: str(given[name]) for name, variable in _variables().items() if given.get(name)}


def _variables() -> dict[str, str]:
    """The variable of each option that has one. Keepalives have none, and a dump waits by itself."""
    from psycopg.pq import Conninfo  # noqa: PLC0415 - a site with a file for a database is spared its weight

    known = Conninfo.get_defaults()
    return {option.keyword.decode(): option.envvar.decode() for option in known if option.envvar}
