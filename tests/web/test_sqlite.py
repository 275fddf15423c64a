"""How the server holds its file: it makes none, notices when it is taken away, and does not stand still for others."""

import sqlite3
import threading
import time
from types import SimpleNamespace

import pytest

from statuscourse.web import sqlite
from statuscourse.web.sqlite import ServersConnection, hold_like_a_server


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "a file?.sqlite3"  # what an address would take apart
    with sqlite3.connect(path) as base:
        base.execute("CREATE TABLE things (name TEXT)")
    base.close()
    return path


def waited(path):
    """How long a connection of this thread waits for a file that another one has."""
    base = ServersConnection(path, timeout=0.5)
    with sqlite3.connect(path, isolation_level=None) as other:
        other.execute("BEGIN IMMEDIATE")
        start = time.monotonic()
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            base.execute("BEGIN IMMEDIATE")
        took = time.monotonic() - start
        other.execute("ROLLBACK")
    base.close()
    other.close()
    return took


def test_a_file_that_is_there_is_opened_to_write(file):
    base = ServersConnection(file)
    with base:
        base.execute("INSERT INTO things VALUES ('a')")
    base.close()
    assert sqlite3.connect(file).execute("SELECT name FROM things").fetchall() == [("a",)]


def test_a_file_that_is_not_there_is_not_made(tmp_path):
    with pytest.raises(sqlite3.OperationalError, match="unable to open"):
        ServersConnection(tmp_path / "none.sqlite3").execute("SELECT 1")
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_another_one_replaced_is_let_go(file, tmp_path, monkeypatch):
    base, closed = ServersConnection(file), []
    with monkeypatch.context() as patched:
        patched.setattr(sqlite, "connection", SimpleNamespace(connection=base, close=lambda: closed.append(True)))
        sqlite.let_go_of_moved_file()
        assert closed == []
        (tmp_path / "another").write_bytes(file.read_bytes())
        (tmp_path / "another").replace(file)
        sqlite.let_go_of_moved_file()
    base.close()
    assert closed == [True]


def test_the_thread_of_the_pages_waits_a_moment_only(file):
    assert waited(file) < 0.4


def test_other_threads_wait_as_long_as_they_are_told(file):
    took = []
    thread = threading.Thread(target=lambda: took.append(waited(file)))
    thread.start()
    thread.join()
    assert took[0] >= 0.4


def test_a_postgresql_is_held_as_it_is():
    database = {"ENGINE": "django.db.backends.postgresql", "OPTIONS": {}}
    hold_like_a_server(database)
    assert database["OPTIONS"] == {}
