"""What is kept: it adds up, is taken away again without a trace, merges, and survives JSON."""

import json
from functools import reduce

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.core.statistics.sums import (
    UNIT,
    ItemSums,
    KeptSums,
    QuizSums,
    Scored,
    Total,
    bin_of,
    merged,
    parts,
    share_of,
)

from .marks import HALF, THIRD, attempt, attempts, kept


@pytest.mark.parametrize("number", [*range(1, 17), 21, 28, 100])
def test_a_mark_of_one_part_is_whole(number):
    assert parts(1 / number) * number == UNIT


def test_one_answer_of_an_attempt_is_compared_with_the_rest():
    one = attempt(1, 0, HALF)
    sums = ItemSums.of(one[0], Total.of(one))
    assert (sums.n, sums.x, sums.y, sums.xy) == (1, UNIT, UNIT // 4, UNIT * UNIT // 4)


def test_a_drawn_question_is_compared_with_the_whole_attempt():
    one = attempt(1, 0, HALF, drawn=True)
    assert ItemSums.of(one[0], Total.of(one)).y == UNIT // 2


def test_weights_count_in_what_an_answer_is_compared_with():
    one = [Scored("a", 1, 1), Scored("b", 2, 1, weight=3), Scored("c", 3, 0)]
    assert ItemSums.of(one[0], Total.of(one)).y == UNIT * 3 // 4


def test_an_answer_outside_an_attempt_counts_and_is_compared_with_nothing():
    sums = ItemSums.of(Scored("a", 1, HALF, chosen=("404",), seconds=7))
    assert (sums.n, sums.x, dict(sums.chosen), sums.seconds) == (1, UNIT // 2, {"404": 1}, 7)
    assert (sums.marks, sums.ys) == ({}, {})


def test_a_quiz_keeps_shares_and_points():
    sums = QuizSums.of([Scored("a", 1, 1, weight=2), Scored("b", 2, 0)])
    assert (sums.n, sums.s1, sums.t, dict(sums.maxima)) == (1, UNIT * 2 // 3, 2 * UNIT, {3 * UNIT: 1})


def test_an_attempt_with_nothing_to_earn_adds_nothing_to_a_quiz():
    assert QuizSums.of([]) == QuizSums()


@pytest.mark.parametrize(("share", "step"), [(0, 0), (UNIT, 2520), (UNIT // 2, 1260), (714, 0), (715, 1)])
def test_a_share_is_counted_at_the_nearest_step(share, step):
    assert bin_of(share) == step


def test_a_share_is_rounded_to_the_nearest_part():
    assert [share_of(1, 7), share_of(2, 7), share_of(1, 3)] == [514_800, 1_029_600, 1_201_200]


def test_sums_of_other_attempts_are_refused():
    with pytest.raises(ValueError, match="first attempts do not go with sums of all attempts"):
        KeptSums("first") + KeptSums("all")


def test_revisions_of_one_question_are_merged():
    sums = kept((1, 0, HALF), (0, 1, THIRD))
    both = merged([sums.items["1"], sums.items["2"]])
    assert (both.n, both.x) == (4, 2 * UNIT)


def test_json_that_an_older_version_wrote_is_read():
    assert ItemSums.from_json({"n": 1, "x": 2}) == ItemSums(n=1, x=2)


@given(st.lists(attempts, max_size=4), attempts)
def test_adding_an_attempt_and_removing_it_leaves_the_same(others, one):
    before = reduce(KeptSums.add, others, KeptSums())
    assert before.add(one).remove(one) == before


@given(st.lists(attempts, max_size=5))
def test_removing_all_attempts_leaves_nothing(all_of_them):
    sums = reduce(KeptSums.add, all_of_them, KeptSums())
    assert reduce(KeptSums.remove, all_of_them, sums) == KeptSums()


@given(st.lists(attempts, max_size=6), st.integers(0, 6))
def test_merging_batches_is_adding_all(all_of_them, where):
    batches = [reduce(KeptSums.add, batch, KeptSums()) for batch in (all_of_them[:where], all_of_them[where:])]
    assert batches[0] + batches[1] == reduce(KeptSums.add, all_of_them, KeptSums())


@given(st.lists(attempts, max_size=4), st.randoms(use_true_random=False))
def test_the_order_of_attempts_does_not_matter(all_of_them, random):
    shuffled = random.sample(all_of_them, len(all_of_them))
    assert reduce(KeptSums.add, shuffled, KeptSums()) == reduce(KeptSums.add, all_of_them, KeptSums())


@given(st.lists(attempts, max_size=4))
def test_sums_survive_json(all_of_them):
    sums = reduce(KeptSums.add, all_of_them, KeptSums())
    assert KeptSums.from_json(json.loads(json.dumps(sums.to_json()))) == sums


def test_the_scope_survives_json():
    assert KeptSums.from_json(KeptSums("all").add(attempt(1, 0)).to_json()).scope == "all"


def test_sums_are_never_changed_in_place():
    before = kept((1, 0))
    stored = json.dumps(before.to_json())
    before.add(attempt(0, 1))
    assert json.dumps(before.to_json()) == stored
