"""The table of what can be assigned: one row is all that a new type takes."""

import pytest

from statuscourse.classrooms.models import Assignment
from statuscourse.classrooms.reports.targets import TYPES, Target, TargetType, target_of
from tests.classrooms.factories import make_assignment, make_class, make_member
from tests.factories import NOW, make_quiz
from tests.visitor import text_of


@pytest.fixture
def missions(monkeypatch):
    """Another type, made by its row alone."""
    row = TargetType(
        label="mission",
        asks="Send the request that the mission asks for.",
        find=lambda names: {name: Target(f"Mission {name}") for name in names},
        address=lambda name: f"/missions/{name}/",
        offered=lambda _user: [("tea", "Mission tea")],
    )
    monkeypatch.setitem(TYPES, "mission", row)


def test_a_new_type_is_offered_and_given(ines, missions):
    item = make_class(owner=ines.user)
    page = f"/classes/{item.pk}/assignments/new/"
    assert "Mission tea" in text_of(ines.get(page))
    assert ines.send(page, target="mission:tea").status_code == 303
    given = Assignment.objects.get()
    assert (given.target_type, given.target, given.title) == ("mission", "tea", "Mission tea")


def test_its_assignment_leads_there(ada, ines, missions):
    item = make_class(owner=ines.user)
    make_member(classroom=item, learner=ada.learner)
    ines.send(f"/classes/{item.pk}/assignments/new/", target="mission:tea")
    place = f"/classes/{item.pk}/assignments/{Assignment.objects.get().pk}/"
    assert [b'href="/missions/tea/"' in who.get(place).content for who in (ada, ines)] == [True, True]
    assert "Send the request" in text_of(ada.get(place))
    assert "Mission tea" in text_of(ines.get(f"/classes/{item.pk}/assignments/"))


def test_every_type_of_the_model_has_a_row():
    assert set(TYPES) == set(Assignment.Target.values)


def test_what_is_gone_counts_as_retired(db):
    given = make_assignment(lesson="nobody")
    assert target_of(given) == Target("nobody", is_retired=True)


def test_a_retired_quiz_is_found_as_retired(db):
    assert target_of(make_assignment(quiz=make_quiz(retired_at=NOW))).is_retired
