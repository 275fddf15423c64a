"""What is due for a learner: on the class's page, on home and on progress."""

from datetime import timedelta

import pytest

from statuscourse.classrooms.reports.due import due_items
from tests.classrooms.factories import (
    make_assignment,
    make_change,
    make_class,
    make_extension,
    make_member,
    make_session,
    make_work,
)
from tests.factories import NOW, make_learner, make_question, make_quiz
from tests.visitor import text_of

DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def noon(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def member(ada):
    return make_member(classroom=make_class(name="7b"), learner=ada.learner)


def stages(member):
    return [(item.assignment.title, item.stage) for item in due_items(member.learner, NOW)]


def give(member, title, **more):
    return make_assignment(classroom=member.classroom, title=title, **more)


def test_what_is_pressing_comes_first(member):
    make_work(assignment=give(member, "done", due_at=NOW + DAY), member=member)
    give(member, "missed", due_at=NOW - DAY, late="refuse")
    give(member, "later", opens_at=NOW + DAY, due_at=NOW + 2 * DAY)
    give(member, "no date")
    give(member, "far", due_at=NOW + 9 * DAY)
    give(member, "soon", due_at=NOW + 2 * DAY)
    give(member, "sooner", due_at=NOW + DAY)
    give(member, "overdue", due_at=NOW - DAY)
    assert stages(member) == [
        ("overdue", "overdue"),
        ("sooner", "soon"),
        ("soon", "soon"),
        ("far", "open"),
        ("no date", "open"),
        ("later", "later"),
        ("missed", "missed"),
        ("done", "done"),
    ]


def test_an_extension_moves_what_is_due(member):
    make_extension(assignment=give(member, "a", due_at=NOW - DAY), member=member, due_at=NOW + DAY)
    assert stages(member) == [("a", "soon")]


def test_what_is_excused_is_done(member):
    make_change(assignment=give(member, "a", due_at=NOW + DAY), member=member, decision="excused")
    assert stages(member) == [("a", "done")]


def test_what_nobody_can_begin_any_more_is_not_to_do(ada, member):
    give(member, "a", quiz=make_quiz(retired_at=NOW), due_at=NOW + DAY)
    assert stages(member) == [("a", "gone")]
    assert "out of use" in text_of(ada.get(f"/classes/{member.classroom_id}/"))


def test_a_live_session_that_one_was_not_in_is_over_and_not_to_do(member):
    session = make_session(classroom=member.classroom, ended_at=NOW)
    make_assignment(classroom=member.classroom, target_type="live", target=str(session.pk), title="Live")
    (item,) = due_items(member.learner, NOW)
    assert (item.stage, item.is_to_do, item.when.split()[0]) == ("missed", False, "closed")


def test_what_was_begun_before_it_was_taken_out_of_use_is_to_do(member):
    given = give(member, "a", quiz=make_quiz(questions=[make_question()], retired_at=NOW), due_at=NOW + DAY)
    make_work(assignment=given, member=member, finished_at=None)
    assert stages(member) == [("a", "soon")]


def test_what_is_begun_is_still_to_do(member):
    make_work(assignment=give(member, "a"), member=member, finished_at=None)
    assert [(item.stage, item.is_under_way) for item in due_items(member.learner, NOW)] == [("open", True)]


def test_it_goes_over_all_classes(member):
    other = make_member(classroom=make_class(), learner=member.learner)
    give(member, "here", due_at=NOW + 2 * DAY)
    give(other, "there", due_at=NOW + DAY)
    assert [title for title, _stage in stages(member)] == ["there", "here"]


def test_archived_classes_and_those_that_one_left_are_not_in_it(member):
    give(make_member(classroom=make_class(archived_at=NOW), learner=member.learner), "archived")
    give(make_member(classroom=make_class(), learner=member.learner, left_at=NOW), "left")
    assert stages(member) == []


def test_nobody_sees_what_others_have_to_do(member):
    give(member, "a")
    assert due_items(make_learner(), NOW) == []


def test_a_visitor_costs_no_query(db, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert due_items(None, NOW) == []


def test_a_learner_without_a_class_costs_one_query(db, django_assert_num_queries):
    learner = make_learner()
    with django_assert_num_queries(1):
        due_items(learner, NOW)


@pytest.mark.parametrize("number", [1, 30])
def test_it_takes_as_many_queries_at_one_as_at_thirty(member, number, django_assert_num_queries):
    for _ in range(number):
        give(member, "quiz")
        give(member, "lesson", lesson="who-are-you")
    with django_assert_num_queries(
        9
    ):  # classes, assignments; attempts, sections, readings; extensions, decisions; two types
        due_items(member.learner, NOW)


# Where it is shown


def test_it_is_shown_on_the_page_of_the_class(ada, member):
    given = give(member, "Week 3", due_at=NOW + 2 * DAY)
    answer = ada.get(f"/classes/{member.classroom_id}/")
    assert "Week 3 due Tuesday 24 November 2026, 12:00, in 2 days to do" in text_of(answer)
    assert f"/assignments/{given.pk}/" in answer.content.decode()


def test_without_anything_the_page_of_the_class_says_so(ada, member):
    assert "Nothing is due" in text_of(ada.get(f"/classes/{member.classroom_id}/"))


def test_home_shows_what_is_to_do_before_the_scenario(ada, member):
    give(member, "Week 3", due_at=NOW + 2 * DAY)
    said = text_of(ada.get("/"))
    assert said.index("7b: due Tuesday 24 November 2026, 12:00, in 2 days") < said.index("A request comes in. What")


@pytest.mark.parametrize("number", [1, 30])
@pytest.mark.parametrize(("place", "queries"), [("/", 21), ("/progress/", 22), ("class", 15)])
def test_a_page_takes_as_many_queries_at_one_as_at_thirty(
    ada, member, number, place, queries, django_assert_num_queries
):
    for _ in range(number):
        give(member, "quiz")
        give(member, "lesson", lesson="who-are-you")
    address = f"/classes/{member.classroom_id}/" if place == "class" else place
    ada.get(address)  # it may be noted as the first one of an hour, and the scenario is kept from then on
    with django_assert_num_queries(queries):
        ada.get(address)


def test_home_shows_three_at_most(ada, member):
    for title in ("one", "two", "three", "four"):
        give(member, f"Week {title}", due_at=NOW + DAY)
    assert text_of(ada.get("/")).count("Week ") == 3


def test_home_says_nothing_of_what_is_done(ada, member):
    make_work(assignment=give(member, "Week 3"), member=member)
    assert "For your class" not in text_of(ada.get("/"))


def test_progress_shows_all_of_it(ada, member):
    make_work(assignment=give(member, "Week 3"), member=member)
    assert "Week 3 7b: no due date handed in" in text_of(ada.get("/progress/"))
