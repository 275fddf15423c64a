"""What publishing a quiz would refuse, in sentences with their places; and two working copies merged."""

import pytest

from quizzes.core.bank import Behaviour
from quizzes.core.quiz_drafts import PRESETS, Asked, differing, parse_quiz, quiz_problems, with_theirs

ASKED = {
    "access-a": Asked("The sleeping phone", "published"),
    "access-b": Asked("The new badge", "draft"),
    "access-c": Asked("The old badge", "retired"),
    "access-d": Asked("The better badge", "changed"),
}


def source(**changes):
    whole = {
        "title": "Week 2",
        "summary": "Who are you, and may you?",
        "picks": [{"question": "access-a", "mark": 1.0}],
        "behaviour": {},
        "is_listed": False,
    }
    return whole | changes


def told(**changes):
    return [(problem.place, problem.text) for problem in quiz_problems(source(**changes), ASKED)]


def test_a_whole_quiz_has_no_problems():
    assert told() == []


def test_what_a_new_quiz_lacks_is_named():
    assert told(title="", summary=" ", picks=[]) == [
        ("title", "There is no title yet."),
        ("summary", "There is no summary yet."),
        ("picks", "There are no questions yet."),
    ]


@pytest.mark.parametrize(
    ("mark", "text"),
    [
        (0.2, "The mark is at least 0.25, and not 0.2."),
        (21.0, "The mark is at most 20, and not 21."),
        ("a lot", "The mark is a number, and not “a lot”."),
    ],
)
def test_a_mark_out_of_bounds_is_said_with_its_place(mark, text):
    assert told(picks=[{"question": "access-a", "mark": mark}]) == [("picks[0].mark", text)]


def test_a_number_that_was_mistyped_is_said_with_its_place():
    picks = [{"question": "access-a"}, {"rule": {}, "number": "five", "mark": 1.0}]
    assert told(picks=picks) == [("picks[1].number", "The number of questions is a whole number, and not “five”.")]


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("access-b", "“The new badge” is only a draft. Publish it first."),
        ("access-c", "“The old badge” is retired. Bring it back, or take it out."),
        ("access-z", "There is no such question."),
    ],
)
def test_a_question_that_cannot_be_asked_is_named(question, text):
    assert told(picks=[{"question": question, "mark": 1.0}]) == [("picks[0].question", text)]


def test_a_question_with_changes_can_be_asked():
    assert told(picks=[{"question": "access-d", "mark": 1.0}]) == []


def test_a_question_that_is_picked_twice_is_named_at_its_second_place():
    picks = [{"question": "access-a", "mark": 1.0}, {"question": "access-a", "mark": 2.0}]
    assert told(picks=picks) == [("picks[1].question", "This question is picked twice.")]


def test_more_than_sixty_questions_are_too_many():
    picks = [{"question": "access-a"}, {"rule": {}, "number": 60, "mark": 1.0}]
    assert told(picks=picks) == [("picks", "A quiz has at most 60 questions, and these are 61.")]


def test_a_kind_that_nobody_knows_is_named():
    picks = [{"rule": {"kinds": ["essay"]}, "number": 1, "mark": 1.0}]
    assert told(picks=picks) == [("picks[0].rule.kinds", "There is no kind “essay”.")]


@pytest.mark.parametrize(
    ("behaviour", "place", "text"),
    [
        ({"mode": "exam", "tries": 2}, "behaviour.mode", "An exam has one try and no hints."),
        ({"penalty": 0.5}, "behaviour.penalty", "A penalty needs more than one try."),
        ({"tries": "two"}, "behaviour.tries", "The number of tries is a whole number, and not “two”."),
        ({"tries": 9}, "behaviour.tries", "The number of tries is at most 5, and not 9."),
        ({"mode": "exam", "opens": "tomorrow"}, "behaviour.opens", "This is no date and time."),
        ({"mode": "exam", "opens": "2026-11-30T08:00"}, "behaviour.opens", "This is no date and time."),
        (
            {"mode": "exam", "opens": "2026-11-30T08:00+01:00", "closes": "2026-11-30T07:00+01:00"},
            "behaviour.closes",
            "It closes before it opens.",
        ),
        (
            {"mode": "exam", "review": "after-close"},
            "behaviour.review",
            "To be explained after it has closed, it needs a time at which it closes.",
        ),
    ],
)
def test_behaviour_that_contradicts_itself_is_said_at_its_field(behaviour, place, text):
    assert told(behaviour=behaviour) == [(place, text)]


def test_all_problems_are_told_at_once():
    found = told(title="", picks=[{"question": "access-b", "mark": 0}], behaviour={"penalty": 0.5})
    assert {place for place, _text in found} == {"title", "picks[0].mark", "picks[0].question", "behaviour.penalty"}


@pytest.mark.parametrize("preset", PRESETS)
def test_a_preset_is_consistent(preset):
    assert parse_quiz(source(behaviour=dict(PRESETS[preset])), ASKED)[0].behaviour == Behaviour(**PRESETS[preset])


def test_two_working_copies_differ_part_by_part():
    theirs = source(title="Week 3", behaviour={"shuffle": True})
    assert differing(source(), theirs) == ["title", "behaviour.shuffle"]


def test_what_is_left_to_the_defaults_is_no_difference():
    assert differing(source(), source(behaviour={"tries": 1})) == []


def test_a_part_of_theirs_is_taken_and_the_rest_is_mine():
    mine = source(title="Mine", summary="Mine.", behaviour={"tries": 2, "hints": False})
    theirs = source(title="Theirs", summary="Theirs.", behaviour={"tries": 3, "hints": True})
    merged = with_theirs(mine, theirs, ["title", "behaviour.tries"])
    assert (merged["title"], merged["summary"]) == ("Theirs", "Mine.")
    assert merged["behaviour"] == {"tries": 3, "hints": False}
