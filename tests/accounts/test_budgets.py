"""Budgets: what is counted, where, and when it ends. What spends them is in the tests of their pages."""

from datetime import UTC, datetime, timedelta

import pytest

from statuscourse.accounts import budgets
from statuscourse.accounts.budgets import Budget, forget_counts
from statuscourse.accounts.models import Tally

NOW = datetime(2026, 11, 22, 12, 0, 10, tzinfo=UTC)
LATER = NOW + timedelta(minutes=1)
SINGLE = Budget("tests", 3, timedelta(minutes=1))
STEPPED = Budget("tests", 30, timedelta(minutes=1), step=10)

pytestmark = pytest.mark.django_db


def spent(budget, times, key="ada", now=NOW, **more):
    return [budget.spend(key, now, **more) for _ in range(times)]


def test_within_the_budget_nobody_waits():
    assert spent(SINGLE, 3) == [0, 0, 0]


def test_beyond_it_one_waits_until_the_window_ends():
    assert spent(SINGLE, 5)[3:] == [51, 51]


def test_the_next_window_has_a_budget_of_its_own():
    spent(SINGLE, 5)
    assert (SINGLE.spend("ada", LATER), Tally.objects.count()) == (0, 1)


def test_what_one_spends_another_one_has():
    spent(SINGLE, 5)
    assert SINGLE.spend("sam", NOW) == 0


def test_a_room_has_the_budget_of_its_people():
    assert spent(SINGLE, 10, room=3)[8:] == [0, 51]


def test_at_the_pace_of_a_person_nothing_is_asked_or_written(django_assert_num_queries):
    with django_assert_num_queries(0):
        spent(STEPPED, 9)


def test_who_floods_is_written_down_in_steps():
    spent(STEPPED, 25)
    assert Tally.objects.get().count == 20


def test_who_spent_everything_costs_no_query_any_more(django_assert_num_queries):
    spent(STEPPED, 40)
    with django_assert_num_queries(0):
        assert set(spent(STEPPED, 5)) == {51}


def test_another_process_is_one_step_behind():
    """Its memory is its own, the table is not."""
    spent(STEPPED, 40)
    forget_counts()
    assert [number for number, wait in enumerate(spent(STEPPED, 12)) if wait] == [9, 10, 11]


def test_waiting_takes_nothing():
    spent(SINGLE, 2)
    assert ([SINGLE.wait("ada", NOW) for _ in range(5)], Tally.objects.get().count) == ([0] * 5, 2)


def test_where_everything_is_spent_there_is_a_wait():
    spent(SINGLE, 3)
    assert SINGLE.wait("ada", NOW) == 51


def test_counts_of_another_name_stay():
    Budget("hourly", 9, timedelta(hours=1)).spend("ada", NOW)
    spent(SINGLE, 1)
    spent(SINGLE, 1, now=LATER)
    assert set(Tally.objects.values_list("name", flat=True)) == {"hourly", "tests"}


def test_a_process_keeps_only_so_many_counts(monkeypatch):
    monkeypatch.setattr(budgets, "KEPT", 50)
    for number in range(200):
        STEPPED.spend(f"key {number}", NOW)
    assert len(budgets._pending) <= 51


def test_old_counts_go_before_new_ones(monkeypatch):
    monkeypatch.setattr(budgets, "KEPT", 2)
    spent(STEPPED, 3, key="old", now=NOW - timedelta(hours=2))
    spent(STEPPED, 1, key="b"), spent(STEPPED, 1, key="c"), spent(STEPPED, 1, key="d")
    assert {key for _name, key, _window in budgets._pending} == {"b", "c", "d"}
