"""/lessons/<slug>/sections/<anchor>/read/: marking a section as read."""

import pytest

from lessons.models import Lesson, Section, SectionReading
from statuscourse.accounts.models import Learner
from tests.factories import NOW
from tests.rows import rows
from tests.visitor import text_of

LESSON = "/lessons/who-are-you/"
READ = "/lessons/who-are-you/sections/unknown-caller/read/"


def test_marking_leads_back_to_the_section(ada):
    answer = ada.send(LESSON, READ)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/lessons/who-are-you/#unknown-caller")


def test_a_mark_is_kept_for_its_learner(ada):
    ada.send(LESSON, READ)
    reading = SectionReading.objects.get()
    assert (reading.learner, reading.section.anchor) == (ada.learner, "unknown-caller")


def test_a_mark_makes_a_visitor_a_learner(anonymous):
    anonymous.send(LESSON, READ)
    assert SectionReading.objects.get().learner == anonymous.learner


def test_marking_twice_is_one_mark(ada):
    for _ in range(2):
        ada.send(LESSON, READ)
    assert SectionReading.objects.count() == 1


def test_htmx_gets_the_outline(ada):
    answer = ada.send(LESSON, READ, htmx=True)
    assert (answer.status_code, b"<html" in answer.content, "1 of " in text_of(answer)) == (200, False, True)


def test_a_visitor_with_htmx_sees_their_first_mark(anonymous):
    assert "1 of " in text_of(anonymous.send(LESSON, READ, htmx=True))


@pytest.mark.parametrize("place", [READ.replace("unknown-caller", "nobody"), READ.replace("who-are-you", "success")])
def test_a_section_that_is_not_there_is_404(ada, place):
    token = ada.token()
    before = rows()
    assert (ada.post(place, {"csrfmiddlewaretoken": token}).status_code, rows()) == (404, before)


def test_a_retired_section_is_not_marked(ada):
    form = ada.form(LESSON, READ)
    Section.objects.filter(anchor="unknown-caller").update(retired_at=NOW)
    before = rows()
    assert (ada.post(READ, form.values).status_code in {404, 410}, rows()) == (True, before)


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}])
def test_a_section_of_a_retired_lesson_is_not_marked(ada, headers):
    form = ada.form(LESSON, READ)
    Lesson.objects.filter(pk="who-are-you").update(retired_at=NOW)
    before = rows()
    assert (ada.post(READ, form.values, headers=headers).status_code in {404, 410}, rows()) == (True, before)


def test_without_a_token_nothing_is_marked(anonymous):
    answer = anonymous.send(LESSON, READ, csrfmiddlewaretoken=None)
    assert (answer.status_code, SectionReading.objects.count(), Learner.objects.count()) == (403, 0, 0)


def test_get_marks_nothing(ada):
    answer = ada.get(READ)
    assert (answer.status_code, answer.headers["Allow"], SectionReading.objects.count()) == (405, "POST, OPTIONS", 0)
