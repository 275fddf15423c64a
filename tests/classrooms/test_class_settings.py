"""/classes/<class>/settings/: name, zone, teachers, archive, deletion."""

import pytest
from django.utils import timezone

from quizzes.models import Attempt
from statuscourse.accounts.actions import set_role
from statuscourse.accounts.models import Learner, User
from statuscourse.classrooms.actions.classes import NotGiven, give_away
from statuscourse.classrooms.models import Assignment, Classroom, Teacher
from tests.classrooms.factories import make_assignment, make_class, make_member, make_session, make_work
from tests.classrooms.people import JOIN, open_class
from tests.factories import NOW
from tests.visitor import text_of


def page(item):
    return f"/classes/{item.pk}/settings/"


def post(visitor, item, **values):
    return visitor.post(page(item), {"csrfmiddlewaretoken": visitor.token(), **values})


def fresh(item):
    return Classroom.objects.get(pk=item.pk)


def test_name_and_zone_are_changed(ines):
    item = make_class(owner=ines.user)
    post(ines, item, do="describe", name="8b", time_zone="Europe/Zurich")
    assert (fresh(item).name, fresh(item).time_zone) == ("8b", "Europe/Zurich")


@pytest.mark.parametrize("changes", [{"name": " "}, {"time_zone": "Mars/Olympus"}])
def test_what_is_not_right_changes_nothing(ines, changes):
    item = make_class(owner=ines.user)
    answer = post(ines, item, **{"do": "describe", "name": "8b", "time_zone": "UTC", **changes})
    assert (answer.status_code, fresh(item).name) == (422, "7b")


def test_a_colleague_is_let_in_by_their_user_name_in_any_case(ines, ivan):
    item = make_class(owner=ines.user)
    post(ines, item, do="add-teacher", teacher="IVAN")
    assert ivan.get(f"/classes/{item.pk}/").status_code == 200


@pytest.mark.parametrize("name", ["ada", "nobody", "", "\0"])
def test_learners_and_names_that_nobody_has_are_told_alike(ines, ada, name):
    item = make_class(owner=ines.user)
    answer = post(ines, item, do="add-teacher", teacher=name)
    assert (answer.status_code, Teacher.objects.count()) == (422, 0)
    assert name not in {"ada", "nobody"} or "There is no instructor of this name here." in text_of(answer)


def test_the_owner_is_no_co_teacher(ines):
    item = make_class(owner=ines.user)
    assert (post(ines, item, do="add-teacher", teacher="ines").status_code, Teacher.objects.count()) == (422, 0)


def test_added_twice_they_are_there_once(ines, ivan):
    item = make_class(owner=ines.user)
    for _click in range(2):
        post(ines, item, do="add-teacher", teacher="ivan")
    assert Teacher.objects.count() == 1


def test_a_colleague_is_taken_out(ines, ivan):
    item = make_class(owner=ines.user, teachers=[ivan.user])
    post(ines, item, do="remove-teacher", teacher="ivan")
    assert ivan.get(f"/classes/{item.pk}/").status_code == 404


def test_a_co_teacher_takes_themselves_out(ines, ivan):
    item = make_class(owner=ines.user, teachers=[ivan.user])
    answer = post(ivan, item, do="remove-teacher", teacher="ivan")
    assert (answer.headers["Location"], Teacher.objects.count()) == ("/classes/", 0)


def test_the_class_is_given_away_and_the_owner_teaches_it_on(ines, ivan):
    item = make_class(owner=ines.user, teachers=[ivan.user])
    post(ines, item, do="give-away", teacher="ivan")
    assert fresh(item).owner == ivan.user
    assert list(item.teachers.values_list("user", flat=True)) == [ines.user.pk]


def test_a_second_click_on_giving_it_away_changes_nothing_more(ines, ivan):
    item = make_class(owner=ines.user, teachers=[ivan.user])
    assert [post(ines, item, do="give-away", teacher="ivan").status_code for _click in range(2)] == [303, 303]
    assert fresh(item).owner == ivan.user


def test_of_two_who_are_given_it_at_once_none_is_driven_out(ines, ivan, olga):
    item = make_class(owner=ines.user, teachers=[ivan.user, olga.user])
    first, second = item.teachers.order_by("pk")
    give_away(classroom=fresh(item), teacher=first, now=NOW)
    with pytest.raises(NotGiven):  # with the class as the other click saw it
        give_away(classroom=item, teacher=second, now=NOW)
    assert fresh(item).owner == ivan.user
    assert set(item.teachers.values_list("user", flat=True)) == {ines.user.pk, olga.user.pk}


def test_it_is_not_given_to_a_colleague_who_became_a_learner(ines, ivan):
    item = make_class(owner=ines.user, teachers=[ivan.user])
    set_role(user=ivan.user, role=User.Role.LEARNER)
    answer = post(ines, item, do="give-away", teacher="ivan")
    assert (answer.status_code, fresh(item).owner) == (409, ines.user)
    assert "is no instructor any more" in text_of(answer)


def test_it_is_given_to_nobody_who_does_not_teach_it(ines, ivan):
    item = make_class(owner=ines.user)
    post(ines, item, do="give-away", teacher="ivan")
    assert fresh(item).owner == ines.user


@pytest.mark.parametrize(
    "values",
    [
        {"do": "add-teacher", "teacher": "olga"},
        {"do": "remove-teacher", "teacher": "olga"},
        {"do": "give-away", "teacher": "ivan"},
        {"do": "delete", "confirm": "7b"},
    ],
)
def test_a_co_teacher_does_not_do_what_is_the_owners(ines, ivan, olga, values):
    item = make_class(owner=ines.user, teachers=[ivan.user])
    answer = post(ivan, item, **values)
    assert (answer.status_code, fresh(item).owner, Teacher.objects.count()) == (403, ines.user, 1)


def test_a_co_teacher_renames_and_archives(ines, ivan):
    item = make_class(owner=ines.user, teachers=[ivan.user])
    post(ivan, item, do="describe", name="8b", time_zone="UTC")
    post(ivan, item, do="archive")
    assert (fresh(item).name, fresh(item).archived_at is not None) == ("8b", True)


def test_an_archived_class_lets_nobody_in_and_says_so(ines, anonymous):
    item = open_class(owner=ines.user)
    post(ines, item, do="archive")
    assert anonymous.get(JOIN).status_code == 404
    assert "This class is archived" in text_of(ines.get(f"/classes/{item.pk}/"))


def test_an_archived_class_is_still_seen_by_its_members(ines, ada):
    item = make_class(owner=ines.user, archived_at=timezone.now())
    make_member(classroom=item, learner=ada.learner)
    assert "This class is archived" in text_of(ada.get(f"/classes/{item.pk}/"))


def test_it_is_brought_back_without_a_code(ines):
    item = open_class(owner=ines.user)
    post(ines, item, do="archive")
    post(ines, item, do="bring-back")
    assert (fresh(item).archived_at, fresh(item).join_code) == (None, None)


def test_a_class_is_deleted_by_typing_its_name(ines):
    item = make_class(owner=ines.user)
    answer = post(ines, item, do="delete", confirm="7B")
    assert (answer.headers["Location"], Classroom.objects.count()) == ("/classes/?deleted=1", 0)


def test_another_name_deletes_nothing(ines):
    item = make_class(owner=ines.user)
    answer = post(ines, item, do="delete", confirm="7a")
    assert (answer.status_code, Classroom.objects.count()) == (422, 1)


def test_what_goes_is_told_before(ines):
    item = make_class(owner=ines.user)
    make_member(classroom=item)
    assert "its list of 1 learner, its assignments" in text_of(ines.get(page(item)))


def test_a_deletion_takes_the_class_and_leaves_what_learners_did(ines):
    item = make_class(owner=ines.user)
    member = make_member(classroom=item)
    work = make_work(assignment=make_assignment(classroom=item), member=member)
    make_session(classroom=item)
    post(ines, item, do="delete", confirm="7b")
    assert (Assignment.objects.count(), Attempt.objects.get(pk=work.pk).learner) == (0, member.learner)


def test_who_never_came_goes_with_it_unless_in_another_class(ines):
    item = make_class(owner=ines.user)
    gone, stays = Learner.objects.create(), Learner.objects.create()
    for learner in (gone, stays):
        make_member(classroom=item, learner=learner)
    make_member(learner=stays)
    post(ines, item, do="delete", confirm="7b")
    assert list(Learner.objects.filter(pk__in=[gone.pk, stays.pk])) == [stays]


def test_a_form_that_says_nothing_does_nothing(ines):
    assert post(ines, make_class(owner=ines.user)).status_code == 422
