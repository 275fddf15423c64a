"""The machine of a live session. No database."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from statuscourse.classrooms.core.live import (
    ASK,
    CLOSE,
    END,
    GRACE,
    REVEAL,
    STEPS,
    NoSuchStep,
    Standing,
    counted,
)

NOW = datetime(2026, 11, 30, 9, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)
LOBBY = Standing("lobby", 0, 3)


def asking(**more):
    return replace(LOBBY, **more).after(ASK, NOW)


def test_the_first_step_asks_the_first_question():
    here = asking()
    assert (here.phase, here.position, here.asked_at, here.ends_at) == ("asking", 1, NOW, None)


def test_a_timer_says_when_the_question_closes():
    assert asking(seconds=30).ends_at == NOW + 30 * SECOND


def test_a_question_whose_time_is_over_is_closed_whoever_looks():
    assert asking(seconds=30).at(NOW + 30 * SECOND).phase == "closed"


def test_a_moment_before_it_is_open():
    assert asking(seconds=30).at(NOW + 29.9 * SECOND).phase == "asking"


def test_what_the_timer_closed_can_be_revealed():
    assert asking(seconds=30).after(REVEAL, NOW + 31 * SECOND).phase == "revealed"


def test_an_open_question_is_not_revealed():
    with pytest.raises(NoSuchStep):
        asking(seconds=30).after(REVEAL, NOW + 5 * SECOND)


def test_closing_by_hand_sets_the_end():
    assert asking().after(CLOSE, NOW + 5 * SECOND).ends_at == NOW + 5 * SECOND


def test_closing_what_the_timer_has_just_closed_keeps_its_end():
    assert asking(seconds=30).after(CLOSE, NOW + 31 * SECOND).ends_at == NOW + 30 * SECOND


def test_an_answer_counts_that_comes_a_moment_late():
    assert asking(seconds=30).takes_answers(1, NOW + 30 * SECOND + GRACE)


def test_an_answer_does_not_count_that_comes_later():
    assert not asking(seconds=30).takes_answers(1, NOW + 31 * SECOND + GRACE)


def test_no_answer_counts_once_the_right_one_is_shown():
    told = asking().after(CLOSE, NOW).after(REVEAL, NOW)
    assert not told.takes_answers(1, NOW)


def test_an_answer_to_another_question_does_not_count():
    assert not asking().takes_answers(2, NOW)


def test_the_last_question_is_followed_by_the_end():
    last = Standing("revealed", 3, 3)
    assert last.next_step == END
    with pytest.raises(NoSuchStep):
        last.after(ASK, NOW)


def test_what_is_over_goes_nowhere():
    for step in STEPS:
        with pytest.raises(NoSuchStep):
            Standing("over", 3, 3).after(step, NOW)


def test_a_timer_says_how_many_seconds_are_left():
    assert asking(seconds=30).seconds_left(NOW + 0.2 * SECOND) == 29.8
    assert asking(seconds=30).seconds_left(NOW + 31 * SECOND) == 0


def test_without_a_timer_nothing_is_left():
    assert asking().seconds_left(NOW) is None


def test_a_double_click_is_recognised():
    assert asking().came_by(ASK, 0)
    assert not asking().came_by(ASK, 1)


@pytest.mark.parametrize(
    ("phase", "answered", "number"), [("asking", False, 1), ("asking", True, 2), ("closed", False, 2)]
)
def test_a_question_counts_once_it_was_closed_or_somebody_answered(phase, answered, number):
    assert counted(Standing(phase, 2, 3), answered) == number


walks = st.lists(st.tuples(st.sampled_from(STEPS), st.integers(0, 40)), max_size=25)


@given(walks, st.sampled_from([None, 20, 90]), st.integers(1, 4))
def test_whatever_is_pressed_questions_come_in_order_and_none_twice(walk, seconds, length):
    here, now, seen = Standing("lobby", 0, length, seconds), NOW, []
    for step, wait in walk:
        now += wait * SECOND
        try:
            there = here.after(step, now)
        except NoSuchStep:
            continue
        assert there.came_by(step, here.position)
        if step == ASK:
            seen.append(there.position)
        here = there
    assert seen == list(range(1, len(seen) + 1))
    assert here.position == len(seen) <= length


@given(walks, st.sampled_from([20, 90]))
def test_no_answer_is_taken_after_what_is_right_was_shown(walk, seconds):
    here, now = Standing("lobby", 0, 3, seconds), NOW
    for step, wait in walk:
        now += wait * SECOND
        try:
            here = here.after(step, now)
        except NoSuchStep:
            continue
        told = here.phase in ("revealed", "over", "lobby")
        assert not (told and any(here.takes_answers(position, now) for position in range(4)))


@given(walks, st.sampled_from([None, 30]))
def test_the_next_step_always_leads_on(walk, seconds):
    here, now = Standing("lobby", 0, 3, seconds), NOW
    for step, wait in walk:
        now += wait * SECOND
        try:
            here = here.after(step, now)
        except NoSuchStep:
            continue
    if here.phase != "over":
        assert here.after(here.at(now).next_step, now) != here
