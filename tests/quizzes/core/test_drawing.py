"""Drawing an attempt's questions."""

from collections import Counter
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.core.drawing import draw

TOPICS = {"access": ["access-a", "access-b", "access-c"], "state": ["state-a", "state-b", "state-c"]}

topics = st.dictionaries(st.sampled_from("abcdef"), st.integers(0, 6), max_size=6).map(
    lambda sizes: {name: [f"{name}-{number}" for number in range(size)] for name, size in sizes.items()}
)
seeds = st.integers(0, 10_000)


def everything(piles):
    return [question for pile in piles.values() for question in pile]


def test_the_same_seed_draws_the_same():
    assert draw(TOPICS, 4, set(), Random(1)) == draw(TOPICS, 4, set(), Random(1))


def test_the_order_of_the_topics_does_not_matter():
    assert draw(TOPICS, 4, set(), Random(1)) == draw(dict(reversed(TOPICS.items())), 4, set(), Random(1))


def test_topics_share_evenly():
    drawn = draw(TOPICS, 4, set(), Random(1))
    assert Counter(question.split("-")[0] for question in drawn) == {"access": 2, "state": 2}


@pytest.mark.parametrize("seed", range(5))
def test_what_was_not_seen_comes_first(seed):
    seen = {"access-a", "access-b", "state-a", "state-b"}
    assert set(draw(TOPICS, 2, seen, Random(seed))) == {"access-c", "state-c"}


def test_what_was_seen_fills_up():
    assert len(draw(TOPICS, 6, set(everything(TOPICS)), Random(1))) == 6


@given(topics, st.integers(0, 40), seeds)
def test_a_draw_has_as_many_as_there_are_and_no_repeats(piles, number, seed):
    drawn = draw(piles, number, set(), Random(seed))
    assert len(set(drawn)) == len(drawn) == min(number, len(everything(piles)))


@given(topics, st.integers(0, 40), seeds)
def test_a_draw_has_only_what_was_there(piles, number, seed):
    assert set(draw(piles, number, set(), Random(seed))) <= set(everything(piles))


@given(topics, st.integers(0, 40), seeds, st.data())
def test_within_a_topic_nothing_seen_is_drawn_before_all_unseen(piles, number, seed, data):
    seen = set(data.draw(st.lists(st.sampled_from(everything(piles) or ["none"]))))
    drawn = set(draw(piles, number, seen, Random(seed)))
    for pile in piles.values():
        assert not (drawn & seen & set(pile)) or set(pile) - seen <= drawn


@given(topics, st.integers(0, 40), seeds)
def test_no_topic_gets_two_more_than_one_that_still_has_questions(piles, number, seed):
    tally = Counter(question.split("-")[0] for question in draw(piles, number, set(), Random(seed)))
    waiting = [tally[name] for name, pile in piles.items() if tally[name] < len(pile)]
    assert max(tally.values(), default=0) <= min(waiting, default=10_000) + 1


@given(topics, st.integers(0, 40), seeds)
def test_drawing_changes_nothing_that_it_was_given(piles, number, seed):
    before = {name: list(pile) for name, pile in piles.items()}
    draw(piles, number, set(), Random(seed))
    assert piles == before
