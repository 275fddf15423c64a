"""/quizzes/<slug>/attempts/<uuid>/: where an attempt is."""

import pytest

from statuscourse.accounts.models import Learner
from tests.visitor import text_of


@pytest.fixture
def attempt(ada, make_attempt):
    return make_attempt(learner=ada.learner, length=3)


def page(attempt, rest=""):
    return f"/quizzes/{attempt.quiz_id}/attempts/{attempt.pk}/{rest}"


def test_an_attempt_begins_with_its_first_question(ada, attempt):
    answer = ada.get(page(attempt))
    assert (answer.status_code, answer.headers["Location"]) == (302, page(attempt, "1/"))


def test_who_comes_back_goes_on_where_they_left(ada, attempt, make_answer):
    make_answer(attempt=attempt)
    assert ada.get(page(attempt)).headers["Location"] == page(attempt, "2/")


def test_a_question_that_was_skipped_is_gone_back_to(ada, attempt, make_answer):
    make_answer(attempt=attempt, position=2)
    make_answer(attempt=attempt, position=3)
    assert ada.get(page(attempt)).headers["Location"] == page(attempt, "1/")


def test_a_finished_attempt_leads_to_its_result(ada, attempt, make_answer):
    for _ in range(3):
        make_answer(attempt=attempt)
    assert ada.get(page(attempt)).headers["Location"] == page(attempt, "result/")


def test_a_visitor_finds_their_own_way_back(anonymous, make_quiz, make_question):
    quiz = make_quiz(questions=[make_question()])
    answer = anonymous.send(f"/quizzes/{quiz.pk}/", follow=True)
    assert "The teapot that is not there" in text_of(answer)


@pytest.mark.parametrize("rest", ["", "1/", "result/"])
def test_a_stranger_gets_404(sam, anonymous, ines, attempt, rest):
    assert {visitor.get(page(attempt, rest)).status_code for visitor in (sam, anonymous, ines)} == {404}


@pytest.mark.parametrize("rest", ["", "1/", "result/"])
def test_an_attempt_under_another_quiz_is_404(ada, attempt, rest):
    assert ada.get(page(attempt, rest).replace(attempt.quiz_id, "mixed")).status_code == 404


@pytest.mark.parametrize("rest", ["", "1/", "result/"])
def test_an_edited_id_is_404(ada, attempt, rest):
    edited = str(attempt.pk)[:-1] + ("0" if str(attempt.pk)[-1] != "0" else "1")
    assert ada.get(page(attempt, rest).replace(str(attempt.pk), edited)).status_code == 404


def test_looking_for_somebody_elses_attempt_makes_nobody_a_learner(anonymous, attempt):
    before = Learner.objects.count()
    anonymous.get(page(attempt))
    assert Learner.objects.count() == before


def test_the_cookie_of_a_learner_who_signed_up_opens_nothing(anonymous, make_attempt, make_quiz, make_question):
    """Claiming a learner ends its cookie, so that a copy of the cookie is worth nothing."""
    quiz = make_quiz(questions=[make_question()])
    anonymous.send(f"/quizzes/{quiz.pk}/")
    attempt, cookie = quiz.attempts.get(), anonymous.cookies["learner"].value
    anonymous.send("/accounts/sign-up/", username="newcomer", password1="four kettles on", password2="four kettles on")
    thief = type(anonymous)()
    thief.cookies["learner"] = cookie
    assert (anonymous.get(page(attempt)).status_code, thief.get(page(attempt)).status_code) == (302, 404)
