"""Two versions of a question: where they differ, and one made of both."""

import pytest

from quizzes.core.merging import differences, merged
from tests.quizzes.core.questions import KINDS, question


def places(mine, theirs):
    return [each.place for each in differences(mine, theirs)]


@pytest.mark.parametrize("kind", KINDS)
def test_a_question_does_not_differ_from_itself(kind):
    assert differences(question(kind), question(kind)) == []


def test_a_field_that_differs_is_told_with_both():
    found = differences(question("code", title="Mine"), question("code", title="Theirs"))
    assert [(each.place, each.mine, each.theirs) for each in found] == [("title", "Mine", "Theirs")]


def test_nothing_and_an_empty_text_are_the_same():
    assert places({"reply": ""}, {}) == []


def test_rows_are_compared_one_by_one():
    mine, theirs = question("one"), question("one")
    theirs["options"] = [*theirs["options"][:1], theirs["options"][1] | {"text": "Another."}, theirs["options"][2]]
    assert places(mine, theirs) == ["options[1].text"]


def test_lists_of_another_length_are_one_place():
    mine, theirs = question("one"), question("one")
    assert places(mine, theirs | {"options": theirs["options"][:2]}) == ["options"]


def test_rows_that_changed_their_order_are_one_place():
    mine = question("one")
    assert places(mine, mine | {"options": mine["options"][::-1]}) == ["options"]


def test_what_is_taken_is_theirs_and_the_rest_is_mine():
    mine = question("code", title="Mine", scenario="Of mine")
    theirs = question("code", title="Theirs", scenario="Of theirs")
    assert merged(mine, theirs, ["title"]) == mine | {"title": "Theirs"}


def test_a_row_may_be_taken_in_part():
    mine, theirs = question("write"), question("write")
    theirs["status"] = theirs["status"] | {"points": 5, "otherwise": "Something else is said here, at some length."}
    assert merged(mine, theirs, ["status.points"])["status"] == mine["status"] | {"points": 5}


def test_what_they_took_away_can_be_taken_away():
    mine = question("code", hints=["Think about who is asking."])
    assert "hints" not in merged(mine, question("code"), ["hints"])


def test_a_place_that_is_not_there_changes_nothing():
    assert merged(question("code"), question("one"), ["nothing[7].here"])["title"] == question("code")["title"]


@pytest.mark.parametrize("kind", KINDS)
def test_taking_everything_is_theirs(kind):
    mine, theirs = question(kind), question(kind, title="Theirs", scenario="", hints=["Think about it once more."])
    every = places(mine, theirs)
    assert differences(merged(mine, theirs, every), theirs) == []
