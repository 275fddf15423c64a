"""/classes/<class>/assignments/<assignment>/delete/: what goes with it, and what stays."""

import pytest

from quizzes.models import Attempt
from statuscourse.classrooms.models import Assignment, Extension, GradeChange
from tests.classrooms.factories import (
    make_assignment,
    make_change,
    make_class,
    make_extension,
    make_member,
    make_work,
)
from tests.visitor import text_of


def page(given):
    return f"/classes/{given.classroom_id}/assignments/{given.pk}/delete/"


@pytest.fixture
def given(ines, ada):
    """An assignment with an attempt of Ada's, an extension and a decision."""
    item = make_class(owner=ines.user)
    member = make_member(classroom=item, learner=ada.learner)
    given = make_assignment(classroom=item)
    make_work(assignment=given, member=member)
    make_extension(assignment=given, member=member)
    make_change(assignment=given, member=member)
    return given


def test_it_tells_what_goes_and_what_stays(ines, given):
    said = text_of(ines.get(page(given)))
    assert "1 decision of a teacher goes with it, and 1 extension." in said
    assert "1 attempt stays with its learner" in said


def test_looking_deletes_nothing(ines, given):
    ines.get(page(given))
    assert Assignment.objects.count() == 1


def test_grades_go_and_attempts_stay(ines, ada, given):
    answer = ines.send(page(given))
    assert answer["Location"] == f"/classes/{given.classroom_id}/assignments/?deleted=1"
    assert (GradeChange.objects.count(), Extension.objects.count()) == (0, 0)
    assert Attempt.objects.get().learner == ada.learner


def test_the_second_click_of_two_is_no_mistake(ines, given):
    form = ines.form(page(given))
    assert [ines.post(form.action, form.values).status_code for _ in range(2)] == [303, 303]


def test_afterwards_it_is_not_there(ines, given):
    ines.send(page(given))
    assert ines.get(page(given)).status_code == 404


def test_the_learners_result_is_still_there(ines, ada, given):
    ines.send(page(given))
    attempt = Attempt.objects.get()
    assert ada.get(f"/quizzes/{attempt.quiz_id}/attempts/{attempt.pk}/result/").status_code == 200


WHO = {"anonymous": 403, "ada": 403, "sam": 403, "ivan": 404}


@pytest.mark.parametrize("who", WHO)
def test_nobody_else_deletes_it(request, given, who):
    visitor = request.getfixturevalue(who)
    answer = visitor.post(page(given), {"csrfmiddlewaretoken": visitor.token()})
    assert (answer.status_code, Assignment.objects.count()) == (WHO[who], 1)
