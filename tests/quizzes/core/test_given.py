"""What a response says, in the words of the question."""

import pytest

from quizzes.core.given import in_words
from quizzes.core.grading import unknown
from tests.bodies import KINDS, REPLY, RIGHT, WRONG, body_of, stored
from tests.factories import body

WORDS = {
    "code": ["404 Not Found"],
    "situation": ["The one called never."],
    "one": ["The one called etag."],
    "several": ["The one called etag.", "The one called date."],
    "match": [
        "A request that is called lost.: 404 Not Found",
        "A request that is called gone.: 410 Gone",
        "A request that is called taken.: 409 Conflict",
    ],
    "order": ["1. First look it", "2. First parse it", "3. First check it", "4. First act it"],
    "fault": ["Allow: everything", "no such teapot"],
    "type": ["422 Unprocessable Content"],
    "write": [REPLY],
}


def of(kind):
    return body() if kind == "code" else body_of(kind)


def test_every_kind_has_words():
    assert set(WORDS) == set(KINDS)


@pytest.mark.parametrize("kind", KINDS)
def test_an_answer_is_told_in_words(kind):
    assert in_words(of(kind), stored(RIGHT, kind)) == WORDS[kind]


@pytest.mark.parametrize("kind", KINDS)
def test_a_wrong_answer_has_words_too(kind):
    assert in_words(of(kind), stored(WRONG, kind)) not in ([], WORDS[kind])


@pytest.mark.parametrize("kind", KINDS)
def test_not_knowing_has_none(kind):
    assert in_words(of(kind), unknown(kind)) == []


def test_a_code_that_is_not_registered_stands_by_itself():
    assert in_words(body(), {"kind": "code", "code": 499}) == ["499"]
