"""/classes/<class>/export/: the whole class as JSON."""

import pytest

from tests.classrooms.factories import (
    make_assignment,
    make_change,
    make_class,
    make_extension,
    make_live_answer,
    make_member,
    make_session,
    make_work,
)
from tests.factories import make_attempt


def exported(visitor, item):
    return visitor.get(f"/classes/{item.pk}/export/").json()


@pytest.fixture
def full(ines):
    item = make_class(owner=ines.user)
    member = make_member(classroom=item, name="Ada")
    assignment = make_assignment(classroom=item)
    make_work(assignment=assignment, member=member, share=0.75)
    make_extension(assignment=assignment, member=member)
    make_change(assignment=assignment, member=member)
    make_live_answer(session=make_session(classroom=item), member=member)
    return item


def test_it_has_every_part_of_the_class(ines, full):
    data = exported(ines, full)
    parts = ("members", "assignments", "work", "extensions", "grade_changes", "live_sessions")
    assert [part for part in parts if len(data[part]) != 1] == []
    assert (data["work"][0]["share"], data["members"][0]["name"]) == (0.75, "Ada")


def test_it_has_nothing_that_a_learner_did_for_themselves(ines, full):
    make_attempt(learner=full.members.get().learner)
    assert len(exported(ines, full)["work"]) == 1


def test_it_has_nothing_of_another_class(ines, full):
    make_work(assignment=make_assignment(), member=make_member())
    assert (len(exported(ines, full)["work"]), len(exported(ines, full)["members"])) == (1, 1)


def test_it_takes_as_many_queries_for_a_larger_class(ines, full, django_assert_max_num_queries):
    for _number in range(10):
        make_member(classroom=full)
    with django_assert_max_num_queries(20):
        exported(ines, full)
