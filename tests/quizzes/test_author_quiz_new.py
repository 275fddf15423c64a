"""/author/quizzes/new/: a quiz begins with a title."""

import pytest

from quizzes.models import Quiz
from tests.visitor import text_of

PAGE = "/author/quizzes/new/"


def test_a_title_is_enough_to_begin(ines):
    answer = ines.send(PAGE, title="Week 2: who may?")
    made = Quiz.objects.get(owner=ines.user)
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/author/quizzes/{made.pk}/")
    assert made.pk.startswith("week-2-who-may-")
    assert (made.state, made.title) == ("draft", "Week 2: who may?")


@pytest.mark.parametrize(("mode", "minutes"), [("practice", None), ("exam", 45)])
def test_it_begins_with_a_preset(ines, mode, minutes):
    ines.send(PAGE, title="Week 2", mode=mode)
    behaviour = Quiz.objects.get(owner=ines.user).draft["behaviour"]
    assert (behaviour["mode"], behaviour["minutes"]) == (mode, minutes)


@pytest.mark.parametrize("title", ["", "   ", "x" * 121])
def test_without_a_title_nothing_begins(ines, title):
    page = ines.send(PAGE, title=title)
    assert page.status_code == 422
    assert b'id="id_title_error"' in page.content
    assert b"autofocus" in page.content
    assert not Quiz.objects.filter(owner=ines.user).exists()


def test_a_draft_does_not_exist_for_learners(ines, ada):
    ines.send(PAGE, title="Week 2")
    made = Quiz.objects.get(owner=ines.user)
    assert ada.get(f"/quizzes/{made.pk}/").status_code == 404


def test_a_learner_begins_none(ada):
    page = ada.post(PAGE, {"title": "Mine", "csrfmiddlewaretoken": ada.token()})
    assert (page.status_code, "written by instructors" in text_of(page)) == (403, True)
    assert not Quiz.objects.filter(owner=ada.user).exists()
