"""/classes/<class>/: a class's first page."""

from datetime import timedelta

import pytest

from statuscourse.classrooms.actions.people import add_people
from tests.classrooms.factories import (
    make_assignment,
    make_change,
    make_class,
    make_extension,
    make_member,
    make_session,
    make_work,
)
from tests.classrooms.people import open_class
from tests.factories import NOW
from tests.visitor import text_of


@pytest.fixture(autouse=True)
def noon(time_machine):
    time_machine.move_to(NOW, tick=False)


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


def test_it_says_how_many_have_handed_in_what_is_due_next(ines):
    item = make_class(owner=ines.user)
    given = make_assignment(classroom=item, title="Week 3", due_at=NOW + timedelta(days=2))
    make_work(assignment=given, member=make_member(classroom=item))
    make_change(assignment=given, member=make_member(classroom=item), decision="excused", percent=None)
    make_member(classroom=item)
    said = text_of(ines.get(page(item)))
    assert ("Week 3 due" in said, "in 2 days" in said, "handed in 1 of 2" in said) == (True, True, True)


def test_what_was_due_long_ago_is_left_to_the_gradebook(ines):
    item = make_class(owner=ines.user)
    make_assignment(classroom=item, title="Week 3", due_at=NOW - timedelta(days=15))
    make_member(classroom=item, name="Dmitri")
    said = text_of(ines.get(page(item)))
    assert ("Week 3" in said, "Dmitri" in said, "nothing is coming" in said) == (False, False, True)


def test_who_misses_most_of_what_was_due_stands_first(ines):
    item = make_class(owner=ines.user)
    first, second = (make_assignment(classroom=item, due_at=NOW - timedelta(days=days)) for days in (1, 2))
    ada, ben, _cleo = (make_member(classroom=item, name=name) for name in ("Ada", "Ben", "Cleo"))
    make_work(assignment=first, member=ada)
    make_work(assignment=second, member=ada)
    make_work(assignment=first, member=ben)
    assert "Behind Cleo 2 missing Ben 1 missing" in text_of(ines.get(page(item)))


def test_an_extension_that_runs_keeps_its_learner_from_being_behind(ines):
    item = make_class(owner=ines.user)
    given = make_assignment(classroom=item, due_at=NOW - timedelta(days=1))
    make_extension(assignment=given, member=make_member(classroom=item), due_at=NOW + timedelta(days=1))
    assert "Nobody misses anything" in text_of(ines.get(page(item)))


def test_those_who_have_no_way_in_are_named(ines):
    item = make_class(owner=ines.user)
    add_people(classroom=item, names=["Emre"], now=NOW)
    assert "Without a way in Emre Print slips" in text_of(ines.get(page(item)))


def test_a_live_session_that_runs_is_one_click_away(ines, ada):
    item = make_class(owner=ines.user)
    make_member(classroom=item, learner=ada.learner)
    session = make_session(classroom=item)
    assert f'href="/live/{session.pk}/screen/"' in ines.get(page(item)).content.decode()
    assert f'href="/live/{session.pk}/"' in ada.get(page(item)).content.decode()


def test_a_live_session_that_is_over_is_not(ada):
    item = make_class()
    make_member(classroom=item, learner=ada.learner)
    make_session(classroom=item, ended_at=NOW)
    assert "is live now" not in text_of(ada.get(page(item)))


@pytest.mark.parametrize("number", [1, 12])
def test_it_takes_as_many_queries_for_twelve_as_for_one(ines, number, django_assert_num_queries):
    item = make_class(owner=ines.user)
    for _each in range(number):
        make_assignment(classroom=item, due_at=NOW + timedelta(days=1))
        make_member(classroom=item)
    with django_assert_num_queries(15):
        ines.get(page(item))


def test_that_somebody_was_here_is_noted_once_an_hour(ada, time_machine):
    item = make_class()
    make_member(classroom=item, learner=ada.learner)
    seen = []
    for hours in (0, 0.5, 1.1):
        time_machine.move_to(NOW + timedelta(hours=hours))
        ada.get(page(item))
        seen.append(item.members.get().seen_at)
    assert seen[0] == seen[1] < seen[2]
