"""Steps in order."""

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.core.grading import ResponseRefused, grade, read_response
from quizzes.core.kinds.order import pairs_kept

from .. import questions
from ..questions import CONTESTED, order, step

NAMES = ["wash", "rinse", "dry", "fold"]
TWO = {"accepted": [order(*NAMES), order("rinse", "wash", "dry", "fold", who="Grandmother")], **CONTESTED}


def places(*names):
    return {name: number for number, name in enumerate(names, start=1)}


def read(sent, *, complete=True):
    return read_response(questions.body("order"), {"places": sent}, complete=complete)


def graded(sent, **changes):
    return grade(questions.body("order", **changes), {"kind": "order", "places": sent})


# The schema


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        (
            {"steps": [*map(step, NAMES), step("wash")], "accepted": [order(*NAMES, "wash")]},
            "steps: the id wash stands there twice",
        ),
        ({"accepted": [order("wash", "rinse", "dry")]}, "accepted: RFC 9110 does not name every step once"),
        ({"accepted": [order(*NAMES, "iron")]}, "accepted: RFC 9110 does not name every step once"),
        ({"accepted": [order("wash", "wash", "dry", "fold")]}, "accepted: RFC 9110 does not name every step once"),
        (
            {"accepted": [order(*NAMES), order(*NAMES, who="Again")], **CONTESTED},
            "accepted: the same order twice, wash, rinse, dry, fold",
        ),
        (
            {"accepted": TWO["accepted"]},
            "accepted: more than one order makes a question contested",
        ),
        (CONTESTED, "a contested question has an acceptable option and at least two rows in who_does_what"),
        ({"accepted": []}, ".accepted: List should have at least 1 item after validation, not 0"),
        (
            {"steps": [step("wash"), step("dry")], "accepted": [order("wash", "dry")]},
            ".steps: List should have at least 3",
        ),
    ],
)
def test_a_question_that_contradicts_itself_is_refused(problems_of, changes, words):
    (problem,) = problems_of("order", **changes)
    assert problem.startswith(words)


def test_two_accepted_orders_are_taken_where_guides_differ(problems_of):
    assert problems_of("order", **TWO) == []


# Reading


def test_places_are_kept_as_numbers():
    assert read({name: str(place) for name, place in places(*NAMES).items()}) == {
        "kind": "order",
        "places": places(*NAMES),
    }


def test_a_step_that_there_is_not_is_refused_by_name():
    with pytest.raises(ResponseRefused, match="“iron” is not one of the steps"):
        read(places(*NAMES) | {"iron": 5})


@pytest.mark.parametrize("place", ["0", "5", "-1", "1.0", "first", " 1", "٣", 0, 5, -1, 1.0, True, [], {}, ["1"]])
def test_a_place_out_of_range_is_refused(place):
    with pytest.raises(ResponseRefused, match="is no place among 4 steps"):
        read(places(*NAMES) | {"wash": place})


@pytest.mark.parametrize("sent", ["wash", ["wash"], None, 1])
def test_what_is_no_mapping_is_refused(sent):
    with pytest.raises(ResponseRefused, match="An answer gives each step its place"):
        read(sent)


@pytest.mark.parametrize(
    ("sent", "free"),
    [
        ({}, 4),
        ({"wash": 1}, 3),
        ({"wash": 1, "rinse": ""}, 3),
        (dict.fromkeys(NAMES, 2), 3),
        (places(*NAMES) | {"fold": 3}, 1),
    ],
)
def test_how_many_places_are_free_is_told(sent, free):
    with pytest.raises(ResponseRefused, match=rf"Every step needs a place of its own; places still free: {free}\.$"):
        read(sent)


def test_a_draft_may_give_a_place_twice_and_leave_one_open():
    assert read({"wash": "1", "rinse": "1", "dry": ""}, complete=False)["places"] == {"wash": 1, "rinse": 1}


# Grading


@pytest.mark.parametrize(
    ("credit", "names", "mark"),
    [
        ("all-or-nothing", ["wash", "rinse", "dry", "fold"], 1),
        ("all-or-nothing", ["rinse", "wash", "dry", "fold"], 0),
        ("proportional", ["wash", "rinse", "dry", "fold"], 1),
        ("proportional", ["rinse", "wash", "dry", "fold"], 5 / 6),
        ("proportional", ["fold", "wash", "rinse", "dry"], 3 / 6),
        ("proportional", ["fold", "dry", "rinse", "wash"], 0),
        ("proportional-with-penalty", ["wash", "rinse", "dry", "fold"], 1),
        ("proportional-with-penalty", ["rinse", "wash", "dry", "fold"], 4 / 6),
        ("proportional-with-penalty", ["fold", "wash", "rinse", "dry"], 0),
        ("proportional-with-penalty", ["fold", "dry", "rinse", "wash"], 0),
    ],
)
def test_each_pair_that_stands_the_right_way_round_earns_its_share(credit, names, mark):
    assert graded(places(*names), credit=credit).mark == pytest.approx(mark)


def test_the_taught_order_is_best():
    result = graded(places(*NAMES), **TWO)
    assert (result.verdict, result.mark) == ("best", 1)


def test_another_accepted_order_is_acceptable_with_the_full_mark():
    result = graded(places("rinse", "wash", "dry", "fold"), **TWO)
    assert (result.verdict, result.mark, {part.verdict for part in result.parts}) == ("acceptable", 1, {"right"})


def test_of_several_orders_the_nearest_counts():
    """One exchange away from grandmother's order, two from the taught one."""
    near = places("rinse", "wash", "fold", "dry")
    assert graded(near, **TWO).mark == pytest.approx(5 / 6)
    assert graded(near).mark == pytest.approx(4 / 6)


def test_the_parts_are_told_by_the_nearest_order():
    found = {part.key: part.verdict for part in graded(places("rinse", "wash", "fold", "dry"), **TWO).parts}
    assert found == {"rinse": "right", "wash": "right", "dry": "wrong", "fold": "wrong"}


def test_a_step_without_a_place_is_missed_and_its_pairs_earn_nothing():
    result = graded({"wash": 1, "rinse": 2, "dry": 3})
    assert (result.mark, result.parts[3].verdict) == (3 / 6, "missed")


def test_steps_that_share_a_place_stand_neither_way_round():
    assert pairs_kept(["wash", "rinse", "dry"], {"wash": 1, "rinse": 1, "dry": 2}) == (2, 0, 3)


@pytest.mark.parametrize("credit", ["all-or-nothing", "proportional", "proportional-with-penalty"])
def test_no_order_but_an_accepted_one_gets_the_full_mark(credit):
    asked = questions.body("order", credit=credit, **TWO)
    full = [names for names in permutations(NAMES) if grade(asked, {"places": places(*names)}).mark == 1]
    assert sorted(full) == sorted(tuple(row["order"]) for row in TWO["accepted"])


@given(st.dictionaries(st.sampled_from(NAMES), st.integers(1, 4)))
def test_a_pair_stands_one_way_or_the_other_or_neither(sent):
    kept, turned, total = pairs_kept(NAMES, sent)
    backwards = pairs_kept(NAMES[::-1], sent)
    assert (kept + turned <= total, backwards) == (True, (turned, kept, total))
