"""Folding finished attempts into the kept sums of a quiz."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from random import Random
from threading import Barrier

import pytest
from django.db import connection

from quizzes.actions import counting
from quizzes.actions.attempts import retry_wrong
from quizzes.actions.counting import Progress, count_finished, forget_sums, rebuild
from quizzes.core.statistics.sums import UNIT
from quizzes.models import Answer, Attempt, ItemSums, QuizSums
from statuscourse.accounts.models import Learner
from tests.factories import NOW, make_answer, make_attempt, make_learner, make_question, make_quiz
from tests.quizzes.figures import take

LATER = NOW + timedelta(hours=1)


@pytest.fixture
def questions(db):
    return [make_question(), make_question()]


@pytest.fixture
def quiz(questions):
    return make_quiz(questions=questions)


def fold(quiz, limit=500):
    return count_finished(quiz=quiz, limit=limit, now=LATER)


def kept():
    """All sums, as plain data."""
    items = ItemSums.objects.order_by("quiz", "revision", "first_only")
    quizzes = QuizSums.objects.order_by("quiz", "first_only")
    return [
        *items.values_list("quiz", "revision", "first_only", "sums"),
        *quizzes.values_list("quiz", "first_only", "attempts", "sums"),
    ]


def of_all(quiz, first_only=False):
    return QuizSums.objects.get(quiz=quiz, first_only=first_only)


def test_a_finished_attempt_is_counted_with_all_its_answers(quiz, questions):
    take(quiz, questions, 404, 410)
    assert fold(quiz) == Progress(counted=1, left=0)
    sums = ItemSums.objects.get(revision=questions[1].current, first_only=True).sums
    assert (sums["n"], sums["x"], sums["chosen"]) == (1, 0, {"410": 1})
    assert of_all(quiz).sums["s1"] == UNIT // 2


def test_an_attempt_under_way_is_not_counted(quiz, questions):
    take(quiz, questions, 404)
    assert fold(quiz) == Progress(counted=0, left=0)
    assert kept() == []


def test_counting_twice_counts_once(quiz, questions):
    take(quiz, questions, 404, 410)
    fold(quiz)
    before = kept()
    assert fold(quiz) == Progress(counted=1, left=0)
    assert kept() == before


def test_batches_add_up_to_what_one_would_have_been(quiz, questions, monkeypatch):
    for codes in ((404, 404), (404, 410), (400, 410)):
        take(quiz, questions, *codes)
    fold(quiz)
    at_once = kept()
    forget_sums([quiz.pk])
    monkeypatch.setattr(counting, "BATCH", 1)
    assert [fold(quiz, limit=1).left, fold(quiz, limit=2).left] == [2, 0]
    assert kept() == at_once


def test_a_rebuild_makes_the_same_sums(quiz, questions):
    for codes in ((404, 404), (404, 410), (400, 410)):
        take(quiz, questions, *codes)
        fold(quiz)
    before = kept()
    assert rebuild(quiz=quiz, limit=500, now=LATER) == Progress(counted=3, left=0)
    assert kept() == before


def test_no_more_than_the_limit_is_counted(quiz, questions):
    for _ in range(3):
        take(quiz, questions, 404, 404)
    assert fold(quiz, limit=2) == Progress(counted=2, left=1)


def test_only_the_first_attempt_of_a_learner_is_a_first_one(quiz, questions):
    learner = make_learner()
    take(quiz, questions, 400, 400, learner=learner)
    take(quiz, questions, 404, 404, learner=learner, at=LATER)
    fold(quiz)
    assert (of_all(quiz).attempts, of_all(quiz, first_only=True).attempts) == (2, 1)
    assert of_all(quiz, first_only=True).sums["s1"] == 0


def test_a_second_attempt_is_no_first_one_when_it_is_counted_later(quiz, questions):
    learner = make_learner()
    take(quiz, questions, 400, 400, learner=learner)
    fold(quiz)
    take(quiz, questions, 404, 404, learner=learner, at=LATER)
    fold(quiz)
    assert (of_all(quiz).attempts, of_all(quiz, first_only=True).attempts) == (2, 1)


def test_another_quiz_with_the_same_questions_has_its_own_first_attempt(quiz, questions):
    learner, other = make_learner(), make_quiz(questions=questions)
    take(other, questions, 404, 404, learner=learner)
    take(quiz, questions, 404, 404, learner=learner, at=LATER)
    fold(quiz)
    assert of_all(quiz, first_only=True).attempts == 1


def test_a_retry_of_what_went_wrong_is_not_counted(quiz, questions):
    first = take(quiz, questions, 404, 410)
    retry = retry_wrong(attempt=first, now=LATER, rng=Random(1))
    make_answer(attempt=retry, code=404, at=LATER)
    assert fold(quiz) == Progress(counted=1, left=0)
    assert of_all(quiz).attempts == 1
    assert not Attempt.objects.filter(counted_at=None).exists()


def test_of_several_tries_the_last_one_counts(quiz, questions):
    attempt = make_attempt(quiz=quiz, questions=questions, behaviour={"tries": 2, "penalty": 0.5})
    make_answer(attempt=attempt, position=1, code=410)
    make_answer(attempt=attempt, position=1, code=404, number=2)
    make_answer(attempt=attempt, position=2, code=404)
    fold(quiz)
    sums = ItemSums.objects.get(revision=questions[0].current, first_only=True).sums
    assert (sums["n"], sums["x"], sums["chosen"]) == (1, UNIT // 2, {"404": 1})


def test_marks_that_a_regrade_changed_are_there_once_the_sums_were_forgotten(quiz, questions):
    take(quiz, questions, 404, 410)
    fold(quiz)
    Answer.objects.filter(chosen_code=410).update(mark=1.0, verdict="best")
    forget_sums([quiz.pk])
    fold(quiz)
    assert of_all(quiz).sums["s1"] == UNIT


def test_what_a_deleted_learner_gave_stays_in_the_sums_until_they_are_rebuilt(quiz, questions):
    take(quiz, questions, 404, 410)
    gone = take(quiz, questions, 404, 404).learner
    fold(quiz)
    Learner.objects.filter(pk=gone.pk).delete()
    assert fold(quiz) == Progress(counted=2, left=0)
    assert rebuild(quiz=quiz, limit=500, now=LATER) == Progress(counted=1, left=0)


def test_a_drawn_question_is_compared_with_the_whole_attempt(questions):
    quiz = make_quiz(draw={"topics": ["tests"], "number": 2})
    take(quiz, questions, 404, 410)
    fold(quiz)
    assert ItemSums.objects.get(revision=questions[0].current, first_only=True).sums["y"] == UNIT // 2


def test_forgetting_one_quiz_leaves_the_others(quiz, questions):
    other = make_quiz(questions=questions)
    for each in (quiz, other):
        take(each, questions, 404, 404)
        fold(each)
    forget_sums([quiz.pk])
    assert set(QuizSums.objects.values_list("quiz", flat=True)) == {other.pk}
    assert Attempt.objects.filter(counted_at=None).get().quiz == quiz


@pytest.mark.parametrize("number", [1, 6])
def test_a_batch_takes_as_many_queries_for_many_attempts_as_for_one(quiz, questions, number, django_assert_num_queries):
    for _ in range(number):
        take(quiz, questions, 404, 410)
    fold(quiz)
    for _ in range(number):
        take(quiz, questions, 404, 410)
    with django_assert_num_queries(17):
        fold(quiz)


def test_two_who_count_at_once_count_once(committed):
    questions = [make_question(), make_question()]
    quiz = make_quiz(questions=questions)
    for _ in range(6):
        take(quiz, questions, 404, 410)
    gate = Barrier(2)

    def count(_):
        gate.wait(timeout=10)
        try:
            return count_finished(quiz=quiz, limit=500, now=LATER).left
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(count, range(2))) == [0, 0]
    assert (of_all(quiz).attempts, of_all(quiz).sums["n"]) == (6, 6)
