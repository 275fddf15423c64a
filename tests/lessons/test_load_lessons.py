"""Loading lessons: drawn anew where something changed, sections retired and never deleted."""

from dataclasses import replace

import pytest
from django.conf import settings

from lessons.actions import load_course
from lessons.core.content import Course, read_course
from lessons.models import CodeReference, Lesson, Section
from quizzes.core.bank import read_bank
from quizzes.models import Question
from quizzes.reports import check_questions
from tests.factories import NOW, revise


@pytest.fixture(scope="module")
def shipped():
    questions = {question.id for _, question in read_bank(settings.COURSE_BANK)[0].questions()}
    return read_course(settings.COURSE_CONTENT, questions)[0]


@pytest.fixture
def load(db, shipped):
    """Load the shipped lessons, one of them changed; None takes it away."""

    def load_it(slug="", change=lambda lesson: lesson):
        lessons = [change(lesson) if lesson.head.slug == slug else lesson for lesson in shipped.lessons]
        course = Course([lesson for lesson in lessons if lesson], shipped.diagrams, shipped.entries)
        return load_course(course, check_questions(), now=NOW)

    return load_it


def retitled(lesson):
    return replace(lesson, head=lesson.head.model_copy(update={"title": "Now then"}))


def shortened(lesson):
    return replace(lesson, sections=lesson.sections[:-1])


def test_loading_twice_changes_nothing(load):
    assert {what for what in load() if "unchanged" not in what} == set()


def test_a_changed_lesson_is_drawn_anew(load):
    counts = load("who-are-you", retitled)
    lesson = Lesson.objects.get(pk="who-are-you")
    assert (lesson.title, "Now then" in lesson.body, lesson.loaded_at) == ("Now then", True, NOW)
    assert counts["lessons unchanged"] < len(Lesson.objects.all())


def test_the_neighbours_of_a_changed_lesson_name_it(load):
    load("who-are-you", retitled)
    order = Lesson.objects.get(pk="who-are-you").order
    assert ["Now then" in Lesson.objects.get(order=order + step).body for step in (-1, 1)] == [True, True]


def test_a_lesson_shows_a_check_that_was_changed(load):
    section = Section.objects.get(lesson="who-are-you", anchor="unknown-caller")
    revise(Question.objects.get(pk=section.check_question), title="Quite another title")
    load()
    assert "Quite another title" in Lesson.objects.get(pk="who-are-you").body


def test_a_lesson_that_left_is_retired(load):
    counts = load("audit-your-api", lambda lesson: None)
    assert (Lesson.objects.get(pk="audit-your-api").retired_at, counts["lessons retired"]) == (NOW, 1)


def test_a_lesson_that_comes_back_is_no_longer_retired(load):
    load("audit-your-api", lambda lesson: None)
    load()
    assert Lesson.objects.get(pk="audit-your-api").retired_at is None


def test_a_section_that_left_is_retired_and_its_readings_stay(load, make_reading):
    section = Section.objects.filter(lesson="who-are-you").last()
    reading = make_reading(section=section)
    load("who-are-you", shortened)
    reading.section.refresh_from_db()
    assert reading.section.retired_at == NOW


def test_a_section_that_comes_back_is_no_longer_retired(load):
    load("who-are-you", shortened)
    load()
    assert Section.objects.filter(lesson="who-are-you").exclude(retired_at=None).count() == 0


def test_a_changed_code_is_drawn_anew(load, shipped):
    CodeReference.objects.filter(pk=404).update(digest="old", body="old")
    assert (load()["codes changed"], "old" in CodeReference.objects.get(pk=404).body) == (1, False)
