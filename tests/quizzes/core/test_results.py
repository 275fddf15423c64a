"""Results by code, by confusion and by day."""

from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.core.results import CodeResult, Confusion, Day, Outcome, by_code, confusions, history, is_good, share

TODAY = date(2026, 11, 22)
BEST = Outcome(best=404, chosen=404, verdict="best", mark=1)
HALF = Outcome(best=404, chosen=410, verdict="acceptable", mark=0.5)
DEFENSIBLE = Outcome(best=404, chosen=422, verdict="acceptable", mark=1)
WRONG = Outcome(best=403, chosen=401, verdict="wrong", mark=0)
UNKNOWN = Outcome(best=403, chosen=None, verdict="wrong", mark=0)
PARTLY = Outcome(best=405, chosen=405, verdict="partly", mark=0.4)  # the right status, and not all of the rest
NO_CODE = Outcome(best=None, chosen=None, verdict="partly", mark=0.75)  # of a kind whose answer is not one code

outcomes = st.lists(st.sampled_from([BEST, HALF, DEFENSIBLE, WRONG, UNKNOWN, PARTLY, NO_CODE]), max_size=30)


def test_there_is_a_row_for_each_best_code_ascending():
    assert by_code([BEST, HALF, WRONG]) == [CodeResult(403, 1, 0, 0, 1), CodeResult(404, 2, 1, 1, 0)]


def test_nothing_answered_has_no_rows():
    assert (by_code([]), confusions([])) == ([], [])


def test_what_was_right_in_part_counts_as_acceptable():
    assert by_code([PARTLY]) == [CodeResult(405, 1, 0, 1, 0)]


def test_an_answer_that_is_not_one_code_has_no_row():
    assert (by_code([NO_CODE]), confusions([NO_CODE])) == ([], [])


def test_the_right_code_with_a_lost_mark_is_no_confusion():
    assert confusions([PARTLY]) == []


@pytest.mark.parametrize(("mark", "good"), [(1, True), (0.5, True), (0.49, False), (0, False)])
def test_an_answer_is_good_from_half_a_mark(mark, good):
    assert is_good(mark) is good


def test_a_confusion_is_what_was_expected_against_what_was_chosen():
    assert confusions([BEST, HALF]) == [Confusion(404, 410, 1)]


def test_what_cost_no_mark_is_no_confusion():
    """A serious guide does exactly that."""
    assert confusions([DEFENSIBLE]) == []


def test_the_most_frequent_confusion_stands_first():
    assert confusions([HALF, WRONG, WRONG])[0] == Confusion(403, 401, 2)


def test_not_knowing_is_a_confusion_with_nothing():
    assert confusions([UNKNOWN]) == [Confusion(403, None, 1)]


def test_the_share_is_marks_over_the_possible():
    assert share([BEST, HALF, WRONG, WRONG]) == 0.375


def test_the_share_of_nothing_is_nothing():
    assert share([]) == 0


def test_history_ends_today_and_has_the_days_without_an_answer():
    days = history([(TODAY, True), (TODAY, False)], today=TODAY, days=3)
    assert days == [Day(TODAY - timedelta(days=2), 0, 0), Day(TODAY - timedelta(days=1), 0, 0), Day(TODAY, 1, 1)]


def test_history_leaves_out_what_is_older():
    assert sum(day.total for day in history([(TODAY - timedelta(days=28), True)], today=TODAY)) == 0


def test_history_has_four_weeks():
    assert len(history([], today=TODAY)) == 28


@given(outcomes)
def test_every_answer_is_counted_once_by_code(given_outcomes):
    rows = by_code(given_outcomes)
    assert (
        sum(row.asked for row in rows)
        == sum(row.best + row.acceptable + row.wrong for row in rows)
        == sum(item.best is not None for item in given_outcomes)
    )


@given(outcomes)
def test_every_answer_that_lost_a_mark_is_a_confusion_and_no_other(given_outcomes):
    lost = [(item.best, item.chosen) for item in given_outcomes if item in {HALF, WRONG, UNKNOWN}]
    assert {(row.expected, row.chosen): row.count for row in confusions(given_outcomes)} == Counter(lost)


@given(outcomes)
def test_a_share_never_exceeds_one(given_outcomes):
    assert 0 <= share(given_outcomes) <= 1
