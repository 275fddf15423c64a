"""Waiting for a turn: who comes first works first, and nobody waits longer than makes sense."""

import asyncio
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from statuscourse.web.lines import Line, TooBusy


def together(line, works):
    """Requests that come at once, each of which blocks the loop for so many seconds; what became of each, in turn."""
    ended = []

    async def request(number, seconds):
        try:
            await line.turn()
        except TooBusy:
            ended.append((number, "busy"))
            return
        try:
            time.sleep(seconds)
            ended.append((number, "done"))
        finally:
            line.done()

    async def run():
        await asyncio.gather(*(request(number, seconds) for number, seconds in enumerate(works)))

    with ThreadPoolExecutor(max_workers=1) as thread:
        thread.submit(asyncio.run, run()).result(timeout=10)
    return ended


def test_who_comes_first_is_first():
    assert together(Line(most=9, seconds=9), [0, 0, 0]) == [(0, "done"), (1, "done"), (2, "done")]


def test_whoever_has_no_place_is_told_at_once():
    line = Line(most=1, seconds=9)
    assert together(line, [0, 0, 0]) == [(2, "busy"), (0, "done"), (1, "done")]
    assert line.refused == 1


def test_who_came_while_the_loop_was_blocked_has_waited_all_the_same():
    line = Line(most=9, seconds=0.05)
    assert together(line, [0.1, 0, 0]) == [(0, "done"), (1, "busy"), (2, "busy")]
    assert line.refused == 2


def test_after_a_rush_it_is_free_again():
    line = Line(most=1, seconds=0.05)
    together(line, [0.1, 0, 0])
    assert (together(line, [0]), len(line)) == ([(0, "done")], 0)


def test_who_was_in_line_before_is_before_those_who_came_later_and_has_waited_since_then():
    line, ended = Line(most=9, seconds=5), []

    async def request(name, came):
        try:
            await line.turn(came)
        except TooBusy:
            name += ", busy"
        else:
            line.done()
        ended.append(name)

    async def run():
        now = time.monotonic()
        await line.turn()
        later = [asyncio.create_task(request("later", now)), asyncio.create_task(request("before", now - 2))]
        later.append(asyncio.create_task(request("long ago", now - 6)))
        await asyncio.sleep(0)
        line.done()
        await asyncio.gather(*later)

    with ThreadPoolExecutor(max_workers=1) as thread:
        thread.submit(asyncio.run, run()).result(timeout=10)
    assert ended == ["long ago, busy", "before", "later"]
    assert (line.refused, len(line)) == (1, 0)


async def first_goes(line):
    gone = asyncio.create_task(line.turn())
    await asyncio.sleep(0)
    gone.cancel()
    await asyncio.wait_for(line.turn(), 5)


async def waiting_one_goes(line):
    await line.turn()
    gone, stays = asyncio.create_task(line.turn()), asyncio.create_task(line.turn())
    await asyncio.sleep(0)
    gone.cancel()
    await asyncio.sleep(0)
    line.done()
    await asyncio.wait_for(stays, 5)


async def next_one_goes(line):
    """Its turn has come, and before it hears of that it is away."""
    await line.turn()
    gone, stays = asyncio.create_task(line.turn()), asyncio.create_task(line.turn())
    await asyncio.sleep(0)
    line.done()
    gone.cancel()
    await asyncio.wait_for(stays, 5)


@pytest.mark.parametrize("story", [first_goes, waiting_one_goes, next_one_goes])
def test_somebody_who_went_away_keeps_nobody_up(story):
    with ThreadPoolExecutor(max_workers=1) as thread:
        thread.submit(asyncio.run, story(Line(most=9, seconds=9))).result(timeout=10)
