"""Marks as a table: what is written comes back the same, and no cell of it runs. No database."""

import csv
import io
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.core.interchange.model import FileRefused
from statuscourse.classrooms.core.marksheet import Column, Line, entry, read, said, tags, write

QUIZ = Column("4f1c2a7b" + "0" * 24, "Quiz 3")
NAMES = st.text(st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from("\n\t=+-@'"), max_size=40)
ENTRIES = st.none() | st.sampled_from(["excused", "earned"]) | st.integers(0, 1000).map(lambda n: n / 1000)
IDS = st.integers(0, 2**128 - 1).map(lambda n: f"{n:032x}")
COLUMNS = st.lists(st.builds(Column, IDS, NAMES), min_size=1, max_size=4, unique_by=lambda column: column.id)


def cells(content, separator=","):
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=separator))


def line(*entries, name="Ada", number="17", learner=5):
    return Line(learner, number, name, entries, tuple("handed in" for _ in entries))


@given(st.data(), COLUMNS, st.sampled_from(",;"))
def test_what_is_written_comes_back_the_same(data, columns, separator):
    lines = data.draw(st.lists(st.builds(Line, st.integers(1, 10**9), NAMES, NAMES,
        st.tuples(*[ENTRIES for _ in columns]), st.tuples(*[NAMES for _ in columns])), max_size=4))  # fmt: skip
    sheet = read(write(columns, lines, separator))
    assert sheet.tags == tuple(tags(columns))
    assert [(row.learner, row.number, row.name) for row in sheet.rows] == [
        (str(each.learner), each.number, each.name) for each in lines
    ]
    back = [[entry(row.cells[tag]) for tag in sheet.tags] for row in sheet.rows]
    assert [[said(each) for each in row] for row in back] == [[said(each) for each in one.entries] for one in lines]


@given(COLUMNS, NAMES, NAMES, st.sampled_from(",;"))
def test_no_cell_begins_with_what_a_spreadsheet_runs(columns, name, number, separator):
    rows = [Line(1, number, name, (0.5,) * len(columns), (name,) * len(columns))]
    written = cells(write(columns, rows, separator), separator)
    assert not any(cell[:1] in set("=+-@\t\r\n＝＋－＠") for row in written for cell in row if cell)


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠"])
def test_a_name_that_is_a_formula_is_text(sign):
    assert cells(write([QUIZ], [line(1.0, name=f"{sign}cmd")]))[1][2] == f"'{sign}cmd"


def test_spreadsheets_are_told_that_it_is_utf_8():
    assert write([QUIZ], []).startswith(b"\xef\xbb\xbf")


def test_with_semicolons_decimals_have_a_comma():
    assert cells(write([QUIZ], [line(0.667)], ";"), ";")[1][3] == "66,7"


def test_assignments_whose_ids_begin_alike_are_told_apart():
    other = Column("4f1c2a7b" + "1" * 24, "Quiz 4")
    assert tags([QUIZ, other]) == [QUIZ.id, other.id]


@pytest.mark.parametrize(
    ("text", "mark"),
    [("85", 0.85), (" 66,7 % ", 0.667), ("66.7", 0.667), ("0", 0.0), ("100", 1.0), ("85*", 0.85), ("85.", 0.85)],
)
def test_a_mark_is_read_as_people_write_it(text, mark):
    assert entry(text) == pytest.approx(mark)


@pytest.mark.parametrize("text", ["", "  ", "-", "–"])
def test_an_empty_cell_says_nothing(text):
    assert entry(text) is None


@pytest.mark.parametrize("text", ["101", "-5", "abc", "1e2", "8 5", "nan", "inf", "٨٥", "85;", "100.1", "1,234.5"])
def test_what_is_no_mark_is_refused(text):
    with pytest.raises(ValueError, match=r".*"):
        entry(text)


def test_a_state_is_no_mark():
    assert read(write([QUIZ], [line(0.5)])).rows[0].cells == {"4f1c2a7b": "50"}


def test_columns_come_in_any_order_with_tabs_too():
    sheet = read(b"note\tquiz [4f1c2a7b]\tNAME\nx\t70\tAda\n")
    assert (sheet.rows[0].name, sheet.rows[0].cells) == ("Ada", {"4f1c2a7b": "70"})


def test_a_row_knows_its_line():
    assert [row.line for row in read(b'name,q [4f1c2a7b]\n\n"A\nda",70\nSam,80\n').rows] == [3, 5]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"a,b\n1,2\n", "name the columns"),
        (b"name,total\nAda,5\n", "No column names an assignment"),
        (b"name,a [4f1c2a7b],b [4f1c2a7b]\n", "same assignment"),
        (b'name,a [4f1c2a7b]\n"Ada,5\n', "not CSV"),
        (b"name,a [4f1c2a7b]\nA\0da,5\n", "NUL"),
        (b"name,a [4f1c2a7b]\n" + b"A,5\n" * 5001, "more than 5,000 rows"),
    ],
)
def test_a_file_that_is_no_gradebook_is_refused(content, words):
    with pytest.raises(FileRefused, match=words):
        read(content)


@given(st.binary(max_size=200))
def test_no_file_does_more_than_be_refused(content):
    with suppress(FileRefused):
        assert read(b"name,q [4f1c2a7b]\n" + content).tags == ("4f1c2a7b",)
