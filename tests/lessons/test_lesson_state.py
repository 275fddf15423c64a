"""/lessons/<slug>/state/: the small personal piece of a lesson."""

from datetime import timedelta

import pytest

from lessons.models import Lesson, Section
from quizzes.models import Question
from tests.factories import NOW
from tests.visitor import text_of

PAGE = "/lessons/who-are-you/state/"


@pytest.fixture
def section(db):
    return Section.objects.get(lesson="who-are-you", anchor="unknown-caller")


def test_nothing_is_read_by_a_visitor(anonymous):
    assert "0 of " in text_of(anonymous.get(PAGE))


def test_it_is_a_piece_and_no_page(anonymous):
    assert b"<html" not in anonymous.get(PAGE).content


def test_what_was_marked_is_read(ada, section, make_reading):
    make_reading(learner=ada.learner, section=section)
    words = text_of(ada.get(PAGE))
    assert (f"{section.title} , read" in words, "1 of " in words) == (True, True)


def test_an_answered_check_says_how_it_went(ada, section, make_answer):
    make_answer(
        learner=ada.learner, question=Question.objects.get(pk=section.check_question), code=None, context="check"
    )
    assert f"{section.title} , read , check: wrong" in text_of(ada.get(PAGE))


@pytest.mark.parametrize("context", ["home", "practice"])
def test_the_same_question_elsewhere_is_no_check(ada, section, make_answer, context):
    make_answer(learner=ada.learner, question=Question.objects.get(pk=section.check_question), context=context)
    assert "0 of " in text_of(ada.get(PAGE))


def test_the_same_question_in_a_quiz_is_no_check(ada, section, make_attempt, make_answer):
    questions = [Question.objects.get(pk=section.check_question)]
    make_answer(attempt=make_attempt(learner=ada.learner, questions=questions), code=None)
    assert "0 of " in text_of(ada.get(PAGE))


def test_an_answer_elsewhere_leaves_the_verdict_of_the_check(ada, section, make_answer):
    question = Question.objects.get(pk=section.check_question)
    make_answer(learner=ada.learner, question=question, code=question.best_code, context="check")
    make_answer(learner=ada.learner, question=question, code=None, context="practice", at=NOW + timedelta(days=1))
    assert "check: best" in text_of(ada.get(PAGE))


def test_a_section_that_was_read_is_marked_where_it_stands(ada, section, make_reading):
    """In place of its button, and beside the outline that was asked for."""
    make_reading(learner=ada.learner, section=section)
    page = ada.get(PAGE).content.decode()
    assert page.count('hx-swap-oob="true"') == page.count('id="read-unknown-caller" hx-swap-oob="true">Read</p>') == 1


def test_the_last_answer_counts(ada, section, make_answer):
    question = Question.objects.get(pk=section.check_question)
    for code in (None, question.best_code):
        make_answer(learner=ada.learner, question=question, code=code, context="check")
    assert "check: best" in text_of(ada.get(PAGE))


def test_it_is_nobody_elses_to_keep(ada):
    assert ada.get(PAGE).headers["Cache-Control"] == "private, no-cache"


def test_a_lesson_that_never_was_has_none(anonymous, db):
    assert anonymous.get("/lessons/nobody/state/").status_code == 404


def test_a_retired_lesson_breaks_nothing(anonymous):
    Lesson.objects.filter(pk="who-are-you").update(retired_at=NOW)
    assert anonymous.get(PAGE).status_code < 500


def test_it_takes_few_queries(ada, django_assert_num_queries):
    with django_assert_num_queries(8):  # lesson, session, user, learner, lessons, sections, readings, verdicts
        ada.get(PAGE)
