"""What changed between two versions of a question, field by field and word by word."""

import copy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.core.differences import MOST, UNITS, differences, pieces

from .questions import KINDS, accepted, body, code_option, line, order, question, step

WORDS = st.text(alphabet=" \n\tabcé.,:`-", max_size=120)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
KEYS = st.sampled_from(["options", "title", "status", "steps", "id", "code", "lines", "hints", "agreement", "else"])
HALF_WRITTEN = st.dictionaries(KEYS, VALUES | st.lists(st.dictionaries(KEYS, VALUES, max_size=4), max_size=4))


def told(old, new):
    """Each difference as its place, what went and what came."""
    return {
        each.place: tuple("".join(p.text for p in each.pieces if p.kind == kind) for kind in ("removed", "added"))
        for each in differences(old, new)
    }


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_differs_from_itself(kind):
    assert differences(question(kind), question(kind)) == []


@pytest.mark.parametrize("kind", KINDS)
def test_what_a_revision_fills_in_is_no_difference(kind):
    written, filled = question(kind), body(kind)
    beside = {name: written[name] for name in ("difficulty", "section", "samples") if name in written}
    assert differences(written, {**filled, **beside}) == []


def test_a_word_is_told_within_its_text():
    (only,) = differences(question("code"), question("code", title="A small thing to choose"))
    assert (only.place, only.label) == ("title", "Title")
    assert [(piece.kind, piece.text) for piece in only.pieces] == [
        ("same", "A small thing to "),
        ("removed", "decide"),
        ("added", "choose"),
    ]


def test_words_that_follow_each_other_are_one_change():
    assert [piece.text for piece in pieces("one b c two", "one x y two")] == ["one ", "b c", "x y", " two"]


def test_another_text_is_told_as_another_text():
    assert [piece.kind for piece in pieces("What speaks for and against it", "True, and less precise")] == [
        "removed",
        "added",
    ]


def test_a_row_is_called_what_it_is():
    client = [{"code": 401, "does": "signs in"}, {"code": 403, "does": "gives up"}]
    (only,) = differences(question("code"), question("code", client=client))
    assert (only.place, only.label) == ("client[401].does", "What a client does at 401: what is done")


def test_an_option_is_told_by_its_code_and_not_by_its_place():
    more = question("code", options=[code_option(400), code_option(401, "best"), code_option(403), code_option(404)])
    assert set(told(question("code"), more)) == {"options[400].verdict", "options[400].why"}


def test_an_option_that_left_is_told_as_removed():
    less = question("code", options=[code_option(401, "best"), code_option(403)])
    assert told(question("code"), less)["options[404].verdict"] == ("wrong", "")


def test_another_order_of_the_rows_is_told_once():
    turned = question("order", steps=[step("rinse"), step("wash"), step("dry"), step("fold")])
    (only,) = differences(question("order"), turned)
    assert (only.place, only.label) == ("steps", "Steps: their order")


def test_an_accepted_order_is_told_step_by_step():
    other = question("order", accepted=[order("wash", "dry", "rinse", "fold")])
    assert list(told(question("order"), other)) == ["accepted[RFC 9110].order"]


def test_a_line_that_came_moves_no_other_line():
    old = question("fault")
    new = question("fault", lines=[line("GET / HTTP/1.1"), *old["lines"]])
    assert set(told(old, new)) == {"lines[1].text", "lines[1].why"}


def test_a_text_that_came_is_told_with_all_that_it_says():
    old = question("type", asks="words")
    new = question("type", asks="words", accepted=[*old["accepted"], accepted("gone", "acceptable")])
    assert told(old, new)["accepted[3].text"] == ("", "gone")


def test_a_flag_that_is_not_said_is_no():
    assert told(question("type"), question("type", case_sensitive=True)) == {"case_sensitive": ("no", "yes")}


def test_a_part_within_a_part_has_its_whole_place():
    new = copy.deepcopy(question("write"))
    new["status"]["codes"][0]["verdict"] = "acceptable"
    (only,) = differences(question("write"), new)
    assert (only.place, only.label) == ("status.codes[404].verdict", "Status, code 404: verdict")


@given(WORDS, WORDS)
def test_both_texts_can_be_read_out_of_the_pieces(old, new):
    found = pieces(old, new)
    assert "".join(piece.text for piece in found if piece.kind != "added") == old
    assert "".join(piece.text for piece in found if piece.kind != "removed") == new


@given(WORDS)
def test_the_same_text_has_no_change(text):
    assert {piece.kind for piece in pieces(text, text)} <= {"same"}


def test_a_long_text_is_compared_by_lines():
    text = "\n".join(f"line {n} of many lines" for n in range(UNITS - 1))
    found = pieces(text, text.replace("line 7 ", "line seven "))
    assert [piece.text for piece in found if piece.kind != "same"] == [
        "line 7 of many lines\n",
        "line seven of many lines\n",
    ]


def test_a_text_that_is_too_long_is_compared_as_a_whole():
    text = "a\nb\n" * UNITS
    assert [piece.kind for piece in pieces(text, text + "c")] == ["removed", "added"]


def test_very_many_differences_are_cut():
    rows = [{"id": f"row-{n}", "text": "a", "why": "b"} for n in range(MOST)]
    assert len(differences({"kind": "one"}, {"kind": "one", "options": rows})) == MOST


@given(HALF_WRITTEN, HALF_WRITTEN)
def test_what_is_half_written_is_compared_as_far_as_it_goes(old, new):
    assert differences(old, old) == []
    assert all(each.pieces for each in differences(old, new))
