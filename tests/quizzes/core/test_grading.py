"""Grading: what earns what, and that nothing a form can send breaks it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.core.grading import (
    ResponseRefused,
    grade,
    is_blank,
    is_complete,
    is_unknown,
    read_response,
    unknown,
    worth,
)
from statuscourse.protocol.registry import registry
from tests.factories import body, option

from . import questions


def code(number):
    return {"kind": "code", "code": number}


def offered(question):
    return [item["code"] for item in question["options"]]


def read(question, raw):
    return read_response(question, {"code": raw})


@pytest.mark.parametrize(
    ("agreement", "chosen", "verdict", "mark"),
    [
        ("agreed", 404, "best", 1.0),
        ("agreed", 410, "acceptable", 0.5),
        ("agreed", 400, "wrong", 0.0),
        ("contested", 404, "best", 1.0),
        ("contested", 410, "acceptable", 1.0),
        ("contested", 400, "wrong", 0.0),
    ],
)
def test_a_verdict_has_its_mark(agreement, chosen, verdict, mark):
    result = grade(body(acceptable=(410,), wrong=(400,), agreement=agreement), code(chosen))
    assert (result.verdict, result.mark) == (verdict, mark)


AGREED_ON = {"best": 2.0, "acceptable_agreed": 0.25, "acceptable_contested": 0.75}


@pytest.mark.parametrize(
    ("agreement", "chosen", "mark"),
    [
        ("agreed", 404, 2.0),
        ("agreed", 410, 0.25),
        ("contested", 410, 0.75),
        ("contested", 400, 0.0),
        ("agreed", None, 0.0),
    ],
)
def test_the_marks_are_those_that_were_agreed_on(agreement, chosen, mark):
    question = body(acceptable=(410,), wrong=(400,), agreement=agreement)
    assert grade(question, code(chosen), AGREED_ON).mark == mark


def test_i_do_not_know_is_wrong_and_names_no_code():
    result = grade(body(), code(None))
    assert (result.verdict, result.mark, result.chosen, result.best) == ("wrong", 0.0, None, 404)


def test_a_grade_names_what_was_chosen_and_what_was_best():
    result = grade(body(), code(400))
    assert (result.chosen, result.best) == (400, 404)


def test_a_code_that_was_not_offered_is_wrong_and_not_remembered():
    assert grade(body(), code(418)).chosen is None


def test_three_digits_of_an_offered_code_are_a_response():
    assert read(body(), " 404 ") == code(404)


def test_unknown_is_a_response():
    assert read_response(body(), {"unknown": True}) == code(None)


def test_unknown_wins_over_what_was_chosen():
    assert read_response(body(), {"unknown": True, "code": "404"}) == code(None)


def test_a_code_that_is_not_offered_is_refused_by_name():
    with pytest.raises(ResponseRefused, match="418 is not among the codes that this question offers"):
        read(body(), "418")


@pytest.mark.parametrize(
    "raw", ["", "unknown", "4", "40", "4040", "abc", "4o4", "-40", "４０４", "4.0", "None", "404 Not Found", "²00"]
)
def test_what_is_not_three_digits_is_refused(raw):
    with pytest.raises(ResponseRefused, match="three digits"):
        read(body(), raw)


@st.composite
def bodies(draw):
    codes = draw(st.lists(st.sampled_from(sorted(registry())), min_size=3, max_size=5, unique=True))
    best = draw(st.sampled_from(codes))
    verdicts = [("best" if item == best else draw(st.sampled_from(["acceptable", "wrong"]))) for item in sorted(codes)]
    options = [option(item, verdict) for item, verdict in zip(sorted(codes), verdicts, strict=True)]
    return body(agreement=draw(st.sampled_from(["agreed", "contested"])), options=options)


@given(bodies(), st.one_of(st.none(), st.integers()))
def test_grading_never_raises_and_a_mark_is_between_nothing_and_one(question, chosen):
    assert 0 <= grade(question, code(chosen)).mark <= 1


@given(bodies(), st.one_of(st.none(), st.integers(100, 599)))
def test_the_same_answer_gets_the_same_grade(question, chosen):
    assert grade(question, code(chosen)) == grade(question, code(chosen))


@given(bodies())
def test_no_answer_earns_more_than_the_best(question):
    marks = {grade(question, code(item)).mark for item in offered(question)}
    assert max(marks) == 1


@given(bodies(), st.text(max_size=6))
def test_whatever_is_sent_is_read_or_refused(question, raw):
    try:
        code = read(question, raw)["code"]
    except ResponseRefused:
        code = None
    assert code in {None, *offered(question)}


@given(bodies())
def test_every_offered_code_can_be_sent(question):
    assert [read(question, str(item))["code"] for item in offered(question)] == offered(question)


# What is unknown, complete and blank


@pytest.mark.parametrize("kind", questions.KINDS)
def test_not_knowing_earns_nothing_in_any_kind(kind):
    result = grade(questions.body(kind), unknown(kind))
    assert (result.verdict, result.mark, result.chosen) == ("wrong", 0, None)


@pytest.mark.parametrize("kind", questions.KINDS)
def test_not_knowing_is_read_as_such_and_is_complete(kind):
    asked = questions.body(kind)
    response = read_response(asked, {"unknown": True})
    assert (response, is_unknown(response), is_complete(asked, response)) == (unknown(kind), True, True)


@pytest.mark.parametrize("kind", questions.KINDS)
def test_a_right_answer_is_not_unknown_and_not_blank_and_lacks_nothing(kind):
    asked = questions.body(kind)
    response = read_response(asked, questions.best_answer(asked))
    assert (is_unknown(response), is_blank(response), is_complete(asked, response)) == (False, False, True)


@pytest.mark.parametrize(
    "stored",
    [
        {"kind": "one"},
        {"kind": "several", "chosen": []},
        {"kind": "match", "pairs": {}},
        {"kind": "order", "places": {}},
        {"kind": "type", "text": ""},
    ],
)
def test_a_draft_from_which_everything_was_taken_away_is_blank(stored):
    assert is_blank(stored)


@pytest.mark.parametrize(
    ("kind", "raw", "words"),
    [
        ("match", {"pairs": {"lost": "404"}}, "Every situation needs a code; without one: 3."),
        ("match", {}, "Every situation needs a code; without one: 4."),
        ("order", {"places": {"wash": "1"}}, "Every step needs a place of its own; places still free: 3."),
        ("type", {"text": "  "}, "Nothing is typed yet."),
        ("write", {"text": " \n"}, "Nothing is written yet."),
    ],
)
def test_an_answer_that_lacks_a_part_is_refused_and_kept_as_a_draft(kind, raw, words):
    asked = questions.body(kind)
    with pytest.raises(ResponseRefused) as refused:
        read_response(asked, raw)
    draft = read_response(asked, raw, complete=False)
    assert (refused.value.text, is_complete(asked, draft)) == (words, False)


# Tries


@pytest.mark.parametrize(
    ("mark", "tries", "penalty", "value"),
    [(1, 0, 0.25, 1), (1, 1, 0.25, 0.75), (1, 2, 0.25, 0.5), (0.5, 1, 0.5, 0.25), (1, 1, 1, 0), (0, 1, 0.1, 0)],
)
def test_each_earlier_try_costs_its_penalty(mark, tries, penalty, value):
    assert worth(mark, tries=tries, penalty=penalty) == value


def test_many_tries_never_cost_more_than_the_mark():
    assert worth(1, tries=4, penalty=0.5) == 0


def test_tries_without_a_penalty_cost_nothing():
    assert worth(0.5, tries=4, penalty=0) == 0.5


@given(st.floats(0, 1), st.integers(0, 5), st.floats(0, 1))
def test_what_a_mark_is_worth_is_never_more_than_it_and_never_below_nothing(mark, tries, penalty):
    assert 0 <= worth(mark, tries=tries, penalty=penalty) <= mark


@given(st.floats(0, 1), st.integers(0, 5), st.floats(0, 1))
def test_one_more_try_is_never_worth_more(mark, tries, penalty):
    more = worth(mark, tries=tries + 1, penalty=penalty)
    assert more <= worth(mark, tries=tries, penalty=penalty)
