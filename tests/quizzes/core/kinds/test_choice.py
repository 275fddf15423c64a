"""Texts to choose from."""

import pytest
from pydantic import ValidationError

from quizzes.core.grading import ResponseRefused, grade, read_response
from statuscourse.protocol.registry import registry

from .. import questions
from ..questions import CONTESTED, choice, text_option


def parts(asked, *chosen):
    return {part.key: part.verdict for part in grade(asked, {"kind": "several", "chosen": list(chosen)}).parts}


def mark(asked, *chosen):
    return grade(asked, {"kind": "several", "chosen": list(chosen)}).mark


# The schema

ONE = questions.OWN["one"]["options"]
SITUATIONS = questions.OWN["situation"]["options"]
CHOICES = questions.OWN["several"]["options"]


@pytest.mark.parametrize("kind", ["situation", "one"])
@pytest.mark.parametrize("verdicts", [("wrong", "wrong", "wrong"), ("best", "best", "wrong")])
def test_exactly_one_text_is_best(problems_of, kind, verdicts):
    options = [option | {"verdict": v} for option, v in zip(questions.OWN[kind]["options"], verdicts, strict=True)]
    assert "options: exactly one is best" in problems_of(kind, options=options)


@pytest.mark.parametrize("kind", ["situation", "one", "several"])
def test_an_id_of_an_option_is_used_once(problems_of, kind):
    options = [*questions.OWN[kind]["options"]]
    options[2] = options[2] | {"id": options[0]["id"]}
    assert problems_of(kind, options=options) == [f"options: the id {options[0]['id']} stands there twice"]


@pytest.mark.parametrize("kind", ["situation", "one", "several"])
def test_two_options_never_say_the_same(problems_of, kind):
    options = [*questions.OWN[kind]["options"]]
    options[2] = options[2] | {"text": options[0]["text"].upper().replace(" ", "  ")}
    assert problems_of(kind, options=options)[0].startswith("options: the same text twice: the one called")


@pytest.mark.parametrize("kind", ["situation", "one", "several"])
def test_unknown_is_the_id_of_no_option(problems_of, kind):
    options = [*questions.OWN[kind]["options"]]
    options[2] = options[2] | {"id": "unknown"}
    assert problems_of(kind, options=options) == ['options: the id unknown is what "I don\'t know" sends']


def test_one_of_several_has_at_most_six_texts(problems_of):
    options = [*ONE, *(text_option(name) for name in "defg")]
    assert problems_of("one", options=options) == [".options: List should have at most 6 items after validation, not 7"]


def test_a_situation_with_an_unregistered_code_is_refused(problems_of):
    options = [*SITUATIONS[:2], text_option("taken", code=299)]
    assert problems_of("situation", options=options) == ["options: 299 is not registered"]


@pytest.mark.parametrize(("place", "code"), [(0, 404), (1, 410)])
def test_a_situation_is_best_exactly_if_it_calls_for_the_code(problems_of, place, code):
    options = [*SITUATIONS]
    options[place] = options[place] | {"code": code}
    name = options[place]["id"]
    assert problems_of("situation", options=options) == [f"options: {name} is best exactly if 404 is its code"]


def test_the_codes_of_situations_make_a_pair(problems_of):
    assert problems_of("situation", pairs=["404-410"]) == []
    assert problems_of("situation", pairs=["409-412"])[0].startswith("pairs: 409-412 needs two of its codes")


def test_free_texts_make_no_pair(problems_of):
    assert problems_of("one", pairs=["404-410"])[0].startswith("pairs: 404-410 needs two of its codes")


@pytest.mark.parametrize("right", [(False,) * 4, (True,) * 4])
def test_of_several_at_least_one_is_right_and_one_is_not(problems_of, right):
    options = [option | {"right": value} for option, value in zip(CHOICES, right, strict=True)]
    assert problems_of("several", options=options) == ["options: at least one is right and at least one is not"]


def test_how_many_to_choose_is_how_many_are_right(problems_of):
    assert problems_of("several", choose=3) == ["choose: 2 options are right"]
    assert problems_of("several", choose=2) == []


def test_proportional_credit_needs_a_number_to_choose(problems_of):
    words = "credit: proportional needs choose, or taking everything would earn everything"
    assert problems_of("several", credit="proportional") == [words]
    assert problems_of("several", credit="proportional", choose=2) == []


def test_a_choice_is_right_or_not_and_nothing_between():
    with pytest.raises(ValidationError, match="Input should be a valid boolean"):
        questions.body("several", options=[choice("a", "perhaps"), *CHOICES[1:]])


# Reading


@pytest.mark.parametrize("kind", ["situation", "one"])
def test_one_text_is_chosen_by_its_id(kind):
    name = questions.OWN[kind]["options"][2]["id"]
    assert read_response(questions.body(kind), {"chosen": name}) == {"kind": kind, "chosen": name}


@pytest.mark.parametrize("kind", ["situation", "one"])
@pytest.mark.parametrize("raw", [{}, {"chosen": ""}, {"chosen": "z"}, {"chosen": "unknown"}, {"answer": "a"}])
def test_what_is_not_offered_is_refused(kind, raw):
    with pytest.raises(ResponseRefused, match="is not among what this question offers"):
        read_response(questions.body(kind), raw)


@pytest.mark.parametrize("chosen", [["a"], None, 1, {"a": 1}])
def test_one_text_is_one_text(chosen):
    with pytest.raises(ResponseRefused, match="An answer is a list of what was chosen"):
        read_response(questions.body("one"), {"chosen": chosen})


def test_several_are_kept_in_the_order_of_the_file():
    response = read_response(questions.body("several"), {"chosen": ["c", "a"]})
    assert response == {"kind": "several", "chosen": ["a", "c"]}


def test_the_same_choice_twice_is_refused():
    with pytest.raises(ResponseRefused, match="The same choice came twice"):
        read_response(questions.body("several"), {"chosen": ["a", "a"]})


@pytest.mark.parametrize("complete", [True, False])
def test_more_than_there_are_to_choose_is_refused(complete):
    asked = questions.body("several", choose=2)
    with pytest.raises(ResponseRefused) as refused:
        read_response(asked, {"chosen": ["a", "b", "c"]}, complete=complete)
    assert refused.value.text == "Choose 2 here; 3 came."


def test_fewer_than_there_are_to_choose_are_taken():
    assert read_response(questions.body("several", choose=2), {"chosen": ["a"]})["chosen"] == ["a"]


def test_without_a_number_any_number_is_taken():
    assert len(read_response(questions.body("several"), {"chosen": list("abcd")})["chosen"]) == 4


# Grading


@pytest.mark.parametrize(
    ("chosen", "agreement", "verdict", "value"),
    [
        ("a", "agreed", "best", 1),
        ("b", "agreed", "acceptable", 0.5),
        ("c", "agreed", "wrong", 0),
        ("a", "contested", "best", 1),
        ("b", "contested", "acceptable", 1),
        ("c", "contested", "wrong", 0),
    ],
)
def test_one_text_has_its_verdict_and_its_mark(chosen, agreement, verdict, value):
    asked = questions.body("one", **(CONTESTED if agreement == "contested" else {}))
    result = grade(asked, {"kind": "one", "chosen": chosen})
    assert (result.verdict, result.mark, result.chosen, result.best) == (verdict, value, None, None)


def test_a_situation_names_the_code_that_it_calls_for():
    result = grade(questions.body("situation"), {"kind": "situation", "chosen": "taken"})
    assert (result.verdict, result.chosen, result.best) == ("wrong", 409, 404)
    assert {result.chosen, result.best} <= set(registry())


def test_a_draft_without_a_choice_is_wrong_and_names_the_best_code():
    result = grade(questions.body("situation"), {"kind": "situation"})
    assert (result.verdict, result.mark, result.chosen, result.best) == ("wrong", 0, None, 404)


@pytest.mark.parametrize(
    ("credit", "chosen", "value"),
    [
        ("all-or-nothing", "ab", 1),
        ("all-or-nothing", "a", 0),
        ("all-or-nothing", "abc", 0),
        ("proportional-with-penalty", "ab", 1),
        ("proportional-with-penalty", "a", 0.5),
        ("proportional-with-penalty", "abc", 0.5),
        ("proportional-with-penalty", "ac", 0),
        ("proportional-with-penalty", "cd", 0),
        ("proportional-with-penalty", "abcd", 0),
        ("proportional-with-penalty", "", 0),
    ],
)
def test_several_by_the_rule_of_credit(credit, chosen, value):
    assert mark(questions.body("several", credit=credit), *chosen) == value


@pytest.mark.parametrize(("chosen", "value"), [("ab", 1), ("a", 0.5), ("ac", 0.5), ("cd", 0), ("", 0)])
def test_several_of_a_number_by_their_share(chosen, value):
    assert mark(questions.body("several", credit="proportional", choose=2), *chosen) == value


def test_every_option_of_several_is_a_part_with_its_verdict():
    expected = {"a": "right", "b": "missed", "c": "wrong", "d": "left"}
    assert parts(questions.body("several"), "a", "c") == expected


def test_several_names_no_code():
    result = grade(questions.body("several"), {"kind": "several", "chosen": ["a"]})
    assert (result.chosen, result.best, result.verdict) == (None, None, "partly")


def test_a_statement_that_is_true_or_false_has_two_options(problems_of):
    assert problems_of("one", options=ONE[:2]) == []
