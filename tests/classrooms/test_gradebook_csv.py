"""/classes/<class>/gradebook.csv: marks for a spreadsheet."""

import csv
import io

import pytest

from tests.classrooms.factories import make_assignment, make_change, make_class, make_member, make_work
from tests.factories import NOW


@pytest.fixture
def taught(ines):
    return make_class(owner=ines.user, name="7b / Physik")


@pytest.fixture
def member(taught):
    return make_member(classroom=taught, name="Ada L.", number="17")


@pytest.fixture
def quiz(taught):
    return make_assignment(classroom=taught, title="Quiz 3")


def table(visitor, item, query="", separator=","):
    content = visitor.get(f"/classes/{item.pk}/gradebook.csv{query}").content.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(content, newline=""), delimiter=separator))


def test_a_row_has_the_learner_the_marks_the_total_and_the_states(ines, taught, member, quiz):
    make_work(assignment=quiz, member=member, share=2 / 3)
    tag = quiz.pk.hex[:8]
    assert table(ines, taught) == [
        ["learner", "number", "name", f"Quiz 3 [{tag}]", "total", f"Quiz 3 [state {tag}]"],
        [str(member.pk), "17", "Ada L.", "66.7", "66.7", "handed in"],
    ]


def test_for_spreadsheets_that_write_a_decimal_comma_it_has_semicolons(ines, taught, member, quiz):
    make_work(assignment=quiz, member=member, share=2 / 3)
    assert table(ines, taught, "?separator=semicolon", ";")[1][3] == "66,7"


def test_excused_and_nothing_yet_are_told(ines, taught, member, quiz):
    make_change(assignment=quiz, member=member, decision="excused", percent=None)
    make_assignment(classroom=taught, due_at=NOW)  # stands before what has no date
    assert table(ines, taught)[1][3:6] == ["", "excused", ""]


def test_a_name_that_is_a_formula_does_not_run(ines, taught, quiz):
    make_member(classroom=taught, name='=HYPERLINK("http://evil")', number="+1")
    assert table(ines, taught)[1][1:3] == ["'+1", '\'=HYPERLINK("http://evil")']


@pytest.mark.parametrize(("name", "file"), [("7b / Physik", "7b-physik"), ('"; x="\r\n', "x"), ("班", "class")])
def test_the_name_of_the_file_is_safe(ines, name, file):
    answer = ines.get(f"/classes/{make_class(owner=ines.user, name=name).pk}/gradebook.csv")
    assert answer["Content-Disposition"].startswith(f'attachment; filename="{file}-gradebook-20')
    assert answer["Content-Type"] == "text/csv; charset=utf-8; header=present"


def test_who_left_is_not_in_the_file(ines, taught, quiz, member):
    member.left_at = NOW
    member.save()
    assert len(table(ines, taught)) == 1
