"""/classes/: the classes that one is in, and those that one teaches."""

import pytest

from tests.classrooms.factories import make_class, make_member
from tests.visitor import text_of

PAGE = "/classes/"


def test_an_instructor_sees_the_classes_that_they_own(ines):
    make_class(owner=ines.user, name="7b physics")
    assert "7b physics" in text_of(ines.get(PAGE))


def test_an_instructor_sees_no_class_of_a_stranger(ines, ivan):
    make_class(owner=ivan.user, name="7b physics")
    assert "7b physics" not in text_of(ines.get(PAGE))


def test_a_learner_sees_the_classes_that_they_are_in(ada):
    make_member(classroom=make_class(name="7b physics"), learner=ada.learner)
    assert "7b physics" in text_of(ada.get(PAGE))


def test_somebody_who_left_does_not_see_the_class_any_more(ada):
    member = make_member(classroom=make_class(name="7b physics"), learner=ada.learner)
    member.left_at = member.joined_at
    member.save()
    assert "7b physics" not in text_of(ada.get(PAGE))


def test_a_visitor_is_told_what_a_class_is_and_finds_a_field_for_a_code(anonymous):
    shown = anonymous.get(PAGE)
    assert "What a class is" in text_of(shown)
    assert [place for place in ("/join/", "/accounts/code/") if f'"{place}"' not in shown.content.decode()] == []


def test_an_instructor_without_a_class_is_shown_how_to_make_one(ines):
    assert "/classes/new/" in ines.get(PAGE).content.decode()


def test_a_learner_is_not_shown_how_to_make_one(ada):
    assert "/classes/new/" not in ada.get(PAGE).content.decode()


def test_it_says_how_many_are_in_each(ines):
    item = make_class(owner=ines.user)
    make_member(classroom=item)
    make_member(classroom=item, left_at=item.created_at)
    assert "1 learner" in text_of(ines.get(PAGE))


def test_archived_classes_stand_behind_the_others(ines):
    make_class(owner=ines.user, name="A", archived_at=make_class(owner=ines.user, name="B").created_at)
    shown = text_of(ines.get(PAGE))
    assert shown.index("B") < shown.index("A archived")


@pytest.mark.parametrize("size", [1, 20])
def test_it_takes_as_many_queries_for_twenty_as_for_one(ines, size, django_assert_num_queries):
    for _number in range(size):
        make_member(classroom=make_class(owner=ines.user), learner=ines.learner)
    # session, user, learner; taught, how many in each; joined
    with django_assert_num_queries(6):
        ines.get(PAGE)
