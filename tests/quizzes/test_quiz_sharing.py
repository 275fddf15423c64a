"""/author/quizzes/<slug>/sharing/: the same page as for a question; what differs is here."""

import pytest

from quizzes.models import Quiz, Share
from tests.factories import NOW, make_quiz
from tests.visitor import text_of

PAGE = "/author/quizzes/tests-own/sharing/"


@pytest.fixture
def own(ines):
    return make_quiz(slug="tests-own", owner=ines.user)


def test_a_colleague_is_given_a_right(own, ines, ivan):
    answer = ines.send(PAGE, name="ivan", right="edit")
    assert (answer.status_code, Share.objects.get().quiz, Share.objects.get().user) == (303, own, ivan.user)
    assert Quiz.objects.editable_by(ivan.user).filter(pk=own.pk).exists()


def test_the_page_says_that_questions_come_along(own, ines):
    assert "may also look at the questions that its authors picked for it" in text_of(ines.get(PAGE))


def test_a_colleague_becomes_the_owner(own, ines, ivan):
    token = ines.form(PAGE).values["csrfmiddlewaretoken"]
    answer = ines.post(PAGE, {"csrfmiddlewaretoken": token, "do": "hand-over", "name": "ivan"})
    assert answer.headers["Location"] == "/author/quizzes/tests-own/"
    assert Quiz.objects.get(pk="tests-own").owner == ivan.user


def test_a_stranger_finds_nothing(own, ivan):
    assert ivan.get(PAGE).status_code == 404


def test_what_is_shipped_is_shared_with_nobody(ines):
    assert ines.get("/author/quizzes/mixed/sharing/").status_code == 403


def test_a_quiz_that_draws_from_its_owners_questions_is_handed_to_nobody(ines, ivan):
    picks = [{"rule": {"from": "both"}, "number": 2, "mark": 1.0}]
    make_quiz(slug="tests-own", owner=ines.user, picks=picks)
    token = ines.form(PAGE).values["csrfmiddlewaretoken"]
    answer = ines.post(PAGE, {"csrfmiddlewaretoken": token, "do": "hand-over", "name": "ivan"})
    assert answer.status_code == 422
    assert "Its rules draw from your own questions." in text_of(answer)
    assert Quiz.objects.get(pk="tests-own").owner == ines.user


def test_the_way_here_is_shown_to_whom_it_is_open(own, ines, ivan):
    Share.objects.create(quiz=own, user=ivan.user, right="edit", given_by=ines.user, given_at=NOW)
    assert PAGE.encode() in ines.get("/author/quizzes/tests-own/").content
    assert PAGE.encode() not in ivan.get("/author/quizzes/tests-own/").content
