"""Figures for the history chart."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from statuscourse.web.charts import BASE, LEFT, WIDTH, history_chart

START = date(2026, 11, 1)


def days(*counts):
    return [(START + timedelta(days=number), good, wrong) for number, (good, wrong) in enumerate(counts)]


def test_a_chart_without_answers_has_no_busiest_day():
    chart = history_chart(days((0, 0), (0, 0)))
    assert (chart.busiest, chart.most, chart.rows) == (None, 0, [])


def test_the_busiest_day_is_named():
    assert history_chart(days((1, 0), (2, 1), (0, 1))).busiest == START + timedelta(days=1)


def test_the_table_behind_the_picture_has_the_days_with_answers():
    assert history_chart(days((0, 0), (2, 1))).rows == [(START + timedelta(days=1), 2, 1)]


def test_few_answers_do_not_fill_the_chart():
    (bar,) = history_chart(days((1, 0))).bars
    assert bar.good_height == 25


def test_wrong_answers_stand_on_the_good_ones():
    (bar,) = history_chart(days((2, 2))).bars
    assert bar.wrong_y + bar.wrong_height == pytest.approx(bar.good_y - 2)


def test_the_span_is_named():
    chart = history_chart(days((0, 0), (0, 0), (0, 0)))
    assert (chart.first, chart.last) == (START, START + timedelta(days=2))


@given(st.lists(st.tuples(st.integers(0, 400), st.integers(0, 400)), min_size=1, max_size=60))
def test_every_bar_stays_inside_the_drawing(counts):
    for bar in history_chart(days(*counts)).bars:
        assert bar.x >= LEFT
        assert bar.x + max(0, bar.width) <= WIDTH
        assert bar.wrong_y >= BASE - 103
        assert bar.good_y + bar.good_height <= BASE + 0.11
