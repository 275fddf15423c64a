"""Which options a response chose, in each kind."""

import pytest

from quizzes.core.grading import unknown
from quizzes.core.statistics.chosen import options, right_options
from tests.bodies import KINDS, RIGHT, WRONG, body_of, stored
from tests.factories import body


def asked(kind):
    return body() if kind == "code" else body_of(kind)


@pytest.mark.parametrize(
    ("kind", "names"),
    [
        ("code", ("404",)),
        ("situation", ("never",)),
        ("one", ("etag",)),
        ("several", ("etag", "date")),
        ("match", ("lost=404", "gone=410", "taken=409")),
        ("order", ("look=1", "parse=2", "check=3", "act=4")),
        ("fault", ("2", "4")),
        ("type", ("accepted-0",)),
        ("write", ("status-405",)),
    ],
)
def test_a_response_chose_these(kind, names):
    assert options(asked(kind), stored(RIGHT, kind)) == names


@pytest.mark.parametrize(("kind", "name"), [("type", "near-0"), ("write", "status-otherwise")])
def test_what_was_typed_is_counted_by_what_it_fell_under(kind, name):
    assert options(asked(kind), stored(WRONG, kind)) == (name,)


@pytest.mark.parametrize("kind", KINDS)
def test_not_knowing_is_an_option_of_every_kind(kind):
    assert options(asked(kind), unknown(kind)) == ("unknown",)


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("one", {"etag": True, "date": False, "luck": False}),
        ("several", {"etag": True, "date": True, "luck": False, "hope": False}),
        ("fault", {"1": False, "2": True, "3": False, "4": True}),
        ("match", {}),
        ("order", {}),
        ("type", {}),
        ("write", {}),
    ],
)
def test_options_that_are_seen_are_right_or_not(kind, expected):
    assert right_options(body_of(kind)) == expected


def test_an_acceptable_option_is_neither_the_answer_nor_a_distractor():
    assert right_options(body(acceptable=(410,), wrong=(400,))) == {"404": True, "400": False}
