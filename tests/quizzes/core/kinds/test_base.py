"""What every kind shares: the common fields' refusals, reading keys and texts, and the rules of credit."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.core.kinds.base import Part, ResponseRefused, credit, keys_of, mark_of, repeated, text_of, verdict_of

from .. import questions
from ..questions import CONTESTED, REASON

RULES = ["all-or-nothing", "proportional", "proportional-with-penalty"]
EXCHANGED = ["situation", "one", "several", "match", "order", "write"]  # the others have gaps or faults on purpose

# The schema


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"consequence": "Bad."}, ".consequence: String should have at least 40 characters"),
        ({"hints": ["Too short."]}, ".hints[0]: String should have at least 20 characters"),
        ({"hints": [REASON] * 4}, ".hints: List should have at most 3 items after validation, not 4"),
        ({"options": []}, ".options: List should have at least 2 items after validation, not 0"),
        ({"answer": "a"}, ".answer: Extra inputs are not permitted"),
        ({"mistake": "typo"}, "mistake: typo is not one of"),
        ({"pairs": ["401-404"]}, "pairs: 401-404 is not one of 401-403"),
        ({"pairs": ["404-410"]}, "pairs: 404-410 needs two of its codes offered and one of them best"),
        ({"who_does_what": CONTESTED["who_does_what"]}, "who_does_what: only for contested questions"),
        ({"reply": "HTTP/1.1 404 Nothing\n"}, "reply, line 1: an origin server with a clock must send Date"),
        ({"exchange": "GET /a HTTP/1.1"}, "exchange, line 1: a request carries Host (RFC 9112, 3.2)"),
    ],
)
def test_a_wrong_common_field_is_refused_with_its_words(problems_of, changes, words):
    assert problems_of("one", **changes)[0].startswith(words)


def test_a_wrong_phrase_is_refused_with_its_line(problems_of):
    reply = "\nHTTP/1.1 404 Nothing\nDate: Sun, 22 Nov 2026 09:00:00 GMT\n".lstrip()
    assert problems_of("one", reply=reply) == ["reply, line 1: the registered phrase of 404 is 'Not Found'"]


def test_a_contested_question_has_an_acceptable_option(problems_of):
    options = [questions.text_option("a", "best"), questions.text_option("b"), questions.text_option("c")]
    words = "a contested question has an acceptable option and at least two rows in who_does_what"
    assert problems_of("one", options=options, **CONTESTED) == [words]


def test_a_contested_question_says_who_does_what_twice(problems_of):
    (problem,) = problems_of("one", **CONTESTED | {"who_does_what": CONTESTED["who_does_what"][:1]})
    assert problem.startswith("a contested question has an acceptable option and at least two rows")


def test_beyond_codes_a_position_names_no_code(problems_of):
    rows = [questions.position("DRF"), questions.position("GitHub")]
    assert problems_of("one", agreement="contested", who_does_what=rows) == []


@pytest.mark.parametrize("kind", EXCHANGED)
def test_the_exchange_of_a_question_is_checked(problems_of, kind):
    assert any(problem.startswith("exchange, line 1") for problem in problems_of(kind, exchange="hello"))


def test_a_problem_is_told_once(problems_of):
    problems = problems_of("write", exchange="hello")
    assert len(problems) == len(set(problems)) == 1


# Credit


@pytest.mark.parametrize(
    ("rule", "hits", "wrong", "mark"),
    [
        ("all-or-nothing", 4, 0, 1),
        ("all-or-nothing", 4, 1, 0),
        ("all-or-nothing", 3, 0, 0),
        ("all-or-nothing", 0, 0, 0),
        ("proportional", 4, 0, 1),
        ("proportional", 3, 1, 0.75),
        ("proportional", 1, 3, 0.25),
        ("proportional", 0, 0, 0),
        ("proportional-with-penalty", 4, 0, 1),
        ("proportional-with-penalty", 4, 1, 0.75),
        ("proportional-with-penalty", 3, 1, 0.5),
        ("proportional-with-penalty", 2, 2, 0),
        ("proportional-with-penalty", 1, 3, 0),
    ],
)
def test_credit_by_its_rule(rule, hits, wrong, mark):
    assert credit(rule, hits=hits, wrong=wrong, total=4) == mark


@given(st.sampled_from(RULES), st.integers(1, 10), st.integers(0, 10), st.data())
def test_credit_is_between_nothing_and_one(rule, total, wrong, data):
    hits = data.draw(st.integers(0, total))
    assert 0 <= credit(rule, hits=hits, wrong=wrong, total=total) <= 1


@given(st.sampled_from(RULES), st.integers(1, 10), st.integers(0, 10), st.data())
def test_one_more_hit_never_earns_less(rule, total, wrong, data):
    hits = data.draw(st.integers(0, total - 1))
    more = credit(rule, hits=hits + 1, wrong=wrong, total=total)
    assert more >= credit(rule, hits=hits, wrong=wrong, total=total)


@given(st.sampled_from(RULES), st.integers(1, 10), st.integers(0, 10), st.data())
def test_one_more_wrong_choice_never_earns_more(rule, total, wrong, data):
    hits = data.draw(st.integers(0, total))
    less = credit(rule, hits=hits, wrong=wrong + 1, total=total)
    assert less <= credit(rule, hits=hits, wrong=wrong, total=total)


@pytest.mark.parametrize("rule", RULES)
def test_where_nothing_was_asked_for_nothing_wrong_earns_all(rule):
    assert (credit(rule, hits=0, wrong=0, total=0), credit(rule, hits=0, wrong=1, total=0)) == (1, 0)


@pytest.mark.parametrize(("mark", "verdict"), [(1, "best"), (0.99, "partly"), (0.01, "partly"), (0, "wrong")])
def test_an_answer_of_parts_is_best_with_all_and_wrong_with_nothing(mark, verdict):
    assert verdict_of(mark) == verdict


@pytest.mark.parametrize(
    ("verdict", "agreement", "mark"),
    [
        ("best", "agreed", 3),
        ("best", "contested", 3),
        ("acceptable", "agreed", 1),
        ("acceptable", "contested", 2),
        ("wrong", "agreed", 0),
        ("wrong", "contested", 0),
    ],
)
def test_a_whole_answer_earns_what_was_agreed_on(verdict, agreement, mark):
    marks = {"best": 3, "acceptable_agreed": 1, "acceptable_contested": 2}
    assert mark_of(verdict, {"agreement": agreement}, marks) == mark


# Reading


def test_keys_come_back_in_the_order_of_the_question():
    assert keys_of({"chosen": ["c", "a"]}, "chosen", ["a", "b", "c"]) == ["a", "c"]


def test_nothing_sent_is_no_key():
    assert keys_of({}, "chosen", ["a"]) == []


@pytest.mark.parametrize("sent", ["a", None, 1, {"a": 1}, ["a", 1], [["a"]], [None], {"a"}])
def test_what_is_no_list_of_texts_is_refused(sent):
    with pytest.raises(ResponseRefused, match="An answer is a list of what was chosen here"):
        keys_of({"chosen": sent}, "chosen", ["a"])


@pytest.mark.parametrize("sent", ["", "A", " a", "a\x00", "z"])
def test_a_key_that_is_not_offered_is_refused_by_name(sent):
    with pytest.raises(ResponseRefused, match="is not among what this question offers"):
        keys_of({"chosen": [sent]}, "chosen", ["a"])


def test_a_long_key_is_not_told_in_full():
    with pytest.raises(ResponseRefused) as refused:
        keys_of({"chosen": ["z" * 5000]}, "chosen", ["a"])
    assert len(refused.value.text) < 100


def test_a_refusal_quotes_forty_characters_of_a_key_and_none_that_cannot_be_printed():
    with pytest.raises(ResponseRefused, match=f"“{'z' * 38}” is not among what this question offers"):
        keys_of({"chosen": ["\x1b\u202e" + "z" * 5000]}, "chosen", ["a"])


def test_a_key_that_came_twice_is_refused():
    with pytest.raises(ResponseRefused, match="The same choice came twice"):
        keys_of({"chosen": ["a", "b", "a"]}, "chosen", ["a", "b"])


@pytest.mark.parametrize("sent", [None, 404, ["404"], b"404", {"text": "404"}])
def test_what_is_no_text_is_refused(sent):
    with pytest.raises(ResponseRefused, match="An answer is text here"):
        text_of({"text": sent}, "text", 10)


def test_a_text_has_a_longest():
    with pytest.raises(ResponseRefused, match="That is 11 characters; 10 are the most"):
        text_of({"text": "x" * 11}, "text", 10)
    assert text_of({"text": "x" * 10}, "text", 10) == "x" * 10


@pytest.mark.parametrize(
    ("values", "expected"), [([], []), ([1, 2], []), ([1, 2, 1], [1]), ([2, 1, 1, 2, 2], [1, 2]), ([[1], [1]], [[1]])]
)
def test_what_stands_in_a_list_twice_is_named_once(values, expected):
    assert repeated(values) == expected


def test_a_part_needs_no_note():
    assert Part("a", "right").note == ""
