"""`DATABASE_URL`: what it takes, and that no refusal repeats the password."""

import os
import subprocess
import sys
from types import SimpleNamespace

import pytest
from django.core.exceptions import ImproperlyConfigured

from statuscourse import env
from statuscourse.backups import postgres
from tests.running import ROOT

FILE = {"ENGINE": "django.db.backends.sqlite3"}
COURSE = "postgres://course:pa55word@db.school.example:6432/course"
WRONG = {
    "sqlite:///course.sqlite3": "names no PostgreSQL database",
    "mysql://course:pa55word@db.school.example/course": "names no PostgreSQL database",
    "postgres://course:pa55word@db.school.example": "names no PostgreSQL database",
    "postgres://course:pa55word@db.school.example/": "names no PostgreSQL database",
    "postgres://course:pa55word@db.school.example:65536/course": "cannot be read",
    "postgres://course:pa55word@db.school.example:five/course": "cannot be read",
    "postgres://course:pa55word@[::1/course": "cannot be read",
    "postgres://course:pa55word/#@db.school.example/course": "cannot be read",
    "db.school.example/course?pa55word": "cannot be read",
    "oracel://course:pa55word@db.school.example/course": "cannot be read",
    f"{COURSE}?sslmodus=require": 'is refused: invalid connection option "sslmodus"',
    f"{COURSE}?pool=true": 'is refused: invalid connection option "pool"',
}


@pytest.fixture
def read(monkeypatch):
    def read(value):
        monkeypatch.setenv("X", value)
        return env.database_url("X", FILE)

    return read


@pytest.mark.parametrize("value", ["", "  "])
def test_without_an_address_it_is_the_file(read, value):
    assert read(value) is FILE


@pytest.mark.parametrize("scheme", ["postgres", "postgresql"])
def test_an_address_of_a_postgresql_is_taken_apart(read, scheme):
    found = read(COURSE.replace("postgres", scheme, 1))
    names = ("ENGINE", "USER", "PASSWORD", "HOST", "PORT", "NAME")
    here = ("django.db.backends.postgresql", "course", "pa55word", "db.school.example", 6432, "course")
    assert tuple(found[name] for name in names) == here


def test_signs_of_a_password_are_written_as_in_any_address(read):
    assert read("postgres://course:p%40ss%2Fw%23rd@db.school.example/course")["PASSWORD"] == "p@ss/w#rd"


def test_a_connection_is_kept_and_looked_at_before_it_is_used_again(read):
    """Or the first request after the database came back would meet a connection that is dead."""
    found = read(COURSE)
    assert (found["CONN_MAX_AGE"], found["CONN_HEALTH_CHECKS"]) == (600, True)


def test_what_stands_behind_the_question_mark_goes_to_the_driver_and_goes_before_ours(read):
    options = read(f"{COURSE}?sslmode=verify-full&connect_timeout=2")["OPTIONS"]
    assert options == env.PATIENCE | {"sslmode": "verify-full", "connect_timeout": 2}


@pytest.mark.parametrize(("query", "without"), [("", False), ("?disable_server_side_cursors=true", True)])
def test_cursors_of_the_server_can_be_switched_off_for_a_pool(read, query, without):
    found = read(COURSE + query)
    assert (found["DISABLE_SERVER_SIDE_CURSORS"], found["OPTIONS"]) == (without, env.PATIENCE)


@pytest.mark.parametrize(("value", "words"), WRONG.items())
def test_another_address_is_refused_without_its_password(read, value, words):
    with pytest.raises(ImproperlyConfigured, match=r"^X") as refused:
        read(value)
    assert words in str(refused.value)
    assert "pa55word" not in str(refused.value)
    assert "write an address such as postgres://user:password@host:5432/name" in str(refused.value) or "?" in value


def test_a_start_that_is_refused_prints_no_password():
    value = "postgres://course:pa55word@db.school.example:five/course"
    words = [sys.executable, "manage.py", "check"]
    env = {**os.environ, "DATABASE_URL": value}
    done = subprocess.run(words, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    said = done.stdout + done.stderr
    assert (done.returncode != 0, "pa55word" in said) == (True, False)
    assert "DATABASE_URL cannot be read; write an address such as postgres://" in said


def test_the_programs_of_postgresql_get_what_the_site_gets(read, monkeypatch):
    """A provider may ask for an option, and its address would otherwise be good for pages and not for backups."""
    url = f"{COURSE}?sslmode=verify-full&channel_binding=require&options=-csearch_path%3Dpublic"
    monkeypatch.setattr(postgres, "connection", SimpleNamespace(settings_dict=read(url)))
    assert postgres._environment() == {
        "PGHOST": "db.school.example",
        "PGPORT": "6432",
        "PGUSER": "course",
        "PGPASSWORD": "pa55word",
        "PGDATABASE": "course",
        "PGCONNECT_TIMEOUT": "5",
        "PGSSLMODE": "verify-full",
        "PGCHANNELBINDING": "require",
        "PGOPTIONS": "-csearch_path=public",
    }
