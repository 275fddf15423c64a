"""Levels of knowing, as experience.md defines them."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.core.mastery import Answered, Level, level, weighted_share

TODAY = date(2026, 11, 22)


def answers(text, days=1):
    """``g`` for a good answer, ``w`` for a wrong one, oldest first, spread over so many days."""
    step = max(1, len(text) // days)
    return [Answered(TODAY + timedelta(days=min(n // step, days - 1)), letter == "g") for n, letter in enumerate(text)]


@pytest.mark.parametrize(
    ("given_answers", "expected"),
    [
        (answers(""), Level.NOT_MET),
        (answers("g"), Level.MET),
        (answers("w"), Level.MET),
        (answers("gg"), Level.MET),
        (answers("ggg"), Level.STEADY),
        (answers("www"), Level.SHAKY),
        (answers("ggw"), Level.SHAKY),
        (answers("wgg"), Level.STEADY),
        (answers("gggg", days=2), Level.STEADY),
        (answers("ggggg"), Level.STEADY),
        (answers("ggggg", days=2), Level.MASTERED),
        (answers("wgggg", days=2), Level.STEADY),
        (answers("w" + "g" * 10, days=2), Level.MASTERED),
        (answers("gggggw", days=2), Level.STEADY),
        (answers("ggggggww", days=2), Level.SHAKY),
    ],
)
def test_levels(given_answers, expected):
    assert level(given_answers) is expected


def test_a_level_can_go_down():
    known = answers("gggggg", days=2)
    assert level(known) > level([*known, *answers("www")])


def test_a_late_answer_weighs_more_than_an_early_one():
    assert weighted_share(answers("wwg")) > weighted_share(answers("gww"))


def test_nothing_answered_is_a_share_of_nothing():
    assert weighted_share([]) == 0


@pytest.mark.parametrize(("value", "label"), [(Level.NOT_MET, "not met"), (Level.MASTERED, "mastered")])
def test_a_level_is_said_in_words(value, label):
    assert value.label == label


@given(st.lists(st.booleans(), max_size=30))
def test_a_share_is_between_nothing_and_all(good):
    assert 0 <= weighted_share([Answered(TODAY, item) for item in good]) <= 1


@given(st.lists(st.booleans(), min_size=1, max_size=30))
def test_a_good_answer_never_lowers_the_share(good):
    given_answers = [Answered(TODAY, item) for item in good]
    assert weighted_share([*given_answers, Answered(TODAY, True)]) >= weighted_share(given_answers) - 1e-9


@given(st.lists(st.booleans(), max_size=30))
def test_one_day_alone_never_masters(good):
    assert level([Answered(TODAY, item) for item in good]) < Level.MASTERED
