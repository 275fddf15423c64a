"""A half-written entry as the body of a revision: it can always be drawn, and graded where enough is there."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.core.bank import NOT_IN_REVISION, revision_body
from quizzes.core.grading import grade, read_response, unknown
from quizzes.core.interchange.checking import parse
from quizzes.core.interchange.shapes import SHAPES
from quizzes.core.kinds import KINDS
from quizzes.core.shuffling import standing
from quizzes.core.sketching import is_gradable, sketch
from tests.bodies import KINDS as ALL
from tests.bodies import NEW_KINDS, RIGHT, body_of, stored
from tests.factories import body

ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=12) | st.floats(allow_nan=False),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=6,
)


def source(kind, **changes):
    content = body_of(kind) if kind != "code" else body()
    tags = {"id": "tests-a", "topic": "tests", "difficulty": 1, "section": "who-are-you#a"}
    samples = {"samples": [{"text": "HTTP/1.1 404 Not Found\n\n", "mark": 0}]} if kind == "write" else {}
    return content | tags | samples | changes


@st.composite
def half_written(draw):
    """An entry of which any part may be missing or be something else altogether."""
    kind = draw(st.sampled_from(ALL))
    whole = source(kind)

    def spoil(value, depth=0):
        what = draw(st.integers(0, 9))
        if what == 0:
            return draw(ANYTHING)
        if isinstance(value, list):
            return [spoil(row, depth + 1) for row in value if draw(st.integers(0, 5))]
        if isinstance(value, dict):
            return {name: spoil(part, depth + 1) for name, part in value.items() if draw(st.integers(0, 5))}
        return "" if what == 1 and isinstance(value, str) else value

    return {name: spoil(value) for name, value in whole.items() if draw(st.integers(0, 7))} | {"kind": kind}


@pytest.mark.parametrize("kind", [kind for kind in ALL if kind != "write"])
def test_what_could_be_published_is_the_body_of_its_revision(kind):
    assert sketch(source(kind)) == revision_body(parse(source(kind)))


@given(half_written())
def test_a_sketch_is_laid_out_and_graded_whatever_is_missing(entry):
    made = sketch(entry)
    if is_gradable(made):
        assert set(standing(made, "seed")) <= set(KINDS[made["kind"]].keys(made))
        assert 0 <= grade(made, unknown(made["kind"])).mark <= 1


@given(half_written())
def test_a_sketch_has_every_key_of_a_body(entry):
    wanted = set(SHAPES[entry["kind"]].keys) - NOT_IN_REVISION - {"topic"}
    assert set(sketch(entry)) | {"hints"} == wanted | {"hints"}


@pytest.mark.parametrize("kind", ALL)
def test_an_entry_that_says_only_its_kind_cannot_be_graded(kind):
    assert not is_gradable(sketch({"kind": kind}))


@pytest.mark.parametrize("kind", ALL)
def test_texts_may_be_missing_where_grading_does_not_read_them(kind):
    made = sketch(source(kind, scenario="", decided_by=[], title=""))
    response = read_response(made, {name: value for name, value in stored(RIGHT, kind).items() if name != "kind"})
    assert grade(made, response).mark == 1


def test_options_with_the_same_id_are_told_apart():
    option = {"id": "a", "text": "One that is offered.", "verdict": "wrong", "why": ""}
    made = sketch(source("one", options=[option, {**option, "verdict": "best"}]))
    assert [row["id"] for row in made["options"]] == ["a", "row-2"]


def test_an_empty_row_is_left_out():
    made = sketch(source("code", options=[{"code": None, "verdict": "best", "why": ""}, {"code": 404}]))
    assert [row["code"] for row in made["options"]] == [404]


def test_an_order_that_lacks_a_step_is_not_accepted():
    made = sketch(source("order", accepted=[{"who": "we", "order": ["look", "parse"], "why": ""}]))
    assert made["accepted"] == []
    assert not is_gradable(made)


def test_an_exchange_that_cannot_be_read_is_left_out():
    assert sketch(source("one", exchange="no exchange at all"))["exchange"] == ""


@pytest.mark.parametrize(("typed", "kept"), [("a+", "a+"), ("(a+", "")])
def test_an_expression_that_cannot_be_read_is_left_out(typed, kept):
    (row,) = sketch(source("write", fields=[{"id": "a", "field": "Allow", "matches": typed, "why": ""}]))["fields"]
    assert row["matches"] == kept


def test_the_marks_of_a_page_s_gaps_are_taken_out():
    assert sketch(source("one", scenario="⟦typed⟧"))["scenario"] == "typed"


@pytest.mark.parametrize("kind", NEW_KINDS)
def test_every_kind_has_its_consequence(kind):
    assert "consequence" in sketch({"kind": kind})
