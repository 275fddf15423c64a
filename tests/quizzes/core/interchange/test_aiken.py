from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.core.interchange.aiken import read, write
from quizzes.core.interchange.model import FileRefused
from tests.quizzes.core.questions import code_option, text_option

from .carried import lost_of, shipped_sources, source

STRICT = "Which one is it?\nA. This\nB) That\nANSWER: B\n"


def only(text):
    reading = read(text.encode())
    assert len(reading.found) == 1
    return reading.found[0]


def test_a_question_has_options_and_one_answer():
    found = only(STRICT)
    assert (found.line, found.source["kind"], found.source["scenario"]) == (1, "one", "Which one is it?")
    assert [(row["id"], row["verdict"]) for row in found.source["options"]] == [("this", "wrong"), ("that", "best")]


def test_options_that_are_codes_make_a_which_code_question_in_ascending_order():
    found = only("Gone?\nA. 410 Gone\nB. 404\nANSWER: A\n")
    assert [(row["code"], row["verdict"]) for row in found.source["options"]] == [(404, "wrong"), (410, "best")]


def test_missing_reasons_are_noted():
    assert [(note.line, "no reasons yet" in note.text) for note in only(STRICT).notes] == [(2, True)]


@pytest.mark.parametrize(
    "text",
    [
        "Which one is it?\n\na) This\n\nb. That\n\nanswer : b",
        "\n\nWhich one is it?\r\nA. This\r\nB. That\r\nANSWER B.\r\n",
    ],
)
def test_empty_lines_small_letters_and_other_ends_of_lines_are_forgiven(text):
    assert [row["verdict"] for row in only(text).source["options"]] == ["wrong", "best"]


def test_the_text_of_a_question_may_have_several_lines():
    assert (
        only("One line.\nI. Asimov wrote.\n\nWhich?\nA. x\nB. y\nANSWER: A\n").source["scenario"]
        == "One line.\nI. Asimov wrote.\n\nWhich?"
    )


def test_a_line_without_a_letter_belongs_to_the_option_before_it_and_is_noted():
    found = only("Which?\nA. This\ngoes on\nB. That\nANSWER: A\n")
    assert found.source["options"][0]["text"] == "This\ngoes on"
    assert found.notes[0].line == 3


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Which?\nA. x\nB. y\n", "begins in line 1 has no line “ANSWER: ”"),
        ("Which?\nA. x\nB. y\nANSWER: C\n", "line 4 is “C”; it is one letter from A to B"),
        ("Which?\nA. x\nB. y\nANSWER: A, B\n", "line 4 is “A, B”"),
        ("Which?\nA. x\nANSWER: A\n", "line 3 comes after fewer than two options"),
        ("ANSWER: A\n", "line 1 has no question"),
        ("long\n" * 25_001 + STRICT, "more than 100000 characters"),
    ],
)
def test_what_cannot_be_taken_over_says_why_and_where(text, words):
    assert words in only(text).reason


def test_a_question_without_an_answer_does_not_take_the_next_one_with_it():
    found = read(f"Which?\nA. x\nB. y\n\n{STRICT}".encode()).found
    assert [(row.line, row.source is None) for row in found] == [(1, True), (5, False)]


def test_no_html_survives():
    found = only("Which <b>one</b>?\nA. <i>this\nB. that\nANSWER: A\n")
    assert found.source["scenario"] == "Which &lt;b>one&lt;/b>?"
    assert found.source["options"][0]["text"] == "&lt;i>this"


def test_ten_thousand_questions_are_ten_thousand():
    assert len(read(f"{STRICT}\n".encode() * 10_000).found) == 10_000


def test_more_than_a_file_may_hold_are_refused_with_the_line():
    with pytest.raises(FileRefused) as refused:
        read(STRICT.encode() * 20_001)
    assert refused.value.line == 80_001


def test_what_aiken_cannot_say_is_named():
    assert lost_of(write([source("one")])) == [
        "id",
        "difficulty",
        "section",
        "consequence",
        "decided_by",
        "topic",
        "title",
        "options: why",
        "options: acceptable",
        "options: id",
    ]


@pytest.mark.parametrize("kind", ["several", "match", "order", "fault", "type", "write", "situation"])
def test_a_kind_that_aiken_has_not_is_left_out_and_named(kind):
    result = write([source(kind)])
    assert (result.content, len(result.losses)) == (b"", 1)


@pytest.mark.parametrize("scenario", ["A. Smith asks.", "ANSWER: what?", " "])
def test_a_text_that_would_be_taken_for_something_else_is_left_out_and_named(scenario):
    assert lost_of(write([source("one", scenario=scenario)]))[0].startswith("scenario: ")


def test_every_question_of_the_course_of_one_answer_comes_back():
    entries = [entry for entry in shipped_sources() if entry["kind"] in ("code", "one") and not _is_invented(entry)]
    found = read(write(entries).content).found
    for entry, row in zip(entries, found, strict=True):
        assert row.source["kind"] == entry["kind"]
        assert row.source["scenario"] == " ".join(entry["scenario"].split())
        assert [_best(option) for option in row.source["options"]] == [_best(option) for option in entry["options"]]


def _is_invented(entry):
    return entry.get("mistake") == "invented-code"


def test_a_choice_of_a_code_that_is_not_registered_comes_back_as_a_choice_of_texts_and_says_so():
    entry = source("code", options=[code_option(200, "best"), code_option(299), code_option(404)])
    assert read(write([entry]).content).found[0].source["kind"] == "one"
    assert any(text.startswith("kind: ") for text in lost_of(write([entry])))


def _best(option):
    return option.get("code") or " ".join(option["text"].split()), option["verdict"] == "best"


@given(st.lists(st.text(min_size=1, max_size=20).filter(lambda text: text.strip()), min_size=2, max_size=5))
def test_any_texts_come_back_or_are_left_out(texts):
    options = [text_option(f"o{n}", "wrong" if n else "best", text=text) for n, text in enumerate(texts)]
    result = write([source("one", options=options)])
    assert len(read(result.content).found) == (1 if result.content else 0)
    if result.content:
        assert [row["verdict"] for row in read(result.content).found[0].source["options"]].count("best") == 1


@given(
    st.lists(
        st.sampled_from(["A. ", "B) ", "a.", "ANSWER: ", "ANSWER", "x", "\n", "\n\n", " ", "<b>", "`", "404"]),
        max_size=40,
    )
)
def test_any_text_is_read(pieces):
    for row in read("".join(pieces).encode()).found:
        assert row.source is not None or row.reason


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(content):
    with suppress(FileRefused):
        read(content)
