"""/classes/: the classes that one is in, and those that one teaches."""

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
