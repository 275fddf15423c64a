"""Situations and their codes."""

import pytest

from quizzes.core.grading import ResponseRefused, grade, read_response
from quizzes.core.kinds.match import offered

from .. import questions
from ..questions import distractor, pair

RIGHT = {"lost": "404", "gone": "410", "taken": "409", "hidden": "404"}
ITEMS = questions.OWN["match"]["items"]


def read(pairs, *, complete=True):
    return read_response(questions.body("match"), {"pairs": pairs}, complete=complete)


def graded(credit="proportional", **pairs):
    return grade(questions.body("match", credit=credit), {"kind": "match", "pairs": pairs})


# The schema


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"items": [*ITEMS, pair("lost", 400)]}, "items: the id lost stands there twice"),
        ({"distractors": [distractor(410)]}, "distractors: 410 belongs to a situation"),
        ({"distractors": [distractor(422), distractor(422)]}, "distractors: 422 stands there twice"),
        ({"distractors": [distractor(299)]}, "items: 299 is not registered"),
        ({"items": [*ITEMS[:3], pair("odd", 299)]}, "items: 299 is not registered"),
        (
            {"items": [pair("lost", 404), pair("gone", 404), pair("taken", 404)]},
            "items: at least three codes to choose from",
        ),
        ({"items": ITEMS[:2]}, ".items: List should have at least 3 items after validation, not 2"),
        (
            {"distractors": [distractor(code) for code in (400, 401, 403, 422)]},
            ".distractors: List should have at most 3",
        ),
        ({"pairs": ["401-403"]}, "pairs: 401-403 needs two of its codes offered and one of them best"),
    ],
)
def test_a_question_that_contradicts_itself_is_refused(problems_of, changes, words):
    (problem,) = problems_of("match", **changes)
    assert problem.startswith(words)


def test_a_code_may_belong_to_more_than_one_situation(problems_of):
    assert problems_of("match", items=[*ITEMS, pair("secret", 404)]) == []


def test_the_codes_make_a_pair_whichever_situation_they_belong_to(problems_of):
    assert problems_of("match", pairs=["404-410", "400-422"], distractors=[distractor(422), distractor(400)]) == []


def test_each_code_is_offered_once_ascending():
    assert offered(questions.body("match")) == [404, 409, 410, 422]


# Reading


def test_codes_are_kept_as_numbers_in_the_order_of_the_situations():
    response = read(dict(reversed(RIGHT.items())))
    assert list(response["pairs"].items()) == [("lost", 404), ("gone", 410), ("taken", 409), ("hidden", 404)]


def test_a_situation_that_there_is_not_is_refused_by_name():
    with pytest.raises(ResponseRefused, match="“stolen” is not one of the situations"):
        read(RIGHT | {"stolen": "404"})


@pytest.mark.parametrize("code", ["418", "4O4", " 404", "404.0", "-404", "0404", "٤٠٤", 418, 404.0, True, False, 0])
def test_a_code_that_is_not_offered_is_refused(code):
    with pytest.raises(ResponseRefused, match="is not among the codes that this question offers"):
        read(RIGHT | {"lost": code})


@pytest.mark.parametrize("code", [[], {}, ["404"], {"code": 404}])
def test_what_is_no_code_at_all_is_refused(code):
    with pytest.raises(ResponseRefused, match="is not among the codes that this question offers"):
        read(RIGHT | {"lost": code})


@pytest.mark.parametrize("pairs", ["lost=404", ["404"], None, 404])
def test_what_is_no_mapping_is_refused(pairs):
    with pytest.raises(ResponseRefused, match="An answer gives each situation its code"):
        read(pairs)


@pytest.mark.parametrize("nothing", ["", None])
def test_what_was_left_open_is_kept_in_a_draft_as_nothing(nothing):
    assert read({"lost": nothing, "gone": "410"}, complete=False) == {"kind": "match", "pairs": {"gone": 410}}


@pytest.mark.parametrize(("pairs", "open_ones"), [({}, 4), (RIGHT | {"lost": ""}, 1), ({"gone": "410"}, 3)])
def test_how_many_lack_a_code_is_told(pairs, open_ones):
    with pytest.raises(ResponseRefused, match=rf"Every situation needs a code; without one: {open_ones}\.$"):
        read(pairs)


# Grading


@pytest.mark.parametrize(
    ("credit", "wrong", "mark"),
    [
        ("all-or-nothing", 0, 1),
        ("all-or-nothing", 1, 0),
        ("proportional", 0, 1),
        ("proportional", 1, 0.75),
        ("proportional", 4, 0),
        ("proportional-with-penalty", 0, 1),
        ("proportional-with-penalty", 1, 0.5),
        ("proportional-with-penalty", 2, 0),
        ("proportional-with-penalty", 4, 0),
    ],
)
def test_wrong_pairs_cost_by_the_rule_of_credit(credit, wrong, mark):
    pairs = {name: 422 if number < wrong else int(code) for number, (name, code) in enumerate(RIGHT.items())}
    assert graded(credit, **pairs).mark == mark


@pytest.mark.parametrize(("credit", "mark"), [("proportional", 0.5), ("proportional-with-penalty", 0.5)])
def test_what_was_left_open_costs_no_penalty(credit, mark):
    assert graded(credit, lost=404, gone=410).mark == mark


def test_each_situation_is_right_wrong_or_missed():
    found = {part.key: part.verdict for part in graded(lost=404, gone=404).parts}
    assert found == {"lost": "right", "gone": "wrong", "taken": "missed", "hidden": "missed"}


def test_an_answer_of_pairs_is_not_one_code():
    result = graded(lost=404)
    assert (result.verdict, result.chosen, result.best) == ("partly", None, None)
