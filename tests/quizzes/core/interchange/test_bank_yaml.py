"""Our own YAML: what was exported comes back, byte by byte, and the traps of YAML are read as they were meant."""

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from quizzes.core.interchange.bank_yaml import read, write
from quizzes.core.interchange.model import FileRefused

from ..questions import KINDS
from .sources import ANY, TRAPS, shipped, source


def first(text):
    """The first question of a file with one of the kind one."""
    return read(text.encode()).found[0]


def entry(*lines):
    return "\n".join(["questions:", "  - id: access-a", "    kind: one", *(f"    {line}" for line in lines)]) + "\n"


def noted(found):
    return [(note.line, note.text) for note in found.notes]


def test_the_shipped_bank_comes_back_the_same_and_is_the_same_file_again() -> None:
    content = write(shipped()).content
    back = [found.source for found in read(content).found]
    assert len(back) > 400
    assert back == shipped()
    assert write(back).content == content


def test_the_shipped_bank_is_exported_without_loss_and_read_without_a_note() -> None:
    written = write(shipped())
    assert written.losses == ()
    reading = read(written.content)
    assert reading.notes == ()
    assert not any(found.notes or found.reason for found in reading.found)


@pytest.mark.parametrize("kind", KINDS)
def test_a_question_of_every_kind_comes_back_the_same(kind: str) -> None:
    assert read(write([source(kind)]).content).found[0].source == source(kind)


@settings(max_examples=150, deadline=None)
@given(st.lists(ANY, max_size=3))
def test_any_entries_come_back_the_same_and_are_the_same_file_again(sources) -> None:
    content = write(sources).content
    back = read(content)
    assert [found.source for found in back.found] == sources
    assert write([found.source for found in back.found]).content == content


@pytest.mark.parametrize("text", TRAPS)
def test_a_text_that_yaml_could_misread_comes_back_without_a_note(text: str) -> None:
    found = read(write([source("one", title=text, hints=[text, text])]).content).found[0]
    assert (found.source["title"], found.source["hints"]) == (text, [text, text])
    assert found.notes == ()


@pytest.mark.parametrize("text", [text for text in TRAPS if text.isprintable()])
def test_an_ordinary_reader_of_yaml_sees_the_same_text(text: str) -> None:
    assert yaml.safe_load(write([source("one", title=text)]).content)["questions"][0]["title"] == text


def test_text_of_several_lines_is_a_block_and_long_lines_stay_one() -> None:
    text = write(
        [source("one", scenario="One\ntwo\n", reply="three\nfour", title="word " * 100 + "end")]
    ).content.decode()
    assert "scenario: |\n      One\n      two\n" in text
    assert "reply: |-\n      three\n      four\n" in text
    assert "word " * 100 + "end\n" in text


def test_a_file_of_a_topic_gives_its_topic_to_each_question() -> None:
    assert first("topic: state\ntitle: State\nlanguage: en\n" + entry()).source["topic"] == "state"


def test_a_file_of_a_kind_gives_its_kind_and_the_beginning_of_an_id_is_the_topic() -> None:
    found = first("kind: order\nlanguage: en\nquestions:\n  - id: state-x\n")
    assert found.source == {"id": "state-x", "kind": "order", "topic": "state"}


def test_a_bare_list_and_a_single_question_are_read() -> None:
    assert first("- id: access-a\n  kind: one\n").source["id"] == "access-a"
    assert first("id: access-a\nkind: one\nscenario: What?\n").source["scenario"] == "What?"


def test_a_question_has_the_line_where_it_begins() -> None:
    assert [
        found.line for found in read(b"# a comment\n\n- id: a-b\n  kind: one\n\n- id: a-c\n  kind: one\n").found
    ] == [3, 6]


@pytest.mark.parametrize("written", ["no", "yes", "204", "2026-11-30", "~", "null", "1e3", "1_000", "12:30:45", "0x1F"])
def test_an_unquoted_text_is_taken_as_it_is_written(written: str) -> None:
    found = first(entry("options:", f"  - text: {written}", "    why: no"))
    assert found.source["options"] == [{"text": written, "why": "no"}]
    assert (5, "options[0].why: YAML reads a yes or no in no. It was taken as it is written; put it in quotes.") in [
        (line - 1, text) for line, text in noted(found)
    ]


def test_the_note_names_line_and_key() -> None:
    found = first(entry("title: 204"))
    assert noted(found) == [
        (4, "title: YAML reads a number in 204. It was taken as it is written; put it in quotes."),
    ]


@pytest.mark.parametrize("written", ['"204"', "'no'", "|-\n      204"])
def test_a_quoted_text_needs_no_note(written: str) -> None:
    assert first(entry(f"title: {written}")).notes == ()


@pytest.mark.parametrize("written", ["2", '"2"', "'2'", "2.0"])
def test_a_number_in_quotes_is_a_number(written: str) -> None:
    assert first(entry(f"difficulty: {written}")).source["difficulty"] == 2


def test_what_is_no_number_stays_as_it_is_with_a_note() -> None:
    found = first(entry("difficulty: hard"))
    assert found.source["difficulty"] == "hard"
    assert noted(found) == [(4, "difficulty: a whole number is expected, and “hard” is none.")]


@pytest.mark.parametrize(("written", "is_right"), [("yes", True), ("true", True), ('"no"', False), ("off", False)])
def test_yes_and_no_are_flags_where_flags_are_expected(written: str, is_right: bool) -> None:
    found = first(f"- kind: several\n  options:\n    - right: {written}\n")
    assert found.source["options"] == [{"right": is_right}]


def test_a_key_with_nothing_behind_it_is_not_there() -> None:
    found = first(entry("reply:", "difficulty: ~", "hints:"))
    assert found.source.keys() == {"id", "kind", "topic"}


@pytest.mark.parametrize(
    ("key", "advice"),
    [
        ("explanation", "perhaps why is meant."),
        ("wyh", "perhaps why is meant."),
        ("colour", "no question of this kind has it here."),
    ],
)
def test_an_unknown_key_is_left_out_and_said(key: str, advice: str) -> None:
    found = first(entry("options:", f"  - {key}: Because.", "    id: a"))
    assert found.source["options"] == [{"id": "a"}]
    assert noted(found) == [(5, f"options[0].{key} was left out: {advice}")]


def test_of_a_key_that_stands_there_twice_the_last_is_taken_with_a_note() -> None:
    found = first(entry("title: One", "title: Two"))
    assert found.source["title"] == "Two"
    assert noted(found) == [(5, "title stands here twice. The last one was taken.")]


def test_a_text_where_a_list_is_expected_is_the_only_one_of_it() -> None:
    found = first(entry('decided_by: "RFC 9110, 15.5.2"'))
    assert found.source["decided_by"] == ["RFC 9110, 15.5.2"]
    assert "a list is expected" in found.notes[0].text


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("title: [a, b]", "title was left out: a text is expected, and this is a list."),
        ("title: {a: b}", "title was left out: a text is expected, and this is a group of keys."),
        ("options: [a]", "options[0] was left out: a group of keys is expected, and this is a text."),
    ],
)
def test_what_does_not_fit_its_place_is_left_out_and_said(line: str, says: str) -> None:
    assert noted(first(entry(line))) == [(4, says)]


def test_an_entry_of_no_known_kind_is_found_with_a_reason_and_without_a_source() -> None:
    found = read(b"- id: a-b\n- kind: essay\n- just text\n").found
    assert [one.source for one in found] == [None, None, None]
    assert [one.reason.partition(".")[0] for one in found] == [
        "It does not say its kind",
        "The kind “essay” is not known",
        "An entry of the list is no question: a question begins with a key such as id",
    ]


def test_an_id_that_stands_there_twice_is_said_at_the_second() -> None:
    found = read(b"- id: a-b\n  kind: one\n- id: a-b\n  kind: one\n").found
    assert [noted(one) for one in found] == [[], [(3, "The id a-b stands in line 1 already.")]]


def test_a_key_of_the_whole_file_that_is_not_taken_over_is_said_with_its_line() -> None:
    notes = read(("topic: access\nquiz: [access-a]\nlevel: 3\n" + entry()).encode()).notes
    assert sorted(note.line for note in notes) == [2, 3]


def test_only_the_first_document_is_read() -> None:
    reading = read(b"- kind: one\n---\n- kind: one\n")
    assert len(reading.found) == 1
    assert reading.notes[0].line == 2


BOMB = b"a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nquestions: [*b,*b,*b,*b]\n"


@pytest.mark.parametrize(
    ("content", "says", "line"),
    [
        (b"", "empty", 0),
        (b"# nothing\n", "empty", 0),
        (b"only text", "no list of questions", 1),
        (b"title: x\n", "no list called questions", 1),
        (b"questions: x\n", "questions is no list", 1),
        (b"format: something 2\nquestions: []\n", "something 2", 1),
        (b"questions:\n  - a: b: c\n", "not YAML", 2),
        (b"questions:\n  - 'open\n", "not YAML", 2),
        (b"questions:\n\t- a\n", "not YAML", 2),
        (BOMB, "alias *a", 2),
        (b"questions: &q\n  - *q\n", "alias *q", 2),
        (b"questions:\n  - !!python/object/apply:os.system ['true']\n", "tag", 2),
        (b"questions:\n  - id: !own x\n", "tag", 2),
        (b"[" * 50_000, "levels", 1),
        (b"- " * 50_000, "levels", 1),
        (b"a: {" * 50_000, "", 1),
        (b"- \xc2\x80\n", "does not allow", 0),
        (b"- {}\n" * 10_001, "10,000", 1),
        (b"[" + b"x," * 600_001 + b"]", "600,000", 1),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_its_line(content: bytes, says: str, line: int) -> None:
    with pytest.raises(FileRefused) as refused:
        read(content)
    assert says in refused.value.text
    assert refused.value.line == line


def test_a_kind_that_is_not_known_and_a_key_that_is_not_are_losses_by_name() -> None:
    losses = write([source("one") | {"kind": "essay"}, source("one", colour="red")]).losses
    assert [(loss.question, loss.text.partition(" ")[0]) for loss in losses] == [
        ("access-one", "It"),
        ("access-one", "colour"),
    ]


def test_what_no_file_can_hold_is_replaced_when_it_is_written() -> None:
    assert (
        read(write([source("one", title="a\ud800b", difficulty="2", choose=None)]).content).found[0].source["title"]
        == "a�b"
    )


@given(st.binary() | st.text().map(str.encode))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    try:
        read(content)
    except FileRefused as refused:
        told = refused.text
    else:
        told = "."
    assert told.endswith(".")


PIECES = [
    "questions:",
    "- ",
    "kind: one",
    "kind: several",
    "options:",
    "\n",
    "\n  ",
    "\n    ",
    "text: ",
    "no",
    "[",
    "{",
    "}",
    "]",
    ": ",
    "'",
    '"',
    "|",
    "&a",
    "*a",
    "!t",
    "? ",
    "---",
    "title: ",
    "~",
    "\t",
    "#",
    "hints: ",
    "right: x",
    "difficulty: ",
]


@settings(max_examples=300)
@given(st.lists(st.sampled_from(PIECES)).map("".join))
def test_any_pieces_of_yaml_are_read_or_refused(text: str) -> None:
    try:
        found = read(text.encode()).found
    except FileRefused:
        return
    assert all(one.source is not None or one.reason for one in found)
