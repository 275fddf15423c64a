"""/classes/<class>/: a class's first page."""

from datetime import timedelta

import pytest

from tests.classrooms.factories import make_assignment, make_class, make_member
from tests.classrooms.people import open_class
from tests.factories import NOW
from tests.visitor import text_of


def page(item):
    return f"/classes/{item.pk}/"


def test_its_owner_sees_it(ines):
    assert ines.get(page(make_class(owner=ines.user))).status_code == 200


def test_another_teacher_of_it_sees_it(ines, ivan):
    assert ivan.get(page(make_class(owner=ines.user, teachers=[ivan.user]))).status_code == 200


def test_a_member_sees_it(ada):
    item = make_class()
    make_member(classroom=item, learner=ada.learner)
    assert ada.get(page(item)).status_code == 200


def test_an_administrator_sees_it(olga):
    assert olga.get(page(make_class())).status_code == 200


@pytest.mark.parametrize("who", ["anonymous", "sam", "ivan"])
def test_strangers_are_told_that_there_is_no_such_class(request, who):
    assert request.getfixturevalue(who).get(page(make_class())).status_code == 404


def test_a_member_sees_the_name_that_the_class_knows_them_by(ada):
    item = make_class()
    make_member(classroom=item, learner=ada.learner, name="Ada Lovelace")
    shown = ada.get(page(item))
    assert "The class knows you as Ada Lovelace" in text_of(shown)
    assert [place for place in ("convention/", "leave/") if place not in shown.content.decode()] == []


def test_a_teacher_sees_the_code_and_how_many_are_there(ines):
    item = open_class(owner=ines.user)
    make_member(classroom=item)
    shown = text_of(ines.get(page(item)))
    assert ("KTM 47R" in shown, "Learners 1" in shown) == (True, True)


def test_a_class_that_is_under_way_has_no_list_of_first_steps(ines):
    item = make_class(owner=ines.user)
    make_member(classroom=item)
    make_assignment(classroom=item)
    assert "Show the code" not in text_of(ines.get(page(item)))


def test_that_somebody_was_here_is_noted_once_an_hour(ada, time_machine):
    item = make_class()
    make_member(classroom=item, learner=ada.learner)
    seen = []
    for hours in (0, 0.5, 1.1):
        time_machine.move_to(NOW + timedelta(hours=hours))
        ada.get(page(item))
        seen.append(item.members.get().seen_at)
    assert seen[0] == seen[1] < seen[2]
