"""The same form sent by two threads at the same moment, on a database in a file as it is in use."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from quizzes.models import Answer, Attempt, Draft, QuestionReport, Regrade, RegradedAnswer, Share
from statuscourse.accounts.models import User
from tests.factories import (
    PASSWORD,
    body,
    make_answer,
    make_attempt,
    make_question,
    make_quiz,
    make_report,
    make_user,
    revise,
)
from tests.rows import rows
from tests.visitor import Visitor

pytestmark = pytest.mark.usefixtures("committed")


@pytest.fixture
def ada(committed):
    return Visitor.signed_in(make_user(username="ada"))


def at_once(visitor, *posts):
    """Send each (address, values) from its own thread, all at the same moment; the codes that came back, sorted."""
    gate = Barrier(len(posts))

    def send(address, values):
        browser = Visitor()
        browser.cookies.update(visitor.cookies)
        gate.wait(timeout=10)
        try:
            return browser.post(address, values).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(len(posts)) as pool:
        return sorted(pool.map(lambda post: send(*post), posts))


def test_the_same_answer_counts_once(ada):
    place = f"/questions/{make_question().pk}/"
    values = ada.form(place).values | {"answer": "404"}
    assert at_once(ada, (place, values), (place, values)) == [200, 200]
    assert Answer.objects.count() == 1


def test_the_same_answer_in_an_attempt_counts_once(ada):
    attempt = make_attempt(learner=ada.learner)
    place = f"/quizzes/{attempt.quiz_id}/attempts/{attempt.pk}/1/"
    values = ada.form(place).values | {"answer": "404"}
    assert at_once(ada, (place, values), (place, values)) == [303, 303]
    assert Answer.objects.count() == 1


def test_of_two_different_answers_one_stands_and_one_is_a_conflict(ada):
    attempt = make_attempt(learner=ada.learner)
    place = f"/quizzes/{attempt.quiz_id}/attempts/{attempt.pk}/1/"
    values = ada.form(place).values
    assert at_once(ada, (place, values | {"answer": "404"}), (place, values | {"answer": "400"})) == [303, 409]
    assert Answer.objects.count() == 1


def test_the_last_two_answers_finish_the_attempt(ada):
    attempt = make_attempt(learner=ada.learner)
    places = [f"/quizzes/{attempt.quiz_id}/attempts/{attempt.pk}/{number}/" for number in (1, 2)]
    assert at_once(ada, *((place, ada.form(place).values | {"answer": "404"}) for place in places)) == [303, 303]
    attempt.refresh_from_db()
    assert attempt.finished_at is not None


def test_the_same_try_counts_once(ada):
    attempt = make_attempt(learner=ada.learner, behaviour={"tries": 3, "penalty": 0.25})
    place = f"/quizzes/{attempt.quiz_id}/attempts/{attempt.pk}/1/"
    values = ada.form(place).values | {"answer": "400"}
    assert at_once(ada, (place, values), (place, values)) == [303, 303]
    assert Answer.objects.count() == 1


def test_of_two_different_first_tries_one_is_a_try_and_one_is_a_conflict(ada):
    attempt = make_attempt(learner=ada.learner, behaviour={"tries": 3, "penalty": 0.25})
    place = f"/quizzes/{attempt.quiz_id}/attempts/{attempt.pk}/1/"
    values = ada.form(place).values
    assert at_once(ada, (place, values | {"answer": "400"}), (place, values | {"answer": "410"})) == [303, 409]
    assert Answer.objects.count() == 1


# Exams


@pytest.fixture
def exam(ada):
    """The address of an exam of Ada's with four places."""
    attempt = make_attempt(learner=ada.learner, length=4, behaviour={"mode": "exam"})
    return f"/quizzes/{attempt.quiz_id}/attempts/{attempt.pk}/"


def saving(ada, exam, number, **values):
    """A save of one place, ready to be sent."""
    place = f"{exam}{number}/"
    return f"{place}draft/", ada.form(place).values | {"save_key": f"save of {number}"} | values


def handing_in(ada, exam):
    return f"{exam}hand-in/", ada.form(f"{exam}hand-in/").values


def test_an_exam_that_is_handed_in_twice_is_handed_in_once(ada, exam):
    post = handing_in(ada, exam)
    assert at_once(ada, post, post, post) == [303, 303, 303]
    assert Answer.objects.count() == 4


def test_the_same_save_is_stored_once(ada, exam):
    post = saving(ada, exam, 1, answer="404")
    assert at_once(ada, post, post, post) == [200, 200, 200]
    assert Draft.objects.get().version == 1


def test_of_two_devices_that_save_one_place_one_is_told_of_the_other(ada, exam):
    posts = [saving(ada, exam, 1, answer=code, save_key=code) for code in ("404", "400")]
    assert at_once(ada, *posts) == [200, 409]
    assert Draft.objects.get().version == 1


def test_saves_of_several_places_are_all_stored(ada, exam):
    posts = [saving(ada, exam, number, answer="404") for number in (1, 2, 3, 4)]
    assert at_once(ada, *posts) == [200, 200, 200, 200]
    assert Draft.objects.count() == 4


@pytest.mark.parametrize("turn", range(6))
def test_whatever_was_acknowledged_before_handing_in_is_graded(ada, exam, turn):
    """A save and handing in at the same moment: either it is saved and graded, or the page is told that it is over."""
    posts = [saving(ada, exam, number, answer="404") for number in (1, 2, 3)]
    posts.insert(turn % 4, handing_in(ada, exam))
    codes = at_once(ada, *posts)
    assert set(codes) <= {200, 303, 409}
    assert Answer.objects.filter(verdict="best").count() == codes.count(200)
    assert Answer.objects.count() == 4


def test_an_exam_that_is_begun_twice_is_one_attempt(ada):
    place = f"/quizzes/{make_quiz(questions=[make_question()], behaviour={'mode': 'exam', 'attempts': 1}).pk}/"
    values = ada.form(place).values
    assert at_once(ada, (place, values), (place, values)) == [303, 303]
    assert Attempt.objects.count() == 1


# Elsewhere


def test_a_quiz_that_is_started_twice_is_one_attempt(ada):
    place = f"/quizzes/{make_quiz(questions=[make_question()]).pk}/"
    values = ada.form(place).values
    assert at_once(ada, (place, values), (place, values)) == [303, 303]
    assert Attempt.objects.count() == 1


def test_a_section_that_is_marked_twice_is_read_once(ada):
    place = "/lessons/who-are-you/sections/unknown-caller/read/"
    values = ada.form("/lessons/who-are-you/", place).values
    assert at_once(ada, (place, values), (place, values)) == [303, 303]
    assert rows()["lessons.SectionReading"] == 1


def test_work_that_is_merged_twice_is_there_once(committed):
    make_user(username="ada", password="four kettles on")
    visitor = Visitor()
    visitor.send(f"/questions/{make_question().pk}/", answer="404")
    values = visitor.form("/accounts/sign-in/").values | {"username": "ada", "password": "four kettles on"}
    assert at_once(visitor, ("/accounts/sign-in/", values), ("/accounts/sign-in/", values)) == [303, 303]
    assert (Answer.objects.get().learner.user.username, rows()["accounts.Learner"]) == ("ada", 1)


def signing_in(visitor):
    """The way into Ada's account for somebody who has answered before, ready to be sent."""
    make_user(username="ada", password=PASSWORD)
    place = "/accounts/sign-in/"
    return place, visitor.form(place).values | {"username": "ada", "password": PASSWORD}


def in_two_browsers(*posts):
    """Each (visitor, address, values) at the same moment; the codes in that order."""
    gate = Barrier(len(posts))

    def send(visitor, address, values):
        gate.wait(timeout=10)
        try:
            return visitor.post(address, values).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(len(posts)) as pool:
        return list(pool.map(lambda post: send(*post), posts))


@pytest.mark.parametrize("turn", range(4))
def test_work_that_is_merged_while_it_is_regraded_is_there_once_and_graded(ines, turn):
    question, visitor = make_question(owner=ines.user), Visitor()
    visitor.send(f"/questions/{question.pk}/", answer="404")
    for _ in range(5):
        attempt = make_attempt(learner=visitor.learner, questions=[question])
        make_answer(learner=visitor.learner, attempt=attempt, position=1)
    revise(question, options=body(best=410, wrong=(400, 404))["options"])
    place = f"/author/questions/{question.pk}/regrade/"
    regrade = ines, place, ines.form(place).values | {"reason": "410 is best."}
    merge = visitor, *signing_in(visitor)
    assert in_two_browsers(regrade, merge) == [303, 303]
    owners = set(Answer.objects.values_list("learner__user__username", flat=True))
    assert (owners, Answer.objects.count(), RegradedAnswer.objects.count()) == ({"ada"}, 6, 6)


@pytest.mark.parametrize("turn", range(4))
def test_an_exam_that_is_handed_in_while_it_is_merged_is_handed_in_once(committed, turn):
    visitor = Visitor()
    visitor.send(f"/questions/{make_question().pk}/", answer="404")
    attempt = make_attempt(learner=visitor.learner, length=4, behaviour={"mode": "exam"})
    address = f"/quizzes/{attempt.quiz_id}/attempts/{attempt.pk}/hand-in/"
    hand_in = visitor.form(address).values
    other = Visitor()
    other.cookies.update(visitor.cookies)
    handed, merged = in_two_browsers((visitor, address, hand_in), (other, *signing_in(other)))
    assert (handed in {303, 404}, merged) == (True, 303)  # 404: it belongs to the account by then
    attempt.refresh_from_db()
    whose = {attempt.learner.user.username, *attempt.answers.values_list("learner__user__username", flat=True)}
    assert (whose, attempt.answers.count()) == ({"ada"}, 4 if handed == 303 else 0)


@pytest.mark.parametrize("spelling", ["newcomer", "NewComer"])
def test_of_two_who_sign_up_with_one_name_one_gets_it(committed, spelling):
    visitor = Visitor()
    visitor.send(f"/questions/{make_question().pk}/", answer="404")
    place = "/accounts/sign-up/"
    values = visitor.form(place).values | {"password1": PASSWORD, "password2": PASSWORD}
    posts = [(place, values | {"username": name}) for name in ("newcomer", spelling)]
    assert at_once(visitor, *posts) == [303, 422]
    assert (User.objects.count(), Answer.objects.get().learner.user) == (1, User.objects.get())


@pytest.fixture
def ines(committed):
    return Visitor.signed_in(make_user(username="ines", role="instructor"))


def test_a_regrade_that_is_sent_twice_is_recorded_once(ines):
    question = make_question(owner=ines.user)
    make_answer(question=question)
    revise(question, options=body(best=410, wrong=(400, 404))["options"])
    place = f"/author/questions/{question.pk}/regrade/"
    values = ines.form(place).values | {"reason": "410 is best."}
    assert at_once(ines, (place, values), (place, values)) == [303, 303]
    assert (Regrade.objects.count(), RegradedAnswer.objects.count()) == (1, 1)


def test_the_same_report_is_one(ada):
    place = f"/reports/new/{make_answer(learner=ada.learner).revision_id}/"
    values = ada.form(place).values | {"text": "The second reason cites another section."}
    assert at_once(ada, (place, values), (place, values)) == [303, 303]
    assert QuestionReport.objects.count() == 1


def test_of_two_replies_one_stands_and_one_is_a_conflict(ines, ada):
    report = make_report(learner=ada.learner, question=make_question(owner=ines.user))
    place = f"/author/reports/{report.pk}/"
    values = ines.form(place).values
    assert at_once(ines, (place, values | {"reply": "One."}), (place, values | {"reply": "Another."})) == [303, 409]


def test_a_right_that_is_given_twice_at_once_is_one(ines):
    make_user(username="ivan", role="instructor")
    place = f"/author/questions/{make_question(owner=ines.user).pk}/sharing/"
    values = ines.form(place).values | {"name": "ivan", "right": "edit"}
    assert at_once(ines, (place, values), (place, values)) == [303, 303]
    assert Share.objects.count() == 1
