"""What is typed: codes, names of fields, and values."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.core.grading import ResponseRefused, grade, read_response
from quizzes.core.kinds.type_it import LIMIT, best_text, normal, shown_gap
from statuscourse.protocol.registry import registry

from .. import questions
from ..questions import CONTESTED, accepted, near

VALUE = {
    "asks": "field-value",
    "accepted": [accepted("no-cache, max-age=0")],
    "near_misses": [near("no-store"), near("max-age=0")],
}
NAME = {"asks": "field-name", "accepted": [accepted("Retry-After")], "near_misses": [near("Retry"), near("After")]}
EXCHANGE = "GET /a HTTP/1.1\nHost: a.example\n\nHTTP/1.1 ___\nDate: Sun, 22 Nov 2026 09:00:00 GMT"


def graded(text, **changes):
    return grade(questions.body("type", **changes), {"kind": "type", "text": text})


def part(text, **changes):
    (only,) = graded(text, **changes).parts
    return only.key


# The schema


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"accepted": [accepted("422"), accepted("400")]}, "accepted: exactly one is best"),
        ({"accepted": [accepted("400", "acceptable")]}, "accepted: exactly one is best"),
        ({"near_misses": [near("409"), near("409")]}, "accepted and near_misses: 409 stands there twice"),
        ({"near_misses": [near("500"), near("HTTP/1.1 422")]}, "accepted and near_misses: 422 stands there twice"),
        (NAME | {"near_misses": [near("Retry"), near("retry-after:")]}, "accepted and near_misses: retry-after stands"),
        (
            VALUE | {"near_misses": [near("no-store"), near("No-Cache ,Max-Age = 0")]},
            "accepted and near_misses: no-cache,max-age=0 stands there twice",
        ),
        ({"accepted": [accepted("299")]}, "accepted: 299 is not a registered code"),
        ({"accepted": [accepted("0422")]}, "accepted: 0422 is not a registered code"),
        ({"accepted": [accepted("٤٢٢")]}, "accepted: ٤٢٢ is not a registered code"),
        (
            {"accepted": [accepted("422 Unprocessable Content")]},
            "accepted: 422 Unprocessable Content is not a registered",
        ),
        ({"accepted": [accepted("five")]}, "accepted: five is not a registered code"),
        ({"exchange": questions.REQUEST}, "exchange: exactly one gap ___"),
        ({"exchange": EXCHANGE + "\nAllow: ___"}, "exchange: exactly one gap ___"),
        ({"exchange": "___ /a HTTP/1.1"}, "exchange, line 1: begin with a request line"),
        ({"exchange": EXCHANGE + "\nno colon"}, "exchange, line 6: not a header field: 'no colon'"),
        ({"near_misses": [near("409")]}, ".near_misses: List should have at least 2 items after validation, not 1"),
        ({"accepted": [accepted("x" * 201)]}, ".accepted[0].text: String should have at most 200 characters"),
        ({"accepted": [accepted("422", "wrong")]}, ".accepted[0].verdict: Input should be 'best' or 'acceptable'"),
        ({"pairs": ["404-410"]}, "pairs: 404-410 needs two of its codes offered and one of them best"),
        (
            CONTESTED | {"accepted": [accepted("422")]},
            "a contested question has an acceptable option and at least two rows in who_does_what",
        ),
    ],
)
def test_a_question_that_contradicts_itself_is_refused(problems_of, changes, words):
    (problem,) = problems_of("type", **changes)
    assert problem.startswith(words)


@pytest.mark.parametrize("changes", [{}, NAME, VALUE, {"exchange": EXCHANGE}, {"pairs": ["400-422"]}, CONTESTED])
def test_a_right_question_is_taken(problems_of, changes):
    assert problems_of("type", **changes) == []


def test_where_case_matters_two_spellings_are_two_texts(problems_of):
    rows = {"accepted": [accepted('"abc"')], "near_misses": [near('"ABC"'), near("abc")]}
    assert problems_of("type", asks="field-value", case_sensitive=True, **rows) == []
    assert problems_of("type", asks="field-value", **rows) == ['accepted and near_misses: "abc" stands there twice']


def test_a_gap_for_a_status_is_shown_as_three_question_marks():
    assert shown_gap("HTTP/1.1 ___\nAllow: ___") == "HTTP/1.1 ???\nAllow: ___"


# Reading


def test_white_space_around_and_within_is_made_one_space():
    assert read_response(questions.body("type"), {"text": " \t422 \r\n Not\u00a0 so "}) == {
        "kind": "type",
        "text": "422 Not so",
    }


@pytest.mark.parametrize("raw", [{}, {"text": ""}, {"text": " \r\n\t"}])
def test_nothing_typed_is_refused(raw):
    with pytest.raises(ResponseRefused, match="Nothing is typed yet"):
        read_response(questions.body("type"), raw)


def test_a_text_that_is_too_long_is_refused():
    with pytest.raises(ResponseRefused, match="That is 201 characters; 200 are the most"):
        read_response(questions.body("type"), {"text": "4" * (LIMIT + 1)}, complete=False)


def test_a_zero_byte_is_refused():
    with pytest.raises(ResponseRefused, match="An answer cannot hold a zero byte"):
        read_response(questions.body("type"), {"text": "422\x00"}, complete=False)


@pytest.mark.parametrize("text", [422, None, ["422"], b"422"])
def test_what_is_no_text_is_refused(text):
    with pytest.raises(ResponseRefused, match="An answer is text here"):
        read_response(questions.body("type"), {"text": text})


# Codes


@pytest.mark.parametrize(
    "text",
    [
        "422",
        " 422 ",
        "422 Unprocessable Content",
        "422 unprocessable CONTENT",
        "422  Unprocessable  Content",
        "HTTP/1.1 422",
        "HTTP/1.1 422 Unprocessable Content",
        "HTTP/2 422",
        "422 Unprocessable Entity",
    ],
)
def test_a_code_may_come_with_its_version_and_its_phrase(text):
    result = graded(text)
    assert (result.verdict, result.mark, result.chosen, result.best) == ("best", 1, 422, 422)


@pytest.mark.parametrize(
    "text",
    ["422 Not Found", "Unprocessable Content", "4222", "42", "٤٢٢", "４２２", "422.", "HTTP/1.1422", "422 ok 422"],
)
def test_a_code_with_anything_else_is_not_it(text):
    assert (graded(text).verdict, part(text)) == ("wrong", "otherwise")


@pytest.mark.parametrize("code", [413, 302, 416])
def test_a_former_phrase_belongs_to_its_code(code):
    former = [name.partition(" (")[0] for name in registry()[code].former_phrases]
    assert {normal(f"{code} {name}", "code") for name in former} == {str(code)}


@pytest.mark.parametrize(
    ("agreement", "mark"),
    [({}, 0.5), (CONTESTED, 1)],
)
def test_an_acceptable_code_earns_by_the_agreement(agreement, mark):
    result = graded("400 Bad Request", **agreement)
    assert (result.verdict, result.mark, result.chosen) == ("acceptable", mark, 400)


@pytest.mark.parametrize(
    ("text", "key"), [("409", "near-0"), ("500 Internal Server Error", "near-1"), ("404", "otherwise")]
)
def test_a_near_miss_has_its_own_reason(text, key):
    assert part(text) == key


@pytest.mark.parametrize(("text", "chosen"), [("404", 404), ("299", 299), ("000", None), ("600", None), ("no", None)])
def test_a_typed_code_is_remembered_where_it_can_be_one(text, chosen):
    assert graded(text).chosen == chosen


@pytest.mark.parametrize(("text", "key"), [("422", "accepted-0"), ("400", "accepted-1")])
def test_an_accepted_text_is_told_by_its_place(text, key):
    assert part(text) == key


# Names of fields


@pytest.mark.parametrize(
    "text", ["Retry-After", "retry-after", "RETRY-AFTER", "Retry-After:", "Retry-After :", " Retry-After: "]
)
def test_a_name_has_no_case_and_may_end_in_a_colon(text):
    assert graded(text, **NAME).verdict == "best"


@pytest.mark.parametrize("text", ["Retry After", "Retry-After::", "Retry-After: 120", ":", ": :", "RetryAfter", "-"])
def test_another_name_is_not_it(text):
    assert (graded(text, **NAME).verdict, part(text, **NAME)) == ("wrong", "otherwise")


def test_a_name_is_no_code():
    result = graded("Retry-After", **NAME)
    assert (result.chosen, result.best) == (None, None)


def test_a_number_is_no_code_where_a_name_is_asked_for():
    assert graded("404", **NAME).chosen is None


# Values


@pytest.mark.parametrize(
    "text",
    [
        "no-cache, max-age=0",
        "no-cache,max-age=0",
        "No-Cache ,  Max-Age = 0",
        "no-cache , max-age= 0",
        "NO-CACHE,\tMAX-AGE =0",
    ],
)
def test_white_space_around_separators_and_case_do_not_count_in_a_value(text):
    assert graded(text, **VALUE).verdict == "best"


@pytest.mark.parametrize(
    "text", ["max-age=0, no-cache", "no-cache max-age=0", "no-cache, max-age=00", "no-cache,, max-age=0"]
)
def test_another_value_is_not_it(text):
    assert graded(text, **VALUE).verdict == "wrong"


def test_semicolons_are_separators_too():
    assert normal("text/html ; charset = utf-8", "field-value") == "text/html;charset=utf-8"


@pytest.mark.parametrize(("text", "verdict"), [('"abc"', "best"), ('"ABC"', "wrong"), ("abc", "wrong")])
def test_case_counts_where_the_question_says_so(text, verdict):
    rows = {"accepted": [accepted('"abc"')], "near_misses": [near('"ABC"'), near("abc")]}
    assert graded(text, asks="field-value", case_sensitive=True, **rows).verdict == verdict


# Always


def test_the_best_text_is_the_one_that_is_called_so():
    rows = [accepted("400", "acceptable"), accepted("422")]
    assert best_text(questions.body("type", accepted=rows)) == "422"


@given(st.text(max_size=60), st.sampled_from(["code", "field-name", "field-value"]), st.booleans())
def test_a_text_is_compared_the_same_however_often_it_is_spaced(text, asks, case_sensitive):
    spaced = " \t ".join(["", *text.split(), ""])
    assert normal(spaced, asks, case_sensitive) == normal(text, asks, case_sensitive)


@given(st.text(alphabet='no-cache=0,; \tAB"', max_size=40), st.booleans())
def test_a_value_that_was_made_comparable_stays_as_it_is(text, case_sensitive):
    once = normal(text, "field-value", case_sensitive)
    assert normal(once, "field-value", case_sensitive) == once


@given(st.sampled_from(sorted(registry())), st.sampled_from(["", "HTTP/1.1 ", "HTTP/1.0 ", "HTTP/2 ", "HTTP/3 "]))
def test_every_registered_line_is_its_code(code, version):
    assert normal(f"{version}{registry()[code].line}", "code") == str(code)


def test_a_value_may_be_typed_with_the_name_of_its_field():
    exchange = "HTTP/1.1 200 OK\nDate: Sun, 22 Nov 2026 09:00:00 GMT\nCache-Control: ___"
    body = questions.body("type", **VALUE, exchange=exchange)
    assert grade(body, {"kind": "type", "text": "cache-control: no-cache, max-age=0"}).mark == 1


def test_words_are_compared_without_case_and_keep_their_commas():
    words = {"asks": "words", "accepted": [accepted("one, two")], "near_misses": [near("one"), near("two")]}
    assert graded("ONE,  Two", **words).verdict == "best"
    assert graded("one,two", **words).verdict == "wrong"
