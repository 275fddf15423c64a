"""Attempts that somebody else began for an occasion: counted by themselves, told whom they are for, closed in time."""

from datetime import timedelta
from random import Random

import pytest
from django.db import connection

from quizzes.actions import hand_in, move_limits, retry_wrong, start_attempt
from quizzes.core.terms import Terms
from quizzes.models import Attempt
from tests.factories import NOW, make_answer, make_question, make_quiz
from tests.visitor import text_of

HOUR = timedelta(hours=1)
OCCASION = "11111111-2222-4333-8444-555555555555"


@pytest.fixture(autouse=True)
def noon(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def quiz(db):
    return make_quiz(questions=[make_question(), make_question()])


def begin(visitor, quiz, occasion=OCCASION, **terms):
    return start_attempt(
        learner=visitor.learner,
        quiz=quiz,
        now=NOW,
        rng=Random(1),
        occasion=occasion,
        terms=Terms(**({"caption": "7b, due tomorrow"} | terms)),
    )


def address(attempt):
    return f"/quizzes/{attempt.quiz_id}/attempts/{attempt.pk}/"


# Apart from one's own


def test_the_quiz_goes_on_with_ones_own_attempt_only(ada, quiz):
    begin(ada, quiz)
    assert "Go on" not in text_of(ada.get(f"/quizzes/{quiz.pk}/"))
    ada.send(f"/quizzes/{quiz.pk}/")
    assert sorted(Attempt.objects.values_list("occasion", flat=True)) == ["", OCCASION]


def test_the_result_of_an_occasion_is_none_of_the_quizs_page(ada, quiz):
    attempt = begin(ada, quiz)
    make_answer(attempt=attempt)
    make_answer(attempt=attempt)
    assert "The last result" not in text_of(ada.get(f"/quizzes/{quiz.pk}/"))


def test_home_and_progress_leave_it_to_the_class(ada, quiz):
    begin(ada, quiz)
    assert [quiz.title in text_of(ada.get(page)) for page in ("/", "/progress/")] == [False, False]


def test_an_attempt_of_ones_own_is_not_taken_for_the_occasion(ada, quiz):
    own = begin(ada, quiz, occasion="")
    assert begin(ada, quiz) != own


@pytest.mark.skipif(connection.vendor != "sqlite", reason="the plan of another database")
def test_the_attempts_of_an_occasion_are_found_by_their_index(db):
    plans = [rows.explain() for rows in (Attempt.objects.begun_for("a"), Attempt.objects.overdue(NOW).begun_for("a"))]
    assert ["quizzes_attempt_occasion" in plan for plan in plans] == [True, True]


# What its pages say


def test_its_questions_say_whom_they_are_for(ada, quiz):
    attempt = begin(ada, quiz)
    answer = ada.get(f"{address(attempt)}1/")
    assert "7b, due tomorrow" in text_of(answer)
    assert f'href="/assignments/{OCCASION}/"' in answer.content.decode()


@pytest.mark.parametrize("review", ["at-once", "never"])
def test_the_result_of_an_exam_leads_back(ada, quiz, review):
    attempt = begin(ada, quiz, mode="exam", review=review)
    hand_in(attempt=attempt, now=NOW)
    answer = ada.get(f"{address(attempt)}result/")
    assert "Back to your class" in text_of(answer)
    assert f'href="/assignments/{OCCASION}/"' in answer.content.decode()


def test_ones_own_attempt_leads_to_the_quiz(ada, quiz):
    attempt = begin(ada, quiz, occasion="", caption="")
    assert f'href="/quizzes/{quiz.pk}/"' in ada.get(f"{address(attempt)}1/").content.decode()


def test_the_clock_of_an_exam_is_that_of_the_class(ada, quiz):
    attempt = begin(ada, quiz, mode="exam", minutes=30, zone="Europe/Berlin")
    assert "Until 13:30" in text_of(ada.get(f"{address(attempt)}1/"))


def test_what_comes_too_late_is_told_in_the_zone_of_the_class(ada, quiz, time_machine):
    attempt = begin(ada, quiz, mode="exam", minutes=30, zone="Europe/Berlin")
    form = ada.form(f"{address(attempt)}1/")
    time_machine.move_to(NOW + HOUR)
    answer = ada.post(form.action, form.values)
    assert (answer.status_code, "The time ended at 13:30" in text_of(answer)) == (409, True)


# Once more what went wrong


def test_a_retry_is_practice_of_ones_own(ada, quiz):
    attempt = begin(ada, quiz, closes=(NOW + HOUR).isoformat(), attempts=1, zone="Europe/Berlin")
    make_answer(attempt=attempt, code=400)
    make_answer(attempt=attempt, code=400)
    retry = retry_wrong(attempt=attempt, now=NOW + 2 * HOUR, rng=Random(1))
    assert (retry.occasion, retry.deadline, retry.agreed) == ("", None, Terms())


# Practice that closes


def closing(ada, quiz, **more):
    return begin(ada, quiz, closes=(NOW + HOUR).isoformat(), **more)


def test_practice_ends_when_it_closes(ada, quiz, time_machine):
    attempt = closing(ada, quiz)
    make_answer(attempt=attempt)
    time_machine.move_to(NOW + 2 * HOUR)
    assert ada.get(address(attempt))["Location"] == f"{address(attempt)}result/"
    attempt.refresh_from_db()
    assert (attempt.finished_at, attempt.share, attempt.answers.count()) == (NOW + HOUR, 0.5, 2)


def test_practice_says_when_it_closes(ada, quiz):
    attempt = closing(ada, quiz, zone="Europe/Berlin")
    assert "closes 22 November 2026, 14:00" in text_of(ada.get(f"{address(attempt)}1/"))


def test_what_comes_after_it_closed_is_refused(ada, quiz, time_machine):
    attempt = closing(ada, quiz)
    form = ada.form(f"{address(attempt)}1/")
    time_machine.move_to(NOW + 2 * HOUR)
    answer = ada.post(form.action, form.values | {"answer": "404"})
    assert (answer.status_code, "Time is up" in text_of(answer)) == (409, True)
    assert Attempt.objects.get().share == 0


def test_a_place_with_tries_left_is_closed_too(ada, quiz):
    attempt = closing(ada, quiz, tries=3, penalty=0.5)
    make_answer(attempt=attempt, code=400)
    done = hand_in(attempt=attempt, now=NOW + 2 * HOUR)
    assert [(answer.stands, answer.mark) for answer in done.answers.order_by("position")] == [(True, 0), (True, 0)]


def test_closing_twice_changes_nothing(ada, quiz):
    attempt = closing(ada, quiz)
    first = hand_in(attempt=attempt, now=NOW + 2 * HOUR)
    again = hand_in(attempt=attempt, now=NOW + 3 * HOUR)
    assert (again.finished_at, again.answers.count()) == (first.finished_at, 2)


# Other limits


@pytest.mark.parametrize(("minutes", "moved"), [(60, 60), (20, 30), (None, None)])
def test_limits_move_an_attempt_under_way_and_never_take_time(ada, quiz, minutes, moved):
    attempt = begin(ada, quiz, mode="exam", minutes=30)
    move_limits(attempt=attempt, terms=Terms(mode="exam", minutes=minutes))
    attempt.refresh_from_db()
    assert (attempt.deadline, attempt.agreed.minutes) == (moved and NOW + timedelta(minutes=moved), moved)


def test_what_it_was_begun_for_is_exported(ada, quiz):
    begin(ada, quiz)
    assert OCCASION in ada.get("/accounts/my-data/export/").content.decode()
