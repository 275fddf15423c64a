"""Questions as a table: read in any shape that a spreadsheet gives it, and written so that nothing of it runs."""

import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizzes.core.interchange.checking import problems
from quizzes.core.interchange.model import FileRefused
from quizzes.core.interchange.table_cells import CELL, bare, column, guarded, joined, parted, row_joined, row_parted
from quizzes.core.interchange.table_csv import read, template, write
from quizzes.core.interchange.table_rows import CARRIED

from ..questions import CONTESTED, choice, line, near, order
from .sources import TRAPS, shipped, source

HEADER = "id,topic,kind,scenario,option 1,verdict 1,why 1,option 2,verdict 2,why 2\n"
TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from("\n\t"), min_size=1).filter(
    lambda text: text.strip() and text == text.strip(" \t\n")
)


def first(text):
    return read(text.encode()).found[0]


def cells(content):
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_the_shipped_bank_comes_back_the_same_without_order_fault_and_write() -> None:
    carried = [entry for entry in shipped() if entry["kind"] in CARRIED]
    written = write(shipped())
    found = read(written.content).found
    assert [one.source for one in found] == carried
    assert not any(one.notes for one in found)
    assert {loss.question for loss in written.losses} == {
        entry["id"] for entry in shipped() if entry["kind"] in ("order", "fault", "write")
    }


def test_the_same_table_is_written_again() -> None:
    content = write([source(kind) for kind in CARRIED]).content
    assert write([one.source for one in read(content).found]).content == content


@pytest.mark.parametrize("kind", CARRIED)
def test_a_question_of_each_kind_comes_back_without_loss(kind: str) -> None:
    written = write([source(kind)])
    assert (read(written.content).found[0].source, written.losses) == (source(kind), ())


def test_contested_questions_keep_who_does_what() -> None:
    entry = source("code", **CONTESTED)
    assert read(write([entry]).content).found[0].source == entry


@pytest.mark.parametrize("kind", ["order", "fault", "write"])
def test_a_kind_that_a_table_cannot_carry_is_a_loss_by_name(kind: str) -> None:
    written = write([source(kind)])
    assert [(loss.question, kind in loss.text) for loss in written.losses] == [(f"access-{kind}", True)]
    assert read(written.content).found == ()


@pytest.mark.parametrize(
    ("changes", "key"),
    [
        ({"scenario": "x" * (CELL + 1)}, "scenario"),
        ({"hints": [" padded "]}, "hints"),
        ({"colour": "red"}, "colour"),
        ({"scenario": "a bell\x07"}, "scenario"),
        ({"scenario": "a\rb"}, "scenario"),
        ({"scenario": "a\ud800b"}, "scenario"),
        ({"difficulty": "hard", "replaces": [7]}, "replaces"),
    ],
)
def test_what_does_not_come_back_is_a_loss_that_names_its_key(changes, key: str) -> None:
    assert [loss.text for loss in write([source("one", **changes)]).losses] == [
        f"{key}: not all of it fits into a table."
    ]


@settings(deadline=None)
@given(st.sampled_from(CARRIED), TEXTS, TEXTS, st.lists(TEXTS, min_size=1, max_size=3))
def test_texts_of_any_sort_come_back_or_are_losses(kind: str, scenario: str, why: str, hints) -> None:
    entry = source(kind, scenario=scenario, hints=hints)
    rows = entry.get("options") or entry.get("items") or entry["accepted"]
    rows[0] = rows[0] | {"why": why}
    written = write([entry])
    assert (read(written.content).found[0].source, written.losses) == (entry, ())


@pytest.mark.parametrize("text", [text for text in TRAPS if text.strip() and not {"\r", "\x07"} & set(text)])
def test_a_trap_comes_back_as_it_was(text: str) -> None:
    assert read(write([source("one", scenario=text)]).content).found[0].source["scenario"] == text


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@sum", "\tx", "\nx", "'tis", "''", "'", "＝1", "'=1", "plain"])
def test_no_cell_is_a_formula_and_every_cell_is_read_as_it_was(text: str) -> None:
    assert guarded(text)[0] not in "=+-@\t\r\n＝＋－＠"
    assert bare(guarded(text)) == text


def test_a_formula_is_written_with_an_apostrophe_in_every_column() -> None:
    written = cells(write([source("one", title="=HYPERLINK(1)", hints=["@x"], replaces=["-1"])]).content)
    assert not [cell for row in written for cell in row if cell[:1] in tuple("=+-@")]


def test_an_apostrophe_that_somebody_typed_stays() -> None:
    assert first(HEADER + "a-b,a,one,'tis so,,,,,,\n").source["scenario"] == "'tis so"


@given(st.text())
def test_any_cell_is_guarded_and_read_back(text: str) -> None:
    assert bare(guarded(text)) == text


@given(st.lists(TEXTS))
def test_texts_in_one_cell_come_apart_again(texts) -> None:
    assert parted(joined(texts)) == texts


@given(st.lists(TEXTS, min_size=1))
def test_the_parts_of_a_line_come_apart_again(parts) -> None:
    assert row_parted(row_joined(parts)) == parts


@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_commas_semicolons_and_tabs_part_the_cells(mark: str) -> None:
    assert (
        first(HEADER.replace(",", mark) + mark.join(["a-b", "a", "one", "What, then; now?", "x"])).source["topic"]
        == "a"
    )


def test_the_first_line_of_excel_names_the_mark() -> None:
    found = first("sep=;\nid;kind;scenario\na-b;one;What?\n")
    assert (found.line, found.source["scenario"]) == (3, "What?")


def test_columns_may_come_in_any_order_and_case_and_some_may_be_missing() -> None:
    found = first(
        "\ufeffWHY_1,Option 1,Decided_By,Kind,Explanation 2,option2,Question\nno reason,a,RFC 9110,one,x,b,What?\n"
    )
    assert found.source == {
        "kind": "one",
        "scenario": "What?",
        "decided_by": ["RFC 9110"],
        "options": [{"id": "a", "text": "a", "why": "no reason"}, {"id": "b", "text": "b", "why": "x"}],
    }


@pytest.mark.parametrize(
    ("written", "known"),
    [("Decided_By", "decided by"), (" WHY  2", "why 2"), ("option01", "option 1"), ("name 3", "name 3")],
)
def test_a_column_is_known_however_it_is_written(written: str, known: str) -> None:
    assert column(written) == known


def test_a_column_that_is_not_known_or_stands_there_twice_is_noted() -> None:
    reading = read(b"id,kind,colour,ID\na-b,one,red,x-y\n")
    assert [note.line for note in reading.notes] == [1, 1]
    assert reading.found[0].source["id"] == "a-b"


def test_each_row_has_the_line_where_it_begins() -> None:
    found = read((HEADER + '\na-b,a,one,"two\nlines",,,,,,\n,,,\n\nc-d,c,one,x\n').encode()).found
    assert [one.line for one in found] == [3, 7]
    assert found[0].source["scenario"] == "two\nlines"


def test_a_row_with_more_cells_than_columns_says_so() -> None:
    assert "more cells" in first("id,kind\na-b,one,x\n").notes[0].text


@pytest.mark.parametrize(
    ("row", "kind"),
    [
        ("a-b,a,,What?,401,best,,403,wrong,", "code"),
        ("a-b,a,,What?,x,best,,y,wrong,", "one"),
        ("a-b,a,,What?,x,right,,y,right,", "several"),
        ("a-b,a,,What?,401 Unauthorized,best,,403,near miss,", "type"),
    ],
)
def test_a_row_without_a_kind_is_taken_for_the_likely_one_with_a_note(row: str, kind: str) -> None:
    found = first(HEADER + row + "\n")
    assert found.source["kind"] == kind
    assert kind in found.notes[0].text


@pytest.mark.parametrize(("kind", "says"), [("order", "Use YAML"), ("essay", "is not known")])
def test_a_row_of_another_kind_is_found_with_a_reason(kind: str, says: str) -> None:
    found = first(HEADER + f"a-b,a,{kind},What?\n")
    assert (found.source, found.name, found.line) == (None, "a-b", 2)
    assert says in found.reason


def test_a_verdict_is_read_in_many_words() -> None:
    options = first(HEADER + "a-b,a,one,What?,x,Correct,,y,FALSE,\n").source["options"]
    assert [row["verdict"] for row in options] == ["best", "wrong"]
    options = first(HEADER + "a-b,a,several,What?,x,TRUE,,y,no,\n").source["options"]
    assert [row["right"] for row in options] == [True, False]


def test_a_number_that_is_none_and_a_column_of_another_kind_are_noted() -> None:
    found = first("id,kind,difficulty,asks\na-b,one,hard,code\n")
    assert [note.text.partition(" ")[0] for note in found.notes] == ["asks", "difficulty:"]


def test_a_cell_that_no_spreadsheet_keeps_is_a_reason_to_leave_the_row() -> None:
    assert "32,767" in first("id,kind\na-b," + "x" * (CELL + 1)).reason


def test_a_wide_question_gets_as_many_columns_as_it_needs() -> None:
    entry = source("type", near_misses=[near(str(code)) for code in range(500, 510)])
    written = write([entry])
    assert "option 12" in cells(written.content)[0]
    assert read(written.content).found[0].source == entry


def test_the_template_has_an_example_of_each_kind_that_could_be_published() -> None:
    reading = read(template())
    assert reading.notes == ()
    assert {one.source["kind"] for one in reading.found} == set(CARRIED)
    assert [problems(one.source) for one in reading.found] == [[]] * len(reading.found)


@pytest.mark.parametrize(
    ("content", "says", "line"),
    [
        (b"", "empty", 0),
        (b"\n,,\n", "empty", 0),
        (b"\none,two\n", "name the columns", 2),
        (b'id,kind\na-b,one\nc-d,"open\nline\n', "quotation marks", 3),
        (b'id,kind\n"a"b,one\n', "quotation marks", 2),
        (b"id,kind\na-b," + b"x" * 140_000, "quotation marks", 2),
        (b"id,kind\n" + b"a-b,one\n" * 10_001, "10,000", 10_002),
        (b"id," * 401, "400 columns", 1),
    ],
    ids=["nothing", "blank", "header", "open", "after", "long", "many", "wide"],
)
def test_a_table_that_cannot_be_read_is_refused_with_its_line(content: bytes, says: str, line: int) -> None:
    with pytest.raises(FileRefused) as refused:
        read(content)
    assert says in refused.value.text
    assert refused.value.line == line


ANYTHING = st.dictionaries(
    st.sampled_from(
        ["id", "title", "options", "items", "accepted", "hints", "client", "who_does_what", "pairs", "code"]
    ),
    st.none()
    | st.integers()
    | st.text(max_size=3)
    | st.lists(st.text(max_size=3) | st.integers() | st.just({"why": 3}), max_size=3),
)


@given(st.sampled_from(CARRIED), ANYTHING)
def test_any_draft_is_written_and_read(kind: str, entry) -> None:
    assert len(read(write([entry | {"kind": kind}]).content).found) == 1


@given(st.binary() | st.text().map(str.encode) | st.text().map(lambda text: (HEADER + text).encode()))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    try:
        found = read(content).found
    except FileRefused:
        return
    assert all(one.source is not None or one.reason for one in found)


def test_an_option_that_is_a_choice_or_a_line_of_another_kind_does_no_harm() -> None:
    assert write([source("one", options=[choice("a", True), line("x"), order("a"), 7])]).losses
