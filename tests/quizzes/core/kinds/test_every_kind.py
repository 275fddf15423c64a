"""What holds for every kind and for every question that the course ships, whatever is sent."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.core.grading import MARKS, ResponseRefused, grade, is_complete, read_response
from quizzes.core.kinds import KINDS

from .. import questions

SHIPPED = sorted(questions.shipped())
MADE = [
    *(questions.body(kind) for kind in questions.KINDS),
    *(questions.body(kind, **questions.CONTESTED) for kind in ("one", "situation", "type", "write")),
    *(questions.body("several", credit=credit) for credit in ("all-or-nothing", "proportional-with-penalty")),
    *(questions.body("match", credit=credit) for credit in ("all-or-nothing", "proportional-with-penalty")),
    *(questions.body("order", credit=credit) for credit in ("all-or-nothing", "proportional-with-penalty")),
]
BY_KIND = [
    [body for body in [*questions.shipped().values(), *MADE] if body["kind"] == kind] for kind in questions.KINDS
]
bodies = st.sampled_from(BY_KIND).flatmap(st.sampled_from)  # most that are shipped ask for a code

# What a form, or somebody who writes their own requests, may send

words = st.sampled_from(["", "unknown", "404", "1", "0", "-1", "a", "\x00", "٤٠٤", " 1", "1.0"]) | st.text(max_size=12)
odd = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 600) | st.floats() | words,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words, inner, max_size=3),
    max_leaves=6,
)
names = st.sampled_from(["code", "chosen", "pairs", "places", "lines", "text", "kind", "answer"]) | words
hostile = st.dictionaries(names, odd, max_size=4)


@st.composite
def plausible(draw, asked):
    """A response in the shape of its kind: often one to the question, and now and then a little broken."""
    keys = KINDS[asked["kind"]].keys(asked)
    some = st.sampled_from(keys) | words if keys else words
    match asked["kind"]:
        case "code":
            return {"code": draw(some)}
        case "situation" | "one":
            return {"chosen": draw(some)}
        case "several":
            return {"chosen": draw(st.lists(st.sampled_from(keys), unique=True) | st.lists(some, max_size=9))}
        case "fault":
            return {"lines": draw(st.lists(st.sampled_from(keys), unique=True) | st.lists(some, max_size=9))}
        case "match":
            codes = [str(row["code"]) for row in [*asked["items"], *asked["distractors"]]]
            codes = st.sampled_from([*codes, ""])
            return {
                "pairs": draw(st.fixed_dictionaries(dict.fromkeys(keys, codes)) | st.dictionaries(some, codes | words))
            }
        case "order":
            whole = st.permutations(range(1, len(keys) + 1)).map(lambda places: dict(zip(keys, places, strict=True)))
            return {"places": draw(whole | st.dictionaries(some, st.integers(0, 9) | words))}
        case "type":
            rows = [row["text"] for row in [*asked["accepted"], *asked["near_misses"]]]
            return {"text": draw(st.sampled_from([*rows, *(f" {text.upper()} " for text in rows)]) | words)}
        case "write":
            lines = st.sampled_from([*asked["reply"].split("\n"), ""]) | st.text(max_size=20)
            return {"text": draw(st.lists(lines, max_size=9).map("\r\n".join))}


@st.composite
def answered(draw):
    """A question and a response to it that was read, complete or as a draft."""
    asked = draw(bodies)
    raw = draw(plausible(asked))
    try:
        return asked, read_response(asked, raw, complete=draw(st.booleans()))
    except ResponseRefused:
        return asked, read_response(asked, questions.best_answer(asked))


# Reading


@given(bodies, st.data(), st.booleans())
def test_whatever_is_sent_is_read_or_refused(asked, data, complete):
    raw = data.draw(hostile | plausible(asked))
    try:
        response = read_response(asked, raw, complete=complete)
    except ResponseRefused as refused:
        said = refused.text
    else:
        said = json.dumps(response)
        assert json.loads(said) == response
        assert 0 <= grade(asked, response).mark <= 1
    assert said


@given(answered())
def test_a_stored_response_is_read_again_as_it_was(both):
    asked, response = both
    assert read_response(asked, response, complete=False) == response


@given(answered())
def test_what_is_complete_is_what_is_taken_as_an_answer(both):
    asked, response = both
    try:
        taken = read_response(asked, response) == response
    except ResponseRefused:
        taken = False
    assert is_complete(asked, response) is taken


@given(answered())
def test_a_response_says_its_kind(both):
    asked, response = both
    assert response["kind"] == asked["kind"]


# Grading


@given(answered())
def test_a_mark_is_between_nothing_and_one(both):
    assert 0 <= grade(*both).mark <= 1


@given(answered())
def test_the_same_answer_gets_the_same_grade_also_after_it_was_stored(both):
    asked, response = both
    assert grade(json.loads(json.dumps(asked)), json.loads(json.dumps(response))) == grade(asked, response)


@given(answered())
def test_the_full_mark_is_for_the_best_and_for_what_a_serious_guide_does(both):
    asked, response = both
    result = grade(asked, response)
    defensible = asked["agreement"] == "contested" and result.verdict == "acceptable"
    assert (result.mark == 1) is (result.verdict == "best" or defensible)


@given(answered())
def test_nothing_is_earned_by_what_is_wrong_and_by_nothing_else(both):
    result = grade(*both)
    assert (result.mark == 0) is (result.verdict == "wrong")


@given(answered())
def test_a_verdict_is_one_of_four_and_a_part_has_its_own(both):
    result = grade(*both)
    assert result.verdict in {"best", "acceptable", "partly", "wrong"}
    assert {part.verdict for part in result.parts} <= {"right", "acceptable", "wrong", "missed", "left"}


@given(answered())
def test_every_part_stands_once(both):
    keys = [part.key for part in grade(*both).parts]
    assert len(keys) == len(set(keys))


@given(answered())
def test_only_an_answer_without_a_flaw_is_best(both):
    result = grade(*both)
    flaws = {part.verdict for part in result.parts} & {"wrong", "missed"}
    assert not (flaws and result.verdict == "best")


@given(answered())
def test_grading_changes_neither_question_nor_answer(both):
    before = json.dumps(both)
    grade(*both)
    assert json.dumps(both) == before


@given(bodies)
def test_not_knowing_earns_nothing(asked):
    result = grade(asked, read_response(asked, {"unknown": True}))
    assert (result.verdict, result.mark, result.chosen) == ("wrong", 0, None)


# What the course calls right


@pytest.mark.parametrize("name", SHIPPED)
def test_the_right_answer_to_every_question_that_the_course_ships_is_best(name):
    asked = questions.shipped()[name]
    result = grade(asked, read_response(asked, questions.best_answer(asked)))
    assert (result.verdict, result.mark) == ("best", 1)


@pytest.mark.parametrize("asked", MADE, ids=lambda asked: asked["kind"])
def test_the_right_answer_has_right_parts_only(asked):
    result = grade(asked, read_response(asked, questions.best_answer(asked)))
    assert {part.verdict for part in result.parts} <= {"right", "left"}


def test_these_tests_know_every_kind():
    assert set(questions.KINDS) == set(KINDS)


def test_the_marks_are_those_that_the_course_tells_its_learners():
    assert MARKS == {"best": 1.0, "acceptable_agreed": 0.5, "acceptable_contested": 1.0}
