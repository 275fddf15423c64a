"""Where a question belongs may change in another process: this one has its pages made, and takes notice."""

import pytest

from quizzes.models import Question, asked
from quizzes.reports import feedback, pickers, shown_question

OLD, NEW = "who-are-you#a", "who-are-you#unknown-caller"


@pytest.fixture
def clock(monkeypatch):
    """What the process's clock shows, in seconds."""
    now = [1000.0]
    monkeypatch.setattr(asked, "monotonic", lambda: now[0])
    return now


def move(question):
    """As another process does it, so that nothing here hears of it."""
    Question.objects.filter(pk=question.pk).update(section=NEW)


def test_a_question_that_was_drawn_leads_to_its_new_section_after_a_minute(make_question, clock):
    question = make_question(section=OLD)
    assert shown_question(question.current_id).lesson_address == "/lessons/who-are-you/#a"
    move(question)
    clock[0] += asked.FRESH + 1
    assert shown_question(question.current_id).lesson_address == "/lessons/who-are-you/#unknown-caller"


def test_so_does_feedback_that_is_kept(make_question, make_answer, clock):
    question = make_question(section=OLD)
    answer = make_answer(question=question)
    assert '"/lessons/who-are-you/#a"' in feedback(answer).html
    move(question)
    clock[0] += asked.FRESH + 1
    assert '"/lessons/who-are-you/#unknown-caller"' in feedback(answer).html


def test_within_the_minute_nothing_is_asked(make_question, clock, django_assert_num_queries):
    question = make_question(section=OLD)
    shown_question(question.current_id)
    clock[0] += asked.FRESH - 1
    with django_assert_num_queries(0):
        shown_question(question.current_id)


def test_after_the_minute_it_is_one_query_and_nothing_is_drawn_anew(make_question, clock, django_assert_num_queries):
    question = make_question(section=OLD)
    before = shown_question(question.current_id)
    clock[0] += asked.FRESH + 1
    with django_assert_num_queries(1):
        assert shown_question(question.current_id) is before
    with django_assert_num_queries(0):
        shown_question(question.current_id)


def test_the_editor_suggests_what_another_process_has_loaded(make_question):
    assert ("tests-section#x" in pickers.sections(), "RFC 0000, 1" in dict(pickers.citations())) == (False, False)
    make_question(section="tests-section#x", decided_by=["RFC 0000, 1"])
    assert ("tests-section#x" in pickers.sections(), "RFC 0000, 1" in dict(pickers.citations())) == (True, True)
