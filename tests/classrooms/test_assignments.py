"""/classes/<class>/assignments/: what a class was given, with how many stand how."""

from datetime import timedelta

import pytest

from tests.classrooms.factories import make_assignment, make_class, make_member, make_work
from tests.factories import NOW, make_quiz
from tests.visitor import text_of


def page(item):
    return f"/classes/{item.pk}/assignments/"


def test_without_any_the_page_says_what_to_do(ines):
    assert "Choose a lesson or a quiz" in text_of(ines.get(page(make_class(owner=ines.user))))


def test_it_counts_who_did_what(ines):
    item = make_class(owner=ines.user)
    given = make_assignment(classroom=item, title="Week 3")
    make_work(assignment=given, member=make_member(classroom=item))
    make_work(assignment=given, member=make_member(classroom=item), finished_at=None)
    make_member(classroom=item)
    said = text_of(ines.get(page(item)))
    assert ("Week 3" in said, "1 handed in 1 under way 1 not started" in said) == (True, True)


def test_who_left_is_not_counted(ines):
    item = make_class(owner=ines.user)
    given = make_assignment(classroom=item)
    make_work(assignment=given, member=make_member(classroom=item, left_at=NOW))
    assert "handed in" not in text_of(ines.get(page(item)))


def test_due_dates_are_told_in_the_zone_of_the_class(ines):
    item = make_class(owner=ines.user, time_zone="Europe/Berlin")
    make_assignment(classroom=item, due_at=NOW)
    assert "due Sunday 22 November 2026, 13:00" in text_of(ines.get(page(item)))


def test_a_due_date_in_the_hour_that_comes_twice_says_which(ines):
    item = make_class(owner=ines.user, time_zone="Europe/Berlin")
    make_assignment(classroom=item, due_at=NOW.replace(month=10, day=25, hour=1, minute=30))
    assert "Sunday 25 October 2026, 02:30 (CET)" in text_of(ines.get(page(item)))


def test_a_quiz_that_was_taken_out_of_use_says_so(ines):
    item = make_class(owner=ines.user)
    make_assignment(classroom=item, quiz=make_quiz(retired_at=NOW))
    assert "its author took it out of use" in text_of(ines.get(page(item)))


def test_an_archived_class_can_be_read(ines):
    item = make_class(owner=ines.user, archived_at=NOW)
    make_assignment(classroom=item, title="Week 3")
    said = text_of(ines.get(page(item)))
    assert ("Week 3" in said, "Assign something" in said) == (True, False)


@pytest.mark.parametrize("number", [1, 30])
def test_it_takes_as_many_queries_at_one_as_at_thirty(ines, number, django_assert_num_queries):
    item = make_class(owner=ines.user)
    quiz = make_quiz()
    for day in range(number):
        member = make_member(classroom=item)
        given = make_assignment(classroom=item, quiz=quiz, due_at=NOW + timedelta(days=day))
        make_assignment(classroom=item, lesson="who-are-you")
        make_work(assignment=given, member=member)
    # session, user; class, taught, learner, member; assignments, overdue; assignments, members; attempts, sections,
    # readings; extensions, decisions; lessons, quizzes
    with django_assert_num_queries(17):
        ines.get(page(item))


WHO = {"anonymous": 302, "ada": 403, "sam": 403, "ivan": 404, "ines": 200, "olga": 200}


@pytest.mark.parametrize("who", WHO)
def test_it_is_for_those_who_teach_the_class(request, ines, ada, who):
    item = make_class(owner=ines.user)
    make_member(classroom=item, learner=ada.learner)
    assert request.getfixturevalue(who).get(page(item)).status_code == WHO[who]
