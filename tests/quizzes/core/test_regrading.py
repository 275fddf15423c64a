"""Grading an answer again by a later revision: what it counts then, and when it keeps its grade."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.core.grading import grade, is_blank, read_response, unknown, worth
from quizzes.core.kinds.base import MARKS, ResponseRefused
from quizzes.core.regrading import Graded, NotComparable, Regrader, carried
from tests.bodies import KINDS, PARTLY, RIGHT, WRONG, body_of, choice, line, offered, pair, step, stored
from tests.factories import body as code_body


def body(kind, **changes):
    return code_body(**changes) if kind == "code" else body_of(kind, **changes)


def again(old, new, *responses, penalty=0.0, marks=MARKS):
    return Regrader(new, 7).place(old, "digest", responses, marks=marks, penalty=penalty)


def refusal(old, new, response):
    with pytest.raises(NotComparable) as refused:
        again(old, new, response)
    return refused.value.reason


def as_given(body, responses, penalty):
    """What tries counted when they were given, as ``quizzes.actions.answering`` weighs them; the last one stands."""
    found = []
    for number, response in enumerate(responses):
        result = grade(body, response)
        mark = worth(result.mark, tries=number, penalty=penalty)
        before, verdict = max((each.mark for each in found), default=0.0), result.verdict
        if number == len(responses) - 1 and before > mark:
            mark, verdict = before, "partly"
        found.append(Graded(verdict, mark, result.chosen, result.best, 7))
    return found


def answers(kind):
    given = [stored(RIGHT, kind), stored(WRONG, kind), unknown(kind)]
    return given + ([stored(PARTLY, kind)] if kind in PARTLY else [])


@pytest.mark.parametrize("kind", KINDS)
@given(data=st.data(), penalty=st.sampled_from([0.0, 0.1, 0.25, 1 / 3, 1.0]))
def test_by_the_same_body_nothing_changes(kind, data, penalty):
    asked = body(kind)
    closes = {"best", "acceptable"}  # after which no other try is open
    open_ones = [each for each in answers(kind) if grade(asked, each).verdict not in closes and not each.get("unknown")]
    responses = [
        *data.draw(st.lists(st.sampled_from(open_ones), max_size=3)),
        data.draw(st.sampled_from(answers(kind))),
    ]
    assert again(asked, asked, *responses, penalty=penalty) == as_given(asked, responses, penalty)


@given(
    verdict=st.sampled_from(["best", "partly", "wrong"]), mark=st.floats(0, 1), code=st.none() | st.integers(100, 599)
)
def test_what_was_kept_of_a_grade_is_the_grade(verdict, mark, code):
    before = Graded(verdict, mark, code, 404, None)
    assert Graded.of(json.loads(json.dumps(before.json()))) == before


def test_an_option_that_became_right_counts():
    (after,) = again(code_body(), code_body(best=410, wrong=(400, 404)), {"kind": "code", "code": 410})
    assert after == Graded("best", 1.0, 410, 410, 7)


def test_the_marks_that_were_agreed_hold():
    old, new = code_body(), code_body(acceptable=(410,), wrong=(400,))
    (after,) = again(old, new, {"kind": "code", "code": 410}, marks=MARKS | {"acceptable_agreed": 0.25})
    assert (after.verdict, after.mark) == ("acceptable", 0.25)


def test_an_earlier_try_that_became_right_counts_for_the_place():
    old, new = code_body(), code_body(best=410, wrong=(400, 404))
    first, last = again(old, new, {"kind": "code", "code": 410}, {"kind": "code", "code": 404}, penalty=0.25)
    assert (first.mark, last.verdict, last.mark) == (1.0, "best", 1.0)


def test_a_later_try_that_became_right_costs_the_tries_before():
    old, new = code_body(), code_body(best=410, wrong=(400, 404))
    _first, last = again(old, new, {"kind": "code", "code": 400}, {"kind": "code", "code": 410}, penalty=0.25)
    assert (last.verdict, last.mark) == ("best", 0.75)


def test_who_did_not_know_still_does_not():
    (after,) = again(code_body(), code_body(best=410, wrong=(400, 404)), unknown("code"))
    assert after == Graded("wrong", 0.0, None, 410, 7)


@pytest.mark.parametrize(
    ("kind", "changes", "response"),
    [
        ("code", {"wrong": (410, 409)}, {"code": 400}),
        ("one", {"options": [offered("etag", "best"), offered("date")]}, {"chosen": "luck"}),
        ("several", {"options": [choice("etag", True), choice("hope", False)]}, {"chosen": ["etag", "luck"]}),
        ("several", {"choose": 2}, {"chosen": ["etag", "date", "luck"]}),
        ("match", {"items": [pair("lost", 404), pair("gone", 410)]}, {"pairs": {"lost": 404, "taken": 409}}),
        ("match", {"distractors": []}, {"pairs": {"lost": 422}}),
        ("order", {"steps": [step("look"), step("act")]}, {"places": {"look": 1, "check": 2}}),
        ("fault", {"lines": [line("HTTP/1.1 200 OK"), line("no such teapot", wrong=True)]}, {"lines": ["2"]}),
    ],
)
def test_what_was_chosen_and_is_offered_no_more_keeps_its_grade(kind, changes, response):
    assert refusal(body(kind), body(kind, **changes), {"kind": kind} | response) == "gone"


@pytest.mark.parametrize(
    ("kind", "changes"),
    [
        ("several", {"options": [*body_of("several")["options"], choice("more", True)]}),
        ("match", {"items": [*body_of("match")["items"], pair("more", 409)]}),
        ("fault", {"lines": [*body_of("fault")["lines"], line("more", wrong=True)]}),
    ],
)
def test_what_nobody_was_asked_then_takes_no_mark(kind, changes):
    assert refusal(body(kind), body(kind, **changes), stored(RIGHT, kind)) == "unasked"


def test_a_wrong_option_that_came_changes_nothing():
    new = body("several", options=[*body_of("several")["options"], choice("more", False)])
    assert again(body("several"), new, stored(RIGHT, "several"))[0].verdict == "best"


def test_lines_are_told_by_their_texts():
    old = body("fault")
    new = body("fault", lines=[line("GET / HTTP/1.1"), *old["lines"]])
    assert carried(old, new, stored(RIGHT, "fault"))["lines"] == ["3", "5"]
    assert again(old, new, stored(RIGHT, "fault"))[0].verdict == "best"


def test_a_line_with_another_wording_stays_in_its_place():
    old = body("fault")
    lines = [line("Allow: nothing", wrong=True) if each.get("wrong") else each for each in old["lines"][:3]]
    new = body("fault", lines=[*lines, *old["lines"][3:]])
    assert carried(old, new, stored(RIGHT, "fault"))["lines"] == ["2", "4"]


def test_lines_that_changed_places_are_found_there():
    old = body("fault")
    first, second, *rest = old["lines"]
    new = body("fault", lines=[second, first, *rest])
    assert carried(old, new, stored(RIGHT, "fault"))["lines"] == ["1", "4"]


def test_one_try_that_cannot_be_graded_keeps_the_whole_place():
    old, new = code_body(), code_body(best=410, wrong=(404,))
    with pytest.raises(NotComparable):
        again(old, new, {"kind": "code", "code": 400}, {"kind": "code", "code": 410})


def test_a_refusal_is_remembered_as_one():
    regrader, gone = Regrader(code_body(wrong=(410,))), {"kind": "code", "code": 400}
    for _twice in range(2):
        with pytest.raises(NotComparable):
            regrader.place(code_body(), "digest", [gone], marks=MARKS)


@pytest.mark.parametrize("kind", KINDS)
@given(data=st.data())
def test_a_draft_that_was_handed_in_half_done_is_graded_too(kind, data):
    asked = body(kind)
    raw = data.draw(st.sampled_from([{}, {"pairs": {"lost": "404"}}, {"places": {"look": "2"}}, {"text": "4"}]))
    try:
        response = read_response(asked, raw, complete=False)
    except ResponseRefused:
        return
    if not is_blank(response):
        assert again(asked, asked, response) == as_given(asked, [response], 0.0)


def test_the_convention_of_the_class_holds():
    contested = {"agreement": "contested", "acceptable": (410,), "wrong": (400,)}
    old, new = code_body(**contested), code_body(**contested, scenario="The same, told in other words and at length.")
    (after,) = Regrader(new, 7).place(old, "digest", [{"kind": "code", "code": 410}], marks=MARKS, house=410)
    assert (after.verdict, after.mark, after.best) == ("best", 1.0, 410)
