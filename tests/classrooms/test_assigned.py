"""/assignments/<assignment>/: from an attempt back to what it was for."""

import pytest

from tests.classrooms.factories import make_assignment, make_class, make_member, make_work
from tests.factories import NOW
from tests.visitor import text_of


@pytest.fixture
def member(ada):
    return make_member(classroom=make_class(), learner=ada.learner)


@pytest.fixture
def given(member):
    return make_assignment(classroom=member.classroom)


def page(given):
    return f"/assignments/{given.pk}/"


def test_a_member_is_led_to_the_class(ada, given):
    answer = ada.get(page(given))
    place = f"/classes/{given.classroom_id}/assignments/{given.pk}/"
    assert (answer.status_code, answer["Location"]) == (302, place)


def test_who_was_removed_is_told_that_their_work_is_theirs(ada, given, member):
    make_work(assignment=given, member=member)
    member.left_at = NOW
    member.save()
    answer = ada.get(page(given))
    assert (answer.status_code, "is still yours" in text_of(answer)) == (410, True)


def test_of_a_deleted_assignment_they_are_told_the_same(ada, given, member):
    make_work(assignment=given, member=member)
    address = page(given)
    given.delete()
    assert ada.get(address).status_code == 410


@pytest.mark.parametrize("who", ["anonymous", "sam", "ines"])
def test_strangers_are_told_that_there_is_nothing(request, given, who):
    assert request.getfixturevalue(who).get(page(given)).status_code == 404
