"""/classes/<class>/: a class's first page."""

import pytest

from tests.classrooms.factories import make_class, make_member


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
