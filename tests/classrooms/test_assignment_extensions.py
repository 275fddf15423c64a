"""/classes/<class>/assignments/<assignment>/extensions/: more for one learner."""

from datetime import timedelta

import pytest

from quizzes.models import Attempt
from statuscourse.classrooms.core.terms_of import as_exam
from statuscourse.classrooms.models import Extension
from tests.classrooms.factories import make_assignment, make_class, make_extension, make_member
from tests.factories import NOW, make_question, make_quiz
from tests.visitor import Forms, text_of

DAY = timedelta(days=1)


def page(given):
    return f"/classes/{given.classroom_id}/assignments/{given.pk}/extensions/"


@pytest.fixture(autouse=True)
def noon(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def berlin(ines):
    return make_class(owner=ines.user, name="7b", time_zone="Europe/Berlin")


@pytest.fixture
def member(berlin, ada):
    return make_member(classroom=berlin, learner=ada.learner, name="Ada L.")


@pytest.fixture
def given(berlin):
    """An exam of 30 minutes that is due tomorrow, and then closed."""
    quiz = make_quiz(questions=[make_question()], behaviour={"mode": "exam", "minutes": 30})
    return make_assignment(classroom=berlin, quiz=quiz, due_at=NOW + DAY, late="refuse", attempts=1)


def give(ines, given, member, **values):
    return ines.send(page(given), member=str(member.pk), **values)


def test_everything_of_it_is_kept(ines, given, member):
    values = {"due": "2026-11-27T22:00", "extra_time": "25", "attempts": "1", "reason": "Was ill."}
    assert give(ines, given, member, **values).status_code == 303
    kept = Extension.objects.get()
    assert (kept.membership, kept.extra_time, kept.attempts, kept.reason) == (member, 25, 1, "Was ill.")
    assert (kept.due_at, kept.given_by) == (NOW + timedelta(days=5, hours=9), ines.user)


def test_another_one_takes_the_place_of_the_first(ines, given, member):
    give(ines, given, member, attempts="1")
    give(ines, given, member, attempts="2")
    assert Extension.objects.get().attempts == 2


def test_it_is_shown_and_can_be_changed(ines, given, member):
    make_extension(assignment=given, member=member, attempts=2, reason="Was ill.")
    said = text_of(ines.get(page(given)))
    assert ("Ada L." in said, "2 more attempts" in said, "Was ill." in said) == (True, True, True)
    shown = Forms(ines.get(f"{page(given)}?member={member.pk}").content.decode()).found
    assert [form.values["attempts"] for form in shown if "attempts" in form.values] == ["2"]


def test_it_is_taken_back(ines, given, member):
    make_extension(assignment=given, member=member, attempts=2)
    sent = {"do": "take-back", "member": str(member.pk), "csrfmiddlewaretoken": ines.token()}
    assert [ines.post(page(given), sent).status_code for _ in range(2)] == [303, 303]
    assert Extension.objects.count() == 0


def test_a_later_date_reaches_an_exam_under_way(ines, ada, given, member):
    ada.send(f"/classes/{given.classroom_id}/assignments/{given.pk}/")
    Attempt.objects.update(deadline=NOW + timedelta(minutes=5))  # begun just before it closed
    give(ines, given, member, due="2026-11-27T22:00")
    assert Attempt.objects.get().deadline == NOW + timedelta(minutes=30)


def test_extra_time_reaches_an_exam_under_way(ines, ada, given, member):
    ada.send(f"/classes/{given.classroom_id}/assignments/{given.pk}/")
    give(ines, given, member, extra_time="50")
    attempt = Attempt.objects.get()
    assert (attempt.deadline, attempt.agreed.minutes) == (NOW + timedelta(minutes=45), 45)


def test_it_is_told_on_the_pages_of_an_attempt_under_way(ines, ada, given, member):
    ada.send(f"/classes/{given.classroom_id}/assignments/{given.pk}/")
    give(ines, given, member, due="2026-11-27T22:00")
    attempt = Attempt.objects.get()
    said = text_of(ada.get(f"/quizzes/{attempt.quiz_id}/attempts/{attempt.pk}/1/"))
    assert "7b, due Friday 27 November 2026, 22:00" in said


def test_taking_it_back_takes_no_time_from_an_exam_under_way(ines, ada, given, member):
    make_extension(assignment=given, member=member, extra_time=50)
    ada.send(f"/classes/{given.classroom_id}/assignments/{given.pk}/")
    ines.post(page(given), {"do": "take-back", "member": str(member.pk), "csrfmiddlewaretoken": ines.token()})
    assert Attempt.objects.get().deadline == NOW + timedelta(minutes=45)


def test_it_changes_nothing_of_an_exam_that_is_handed_in(ines, ada, given, member):
    ada.send(f"/classes/{given.classroom_id}/assignments/{given.pk}/")
    Attempt.objects.update(finished_at=NOW)
    give(ines, given, member, extra_time="50")
    assert Attempt.objects.get().deadline == NOW + timedelta(minutes=30)


def test_nobody_else_gets_anything_of_it(ines, sam, given, member):
    make_member(classroom=given.classroom, learner=sam.learner)
    give(ines, given, member, extra_time="50")
    sam.send(f"/classes/{given.classroom_id}/assignments/{given.pk}/")
    assert Attempt.objects.get().deadline == NOW + timedelta(minutes=30)


def test_nobody_reads_the_answers_before_it_has_closed_for_everybody(ines, ada, given, member, time_machine):
    given.terms = as_exam(30, "after-close")
    given.save()
    other = make_member(classroom=given.classroom)
    begun = ada.send(f"/classes/{given.classroom_id}/assignments/{given.pk}/")["Location"]
    ada.send(f"{begun}hand-in/")
    give(ines, given, other, due="2026-11-27T22:00")
    time_machine.move_to(NOW + 2 * DAY)
    assert "on 27 November 2026, 22:00" in text_of(ada.get(f"{begun}result/"))
    time_machine.move_to(NOW + 6 * DAY)
    assert "Question by question" in text_of(ada.get(f"{begun}result/"))


def test_an_exam_that_begins_later_waits_for_them_too(ada, given, member):
    given.terms = as_exam(30, "after-close")
    given.save()
    make_extension(assignment=given, member=make_member(classroom=given.classroom), due_at=NOW + 5 * DAY)
    ada.send(f"/classes/{given.classroom_id}/assignments/{given.pk}/")
    assert Attempt.objects.get().agreed.explained_at == NOW + 5 * DAY


REFUSED = {
    "gives nothing yet": {},
    "no date with a time of day": {"due": "soon"},
    "this time does not exist": {"due": "2027-03-28T02:30"},
    "no later than for everybody: Monday 23 November 2026, 13:00": {"due": "2026-11-20T10:00"},
    "less than or equal to 300": {"extra_time": "301"},
}


@pytest.mark.parametrize("words", REFUSED)
def test_what_does_not_hold_is_refused_and_stays_typed(ines, given, member, words):
    answer = give(ines, given, member, reason="Was ill.", **REFUSED[words])
    assert (answer.status_code, words in text_of(answer), Extension.objects.count()) == (422, True, 0)
    shown = ines.form(answer).values
    assert shown["reason"] == "Was ill."
    assert {name: shown[name] for name in REFUSED[words]} == REFUSED[words]


def test_without_any_date_there_is_none_to_move(ines, given, member):
    given.due_at = None
    given.save()
    answer = give(ines, given, member, due="2026-11-27T22:00")
    assert (answer.status_code, "nothing to move" in text_of(answer)) == (422, True)


def test_a_later_date_for_everybody_is_not_taken_back_by_it(given, member):
    extension = make_extension(assignment=given, member=member, due_at=NOW + 2 * DAY)
    given.due_at = NOW + 5 * DAY
    assert given.deadline(extension).due_at == NOW + 5 * DAY


def test_it_keeps_a_closing_time_at_bay(given, member):
    given.closes_at = NOW + DAY
    extension = make_extension(assignment=given, member=member, due_at=NOW + 2 * DAY)
    assert given.deadline(extension).closes_at == NOW + 2 * DAY


@pytest.mark.parametrize("who", ["", "0", "x", "99999999999999999999"])
def test_somebody_who_is_not_in_the_class_gets_none(ines, given, member, who):
    answer = ines.send(page(given), member=who, attempts="1")
    assert (answer.status_code, Extension.objects.count()) == (422, 0)


def test_who_left_gets_none(ines, given, member):
    member.left_at = NOW
    member.save()
    make_member(classroom=given.classroom)
    assert ines.send(page(given), member=str(member.pk), attempts="1").status_code == 422


def test_without_anybody_in_the_class_it_says_so(ines, given):
    assert "Nobody is in the class yet" in text_of(ines.get(page(given)))


WHO = {"anonymous": 302, "ada": 403, "sam": 403, "ivan": 404, "ines": 200, "olga": 200}


@pytest.mark.parametrize("who", WHO)
def test_it_is_for_those_who_teach_the_class(request, given, member, who):
    assert request.getfixturevalue(who).get(page(given)).status_code == WHO[who]
