"""Which code? What is offered, what it earns and what is refused stand in test_bank.py and test_grading.py."""

import pytest

from quizzes.core.grading import ResponseRefused, read_response
from quizzes.core.kinds import KINDS
from quizzes.core.kinds.code import best_of

from .. import questions


def test_the_best_code_of_a_body():
    assert best_of(questions.body("code")) == 401


def test_the_keys_are_the_offered_codes():
    assert KINDS["code"].keys(questions.body("code")) == ["401", "403", "404"]


def test_a_number_is_a_code_too():
    assert read_response(questions.body("code"), {"code": 403}) == {"kind": "code", "code": 403}


@pytest.mark.parametrize(
    "raw", [{}, {"code": None}, {"code": True}, {"code": ["401"]}, {"code": 401.0}, {"answer": "401"}]
)
@pytest.mark.parametrize("complete", [True, False])
def test_what_is_no_code_is_refused_as_a_draft_too(raw, complete):
    with pytest.raises(ResponseRefused, match="one of the offered codes, three digits"):
        read_response(questions.body("code"), raw, complete=complete)


def test_a_code_question_has_no_consequence(read_kind):
    (problem,) = read_kind("code", questions.question("code", consequence=questions.REASON))
    assert problem.endswith("access-code.consequence: Extra inputs are not permitted")
