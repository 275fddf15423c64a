"""What blind answers earn, by hand and against every answer that there is."""

from itertools import combinations, permutations, product
from statistics import mean

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.core.grading import grade
from quizzes.core.statistics.guessing import random_guess_score
from tests.bodies import KINDS, body_of
from tests.factories import body

from ..questions import choice, order, pair, step

CREDITS = ["all-or-nothing", "proportional", "proportional-with-penalty"]
credits_of_all = pytest.mark.parametrize("credit", CREDITS)


def earned(asked, responses):
    return mean(grade(asked, {"kind": asked["kind"]} | response).mark for response in responses)


@pytest.mark.parametrize(("agreement", "score"), [("agreed", 1.5 / 4), ("contested", 2 / 4)])
def test_a_code_is_guessed_at_the_mean_of_what_the_options_earn(agreement, score):
    assert random_guess_score(body(acceptable=(410,), wrong=(400, 422), agreement=agreement)) == score


def test_the_marks_are_those_that_were_agreed_on():
    marks = {"best": 1.0, "acceptable_agreed": 0.25, "acceptable_contested": 1.0}
    assert random_guess_score(body(acceptable=(410,), wrong=(400,)), marks) == pytest.approx(1.25 / 3)


@pytest.mark.parametrize("kind", ["one", "situation"])
def test_one_of_three_texts_is_guessed_every_third_time(kind):
    assert random_guess_score(body_of(kind)) == pytest.approx(1 / 3)


@pytest.mark.parametrize("kind", ["type", "write"])
def test_nobody_types_or_writes_the_answer_by_chance(kind):
    assert random_guess_score(body_of(kind)) == 0


def test_two_of_four_by_hand():
    """Of the six ways to choose two, one has both right and four have one: (1 + 4 / 2) / 6."""
    assert random_guess_score(body_of("several", credit="proportional", choose=2)) == 0.5


@credits_of_all
@pytest.mark.parametrize("choose", [None, 2])
def test_several_is_the_mean_over_all_that_can_be_ticked(credit, choose):
    asked = body_of("several", credit=credit, choose=choose)
    names = [option["id"] for option in asked["options"]]
    sizes = [choose] if choose else range(len(names) + 1)
    ticked = [{"chosen": list(some)} for size in sizes for some in combinations(names, size)]
    assert random_guess_score(asked) == pytest.approx(earned(asked, ticked))


@credits_of_all
def test_a_fault_is_the_mean_over_all_lines_that_can_be_ticked(credit):
    asked = body_of("fault", credit=credit)
    ticked = [{"lines": list(some)} for size in range(5) for some in combinations("1234", size)]
    assert random_guess_score(asked) == pytest.approx(earned(asked, ticked))


@credits_of_all
def test_a_match_is_the_mean_over_all_codes_for_all_situations(credit):
    asked = body_of("match", credit=credit)
    codes = product([404, 409, 410, 422], repeat=3)
    answers = [{"pairs": dict(zip(["lost", "gone", "taken"], some, strict=True))} for some in codes]
    assert random_guess_score(asked) == pytest.approx(earned(asked, answers))


@credits_of_all
@pytest.mark.parametrize("others", [[], ["act check look parse", "parse look check act"]])
def test_an_order_is_the_mean_over_all_orders(credit, others):
    accepted = [order("look", "parse", "check", "act"), *(order(*other.split()) for other in others)]
    asked = body_of("order", credit=credit, accepted=accepted)
    places = [{"places": {name: n for n, name in enumerate(some, 1)}} for some in permutations(accepted[0]["order"])]
    assert random_guess_score(asked) == pytest.approx(earned(asked, places))


@pytest.mark.parametrize("kind", KINDS)
def test_a_guess_is_between_nothing_and_one(kind):
    asked = body() if kind == "code" else body_of(kind)
    assert 0 <= random_guess_score(asked) < 1


@given(st.integers(1, 5), st.integers(1, 3), st.sampled_from(CREDITS))
def test_any_number_of_options_is_guessed_between_nothing_and_one(right, wrong, credit):
    options = [choice(str(n), n < right) for n in range(right + wrong)]
    assert 0 <= random_guess_score(body_of("several", credit=credit, options=options)) <= 1


@given(st.integers(3, 8), st.data(), st.sampled_from(CREDITS))
def test_any_number_of_steps_and_orders_is_guessed_between_nothing_and_one(number, data, credit):
    names = [f"s{n}" for n in range(number)]
    orders = data.draw(st.lists(st.permutations(names), min_size=1, max_size=4, unique_by=tuple))
    asked = body_of("order", credit=credit, steps=list(map(step, names)), accepted=[order(*one) for one in orders])
    assert 0 < random_guess_score(asked) <= 1


@given(st.lists(st.sampled_from([401, 403, 404, 409]), min_size=3, max_size=6), st.sampled_from(CREDITS))
def test_any_pairs_are_guessed_between_nothing_and_one(codes, credit):
    items = [pair(f"p{n}", code) for n, code in enumerate(codes)]
    assert 0 < random_guess_score(body_of("match", credit=credit, items=items)) <= 1
