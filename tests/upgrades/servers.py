"""A PostgreSQL for the tests of backups and of the move, and the commands on it."""

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from itertools import count

import psycopg
import pytest

from tests.postgres import FAST, private_cluster
from tests.running import ROOT
from tests.upgrades.released import unpack

_number = count(1)


@pytest.fixture(scope="module")
def cluster():
    with private_cluster(*FAST) as running:
        yield running


@pytest.fixture(scope="session")
def course(tmp_path_factory):
    """The course of the last release, migrated to this one, as a file to copy."""
    folder = tmp_path_factory.mktemp("course")
    file = unpack(folder)
    words = [sys.executable, "manage.py", "migrate", "--verbosity", "0"]
    env = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"} | {"DATA_DIR": str(folder)}
    subprocess.run(words, cwd=ROOT, env=env, check=True, timeout=120)
    with closing(sqlite3.connect(file)) as database:
        database.execute("PRAGMA journal_mode=DELETE")
    return file


@pytest.fixture
def empty(cluster):
    """The address of a database with nothing in it."""
    return cluster.create(f"course_{next(_number)}")


def manage(site, *words, **environment):
    return subprocess.run(
        [sys.executable, "manage.py", *words],
        cwd=ROOT,
        env={**site.environment, **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def ask(url, *statements):
    """The rows of the last statement."""
    with psycopg.connect(url) as database:
        for statement in statements:
            found = database.execute(statement)
        return found.fetchall() if found.description else []


def contents(url):
    """Every row of every table."""
    with psycopg.connect(url) as database:
        names = sorted(tables_of(url))
        return {name: database.execute(f'SELECT * FROM "{name}" ORDER BY 1').fetchall() for name in names}


def tables_of(url, schema="public"):
    return {name for (name,) in ask(url, f"SELECT tablename FROM pg_tables WHERE schemaname = '{schema}'")}
