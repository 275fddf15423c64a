"""Late by the clocks on the wall, over both changes of them. No database."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from statuscourse.classrooms.core.grades import Deadline
from statuscourse.classrooms.core.zones import read_local

BERLIN = ZoneInfo("Europe/Berlin")


def at(text):
    return read_local(text, BERLIN, later=True)


@pytest.mark.parametrize(
    ("due", "done", "days"),
    [
        ("2026-10-24T22:00", "2026-10-24T22:01", 1),
        ("2026-10-24T22:00", "2026-10-25T22:00", 1),  # 25 hours, and still the first day
        ("2026-10-24T22:00", "2026-10-25T22:01", 2),
        ("2027-03-27T22:00", "2027-03-28T22:00", 1),
        ("2027-03-27T22:00", "2027-03-28T22:01", 2),  # 23 hours and a minute
    ],
)
def test_days_are_those_of_the_clocks(due, done, days):
    assert Deadline(due_at=at(due), zone=BERLIN).days_late(at(done)) == days


def test_a_minute_late_in_the_hour_that_comes_twice_is_late():
    first = read_local("2026-10-25T02:30", BERLIN, later=False)
    assert Deadline(due_at=first, zone=BERLIN).days_late(first + timedelta(minutes=59)) == 1


def test_at_the_very_moment_it_is_in_time():
    assert Deadline(due_at=at("2026-10-25T02:30"), zone=BERLIN).days_late(at("2026-10-25T02:30")) == 0
