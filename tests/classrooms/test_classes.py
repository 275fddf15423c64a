"""/classes/: the classes that one is in, and those that one teaches."""

import pytest

from statuscourse.classrooms.reports.taught import ON_A_PAGE
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


@pytest.mark.parametrize("size", [1, 20, 60])
def test_it_takes_as_many_queries_for_many_as_for_one(ines, size, django_assert_num_queries):
    for _number in range(size):
        make_member(classroom=make_class(owner=ines.user), learner=ines.learner)
    # session, user, learner; how many taught, a page of them, how many in each; joined
    with django_assert_num_queries(7):
        ines.get(PAGE)


@pytest.fixture
def many(ines):
    """One class more than a page holds."""
    return [make_class(owner=ines.user, name=f"Class {number:02}") for number in range(ON_A_PAGE + 1)]


def test_more_classes_than_a_page_holds_are_counted_and_go_on_on_the_next(ines, many):
    first, second = text_of(ines.get(PAGE)), text_of(ines.get(f"{PAGE}?page=2"))
    assert ("26 classes" in first, "page 1 of 2" in first, "page 2 of 2" in second) == (True, True, True)
    assert [(each.name in first, each.name in second) for each in (many[0], many[-1])] == [(True, False), (False, True)]


def test_a_class_is_found_by_a_part_of_its_name(ines, many):
    shown = text_of(ines.get(f"{PAGE}?q=cLASS+25"))
    assert ("Class 25" in shown, "Class 01" in shown, "1 class " in shown) == (True, False, True)


def test_an_administrator_sees_the_classes_of_all_and_finds_those_of_one_owner(olga, ivan, many):
    make_class(owner=ivan.user, name="Physics")
    assert "All classes here 27 classes" in text_of(olga.get(PAGE))
    shown = text_of(olga.get(f"{PAGE}?q=ivan"))
    assert ("Physics of ivan, 0 learners" in shown, "Class 01" in shown) == (True, False)


def test_a_search_that_finds_nothing_says_so_and_leads_back(ines, many):
    shown = ines.get(f"{PAGE}?q=unicorn")
    assert "No class is called that, and no owner of one." in text_of(shown)
    assert '<a href="/classes/">Show all</a>' in shown.content.decode()


def test_the_next_page_of_a_search_is_of_the_same_search(ines, many):
    assert 'href="?q=class%26&amp;page=2"' not in ines.get(f"{PAGE}?q=class%26").content.decode()
    assert 'href="?q=Class&amp;page=2"' in ines.get(f"{PAGE}?q=Class").content.decode()


def test_a_stranger_finds_no_class_by_searching(ines, ivan):
    make_class(owner=ivan.user, name="Physics")
    assert "Physics" not in text_of(ines.get(f"{PAGE}?q=ivan"))


def test_somebody_with_a_few_classes_is_not_asked_to_search_them(ines):
    make_class(owner=ines.user)
    assert 'role="search"' not in ines.get(PAGE).content.decode().partition("<main")[2]


@pytest.mark.parametrize("query", ["page=99", "page=x", "q=%00", "q=" + "x" * 5000, "q=%25", "q=a+b+c+d+e+f+g+h+i+j"])
def test_a_query_that_means_nothing_is_no_fault(ines, many, query):
    assert ines.get(f"{PAGE}?{query}").status_code == 200


def test_what_is_looked_for_is_inert(ines, many):
    assert "<script>alert" not in ines.get(f"{PAGE}?q=<script>alert(1)</script>").content.decode()
