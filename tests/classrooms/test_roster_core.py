"""A class's list as a table: encodings, separators, doubles, and what would change. No database."""

import csv
import io
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.core.interchange.model import FileRefused
from statuscourse.classrooms.core.names import clean_name, fold
from statuscourse.classrooms.core.roster import Known, Row, plan_roster, read_roster, write_roster

TABLE = "name,number,extra time\r\nZoë,17,25\r\n"
ZOE = (Row(2, "Zoë", "17", 25),)


def rows(text):
    return read_roster(text.encode()).rows


def problems(text, *present):
    return [(note.line, note.text) for note in plan_roster(read_roster(text.encode()), present).problems]


def kinds(text, *present):
    return [change.kind for change in plan_roster(read_roster(text.encode()), present).changes]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_table_is_read_in_every_encoding_of_unicode(encoding):
    read = read_roster(TABLE.encode(encoding))
    assert (read.rows, read.notes) == (ZOE, ())


def test_windows_1252_is_guessed_and_said():
    read = read_roster(TABLE.encode("windows-1252"))
    assert read.rows == ZOE
    assert "windows-1252" in read.notes[0].text


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_a_table_is_read_with_every_separator(separator):
    assert rows(TABLE.replace(",", separator)) == ZOE


def test_the_line_by_which_excel_names_its_separator_is_skipped():
    assert rows("sep=;\nname;number\nAda;17\n") == (Row(3, "Ada", "17", None),)


@pytest.mark.parametrize("header", ["NAME,Number,Extra_Time", "Full name, no. ,Extra time %", "Student,ID,extra"])
def test_columns_are_known_in_any_case_and_by_other_names(header):
    assert rows(f"{header}\nZoë,17,25\n") == ZOE


def test_the_order_of_columns_does_not_matter():
    assert rows("number,name\n17,Zoë\n") == (Row(2, "Zoë", "17", None),)


def test_a_column_that_nobody_knows_is_left_out_and_said():
    read = read_roster(b"name,shoe size\nAda,38\n")
    assert (read.rows, "shoe size" in read.notes[0].text) == ((Row(2, "Ada", None, None),), True)


@pytest.mark.parametrize("typed", ["25", "25 %", "25%", "25.0", "25,0"])
def test_extra_time_is_read_as_people_write_it(typed):
    assert rows(f"name;extra time\nAda;{typed}\n")[0].extra_time == 25


@pytest.mark.parametrize("typed", ["a lot", "-5", "301", "12.5"])
def test_extra_time_that_is_none_is_refused_with_its_line(typed):
    assert [line for line, _text in problems(f"name;extra time\nBen;\nAda;{typed}\n")] == [3]


def test_a_row_without_a_name_is_refused_with_its_line():
    assert problems("name,number\nAda,1\n,2\n") == [(3, "There is no name in this row.")]


def test_two_names_that_look_alike_are_refused_with_both_lines():
    assert problems("name\nAda\nBen\nADA\n") == [
        (4, "ADA stands in line 2 already. Add something that tells them apart.")
    ]


def test_two_equal_numbers_are_refused_with_both_lines():
    assert problems("name,number\nAda,1\nBen,1\n") == [(3, "The number 1 stands in line 2 already.")]


@pytest.mark.parametrize("content", [b"", b"\n\n", b"Ada\nBen\n", b'name\n"Ada\n', b"a\0b", b"number\n1\n"])
def test_what_is_no_table_is_refused(content):
    with pytest.raises(FileRefused):
        read_roster(content)


def test_more_learners_than_a_class_holds_are_refused():
    with pytest.raises(FileRefused):
        rows("name\n" + "".join(f"Learner {n}\n" for n in range(2001)))


def test_who_is_not_there_is_new():
    assert kinds("name\nAda\n", Known(1, "Ben")) == ["new"]


def test_a_known_number_is_that_learner_with_another_name():
    (change,) = plan_roster(read_roster(b"name,number\nAda King,17\n"), [Known(1, "Ada", "17")]).changes
    assert (change.kind, change.was.id, change.name) == ("changed", 1, "Ada King")


def test_a_known_name_gets_the_number():
    (change,) = plan_roster(read_roster(b"name,number\nada,17\n"), [Known(1, "ada")]).changes
    assert (change.was.id, change.number) == (1, "17")


def test_an_empty_cell_changes_nothing():
    assert kinds("name,number,extra time\nAda,,\n", Known(1, "Ada", "17", 25)) == ["same"]


def test_a_name_of_somebody_with_another_number_is_refused():
    found = problems("name,number\nAda,18\n", Known(1, "Ben", "18"), Known(2, "Ada", "17"))
    assert found == [(2, "Ada is in the class already, with another number.")]


def test_a_number_of_somebody_who_is_not_in_the_table_is_not_given_to_two():
    found = problems("name,number\nAda,1\nada king,2\n", Known(1, "Ada", "2"))
    assert [line for line, _text in found] == [3]


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r"])
def test_no_cell_is_a_formula_for_a_spreadsheet(sign):
    written = write_roster([(f"{sign}cmd|' /C calc'!A0", "1", 0, "")]).decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(written)))[1][0].startswith("'")


NAMES = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), max_size=30).map(clean_name).filter(bool)


@given(st.lists(NAMES, unique_by=fold, max_size=8), st.integers(0, 300))
def test_what_is_written_is_read_back(names, extra):
    read = read_roster(write_roster([(name, f"-{n}", extra, "code") for n, name in enumerate(names)]))
    expected = [Row(n + 2, name, f"-{n}", extra) for n, name in enumerate(names)]
    assert (list(read.rows), read.problems) == (expected, ())


@given(st.binary(max_size=300))
def test_whatever_is_sent_is_read_or_refused(content):
    with suppress(FileRefused):
        plan_roster(read_roster(content), [Known(1, "Ada", "1")])
