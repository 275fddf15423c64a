"""What a file of marks would change, and what of it is refused. No database."""

import pytest

from statuscourse.classrooms.core.marking import Class, Person, Standing, plan
from statuscourse.classrooms.core.marksheet import Column, read

QUIZ = Column("4f1c2a7b" + "0" * 24, "Quiz 3")
ADA, SAM, OTHER_SAM = Person(1, "17", "Ada"), Person(2, "18", "Sam"), Person(3, "", "Sam")


def planned(rows, header="learner,number,name,Quiz 3 [4f1c2a7b]", people=(ADA, SAM, OTHER_SAM), **standing):
    known = Class([QUIZ], people, {(QUIZ.id, person.id): Standing(**standing) for person in people})
    return plan(read(f"{header}\n{rows}\n".encode()), known)


def refusals(found):
    return [(each.line, each.text % each.values) for each in found.refused]


def test_another_mark_is_a_change():
    change = planned("1,17,Ada,80", entry=0.5, newest=9).changes[0]
    assert (change.line, change.person, change.was, change.becomes, change.newest) == (2, ADA, 0.5, 0.8, 9)


@pytest.mark.parametrize("cell", ["", "66.7", "66,7 %"])
def test_an_empty_cell_and_what_is_there_already_change_nothing(cell):
    assert planned(f'1,17,Ada,"{cell}"', entry=2 / 3).changes == ()


def test_excused_is_a_decision():
    assert planned("1,17,Ada,Excused").changes[0].becomes == "excused"


def test_who_is_excused_already_stays_so():
    assert planned("1,17,Ada,excused", entry="excused").changes == ()


def test_earned_takes_a_decision_back_and_is_nothing_where_there_is_none():
    assert planned("1,17,Ada,earned", entry=0.5, is_decided=True).changes[0].becomes == "earned"
    assert planned("1,17,Ada,earned", entry=0.5).changes == ()


def test_a_learner_is_found_by_the_schools_number():
    assert planned("18,80", header="number,Quiz [4f1c2a7b]").changes[0].person == SAM


def test_a_learner_is_found_by_a_name_that_only_one_has():
    assert planned(" ADA ,80", header="name,Quiz [4f1c2a7b]").changes[0].person == ADA


def test_a_name_that_two_have_is_refused():
    found = planned("Sam,80", header="name,Quiz [4f1c2a7b]")
    assert refusals(found) == [(2, "Several learners are called “Sam”. Fill in the column “learner”.")]


def test_who_is_not_in_the_class_is_refused():
    assert refusals(planned("9,,Eve,80")) == [(2, "Nobody in this class now is “Eve”. Take the row out of the file.")]


def test_one_column_sorted_without_the_others_is_noticed():
    assert "means Ada. Was one column sorted alone?" in refusals(planned("1,17,Sam,80"))[0][1]


def test_the_same_learner_twice_is_refused():
    assert refusals(planned("1,17,Ada,80\n1,17,Ada,90")) == [(3, "Ada stands in two rows. Take one out.")]


def test_what_is_no_mark_is_refused_with_its_line_and_the_rest_is_still_looked_at():
    found = planned("1,17,Ada,good\n2,18,Sam,101\n3,,Sam,70")
    assert [line for line, _text in refusals(found)] == [2, 3]
    assert "Quiz 3: “good” is no mark." in refusals(found)[0][1]
    assert [change.line for change in found.changes] == [4]


def test_an_assignment_of_another_class_is_refused():
    found = planned("Ada,80", header="name,Quiz [00000000]")
    assert "No assignment of this class has the code [00000000]" in refusals(found)[0][1]


def test_what_was_looked_at_holds_until_a_mark_or_a_decision_is_another_one():
    first = planned("1,17,Ada,80", entry=0.5)
    assert first.digest == planned("1,17,Ada,80", entry=0.5).digest
    assert first.digest != planned("1,17,Ada,80", entry=0.6).digest
    assert first.digest != planned("1,17,Ada,80", entry=0.5, newest=9).digest
