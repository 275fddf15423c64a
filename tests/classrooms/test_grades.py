"""The arithmetic of the gradebook. No database."""

from datetime import UTC, datetime, timedelta

import pytest

from statuscourse.classrooms.core.grades import (
    Cell,
    Deadline,
    Decision,
    Rules,
    Work,
    cell,
    counting,
    percent,
    scored,
    total,
)

DUE = datetime(2026, 11, 23, 22, 0, tzinfo=UTC)
BEFORE, AFTER = DUE - timedelta(hours=1), DUE + timedelta(hours=1)
DUE_THEN = Deadline(due_at=DUE)


def work(mark=1.0, *, at=BEFORE, started=None):
    return Work(started or at, at, mark)


def standing(*works, rules=None, deadline=DUE_THEN, decision=None, now=AFTER):
    return cell(rules or Rules(), deadline, works, decision, now)


def test_nothing_done_is_not_started():
    assert standing() == Cell("not-started")


def test_what_was_begun_is_under_way():
    assert standing(Work(BEFORE)).state == "under-way"


def test_what_was_handed_in_in_time_counts_as_it_is():
    assert standing(work(0.8)) == Cell("handed-in", 0.8, 0.8, tries=1)


def test_what_is_handed_in_at_the_very_moment_is_in_time():
    assert standing(work(at=DUE)).state == "handed-in"


def test_an_hour_late_is_a_day_late():
    assert standing(work(at=AFTER)).days_late == 1


def test_a_day_and_an_hour_late_are_two_days():
    assert standing(work(at=AFTER + timedelta(days=1))).days_late == 2


def test_late_work_is_accepted_whole():
    assert standing(work(0.8, at=AFTER)) == Cell("late", 0.8, 0.8, 1, tries=1)


def test_each_day_takes_its_share_of_the_full_mark():
    late = work(0.8, at=AFTER + timedelta(days=1))
    assert standing(late, rules=Rules(late="deduct", late_percent=10)).mark == pytest.approx(0.6)


def test_lateness_never_takes_more_than_there_is():
    late = work(0.1, at=AFTER + timedelta(days=5))
    assert standing(late, rules=Rules(late="deduct", late_percent=10)).mark == 0


def test_the_best_attempt_is_the_best_after_lateness():
    rules = Rules(late="deduct", late_percent=50)
    assert standing(work(0.6), work(0.9, at=AFTER), rules=rules).mark == 0.6


@pytest.mark.parametrize(("counts", "mark"), [("best", 0.9), ("first", 0.3), ("last", 0.6), ("mean", 0.6)])
def test_one_of_several_attempts_counts(counts, mark):
    works = [work(m, at=BEFORE + timedelta(minutes=n)) for n, m in enumerate((0.3, 0.9, 0.6))]
    assert standing(*works, rules=Rules(counts=counts)).mark == pytest.approx(mark)


def test_nothing_handed_in_is_no_mark_while_late_work_is_taken():
    assert standing(now=DUE + timedelta(days=9)).mark is None


def test_nothing_handed_in_is_nothing_once_it_is_closed():
    deadline = Deadline(due_at=DUE, closes_at=DUE + timedelta(days=2))
    assert standing(deadline=deadline, now=DUE + timedelta(days=3)).mark == 0


def test_where_late_work_is_refused_the_due_date_closes():
    assert standing(deadline=Deadline(due_at=DUE, late="refuse")).mark == 0


def test_an_excused_learner_has_no_mark():
    assert standing(work(0.2), decision=Decision(excused=True)) == Cell("excused", None, 0.2, 0, True, 1)


def test_a_teachers_mark_stands_and_the_earned_one_is_kept():
    decided = standing(work(0.2), decision=Decision(mark=0.7))
    assert (decided.mark, decided.earned, decided.is_decided) == (0.7, 0.2, True)


def test_the_total_weighs_what_there_is():
    assert total([(Cell("handed-in", 1.0), 1), (Cell("handed-in", 0.5), 3)]) == pytest.approx(0.625)


def test_the_total_leaves_out_what_is_excused_or_open():
    assert total([(Cell("handed-in", 0.5), 1), (Cell("excused"), 5), (Cell("not-started"), 5)]) == 0.5


def test_what_weighs_nothing_counts_nothing():
    assert total([(Cell("handed-in", 0.5), 1), (Cell("handed-in", 0.0), 0)]) == 0.5


def test_there_is_no_total_of_nothing():
    assert total([(Cell("not-started"), 1)]) is None


def test_the_try_that_counts_is_named():
    tries = scored(Rules(), DUE_THEN, [work(0.3), work(0.9), work(0.6)])
    assert [each.mark for each in counting(Rules(), tries)] == [0.9]


def test_of_a_mean_all_count():
    tries = scored(Rules(), DUE_THEN, [work(0.3), work(0.9)])
    assert len(counting(Rules(counts="mean"), tries)) == 2


def test_what_is_under_way_is_not_scored():
    assert scored(Rules(), DUE_THEN, [Work(BEFORE)]) == []


@pytest.mark.parametrize(("mark", "said"), [(1.0, "100"), (2 / 3, "66.7"), (0.85, "85"), (0.0, "0"), (0.07, "7")])
def test_per_cent_has_one_decimal_at_most(mark, said):
    assert percent(mark) == said
