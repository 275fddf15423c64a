"""Picks: their schema, and drawing the questions of an attempt from them."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from quizzes.core.picking import (
    ByHand,
    ByRule,
    Candidate,
    Rule,
    minutes,
    piles_of,
    possible,
    read_picks,
    resolve,
    stored_pick,
)

KINDS = ["code", "match", "write"]


def candidate(id, **more):
    values = {"topic": "access", "kind": "code", "difficulty": 2, "is_course": True, "revision": 1} | more
    return Candidate(id, **values)


def pool(*items):
    return {item.id: item for item in items}


def by_rule(number=1, mark=1.0, **rule):
    return ByRule(rule=Rule(**rule), number=number, mark=mark)


def drawn(picks, found, seen=(), seed=1):
    return resolve(picks, piles_of(picks, found), set(seen), Random(seed))


names = st.sampled_from([f"q-{number}" for number in range(30)])
candidates = st.lists(
    st.builds(
        candidate,
        names,
        topic=st.sampled_from(["access", "state", "own"]),
        kind=st.sampled_from(KINDS),
        difficulty=st.integers(1, 3),
        is_course=st.booleans(),
        mine=st.booleans(),
    ),
    max_size=30,
).map(lambda items: pool(*items))
marks = st.sampled_from([0.25, 1.0, 2.5, 20.0])
rules = st.builds(
    Rule,
    topics=st.lists(st.sampled_from(["access", "state", "own"]), max_size=2),
    kinds=st.lists(st.sampled_from(KINDS), max_size=2),
    difficulties=st.lists(st.integers(1, 3), max_size=2),
    source=st.sampled_from(["course", "mine", "both"]),
)
picks = st.lists(
    st.one_of(
        st.builds(ByHand, question=names, mark=marks),
        st.builds(ByRule, rule=rules, number=st.integers(1, 9), mark=marks),
    ),
    max_size=8,
)
seeds = st.integers(0, 10_000)


# The schema


def test_a_question_by_hand_is_worth_one_mark_unless_it_says_otherwise():
    assert read_picks([{"question": "access-a"}]) == [ByHand(question="access-a", mark=1.0)]


def test_a_rule_takes_everything_unless_it_says_otherwise():
    (pick,) = read_picks([{"rule": {}, "number": 3}])
    assert (pick.rule.topics, pick.rule.source, pick.number, pick.mark) == ([], "both", 3, 1.0)


@pytest.mark.parametrize("mark", [0, 0.2, 20.5, -1, "1", float("nan"), float("inf"), True, None])
def test_a_mark_is_a_number_from_a_quarter_to_twenty(mark):
    with pytest.raises(ValidationError):
        read_picks([{"question": "access-a", "mark": mark}])


@pytest.mark.parametrize("mark", [0.25, 1, 3, 20])
def test_a_mark_within_its_bounds_is_taken(mark):
    assert read_picks([{"question": "access-a", "mark": mark}])[0].mark == mark


@pytest.mark.parametrize("number", [0, 61, 1.5, "3", None])
def test_a_rule_draws_from_one_to_sixty(number):
    with pytest.raises(ValidationError):
        read_picks([{"rule": {}, "number": number}])


@pytest.mark.parametrize(
    "row",
    [
        {},
        {"question": "access-a", "rule": {}, "number": 1},
        {"question": "access-a", "number": 1},
        {"question": "../etc"},
        {"rule": {"from": "theirs"}, "number": 1},
        {"rule": {"difficulties": [4]}, "number": 1},
        {"rule": {"colour": "red"}, "number": 1},
    ],
)
def test_what_is_no_pick_is_refused(row):
    with pytest.raises(ValidationError):
        read_picks([row])


@given(picks)
def test_a_pick_comes_back_as_it_was_stored(given_picks):
    assert read_picks([stored_pick(pick) for pick in given_picks]) == given_picks


# What a rule finds


def test_mine_is_what_the_owner_of_the_quiz_wrote():
    found = pool(candidate("q-1"), candidate("q-2", is_course=False, mine=True), candidate("q-3", is_course=False))
    sources = {source: piles_of([by_rule(source=source)], found)[0] for source in ("course", "mine", "both")}
    assert sources == {
        "course": {"access": ["q-1"]},
        "mine": {"access": ["q-2"]},
        "both": {"access": ["q-1", "q-2"]},
    }


def test_labels_are_compared_without_capital_letters_and_one_is_enough():
    found = pool(candidate("q-1", labels=("Week 2",)), candidate("q-2", labels=("week 3",)), candidate("q-3"))
    assert piles_of([by_rule(labels=["week 2", "other"])], found) == [{"access": ["q-1"]}]


@given(picks, candidates)
def test_a_rule_finds_what_fits_it_and_all_of_it(given_picks, found):
    for pick, pile in zip(given_picks, piles_of(given_picks, found), strict=True):
        ids = {each for ids in pile.values() for each in ids}
        if isinstance(pick, ByRule):
            assert ids == {each.id for each in found.values() if pick.rule.takes(each)}
        else:
            assert ids == {pick.question} & set(found)


# Drawing


def test_places_stand_in_the_order_of_the_picks():
    found = pool(candidate("q-1"), candidate("q-2"), candidate("q-3", topic="state"))
    places = drawn([by_rule(topics=["state"]), ByHand(question="q-2", mark=3), ByHand(question="q-1")], found)
    assert [(each.question, each.mark) for each in places] == [("q-3", 1.0), ("q-2", 3.0), ("q-1", 1.0)]


def test_a_rule_leaves_what_a_later_pick_names():
    found = pool(candidate("q-1"), candidate("q-2"))
    for seed in range(5):
        places = drawn([by_rule(number=1), ByHand(question="q-1")], found, seed=seed)
        assert [each.question for each in places] == ["q-2", "q-1"]


def test_a_narrow_rule_is_served_before_a_broad_one():
    found = pool(candidate("q-1"), candidate("q-2", kind="match"))
    for seed in range(5):
        places = drawn([by_rule(number=1), by_rule(number=1, kinds=["match"])], found, seed=seed)
        assert [each.question for each in places] == ["q-1", "q-2"]


def test_what_was_not_met_comes_first():
    found = pool(*(candidate(f"q-{number}") for number in range(6)))
    places = drawn([by_rule(number=3)], found, seen=["q-0", "q-1", "q-2"])
    assert {each.question for each in places} == {"q-3", "q-4", "q-5"}


def test_a_question_by_hand_that_cannot_be_asked_is_left_out():
    assert drawn([ByHand(question="q-1"), ByHand(question="q-2")], pool(candidate("q-2")))[0].question == "q-2"


@given(picks, candidates, seeds)
def test_no_question_stands_in_two_places(given_picks, found, seed):
    questions = [each.question for each in drawn(given_picks, found, seed=seed)]
    assert len(questions) == len(set(questions))


@given(picks, candidates, seeds)
def test_every_place_fits_its_pick_and_has_its_mark(given_picks, found, seed):
    for place in drawn(given_picks, found, seed=seed):
        pick = given_picks[place.pick]
        assert place.mark == pick.mark
        assert pick.rule.takes(found[place.question]) if isinstance(pick, ByRule) else place.question == pick.question


@given(picks, candidates, seeds)
def test_no_pick_gets_more_than_it_asks_for_and_each_question_by_hand_is_there(given_picks, found, seed):
    places = drawn(given_picks, found, seed=seed)
    for n, pick in enumerate(given_picks):
        assert sum(place.pick == n for place in places) <= pick.number
    by_hand = {pick.question for pick in given_picks if isinstance(pick, ByHand)} & set(found)
    assert by_hand <= {place.question for place in places}


@given(rules, st.integers(1, 40), candidates, seeds)
def test_a_single_rule_takes_what_there_is(rule, number, found, seed):
    fits = sum(rule.takes(each) for each in found.values())
    assert len(drawn([ByRule(rule=rule, number=number)], found, seed=seed)) == min(number, fits)


@given(picks, candidates, seeds)
def test_the_same_seed_draws_the_same(given_picks, found, seed):
    turned = dict(reversed(found.items()))
    assert drawn(given_picks, found, seed=seed) == drawn(given_picks, turned, seed=seed)


# Sums


def test_marks_that_can_be_had_count_each_question_of_a_rule():
    assert possible([ByHand(question="q-1", mark=2.5), by_rule(number=4, mark=0.5)]) == 4.5


def test_a_response_to_write_takes_longer_than_a_code():
    assert minutes(["write"]) > minutes(["code"]) >= 1
