"""The terms of an attempt: when one may start, how long it lasts, and when it is explained."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.core.grading import MARKS
from quizzes.core.terms import GRACE, Terms

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
EXAM = {"mode": "exam"}


def exam(**said):
    return Terms(**EXAM | said)


def text(moment):
    return moment.isoformat()


def test_by_default_it_is_practice_with_one_try_that_is_explained_at_once():
    terms = Terms()
    assert (terms.is_exam, terms.tries, terms.penalty, terms.review) == (False, 1, 0, "at-once")


def test_an_attempt_keeps_its_terms_with_the_marks():
    kept = exam(minutes=45, closes=text(NOON)).snapshot()
    assert (kept["marks"], Terms.of(kept)) == (MARKS, exam(minutes=45, closes=text(NOON)))


def test_the_terms_that_are_kept_are_json():
    assert Terms.of(json.loads(json.dumps(exam(minutes=45).snapshot()))) == exam(minutes=45)


def test_what_is_kept_does_not_share_the_marks():
    kept = Terms().snapshot()
    kept["marks"]["best"] = 2
    assert MARKS["best"] == 1


def test_an_attempt_from_before_has_the_defaults():
    assert Terms.of({"marks": {}, "feedback": "immediate"}) == Terms()


@pytest.mark.parametrize(
    ("opens", "closes", "taken", "reason"),
    [
        ("", "", 0, ""),
        (NOON, "", 0, ""),
        (NOON + timedelta(seconds=1), "", 0, "early"),
        ("", NOON + timedelta(seconds=1), 0, ""),
        ("", NOON, 0, "late"),
        (NOON - HOUR, NOON + HOUR, 0, ""),
        (NOON - HOUR, NOON + HOUR, 1, ""),
        (NOON - HOUR, NOON + HOUR, 2, "used"),
        (NOON + HOUR, "", 2, "early"),
        ("", NOON - HOUR, 2, "late"),
    ],
)
def test_no_attempt_starts_early_or_late_or_when_all_are_used(opens, closes, taken, reason):
    terms = exam(opens=opens and text(opens), closes=closes and text(closes), attempts=2)
    assert terms.refusal(NOON, taken) == reason


def test_practice_may_be_taken_any_number_of_times():
    assert Terms().refusal(NOON, 1000) == ""


def test_an_offset_is_understood():
    assert exam(opens="2026-11-22T13:00:01+01:00").refusal(NOON, 0) == "early"
    assert exam(opens="2026-11-22T13:00:00+01:00").refusal(NOON, 0) == ""


@pytest.mark.parametrize(
    ("said", "deadline"),
    [
        ({}, None),
        ({"minutes": 45}, NOON + timedelta(minutes=45)),
        ({"closes": text(NOON + HOUR)}, NOON + HOUR),
        ({"minutes": 45, "closes": text(NOON + HOUR)}, NOON + timedelta(minutes=45)),
        ({"minutes": 90, "closes": text(NOON + HOUR)}, NOON + HOUR),
    ],
)
def test_the_deadline_is_what_comes_first(said, deadline):
    assert exam(**said).deadline(NOON) == deadline


@pytest.mark.parametrize(
    ("late_by", "over"), [(-HOUR, False), (timedelta(0), False), (GRACE, False), (GRACE + HOUR, True)]
)
def test_what_was_sent_in_time_may_arrive_a_moment_later(late_by, over):
    assert exam(minutes=1).is_over(NOON, NOON + late_by) is over


def test_without_a_deadline_nothing_is_over():
    assert not exam().is_over(None, NOON)


@pytest.mark.parametrize(
    ("terms", "explained"),
    [
        (Terms(), True),
        (exam(), True),
        (exam(review="never"), False),
        (exam(review="after-close", closes=text(NOON + HOUR)), False),
        (exam(review="after-close", closes=text(NOON)), True),
        (exam(review="after-close"), False),
        (exam(review="never", closes=text(NOON - HOUR)), False),
    ],
)
def test_an_exam_is_explained_when_its_terms_say_so(terms, explained):
    assert terms.explains(NOON) is explained


moments = st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC))


@given(moments, moments, st.none() | st.integers(1, 600))
def test_an_attempt_that_may_start_has_its_deadline_ahead(now, closes, minutes):
    terms = exam(closes=text(closes), minutes=minutes)
    assert terms.refusal(now, 0) == "late" or terms.deadline(now) > now
