"""/classes/<class>/people/<member>/: one of them; a new code; taking them out."""

import pytest

from quizzes.models import Attempt
from statuscourse.accounts.models import Device, Learner, PersonalCode
from tests.classrooms.factories import make_assignment, make_class, make_member, make_work
from tests.classrooms.people import codes_in, joined, open_class
from tests.visitor import Visitor, text_of


def page(member):
    return f"/classes/{member.classroom_id}/people/{member.pk}/"


@pytest.fixture
def member(ines):
    return make_member(classroom=make_class(owner=ines.user), learner=Learner.objects.create(), name="Ada")


def test_name_number_and_extra_time_are_changed(ines, member):
    ines.send(page(member), name="Ada King", number="S-17", extra_time="25")
    member.refresh_from_db()
    assert (member.name, member.number, member.extra_time) == ("Ada King", "S-17", 25)


@pytest.mark.parametrize(
    "changes", [{"name": ""}, {"extra_time": "-1"}, {"extra_time": "301"}, {"extra_time": "a"}, {"number": "x" * 41}]
)
def test_what_is_not_right_is_told_and_changes_nothing(ines, member, changes):
    answer = ines.send(page(member), **{"name": "Eve", **changes})
    member.refresh_from_db()
    assert (answer.status_code, member.name) == (422, "Ada")


def test_a_name_of_somebody_else_is_refused(ines, member):
    make_member(classroom=member.classroom, name="Ben")
    answer = ines.send(page(member), name="ben")
    assert (answer.status_code, "Somebody else in the class has this name." in text_of(answer)) == (422, True)


def test_a_new_code_lets_them_in_and_the_one_before_does_not(ines):
    item = open_class(owner=ines.user)
    _ada, first = joined()
    made = ines.post(page(item.members.get()), {"csrfmiddlewaretoken": ines.token(), "do": "code"})
    old, new = (codes_in(answer)[0] for answer in (first, made))
    statuses = [Visitor().send("/accounts/code/", code=code).status_code for code in (old, new)]
    assert statuses == [422, 303]


def test_a_new_code_is_kept_nowhere(ines, member):
    answer = ines.post(page(member), {"csrfmiddlewaretoken": ines.token(), "do": "code"})
    assert answer.headers["Cache-Control"] == "private, no-store"


def test_a_new_code_leaves_browsers_signed_in(ines):
    item = open_class(owner=ines.user)
    ada, _page = joined()
    ines.post(page(item.members.get()), {"csrfmiddlewaretoken": ines.token(), "do": "code"})
    assert ada.get(f"/classes/{item.pk}/").status_code == 200


def test_a_lost_device_is_signed_out_with_it(ines):
    item = open_class(owner=ines.user)
    ada, first = joined()
    tablet = Visitor()
    tablet.send("/accounts/code/", code=codes_in(first)[0])
    ines.post(page(item.members.get()), {"csrfmiddlewaretoken": ines.token(), "do": "code", "sign-out": "1"})
    assert [each.get(f"/classes/{item.pk}/").status_code for each in (ada, tablet)] == [404, 404]
    assert Device.objects.count() == 0


def test_an_account_gets_no_code(ines, ada):
    member = make_member(classroom=make_class(owner=ines.user), learner=ada.learner)
    answer = ines.post(page(member), {"csrfmiddlewaretoken": ines.token(), "do": "code"})
    assert (answer.status_code, PersonalCode.objects.count()) == (409, 0)
    assert "password" in text_of(answer)


def test_a_code_that_another_class_gave_is_not_replaced(ines):
    item = open_class(owner=ines.user)
    open_class(code="CDFHJK")
    visitor, _page = joined(address="/join/CDFHJK/")
    joined(visitor=visitor)
    before = PersonalCode.objects.get().digest
    answer = ines.post(page(item.members.get()), {"csrfmiddlewaretoken": ines.token(), "do": "code"})
    assert (answer.status_code, PersonalCode.objects.get().digest) == (409, before)


def test_a_merge_gives_a_class_no_right_to_a_code_that_it_did_not_give(ines):
    """Ben's browser becomes Ada's: the class that gave Ben his code may not replace hers."""
    from statuscourse import actions  # noqa: PLC0415

    item = open_class(owner=ines.user)
    ben, _page = joined("Ben")
    other = open_class(code="CDFHJK")
    ada, _page = joined("Ada", address="/join/CDFHJK/")
    actions.merge_learners(source=ben.learner, target=ada.learner)
    assert not item.members.get().code_is_ours
    assert other.members.get().code_is_ours


def test_somebody_is_taken_out_and_what_they_did_stays_theirs(ines, member):
    work = make_work(assignment=make_assignment(classroom=member.classroom), member=member)
    answer = ines.post(page(member), {"csrfmiddlewaretoken": ines.token(), "do": "remove"})
    member.refresh_from_db()
    assert (answer.status_code, member.left_at is not None) == (303, True)
    assert Attempt.objects.get(pk=work.pk).learner == member.learner


def test_taken_out_in_mid_exam_one_still_hands_in(ines, make_quiz, make_question):
    item = open_class(owner=ines.user)
    ada, _page = joined()
    quiz = make_quiz(questions=[make_question()], behaviour={"mode": "exam"})
    ada.send(f"/quizzes/{quiz.pk}/")
    attempt = Attempt.objects.get()
    attempt.occasion = str(make_assignment(classroom=item, quiz=quiz).pk)
    attempt.save()
    ines.post(page(item.members.get()), {"csrfmiddlewaretoken": ines.token(), "do": "remove"})
    place = f"/quizzes/{quiz.pk}/attempts/{attempt.pk}/"
    assert ada.get(place, follow=True).status_code == 200
    ada.send(f"{place}hand-in/")
    attempt.refresh_from_db()
    assert (attempt.finished_at is not None, attempt.learner) == (True, ada.learner)


def test_who_was_taken_out_does_not_see_the_class(ines):
    item = open_class(owner=ines.user)
    ada, _page = joined()
    ines.post(page(item.members.get()), {"csrfmiddlewaretoken": ines.token(), "do": "remove"})
    assert ada.get(f"/classes/{item.pk}/").status_code == 404


def test_a_member_of_another_class_is_not_found_here(ines, member):
    other = make_member(name="Ben")
    assert ines.get(f"/classes/{member.classroom_id}/people/{other.pk}/").status_code == 404


def test_a_number_that_no_member_can_have_is_not_found(ines, member):
    assert ines.get(f"/classes/{member.classroom_id}/people/{'9' * 30}/").status_code == 404
