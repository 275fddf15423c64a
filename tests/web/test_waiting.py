"""A request that met a locked file is run again; those behind it wait without trying, and reading goes on."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO

import pytest

from statuscourse.web import waiting
from statuscourse.web.waiting import IS_LOCKED, MAY_WAIT, Waiting


class File:
    """A database that is locked for so many tries; ``seen`` has method and content of each."""

    def __init__(self, tries):
        self.tries = tries
        self.seen = []

    async def run(self, environ):
        self.seen.append((environ["REQUEST_METHOD"], environ["wsgi.input"].read(), MAY_WAIT in environ))
        if len(self.seen) <= self.tries:
            environ[IS_LOCKED] = True
            return 503
        return 200


def in_a_loop(story):
    """In a thread of its own: the browser tests' loop may be running in this one."""
    with ThreadPoolExecutor() as thread:
        return thread.submit(asyncio.run, story).result(timeout=20)


def environ(method="POST", content=b"answer=404"):
    return {"REQUEST_METHOD": method, "wsgi.input": BytesIO(content)}


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    monkeypatch.setattr(waiting, "LONGEST", 0.001)


def ask(file, *requests, patience=5.0):
    async def all_of_them():
        line = Waiting()
        return await asyncio.gather(*(line.patiently(file.run, each) for each in requests))

    waiting.PATIENCE, before = patience, waiting.PATIENCE
    try:
        return in_a_loop(all_of_them())
    finally:
        waiting.PATIENCE = before


def test_a_request_that_meets_no_lock_is_run_once():
    file = File(0)
    assert (ask(file, environ()), len(file.seen)) == ([200], 1)


def test_a_request_is_run_again_with_all_of_its_content_until_the_file_is_free():
    file = File(3)
    assert ask(file, environ()) == [200]
    assert file.seen == [("POST", b"answer=404", True)] * 4


def test_the_last_try_of_the_impatient_is_one_whose_answer_is_shown():
    file = File(10_000)
    assert ask(file, environ(), patience=0.01) == [503]
    assert [may_wait for _, _, may_wait in file.seen][-2:] == [True, False]


def test_who_writes_does_not_try_while_another_one_waits():
    file = File(20)
    asked = [environ(content=str(number).encode()) for number in range(5)]

    async def all_of_them():
        line = Waiting()
        first = asyncio.create_task(line.patiently(file.run, asked[0]))
        await asyncio.sleep(0)
        return await asyncio.gather(first, *(line.patiently(file.run, each) for each in asked[1:]))

    assert in_a_loop(all_of_them()) == [200] * 5
    contents = [content for _, content, _ in file.seen]
    assert contents == [b"0"] * 21 + [b"1", b"2", b"3", b"4"], "oldest first, and only the oldest tries"


def test_who_reads_is_not_behind_those_who_wait():
    done = []

    async def run(environ):
        done.append(environ["REQUEST_METHOD"])
        if environ["REQUEST_METHOD"] == "POST" and done.count("POST") < 5:
            environ[IS_LOCKED] = True
        return 200

    async def both():
        line = Waiting()
        await asyncio.gather(line.patiently(run, environ()), line.patiently(run, environ("GET", b"")))

    in_a_loop(both())
    assert done.index("GET") < 3


def test_who_came_first_is_told_first_even_behind_one_who_came_later():
    """It stood in line for its first try, and meanwhile another one met the locked file."""
    seen, told = [], []

    async def run(environ):
        name = environ["wsgi.input"].read()
        seen.append(name)
        if name == b"early" and seen.count(name) == 1:
            await asyncio.sleep(0.3)
        environ[IS_LOCKED] = True
        if MAY_WAIT not in environ:
            told.append(name)
        return 503

    async def both():
        line = Waiting()
        early = asyncio.create_task(line.patiently(run, environ(content=b"early")))
        await asyncio.sleep(0.2)
        await asyncio.gather(early, line.patiently(run, environ(content=b"late")))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(waiting, "PATIENCE", 0.5)
        in_a_loop(both())
    assert told == [b"early", b"late"]


def test_somebody_who_went_away_lets_the_next_one_try():
    file = File(10_000)

    async def one_goes():
        line = Waiting()
        gone = asyncio.create_task(line.patiently(file.run, environ(content=b"gone")))
        stays = asyncio.create_task(line.patiently(file.run, environ(content=b"stays")))
        await asyncio.sleep(0.05)
        gone.cancel()
        await asyncio.sleep(0.05)
        file.tries = 0
        return await asyncio.wait_for(stays, 5)

    assert in_a_loop(one_goes()) == 200
