"""/: a scenario to answer at once, the map, the outline."""

import re

import pytest
from django.utils import timezone

from lessons.models import Section
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


def test_the_time_that_an_answer_took_is_kept(anonymous, time_machine):
    time_machine.move_to(NOW, tick=False)
    page = anonymous.get("/")
    time_machine.shift(30)
    anonymous.send(page, f"/questions/{asked(page)}/", answer="unknown")
    assert Answer.objects.get().seconds == 30


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
    ada, make_answer, make_attempt, answers, django_assert_num_queries
):
    for _ in range(answers):
        make_answer(learner=ada.learner)
        make_answer(attempt=make_attempt(learner=ada.learner))
    # session, user, learner; classes; lessons, sections, readings, verdicts; quizzes, marks, attempts; questions,
    # answered, one
    with django_assert_num_queries(14):
        ada.get("/")


def test_home_takes_four_queries_for_a_visitor(anonymous, django_assert_num_queries):
    with django_assert_num_queries(4):  # lessons, sections; questions, the one of the day
        anonymous.get("/")


# Going on


def going_on(visitor):
    """What home offers to go on with: address and how far."""
    page = visitor.get("/").content.decode()
    return re.findall(r'<li><a href="([^"]+)">Go on: [^<]+</a><span class="push caption">([^<]+)</span></li>', page)


def test_who_left_nothing_has_nothing_to_go_on_with(anonymous, ada):
    assert (going_on(anonymous), going_on(ada)) == ([], [])


def test_a_quiz_under_way_is_gone_on_with(ada, make_attempt, make_answer):
    attempt = make_attempt(learner=ada.learner)
    make_answer(attempt=attempt)
    assert going_on(ada) == [(f"/quizzes/{attempt.quiz_id}/", "1 / 2")]


def test_a_finished_quiz_is_not_gone_on_with(ada, make_attempt, make_answer):
    make_answer(attempt=make_attempt(learner=ada.learner, length=1))
    assert going_on(ada) == []


def test_a_lesson_that_was_begun_is_gone_on_with(ada, make_reading):
    sections = Section.objects.filter(lesson="who-are-you", retired_at=None)
    make_reading(learner=ada.learner, section=sections[0])
    assert going_on(ada) == [("/lessons/who-are-you/", f"1 / {len(sections)}")]


def test_a_lesson_that_was_read_is_not_gone_on_with(ada, make_reading):
    for section in Section.objects.filter(lesson="who-are-you", retired_at=None):
        make_reading(learner=ada.learner, section=section)
    assert going_on(ada) == []


def test_there_are_three_things_at_most_to_go_on_with(ada, make_attempt, make_reading):
    make_reading(learner=ada.learner)
    for _ in range(5):
        make_attempt(learner=ada.learner)
    assert len(going_on(ada)) == 3


def test_what_others_left_is_theirs(ada, sam, make_attempt):
    make_attempt(learner=sam.learner)
    assert going_on(ada) == []
