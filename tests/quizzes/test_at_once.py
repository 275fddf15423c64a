"""The same form sent by two threads at the same moment, on a database in a file as it is in use."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from quizzes.models import Answer, Attempt
from statuscourse.accounts.models import User
from tests.factories import PASSWORD, make_attempt, make_question, make_quiz, make_user
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


@pytest.mark.parametrize("spelling", ["newcomer", "NewComer"])
def test_of_two_who_sign_up_with_one_name_one_gets_it(committed, spelling):
    visitor = Visitor()
    visitor.send(f"/questions/{make_question().pk}/", answer="404")
    place = "/accounts/sign-up/"
    values = visitor.form(place).values | {"password1": PASSWORD, "password2": PASSWORD}
    posts = [(place, values | {"username": name}) for name in ("newcomer", spelling)]
    assert at_once(visitor, *posts) == [303, 422]
    assert (User.objects.count(), Answer.objects.get().learner.user) == (1, User.objects.get())
