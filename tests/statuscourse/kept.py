"""A course in a file of its own for tests of backups, without the database of the suite."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError

from tests.upgrades.released import unpack

KEY = "the generated key of a site, which is longer than fifty characters"
only_sqlite = pytest.mark.skipif(
    not settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"),
    reason="these are about the file; tests/upgrades/test_postgres.py has the other",
)


def make_course(folder, monkeypatch, settings):
    """The course of the last release in ``folder``, where the settings then say that it is."""
    folder.mkdir()
    file = unpack(folder)
    (folder / "secret_key").write_text(KEY)
    point_to(file, monkeypatch, settings)
    settings.SECRET_KEY = KEY
    return file


def point_to(file, monkeypatch, settings):
    settings.DATA_DIR = file.parent
    settings.BACKUP_DIR = file.parent / "backups"
    monkeypatch.setitem(settings.DATABASES["default"], "NAME", file)


def take(folder, **options):
    """Make a backup; its path."""
    before = set(folder.glob("*.zip"))
    call_command("backup", folder, **options)
    (made,) = set(folder.glob("*.zip")) - before
    return made


def refused(name, *args, **options):
    with pytest.raises(CommandError) as told:
        call_command(name, *args, **options)
    return str(told.value)


def run(file, *statements):
    with closing(sqlite3.connect(file)) as database:
        found = [database.execute(statement).fetchall() for statement in statements]
        database.commit()
    return found[-1]


def names(folder: Path) -> list[str]:
    """Everything in a folder but locks."""
    return sorted(path.name for path in folder.iterdir() if not path.name.endswith(".lock"))
