"""Typed times of a zone, and UTC, over both changes of the clocks. No database."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from statuscourse.classrooms.core.zones import LeftOut, NoTime, Span, comes_twice, local_text, read_local, span

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


def test_a_time_of_winter_is_an_hour_ahead():
    assert read_local("2026-11-27T22:00", BERLIN, later=True) == datetime(2026, 11, 27, 21, 0, tzinfo=UTC)


def test_a_time_of_summer_is_two_hours_ahead():
    assert read_local("2026-07-27T22:00", BERLIN, later=True) == datetime(2026, 7, 27, 20, 0, tzinfo=UTC)


def test_a_time_that_the_clocks_leave_out_is_refused_with_what_they_show_then():
    with pytest.raises(LeftOut) as refused:
        read_local("2027-03-28T02:30", BERLIN, later=True)
    assert refused.value.instead == "2027-03-28T03:30"


@pytest.mark.parametrize("later", [True, False])
def test_the_minutes_beside_the_gap_are_times(later):
    before = read_local("2027-03-28T01:59", BERLIN, later=later)
    assert read_local("2027-03-28T03:00", BERLIN, later=later) - before == timedelta(minutes=1)


@pytest.mark.parametrize(("later", "hour"), [(False, 0), (True, 1)])
def test_a_time_that_comes_twice_is_the_one_in_the_learners_favour(later, hour):
    at = read_local("2026-10-25T02:30", BERLIN, later=later)
    assert at == datetime(2026, 10, 25, hour, 30, tzinfo=UTC)
    assert (local_text(at, BERLIN), comes_twice(at, BERLIN)) == ("2026-10-25T02:30", True)


@pytest.mark.parametrize("hour", [0, 3])
def test_the_hours_around_it_come_once(hour):
    at = read_local(f"2026-10-25T0{hour}:30", BERLIN, later=True)
    assert not comes_twice(at, BERLIN)


def test_a_day_over_the_change_is_a_day_of_the_clocks_and_not_of_24_hours():
    before, after = (read_local(f"2026-10-{day}T22:00", BERLIN, later=True) for day in (24, 25))
    assert after - before == timedelta(hours=25)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "tomorrow",
        "2026-13-01T10:00",
        "2026-11-27T22:00+01:00",
        "1026-11-27T22:00",
        "2026-11-27",
        "2026-W48-5",
        "9999-12-31T23:59",
    ],
)
def test_what_is_no_time_is_refused(text):
    with pytest.raises(NoTime):
        read_local(text, BERLIN, later=True)


@given(st.datetimes(datetime(2025, 1, 1), datetime(2030, 1, 1)), st.booleans())
def test_what_is_read_is_shown_as_it_was_typed(naive, later):
    text = naive.strftime("%Y-%m-%dT%H:%M")
    try:
        at = read_local(text, BERLIN, later=later)
    except LeftOut as refused:
        text = refused.instead
        at = read_local(text, BERLIN, later=later)
    assert local_text(at, BERLIN) == text


def test_no_time_is_an_empty_text():
    assert local_text(None, BERLIN) == ""


@pytest.mark.parametrize(
    ("away", "told"),
    [
        (timedelta(days=3), Span(3, "day", False)),
        (timedelta(hours=47), Span(47, "hour", False)),
        (timedelta(hours=5), Span(5, "hour", False)),
        (timedelta(minutes=119), Span(119, "minute", False)),
        (timedelta(seconds=30), Span(0, "minute", False)),
        (timedelta(days=-2), Span(2, "day", True)),
    ],
)
def test_the_distance_is_told_in_the_largest_unit_that_fits(away, told):
    assert span(NOW + away, NOW) == told
