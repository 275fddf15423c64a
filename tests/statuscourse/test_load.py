"""What `make load` counts and judges; the load itself is in tests/load."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.load import crowd
from tests.load.classroom import Run, _late, _turned_away
from tests.load.crowd import Crowd, Member

ANSWER = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok"
GONE, SILENCE = b"", None  # no answer: the connection ends, or nothing happens
BUSY = b"HTTP/1.1 503 Service Unavailable\r\nretry-after: 1\r\ncontent-length: 0\r\n\r\n"


def sent_to(*replies, kind="saves", times=1):
    """Send something so many times to a server that replies like this, one reply after the other."""
    seen, left = [], list(replies)

    async def serve(reader, writer):
        try:
            while True:
                seen.append(await reader.readuntil(b"\r\n\r\n") + await reader.readexactly(5))
                reply = left.pop(0)
                writer.write(reply or b"")
                if reply not in {SILENCE, ANSWER, BUSY}:
                    break
        except asyncio.IncompleteReadError:
            pass
        writer.close()

    async def story():
        async with await asyncio.start_server(serve, "127.0.0.1", 0) as server:
            member = Member(Crowd(server.sockets[0].getsockname()[1]))
            for _ in range(times):
                await member.post(kind, "/questions/", "a=404")
            member.close()
            await asyncio.sleep(0.05)  # the server's end hears of it
            return member.crowd

    with ThreadPoolExecutor(max_workers=1) as thread:
        return thread.submit(asyncio.run, story()).result(timeout=20), seen


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    monkeypatch.setattr(crowd, "SCRIPTS", {"saves": 0.2, "answers": 0.2})
    monkeypatch.setattr(crowd, "WAITS", (0,))


@pytest.mark.parametrize("kind", ["saves", "answers"])
def test_what_a_script_sent_is_given_up_and_sent_again_as_it_was(kind):
    found, seen = sent_to(SILENCE, ANSWER, kind=kind)
    assert (found.errors, found.unanswered, len(seen)) == ([], 1, 2)
    assert seen[0] == seen[1]
    assert found.kinds[kind].at(1) > 200, "the time of whoever waits goes on"


def test_a_connection_that_ends_while_it_is_in_use_is_an_error():
    found, seen = sent_to(ANSWER, GONE, ANSWER, times=2)
    assert (len(found.errors), found.reopened, len(seen)) == (1, 0, 3)
    assert "IncompleteReadError" in found.errors[0]


@pytest.mark.parametrize("cut_off", [ANSWER[:-1], ANSWER[:4]])
def test_an_answer_that_is_cut_off_is_an_error_however_long_nobody_had_asked(monkeypatch, cut_off):
    monkeypatch.setattr(crowd, "IN_USE", 0)
    found, _ = sent_to(ANSWER, cut_off, ANSWER, times=2)
    assert (len(found.errors), found.reopened) == (1, 0)


def test_a_connection_that_nobody_used_is_opened_anew(monkeypatch):
    monkeypatch.setattr(crowd, "IN_USE", 0)
    found, seen = sent_to(ANSWER, GONE, ANSWER, times=2)
    assert (found.errors, found.reopened, len(seen)) == ([], 1, 3)


def run_of(found):
    return Run("classroom", found, 1, None)


def test_what_was_told_503_or_given_up_is_a_target_missed():
    found, _ = sent_to(BUSY, SILENCE, ANSWER)
    assert _turned_away(run_of(found)) == [
        "1 requests were told 503",
        "1 saves and answers were given up and sent again",
    ]
    assert _turned_away(run_of(sent_to(ANSWER)[0])) == []


def test_who_is_done_later_than_promised_misses_the_target():
    found = Crowd(1)
    found.kinds["join"].done(0.1, 70.0)
    assert _late(run_of(found), "join", 60.0) == ["the last of join was done after 70 s, the target 60 s"]
    assert _late(run_of(found), "join", 68.0) == []
