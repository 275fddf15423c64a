"""A whole school joins from behind one address: throttles count what is wrong there, and not how many are right."""

from dataclasses import replace

import pytest

from statuscourse.accounts import guessing
from statuscourse.accounts.models import Tally
from statuscourse.classrooms.models import Membership
from tests.classrooms.people import JOIN, open_class, phone


@pytest.fixture
def few(monkeypatch):
    """Budgets that a handful of joins would use up if they were counted."""
    monkeypatch.setattr(guessing, "OF_BROWSER", 2)
    monkeypatch.setattr(guessing, "OF_ADDRESS", 2)


def test_any_number_of_learners_join_from_one_address(db, few):
    item = open_class()
    answers = [phone().send(JOIN, name=f"Learner {number}") for number in range(6)]
    assert [answer.status_code for answer in answers] == [200] * 6
    assert Membership.objects.filter(classroom=item).count() == 6
    assert not Tally.objects.exists(), "a join with a valid code uses up nobody's budget"


def test_after_wrong_codes_of_others_a_room_has_a_trickle(db, few, monkeypatch):
    monkeypatch.setattr(guessing, "CODES", replace(guessing.CODES, limit=1))
    open_class()
    for _ in range(2):
        phone().get("/join/CDFHJK/")
    assert [phone().get(JOIN).status_code for _ in range(2)] == [200, 429]
