"""The wrong lines of an exchange."""

import pytest

from quizzes.core.grading import ResponseRefused, grade, read_response
from quizzes.core.kinds import KINDS

from .. import questions
from ..questions import line

LINES = questions.OWN["fault"]["lines"]


def graded(*lines, **changes):
    return grade(questions.body("fault", **changes), {"kind": "fault", "lines": list(lines)})


# The schema


@pytest.mark.parametrize("wrong", [True, False])
def test_at_least_one_line_is_wrong_and_one_is_sound(problems_of, wrong):
    lines = [line("HTTP/1.1 200 OK", wrong), line("Allow: a", wrong), {"gap": True}, line("hi", wrong)]
    assert problems_of("fault", lines=lines) == ["lines: at least one is wrong and at least one is sound"]


def test_the_lines_are_the_exchange(problems_of):
    assert problems_of("fault", exchange=questions.REQUEST) == ["exchange: the lines are the exchange"]


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ({"text": "Allow: GET"}, ".lines[0].why: Field required"),
        ({"text": "", "why": questions.REASON}, ".lines[0].text: String should have at least 1 character"),
        ({"text": "a", "why": questions.REASON, "wrong": "yes"}, ".lines[0].wrong: Input should be a valid boolean"),
        ({"gap": False}, ".lines[0].gap: Input should be True"),
        ({"gap": True, "why": questions.REASON}, ".lines[0].why: Extra inputs are not permitted"),
        ("Allow: GET", ".lines[0]: Input should be a valid dictionary or instance of Line"),
    ],
)
def test_a_wrong_line_is_told_once_and_where_it_stands(problems_of, row, words):
    assert problems_of("fault", lines=[row, *LINES]) == [words]


def test_taking_every_line_must_not_earn_every_mark(problems_of):
    (problem,) = problems_of("fault", credit="proportional")
    assert problem.startswith(".credit: Input should be 'all-or-nothing' or 'proportional-with-penalty'")


# Reading


def test_lines_are_numbered_without_the_gaps():
    assert KINDS["fault"].keys(questions.body("fault")) == ["1", "2", "3", "4"]


def test_lines_are_kept_in_their_order():
    assert read_response(questions.body("fault"), {"lines": ["4", "2"]}) == {"kind": "fault", "lines": ["2", "4"]}


@pytest.mark.parametrize("number", ["0", "5", "02", "-1", "one", ""])
def test_a_line_that_there_is_not_is_refused(number):
    with pytest.raises(ResponseRefused, match="is not among what this question offers"):
        read_response(questions.body("fault"), {"lines": ["2", number]})


@pytest.mark.parametrize("lines", ["2", 2, [2], None, {"2": "on"}])
def test_what_is_no_list_of_lines_is_refused(lines):
    with pytest.raises(ResponseRefused, match="An answer is a list of what was chosen"):
        read_response(questions.body("fault"), {"lines": lines})


def test_a_line_ticked_twice_is_refused():
    with pytest.raises(ResponseRefused, match="The same choice came twice"):
        read_response(questions.body("fault"), {"lines": ["2", "2"]})


# Grading


@pytest.mark.parametrize(
    ("credit", "lines", "mark"),
    [
        ("all-or-nothing", "24", 1),
        ("all-or-nothing", "2", 0),
        ("all-or-nothing", "234", 0),
        ("proportional-with-penalty", "24", 1),
        ("proportional-with-penalty", "2", 0.5),
        ("proportional-with-penalty", "234", 0.5),
        ("proportional-with-penalty", "23", 0),
        ("proportional-with-penalty", "1234", 0),
        ("proportional-with-penalty", "", 0),
    ],
)
def test_lines_by_the_rule_of_credit(credit, lines, mark):
    assert graded(*lines, credit=credit).mark == mark


def test_every_line_is_a_part_with_its_verdict():
    found = {part.key: part.verdict for part in graded("2", "3").parts}
    assert found == {"1": "left", "2": "right", "3": "wrong", "4": "missed"}


def test_a_line_of_content_with_several_rows_is_one_line():
    lines = [line("HTTP/1.1 200 OK"), line("a\nb\nc", True), line("d")]
    assert KINDS["fault"].keys(questions.body("fault", lines=lines)) == ["1", "2", "3"]
