"""The terms of an assigned quiz. No database."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.core.terms import Terms
from statuscourse.classrooms.core.grades import Deadline
from statuscourse.classrooms.core.terms_of import as_exam, assigned_terms, longer

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
EXAM = Terms(mode="exam", minutes=30, attempts=1, review="never", confidence=True)


def test_a_quiz_as_it_is_keeps_its_terms():
    assert assigned_terms(EXAM, {}, Deadline()) == EXAM


def test_practice_may_be_given_as_an_exam():
    terms = assigned_terms(Terms(tries=3, penalty=0.5, hints=True), as_exam(20, "never"), Deadline())
    assert (terms.mode, terms.minutes, terms.review, terms.tries, terms.hints) == ("exam", 20, "never", 1, False)


def test_the_window_is_the_assignments():
    terms = assigned_terms(EXAM, {}, Deadline(opens_at=NOON, due_at=NOON + HOUR, closes_at=NOON + 2 * HOUR))
    assert (terms.opens_at, terms.closes_at) == (NOON, NOON + 2 * HOUR)


def test_the_window_of_the_quiz_itself_does_not_hold():
    own = Terms(mode="exam", opens="2026-01-01T00:00:00+00:00", closes="2026-01-02T00:00:00+00:00")
    assert assigned_terms(own, {}, Deadline()).refusal(NOON, 0) == ""


def test_where_late_work_is_refused_it_closes_when_it_is_due():
    assert assigned_terms(EXAM, {}, Deadline(due_at=NOON, late="refuse")).closes_at == NOON


def test_where_late_work_is_taken_the_due_date_closes_nothing():
    assert assigned_terms(EXAM, {}, Deadline(due_at=NOON)).closes == ""


@pytest.mark.parametrize(("attempts", "more", "allowed"), [(None, 0, 1), (None, 1, 2), (3, 0, 3), (3, 2, 5)])
def test_attempts_are_the_assignments_else_the_quizs_and_those_of_an_extension(attempts, more, allowed):
    assert assigned_terms(EXAM, {}, Deadline(), attempts=attempts, more_attempts=more).attempts == allowed


def test_any_number_stays_any_number():
    assert assigned_terms(Terms(), {}, Deadline(), more_attempts=2).attempts is None


@pytest.mark.parametrize(("minutes", "percent", "more"), [(30, 0, 30), (30, 10, 33), (45, 25, 57), (1, 1, 2)])
def test_extra_time_is_rounded_up(minutes, percent, more):
    assert longer(minutes, percent) == more


@given(st.integers(1, 600), st.integers(0, 300))
def test_extra_time_is_never_too_short_and_never_a_minute_too_long(minutes, percent):
    exact = minutes * (100 + percent)
    assert exact <= 100 * longer(minutes, percent) < exact + 100


def test_without_a_limit_there_is_no_extra_time():
    assert assigned_terms(Terms(mode="exam"), {}, Deadline(), extra_time=50).minutes is None


def test_what_never_closes_is_never_after_close():
    assert assigned_terms(Terms(mode="exam", review="after-close"), {}, Deadline()).review == "never"


def test_what_closes_is_explained_after_it():
    own = Terms(mode="exam", review="after-close")
    assert assigned_terms(own, {}, Deadline(closes_at=NOON)).review == "after-close"
