"""What publishing would refuse is said with its place, in words for an instructor."""

from copy import deepcopy

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from quizzes.core.interchange import checking
from quizzes.core.interchange.checking import Problem, SourceRefused, parse, problems
from quizzes.core.interchange.wording import WORDING, sentence
from quizzes.core.kinds import KINDS as SCHEMAS

from ..questions import KINDS, code_option, field_check, line, near, order, pair, rule, step
from .sources import ANY, shipped, source


def told(kind, /, **changes):
    """The problems of a question with changes, as place and text."""
    return [(problem.place, problem.text) for problem in problems(source(kind, **changes))]


def with_option(kind, number, **changes):
    """The options of a question with one of them changed; None takes a key away."""
    options = deepcopy(source(kind)["options"])
    options[number] = {key: value for key, value in (options[number] | changes).items() if value != "away"}
    return options


@pytest.mark.parametrize("kind", KINDS)
def test_a_complete_question_has_no_problems_and_is_parsed(kind: str) -> None:
    assert problems(source(kind)) == []
    assert parse(source(kind)).kind == kind


def test_the_shipped_bank_has_no_problems() -> None:
    assert [entry["id"] for entry in shipped() if problems(entry)] == []


def test_parsing_raises_the_same_problems() -> None:
    with pytest.raises(SourceRefused) as refused:
        parse(source("one", title=""))
    assert refused.value.problems == problems(source("one", title=""))


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"why": "away"}, ("options[1].why", "This option has no explanation: at least 40 characters say why.")),
        ({"why": " "}, ("options[1].why", "This option has no explanation: at least 40 characters say why.")),
        ({"why": None}, ("options[1].why", "This option has no explanation: at least 40 characters say why.")),
        ({"why": "Wrong."}, ("options[1].why", "The explanation is too short: 6 of at least 40 characters.")),
        ({"why": 7}, ("options[1].why", "The explanation has to be a text.")),
        ({"why": "a\ud800"}, ("options[1].why", "The explanation has a broken character. Type it again.")),
        ({"verdict": ""}, ("options[1].verdict", "This option has no verdict: best, acceptable or wrong.")),
        (
            {"verdict": "good"},
            ("options[1].verdict", "The verdict is best, acceptable or wrong, and not “good”."),
        ),
        ({"text": "x" * 321}, ("options[1].text", "The text is too long: 321 characters, and 320 are the most.")),
        (
            {"id": "Not An Id"},
            ("options[1].id", "An id is small letters, digits and hyphens, such as access-sleeping-phone."),
        ),
        ({"explanation": "x"}, ("options[1].explanation", "This option has no place for “explanation”.")),
    ],
)
def test_a_problem_of_an_option_is_said_at_its_place(changes, says) -> None:
    assert told("one", options=with_option("one", 1, **changes)) == [says]


@pytest.mark.parametrize(
    ("kind", "changes", "says"),
    [
        ("one", {"title": ""}, ("title", "The question has no title.")),
        ("one", {"title": None}, ("title", "The question has no title.")),
        ("one", {"difficulty": "hard"}, ("difficulty", "The difficulty has to be a whole number.")),
        ("one", {"difficulty": 0}, ("difficulty", "The difficulty is at least 1, and not 0.")),
        ("one", {"difficulty": 4}, ("difficulty", "The difficulty is at most 3, and not 4.")),
        ("situation", {"code": 600}, ("code", "600 is no status code: they go from 100 to 599.")),
        ("situation", {"code": 99}, ("code", "99 is no status code: they go from 100 to 599.")),
        ("one", {"options": []}, ("options", "There are no options yet.")),
        ("code", {"options": [code_option(401, "best")]},
         ("options", "There are too few options: at least 3, and here are 1.")),
        ("order", {"steps": [step(f"s{n}") for n in range(9)]}, ("steps", "There are too many steps: at most 8.")),
        ("one", {"decided_by": "RFC 9110"}, ("decided_by", "The sources that decide have to be a list.")),
        ("one", {"decided_by": [""]}, ("decided_by[0]", "This source is empty.")),
        ("one", {"hints": ["short"]}, ("hints[0]", "The hint is too short: 5 of at least 20 characters.")),
        ("one", {"section": "lesson"},
         ("section", "A lesson section is a lesson, # and a part of it, such as who-are-you#unknown-caller.")),
        ("fault", {"lines": [line("a"), line("b", True), 3]},
         ("lines[2]", "This line is not made of the parts that it should have.")),
        ("fault", {"lines": [line("a"), line("b", wrong="x"), line("c", True)]},
         ("lines[1].wrong", "The mark of a wrong line has to be yes or no.")),
        ("several", {"options": [{"id": "a"}]}, ("options[0].right", "This option does not say whether it is right.")),
        ("write", {"samples": [{"text": "x", "mark": "half"}]}, ("samples[0].mark", "The mark has to be a number.")),
        ("code", {"client": [{"code": 401}]}, ("client[0].does", "This row has no word on what is done.")),
        ("one", {"colour": "red"}, ("colour", "The question has no place for “colour”.")),
        ("one", {7: "x"}, ("[7]", "The question has a key that is no text.")),
    ],
)  # fmt: skip
def test_a_part_that_does_not_fit_is_said_in_words(kind: str, changes, says) -> None:
    assert says in [(problem.place, problem.text) for problem in problems(source(kind) | changes)]


@pytest.mark.parametrize(
    ("kind", "changes", "says"),
    [
        ("code", {"options": [code_option(401), code_option(403), code_option(404)]},
         ("options", "Exactly one is best.")),
        ("type", {"near_misses": [near("422"), near("500")]},
         ("", "Accepted and near_misses: 422 stands there twice.")),
        ("order", {"accepted": [order("wash")]}, ("accepted", "RFC 9110 does not name every step once.")),
        ("code", {"pairs": ["1-2"]}, "pairs"),
        ("code", {"exchange": "GET / HTTP/1.1\n"}, ("exchange", "Line 1: A request carries Host (RFC 9112, 3.2).")),
        ("match", {"items": [pair("a", 404), pair("b", 404), pair("c", 404)], "distractors": []},
         ("items", "At least three codes to choose from.")),
        ("write", {"rules": [rule("nothing")]}, ("rules", "The audit has no rule nothing.")),
        ("write", {"samples": [{"text": "x", "mark": 1.0}]}, "samples[0]"),
    ],
)  # fmt: skip
def test_parts_that_contradict_each_other_are_said_at_their_place(kind: str, changes, says) -> None:
    found = told(kind, **changes)
    assert says in (found if isinstance(says, tuple) else [place for place, _text in found])


def test_a_missing_best_and_an_unregistered_code_are_said_at_once_with_a_missing_reason() -> None:
    options = [code_option(299), code_option(403, why=""), code_option(404)]
    assert told("code", options=options) == [
        ("options[1].why", "This option has no explanation: at least 40 characters say why."),
        ("options", "Exactly one is best."),
        ("options", "299 is not registered."),
    ]


def test_two_contradictions_are_two_problems() -> None:
    found = told("several", choose=3, credit="proportional-with-penalty", mistake="sloth")
    assert [place for place, _text in found] == ["choose", "mistake"]


def test_a_text_with_a_semicolon_is_not_taken_apart() -> None:
    options = with_option("one", 1, text="One; two.")
    options[2]["text"] = "One; two."
    assert told("one", options=options) == [("options", "The same text twice: one; two.")]


def test_the_id_begins_with_the_topic() -> None:
    assert told("one", id="state-one") == [("id", "The id begins with the topic and a hyphen: access-.")]


def test_a_question_without_topic_or_kind_says_so() -> None:
    assert [problem.place for problem in problems({"id": "a-b", "kind": "essay"})] == ["kind", "topic"]
    assert problems({})[0] == Problem("kind", f"The kind is one of {', '.join(KINDS)}.")


@pytest.mark.parametrize(
    "text", ["A ⟦gap⟧ that is long enough to stand in a scenario.", "A zero \0 byte that is long enough to stand."]
)
def test_characters_that_no_page_takes_are_refused_at_their_place(text: str) -> None:
    assert [place for place, _text in told("one", scenario=text)] == ["scenario"]


def test_an_error_that_has_no_words_here_is_told_as_it_came() -> None:
    item = {"type": "date_parsing", "loc": ("title",), "msg": "Input should be a date", "input": 1}
    assert sentence(item) == "Input should be a date."


def types_of(entry) -> set[str]:
    try:
        SCHEMAS[entry["kind"]].schema.model_validate({key: value for key, value in entry.items() if key != "topic"})
    except ValidationError as error:
        return {item["type"] for item in error.errors()}
    return set()


BAD = [None, "", 1, 1.5, float("nan"), True, [], {}, "x" * 2000, "a\ud800", 10**6, -1, [1], ["a"] * 30, [None], {1: 2}]


def paths(value, path=()):
    """Every place of an entry; of lists the first row."""
    yield path
    rows = value.items() if isinstance(value, dict) else enumerate(value[:1]) if isinstance(value, list) else ()
    for key, part in rows:
        yield from paths(part, (*path, key))


@pytest.mark.parametrize("kind", KINDS)
def test_every_type_of_error_that_a_question_can_have_has_its_words(kind: str) -> None:
    types = set()
    for path in list(paths(source(kind)))[1:]:
        for bad in BAD:
            entry = part = deepcopy(source(kind))
            for step_ in path[:-1]:
                part = part[step_]
            part[path[-1]] = bad
            if path != ("kind",):
                types |= types_of(entry)
                problems(entry)
    assert "string_type" in types
    assert types - set(WORDING) <= {"value_error"}


@given(ANY)
def test_any_entry_is_parsed_or_has_problems_that_are_sentences(entry) -> None:
    assert all(problem.text.endswith(".") for problem in problems(entry))


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["id", "why", "code", "text"]), inner),
    max_leaves=5,
)


@given(
    st.sampled_from(KINDS),
    st.dictionaries(st.sampled_from(["options", "lines", "accepted", "steps", "topic", "id"]), VALUES),
)
def test_any_values_at_all_are_problems_and_no_error(kind: str, changes) -> None:
    assert isinstance(problems(source(kind) | changes), list)


def test_expressions_that_take_too_long_together_are_said_once(monkeypatch):
    monkeypatch.setattr(checking, "EXPRESSIONS", 0)
    fields = [field_check("tag", "ETag", matches='".+"')]
    assert problems(source("write", fields=fields)) == [Problem("fields", checking.SLOW)]
