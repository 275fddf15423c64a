"""Another process has the file and writes: a backup program, a shell that somebody forgot to leave."""

import sqlite3
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest

from statuscourse.web.sqlite import ServersConnection
from tests.faults.crowd import Answerer, Person, Unanswered
from tests.faults.files import FILE, codes, counted, lines_of_log, on_sqlite, port_of, words

pytestmark = on_sqlite

HOLDER = """
import sqlite3, sys
base = sqlite3.connect(sys.argv[1], isolation_level=None, timeout=20)
base.execute("BEGIN IMMEDIATE")
print("held", flush=True)
sys.stdin.read()
"""


@contextmanager
def locked(site):
    """Another process holds a write transaction meanwhile."""
    command = [sys.executable, "-c", HOLDER, str(site.data / FILE)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
        assert holder.stdout.readline() == b"held\n"
        yield
        holder.stdin.close()


@pytest.fixture
def person(site):
    """Somebody whom the site knows, with the form of another question open."""
    person = Answerer(port_of(site), 1)
    person.answer(codes(site.data / FILE)[0])
    return person


def form_of(person, site, number):
    path = f"/questions/{codes(site.data / FILE)[number]}/"
    page = person.insist(path)
    return path, person.form(path, page).values | {"answer": "unknown"}


def test_a_lock_of_five_seconds_is_waited_for_and_the_pages_of_others_go_on(site, person):
    path, values = form_of(person, site, 1)
    slowest, said = 0.0, len(lines_of_log(site))
    with ThreadPoolExecutor(6) as pool:
        with locked(site):
            start = time.monotonic()
            sent = [pool.submit(person.fetch, path, values) for _ in range(6)]  # both workers have some that wait
            while time.monotonic() < start + 5:
                before = time.monotonic()
                assert Person(port_of(site), 2).fetch("/quizzes/").status == 200
                slowest = max(slowest, time.monotonic() - before)
            assert not any(each.done() for each in sent)
        assert [each.result().status for each in sent] == [200] * 6
    assert slowest < 2, f"a page took {slowest:.1f} s"
    assert counted(site.data / FILE, person)[path.split("/")[2]] == 1
    assert "database failed" not in "\n".join(lines_of_log(site)[said:])


def test_a_longer_lock_is_told_and_what_is_sent_again_counts_once(site, person):
    path, values = form_of(person, site, 2)
    said = len(lines_of_log(site))
    with locked(site):
        start = time.monotonic()
        with pytest.raises(Unanswered, match="503") as told:
            person.fetch(path, values)
        waited = time.monotonic() - start
        assert person.fetch("/progress/").status == 200
        assert person.fetch("/readyz").status == 200
    reply = told.value.reply
    assert (reply.headers["Retry-After"], reply.headers["Cache-Control"]) == ("10", "no-store")
    assert "it is not saved" in words(reply.text)
    assert 5 < waited < 8, "longer than a lock of five seconds, and less than the scripts of a page wait"
    assert counted(site.data / FILE, person)[path.split("/")[2]] == 0
    lines = [line for line in lines_of_log(site)[said:] if "database failed" in line]
    assert len(lines) == 1
    assert lines[0].endswith(f"POST {path}: 503, the database failed: OperationalError SQLITE_BUSY database is locked")
    assert person.fetch(path, values).status == 200
    assert person.fetch(path, values).status == 200
    assert counted(site.data / FILE, person)[path.split("/")[2]] == 1


def test_the_server_waits_for_no_lock_inside_of_sqlite(site):
    """Its workers have one thread for pages; what waits inside of SQLite holds up all of them."""
    base = ServersConnection(site.data / FILE, timeout=20)
    with sqlite3.connect(site.data / FILE, isolation_level=None) as other:
        other.execute("BEGIN IMMEDIATE")
        start = time.monotonic()
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            base.execute("BEGIN IMMEDIATE")
        other.execute("ROLLBACK")
    base.close()
    assert time.monotonic() - start < 1
