"""What becomes of the classes of an account that is deleted, and what an export says of them."""

from datetime import timedelta

from statuscourse import actions
from statuscourse.classrooms.models import Classroom, Membership, Teacher
from tests.classrooms.factories import make_class, make_member
from tests.factories import NOW
from tests.visitor import text_of


def test_a_class_goes_to_who_has_taught_it_the_longest(ines, ivan, olga):
    item = make_class(owner=ines.user)
    Teacher.objects.create(classroom=item, user=olga.user, added_at=NOW + timedelta(days=1))
    Teacher.objects.create(classroom=item, user=ivan.user, added_at=NOW)
    actions.delete_learner(ines.learner)
    assert Classroom.objects.get().owner == ivan.user
    assert list(Teacher.objects.values_list("user", flat=True)) == [olga.user.pk]


def test_it_does_not_go_to_who_is_no_instructor_any_more(ines, ada):
    make_class(owner=ines.user, teachers=[ada.user])
    actions.delete_learner(ines.learner)
    assert Classroom.objects.get().owner is None


def test_without_a_colleague_it_stays_for_its_learners_and_administrators(ines, olga):
    item = make_class(owner=ines.user)
    member = make_member(classroom=item)
    actions.delete_learner(ines.learner)
    assert Membership.objects.get() == member
    assert olga.get(f"/classes/{item.pk}/settings/").status_code == 200


def test_it_is_told_where_one_deletes_oneself(ines, ivan):
    make_class(owner=ines.user, name="7b", teachers=[ivan.user])
    make_class(owner=ines.user, name="8a")
    shown = text_of(ines.get("/accounts/"))
    assert "Your class 7b goes to ivan" in shown
    assert "Your class 8a stays for its learners, without an owner" in shown


def test_a_learner_is_told_that_they_disappear_from_their_classes(ada):
    make_member(learner=ada.learner)
    assert "You disappear from your classes" in text_of(ada.get("/accounts/"))


def test_an_export_has_the_classes_that_one_owns_and_teaches(ines, ivan):
    make_class(owner=ines.user, name="7b")
    make_class(owner=ivan.user, name="8a", teachers=[ines.user])
    found = [(each["class"], each["as"]) for each in actions.export_learner(ines.learner)["classes_taught"]]
    assert found == [("7b", "owner"), ("8a", "co-teacher")]


def test_an_export_has_no_personal_code_in_it(anonymous):
    from tests.classrooms.people import JOIN, open_class  # noqa: PLC0415

    open_class()
    page = anonymous.send(JOIN, name="Ada")
    assert "personal_code_made_at" in anonymous.get("/accounts/my-data/export/").json()
    assert page.context["code"].replace("-", "") not in anonymous.get("/accounts/my-data/export/").content.decode()
