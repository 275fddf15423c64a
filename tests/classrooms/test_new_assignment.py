"""/classes/<class>/assignments/new/: giving a class a lesson or a quiz."""

from datetime import UTC, datetime

import pytest

from quizzes.models import Share
from statuscourse.classrooms.models import Assignment
from tests.classrooms.factories import make_class
from tests.factories import NOW, make_question, make_quiz
from tests.visitor import text_of


@pytest.fixture
def berlin(ines):
    return make_class(owner=ines.user, time_zone="Europe/Berlin")


def page(item):
    return f"/classes/{item.pk}/assignments/new/"


def send(ines, item, **values):
    return ines.send(page(item), **({"target": "quiz:mixed"} | values))


def refused(ines, item, **values):
    """The words of a refusal, after a look that nothing was given and that what was typed still stands there."""
    answer = send(ines, item, title="Week 3", **values)
    assert (answer.status_code, Assignment.objects.count()) == (422, 0)
    shown = ines.form(answer).values
    assert {name: shown[name] for name in values} == values
    assert shown["title"] == "Week 3"
    return text_of(answer)


def test_a_quiz_is_given_as_it_is(ines, berlin):
    answer = send(ines, berlin, due="2026-11-27T22:00")
    given = Assignment.objects.get()
    assert (answer.status_code, answer["Location"]) == (303, f"/classes/{berlin.pk}/assignments/{given.pk}/?saved=new")
    assert (given.target_type, given.target, given.terms, given.created_by) == ("quiz", "mixed", {}, ines.user)
    assert given.due_at == datetime(2026, 11, 27, 21, 0, tzinfo=UTC)


def test_a_lesson_is_given(ines, berlin):
    send(ines, berlin, target="lesson:who-are-you")
    assert Assignment.objects.get().target_type == "lesson"


def test_without_a_title_it_is_called_as_in_the_course(ines, berlin):
    send(ines, berlin, target="lesson:who-are-you")
    assert Assignment.objects.get().title == "Who are you, and may you?"


def test_a_quiz_is_given_as_an_exam(ines, berlin):
    send(ines, berlin, manner="exam", minutes="30", review="never", attempts="1")
    given = Assignment.objects.get()
    assert (given.attempts, given.terms["mode"], given.terms["minutes"]) == (1, "exam", 30)
    assert given.terms["review"] == "never"


def test_everything_that_was_chosen_is_kept(ines, berlin):
    values = {"late": "deduct", "late_percent": "25", "weight": "2.5", "counts": "mean", "note": "Read it first."}
    send(ines, berlin, **values)
    given = Assignment.objects.get()
    assert {name: str(getattr(given, name)) for name in values} == values


def test_a_double_click_gives_it_once(ines, berlin):
    send(ines, berlin)
    send(ines, berlin)
    assert Assignment.objects.count() == 1


def test_due_before_the_opening_is_refused(ines, berlin):
    assert "due before it opens" in refused(ines, berlin, opens="2026-11-27T22:00", due="2026-11-27T21:00")


def test_closing_before_it_is_due_is_refused(ines, berlin):
    assert "close before it is due" in refused(ines, berlin, due="2026-11-27T22:00", closes="2026-11-27T21:00")


def test_closing_before_the_opening_is_refused(ines, berlin):
    assert "close before it opens" in refused(ines, berlin, opens="2026-11-27T22:00", closes="2026-11-27T21:00")


def test_a_time_that_the_clocks_leave_out_is_refused_with_what_they_show(ines, berlin):
    said = refused(ines, berlin, due="2027-03-28T02:30")
    assert "put forward that night, so this time does not exist. They show 2027-03-28 03:30 then." in said


def test_of_a_time_that_comes_twice_the_second_is_due(ines, berlin):
    send(ines, berlin, due="2026-10-25T02:30")
    assert Assignment.objects.get().due_at == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)


def test_of_a_time_that_comes_twice_the_first_opens(ines, berlin):
    send(ines, berlin, opens="2026-10-25T02:30")
    assert Assignment.objects.get().opens_at == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


@pytest.mark.parametrize("text", ["tomorrow", "9999-12-31T23:59", "2026-11-31T10:00"])
def test_what_is_no_time_is_refused(ines, berlin, text):
    assert "no date with a time of day" in refused(ines, berlin, due=text)


def test_explained_after_it_has_closed_needs_a_closing_time(ines, berlin):
    assert "needs a closing time" in refused(ines, berlin, manner="exam", review="after-close")


def test_a_quiz_that_is_explained_after_its_own_closing_needs_one_too(ines, berlin):
    behaviour = {"mode": "exam", "review": "after-close", "closes": "2026-11-30T12:00:00+00:00"}
    quiz = make_quiz(questions=[make_question()], behaviour=behaviour)
    assert "needs a closing time" in refused(ines, berlin, target=f"quiz:{quiz.pk}")


@pytest.mark.parametrize(
    ("name", "value"), [("attempts", "0"), ("minutes", "601"), ("weight", "-1"), ("weight", "nan"), ("weight", "")]
)
def test_numbers_beyond_their_bounds_are_refused(ines, berlin, name, value):
    refused(ines, berlin, **{name: value})


@pytest.mark.parametrize("target", ["", "quiz:nobody", "live:x", "mixed"])
def test_what_nobody_offers_is_refused(ines, berlin, target):
    answer = send(ines, berlin, target=target)
    assert (answer.status_code, Assignment.objects.count()) == (422, 0)


def offered(ines, berlin):
    return ines.get(page(berlin)).content.decode()


def test_ones_own_published_quiz_is_offered(ines, berlin):
    quiz = make_quiz(owner=ines.user, questions=[make_question()])
    assert f'value="quiz:{quiz.pk}"' in offered(ines, berlin)


def test_a_shared_quiz_is_offered(ines, ivan, berlin):
    quiz = make_quiz(owner=ivan.user, questions=[make_question()])
    Share.objects.create(quiz=quiz, user=ines.user, right="view", given_by=ivan.user, given_at=NOW)
    assert f'value="quiz:{quiz.pk}"' in offered(ines, berlin)


def test_a_strangers_quiz_is_not_offered_and_not_taken(ines, ivan, berlin):
    quiz = make_quiz(owner=ivan.user, questions=[make_question()])
    assert f"quiz:{quiz.pk}" not in offered(ines, berlin)
    assert send(ines, berlin, target=f"quiz:{quiz.pk}").status_code == 422


@pytest.mark.parametrize("more", [{"published_at": None}, {"retired_at": NOW}])
def test_a_draft_and_a_retired_quiz_are_not_offered(ines, berlin, more):
    quiz = make_quiz(owner=ines.user, questions=[make_question()], **more)
    assert f"quiz:{quiz.pk}" not in offered(ines, berlin)


def test_in_an_archived_class_nothing_is_given(ines):
    item = make_class(owner=ines.user, archived_at=NOW)
    answer = ines.post(page(item), {"target": "quiz:mixed", "csrfmiddlewaretoken": ines.token()})
    assert (answer.status_code, Assignment.objects.count()) == (409, 0)
    assert "This class is archived" in text_of(answer)


def test_a_co_teacher_gives_too(ines, ivan):
    item = make_class(owner=ines.user, teachers=[ivan.user])
    send(ivan, item)
    assert Assignment.objects.get().created_by == ivan.user


WHO = {"anonymous": 403, "ada": 403, "ivan": 404}


@pytest.mark.parametrize("who", WHO)
def test_nobody_else_gives_a_class_anything(request, berlin, who):
    visitor = request.getfixturevalue(who)
    answer = visitor.post(page(berlin), {"target": "quiz:mixed", "csrfmiddlewaretoken": visitor.token()})
    assert (answer.status_code, Assignment.objects.count()) == (WHO[who], 0)
