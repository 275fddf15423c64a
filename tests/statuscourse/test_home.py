"""/: a scenario to answer at once, the map, the outline."""

import re

import pytest
from django.utils import timezone

from quizzes.models import Answer, Question
from statuscourse.accounts.models import Learner
from statuscourse.protocol.registry import registry
from tests.factories import NOW
from tests.visitor import Forms, text_of


def asked(page):
    """The id of the question on the page."""
    (address,) = {form.action for form in Forms(page.content.decode()).found if form.action.startswith("/questions/")}
    return address.split("/")[2]


def test_a_scenario_is_asked_at_once(anonymous):
    assert Question.objects.get(pk=asked(anonymous.get("/"))).agreement == "agreed"


def test_the_scenario_is_answered_from_there(anonymous):
    page = anonymous.get("/")
    answer = anonymous.send(page, f"/questions/{asked(page)}/", answer="unknown")
    assert (answer.status_code, Answer.objects.get().context) == (200, "home")


def test_after_an_answer_another_scenario_is_asked(ada):
    page = ada.get("/")
    ada.send(page, f"/questions/{asked(page)}/", answer="unknown")
    assert asked(ada.get("/")) != asked(page)


def test_everybody_gets_the_scenario_of_the_day(ada, sam):
    assert asked(ada.get("/")) == asked(sam.get("/"))


def test_tomorrow_has_another_scenario(anonymous, monkeypatch):
    today = asked(anonymous.get("/"))
    tomorrow = timezone.localdate() + timezone.timedelta(days=1)
    monkeypatch.setattr("statuscourse.views.timezone.localdate", lambda: tomorrow)
    assert asked(anonymous.get("/")) != today


def test_who_answered_everything_is_still_asked(ada):
    for question in Question.objects.filter(difficulty=1, agreement="agreed").select_related("current"):
        Answer.objects.create(
            learner=ada.learner,
            revision=question.current,
            context="home",
            response={},
            verdict="best",
            mark=1,
            best_code=question.best_code,
            key=question.pk[:64],
            created_at=NOW,
        )
    assert Question.objects.filter(pk=asked(ada.get("/"))).exists()


def test_a_site_without_a_course_says_so(anonymous):
    Question.objects.update(retired_at=timezone.now())
    assert "The course is not loaded yet." in text_of(anonymous.get("/"))


def test_the_map_has_every_registered_code(anonymous):
    page = anonymous.get("/").content.decode()
    assert [code for code in registry() if f'href="/codes/{code}/"' not in page] == []


def test_the_outline_has_every_lesson(anonymous):
    assert len(set(re.findall(r'href="/lessons/([a-z-]+)/"', anonymous.get("/").content.decode()))) == 14


def test_looking_makes_nobody_a_learner(anonymous):
    anonymous.get("/")
    assert Learner.objects.count() == 0


def test_the_first_page_asks_no_other_site(anonymous):
    page = anonymous.get("/").content.decode()
    assert re.findall(r'(?:src|<link[^>]*href)="(?:https?:)?//[^"]*"', page) == []


def test_the_first_page_is_light(anonymous):
    """Under 40 KB over the wire with everything that it needs."""
    page = anonymous.get("/", headers={"Accept-Encoding": "gzip"})
    files = re.findall(r'(?:src|href)="(/static/[^"]+)"', anonymous.get("/").content.decode())
    sizes = [
        len(b"".join(anonymous.get(file, headers={"Accept-Encoding": "br"}).streaming_content)) for file in set(files)
    ]
    assert len(page.content) + sum(sizes) < 40 * 1024


@pytest.mark.parametrize("answers", [1, 20])
def test_home_takes_as_many_queries_at_one_answer_as_at_twenty(
    ada, make_answer, answers, django_assert_max_num_queries
):
    for _ in range(answers):
        make_answer(learner=ada.learner)
    with django_assert_max_num_queries(10):
        ada.get("/")
