"""/lessons/: the outline, with what a learner has read."""

import pytest

from lessons.models import Lesson, Section
from quizzes.models import Question
from statuscourse.accounts.models import Learner
from tests.factories import NOW
from tests.visitor import text_of


def test_every_lesson_is_listed_in_its_order(anonymous):
    page = anonymous.get("/lessons/").content.decode()
    places = [page.index(f'href="/lessons/{slug}/"') for slug in Lesson.objects.values_list("slug", flat=True)]
    assert places == sorted(places)


def test_a_retired_lesson_is_not_listed(anonymous):
    Lesson.objects.filter(pk="who-are-you").update(retired_at=NOW)
    assert b"/lessons/who-are-you/" not in anonymous.get("/lessons/").content


def test_looking_makes_nobody_a_learner(anonymous):
    anonymous.get("/lessons/")
    assert Learner.objects.count() == 0


def test_what_was_read_is_counted(ada, make_reading):
    make_reading(learner=ada.learner)
    sections = Section.objects.filter(lesson__order=1, retired_at=None).count()
    assert f"1 of {sections} read" in text_of(ada.get("/lessons/"))


def test_an_answered_check_counts_as_read(ada, make_answer):
    section = Section.objects.filter(retired_at=None).first()
    make_answer(
        learner=ada.learner, question=Question.objects.get(pk=section.check_question), code=None, context="check"
    )
    assert "1 of " in text_of(ada.get("/lessons/"))


def test_what_others_read_is_not_counted(ada, sam, make_reading):
    make_reading(learner=sam.learner)
    assert "1 of " not in text_of(ada.get("/lessons/"))


@pytest.mark.parametrize("read", [1, 20])
def test_the_outline_takes_as_many_queries_at_one_section_read_as_at_twenty(
    ada, make_reading, read, django_assert_num_queries
):
    for section in Section.objects.filter(retired_at=None)[:read]:
        make_reading(learner=ada.learner, section=section)
    with django_assert_num_queries(7):  # session, user, learner, lessons, sections, readings, verdicts
        ada.get("/lessons/")


def test_the_outline_takes_two_queries_for_a_visitor(anonymous, django_assert_num_queries):
    with django_assert_num_queries(2):
        anonymous.get("/lessons/")
