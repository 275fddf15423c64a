"""/classes/<class>/assignments/<assignment>/: changed by those who teach the class, begun by its members."""

from datetime import timedelta

import pytest

from lessons.models import Section
from quizzes.core.grading import unknown
from quizzes.models import Attempt, Question
from statuscourse.classrooms.models import Assignment
from tests.classrooms.factories import (
    make_assignment,
    make_change,
    make_class,
    make_extension,
    make_member,
    make_work,
)
from tests.factories import NOW, make_answer, make_question, make_quiz, make_reading
from tests.visitor import text_of

DAY = timedelta(days=1)


def page(given):
    return f"/classes/{given.classroom_id}/assignments/{given.pk}/"


@pytest.fixture(autouse=True)
def noon(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def berlin(ines, ada):
    """A class of Ines in Berlin, with Ada in it."""
    item = make_class(owner=ines.user, name="7b", time_zone="Europe/Berlin")
    make_member(classroom=item, learner=ada.learner, name="Ada L.")
    return item


def exam(**more):
    return make_quiz(questions=[make_question()], behaviour={"mode": "exam", "minutes": 30} | more)


# Those who teach


def test_teachers_see_who_did_what(ines, ada, berlin):
    given = make_assignment(classroom=berlin)
    make_work(assignment=given, member=berlin.members.get(), share=0.8)
    said = text_of(ines.get(page(given)))
    assert "Ada L. handed in 80 %" in said


def test_a_teachers_decision_is_what_counts(ines, berlin):
    given = make_assignment(classroom=berlin)
    make_change(assignment=given, member=berlin.members.get(), decision="excused")
    assert "Ada L. excused" in text_of(ines.get(page(given)))


def test_the_form_shows_what_was_given(ines, berlin):
    given = make_assignment(classroom=berlin, title="Week 3", due_at=NOW, attempts=2)
    shown = ines.form(page(given)).values
    assert (shown["title"], shown["due"], shown["attempts"]) == ("Week 3", "2026-11-22T13:00", "2")


def test_teachers_change_it(ines, berlin):
    given = make_assignment(classroom=berlin)
    assert ines.send(page(given), title="Week 4", late="refuse", due="2026-11-27T22:00").status_code == 303
    given.refresh_from_db()
    assert (given.title, given.late, given.due_at) == ("Week 4", "refuse", NOW + timedelta(days=5, hours=9))


def test_what_does_not_hold_changes_nothing_and_stays_typed(ines, berlin):
    given = make_assignment(classroom=berlin, title="Week 3")
    answer = ines.send(page(given), title="Week 4", opens="2026-11-27T22:00", due="2026-11-27T21:00")
    assert (answer.status_code, ines.form(answer).values["title"]) == (422, "Week 4")
    given.refresh_from_db()
    assert given.title == "Week 3"


def test_of_two_who_change_it_the_second_is_told(ines, ivan, berlin):
    berlin.teachers.create(user=ivan.user, added_at=NOW)
    given = make_assignment(classroom=berlin)
    old = ivan.form(page(given)).values
    ines.send(page(given), title="By Ines")
    answer = ivan.post(page(given), old | {"title": "By Ivan"})
    assert (answer.status_code, "Somebody else changed this" in text_of(answer)) == (409, True)
    assert Assignment.objects.get().title == "By Ines"
    ivan.post(page(given), ivan.form(answer).values)
    assert Assignment.objects.get().title == "By Ivan"


def test_the_same_change_sent_twice_is_no_conflict(ines, berlin):
    given = make_assignment(classroom=berlin)
    sent = ines.form(page(given)).values | {"title": "Week 4"}
    assert [ines.post(page(given), sent).status_code for _ in range(2)] == [303, 303]


def test_a_later_closing_moves_an_attempt_under_way(ines, ada, berlin):
    given = make_assignment(classroom=berlin, quiz=exam(minutes=None), due_at=NOW + DAY, late="refuse")
    ada.send(page(given))
    ines.send(page(given), due="2026-11-24T13:00")
    assert Attempt.objects.get().deadline == NOW + 2 * DAY


def test_an_earlier_closing_takes_no_time_from_an_attempt_under_way(ines, ada, berlin):
    given = make_assignment(classroom=berlin, quiz=exam(minutes=None), due_at=NOW + 2 * DAY, late="refuse")
    ada.send(page(given))
    ines.send(page(given), due="2026-11-23T13:00")
    assert Attempt.objects.get().deadline == NOW + 2 * DAY


def test_a_retired_quiz_is_told_with_the_way_out(ines, berlin):
    given = make_assignment(classroom=berlin, quiz=make_quiz(retired_at=NOW))
    said = text_of(ines.get(page(given)))
    assert ("took it out of use" in said, "Give another one" in said) == (True, True)


# Members


def test_a_member_reads_what_is_asked(ada, berlin):
    quiz = make_quiz(questions=[make_question(), make_question()])
    given = make_assignment(
        classroom=berlin, quiz=quiz, title="Week 3", note="Read first.", due_at=NOW + 2 * DAY, late="deduct"
    )
    said = text_of(ada.get(page(given)))
    for words in (
        "Week 3",
        "Read first.",
        "Due Tuesday 24 November 2026, 13:00 , in 2 days.",
        "Late work loses 10 % of the full mark for each day",
        "2 questions",
        "Take it as often as you like; the best attempt counts.",
    ):
        assert words in said


def test_a_member_begins_an_attempt_for_it(ada, berlin):
    given = make_assignment(classroom=berlin)
    answer = ada.send(page(given))
    attempt = Attempt.objects.get()
    assert answer["Location"] == f"/quizzes/{given.target}/attempts/{attempt.pk}/"
    assert (attempt.occasion, attempt.learner) == (str(given.pk), ada.learner)


def test_a_double_click_begins_one_attempt(ada, berlin):
    given = make_assignment(classroom=berlin)
    assert [ada.send(page(given))["Location"] for _ in range(2)][1:] == [
        f"/quizzes/{given.target}/attempts/{Attempt.objects.get().pk}/"
    ]


def test_who_has_no_account_takes_an_exam_with_limited_attempts(anonymous, berlin):
    anonymous.send(f"/questions/{make_question().pk}/", answer="404")
    make_member(classroom=berlin, learner=anonymous.learner)
    given = make_assignment(classroom=berlin, quiz=exam(attempts=1))
    assert anonymous.send(page(given)).status_code == 303
    assert Attempt.objects.get().learner == anonymous.learner


def test_the_attempt_has_the_terms_of_the_class(ada, berlin):
    given = make_assignment(
        classroom=berlin, terms={"mode": "exam", "minutes": 20, "review": "never"}, closes_at=NOW + DAY
    )
    ada.send(page(given))
    terms = Attempt.objects.get().agreed
    assert (terms.mode, terms.minutes, terms.review, terms.closes_at) == ("exam", 20, "never", NOW + DAY)


def test_extra_time_of_the_membership_counts(ada, berlin):
    berlin.members.update(extra_time=25)
    ada.send(page(make_assignment(classroom=berlin, quiz=exam(minutes=45))))
    assert Attempt.objects.get().deadline == NOW + timedelta(minutes=57)


def test_extra_time_of_an_extension_counts_instead(ada, berlin):
    berlin.members.update(extra_time=25)
    given = make_assignment(classroom=berlin, quiz=exam())
    make_extension(assignment=given, member=berlin.members.get(), extra_time=0)
    ada.send(page(given))
    assert Attempt.objects.get().deadline == NOW + timedelta(minutes=30)


def test_the_convention_of_the_class_holds(ada, berlin):
    positions = [
        {"who": who, "code": code, "does": "so", "source": "a guide"} for who, code in (("A", 422), ("B", 400))
    ]
    question = make_question(
        best=422, acceptable=[400], wrong=[404, 409], agreement="contested", who_does_what=positions
    )
    question.tags = {"case": "validation"}
    question.save()
    berlin.convention = {"validation": 400}
    berlin.save()
    ada.send(page(make_assignment(classroom=berlin, quiz=make_quiz(questions=[question]))))
    assert Attempt.objects.get().house(1) == 400


REFUSED = {
    "It opens on": {"opens_at": NOW + DAY},
    "The time for it is over": {"due_at": NOW - DAY, "late": "refuse"},
    "as often as it may be taken": {"attempts": 1},
}


@pytest.mark.parametrize("words", REFUSED)
def test_what_may_not_be_begun_now_is_409_with_the_reason(ada, berlin, words):
    given = make_assignment(classroom=berlin, **REFUSED[words])
    if "attempts" in REFUSED[words]:
        make_work(assignment=given, member=berlin.members.get())
    before = Attempt.objects.count()
    answer = ada.post(page(given), {"csrfmiddlewaretoken": ada.token()})
    assert (answer.status_code, words in text_of(answer), Attempt.objects.count()) == (409, True, before)


def test_the_page_offers_nothing_that_may_not_be_begun(ada, berlin):
    given = make_assignment(classroom=berlin, closes_at=NOW - DAY)
    said = text_of(ada.get(page(given)))
    assert ("It is closed" in said, "Begin" in said) == (True, False)


@pytest.mark.parametrize(("minutes", "left", "told"), [(30, 10, True), (30, 40, False), (None, 10, True)])
def test_an_exam_that_closes_before_its_minutes_are_over_says_so(ada, berlin, minutes, left, told):
    given = make_assignment(
        classroom=berlin, quiz=exam(minutes=minutes), due_at=NOW + timedelta(minutes=left), late="refuse"
    )
    assert (f"if you begin now, {left} minutes are left" in text_of(ada.get(page(given)))) is told


def test_an_extension_gives_another_attempt(ada, berlin):
    given = make_assignment(classroom=berlin, attempts=1)
    make_work(assignment=given, member=berlin.members.get())
    make_extension(assignment=given, member=berlin.members.get(), attempts=1)
    assert ada.send(page(given)).status_code == 303


def test_tries_are_told_with_their_results(ada, berlin):
    given = make_assignment(classroom=berlin, attempts=3)
    make_work(assignment=given, member=berlin.members.get(), share=0.5)
    said = text_of(ada.get(page(given)))
    assert ("1 of 3 attempts used" in said, "50 %" in said) == (True, True)


def test_ones_own_attempts_at_the_quiz_are_not_counted(ada, berlin):
    given = make_assignment(classroom=berlin, attempts=1)
    own = make_work(assignment=given, member=berlin.members.get())
    Attempt.objects.filter(pk=own.pk).update(occasion="")
    assert ada.send(page(given)).status_code == 303


def test_in_an_archived_class_it_is_read_and_not_begun(ada, berlin):
    given = make_assignment(classroom=berlin)
    berlin.archived_at = NOW
    berlin.save()
    assert "This class is archived" in text_of(ada.get(page(given)))
    answer = ada.post(page(given), {"csrfmiddlewaretoken": ada.token()})
    assert (answer.status_code, "archived" in text_of(answer), Attempt.objects.count()) == (409, True, 0)


def test_a_retired_quiz_is_410_for_a_new_attempt(ada, berlin):
    given = make_assignment(classroom=berlin, quiz=make_quiz(retired_at=NOW, questions=[make_question()]))
    answer = ada.post(page(given), {"csrfmiddlewaretoken": ada.token()})
    assert (answer.status_code, "took this quiz out of use" in text_of(answer)) == (410, True)
    assert Attempt.objects.count() == 0


def test_a_quiz_that_was_deleted_is_410_too(ines, ada, berlin):
    quiz = make_quiz(questions=[make_question()])
    given = make_assignment(classroom=berlin, quiz=quiz, title="Week 3")
    quiz.delete()
    assert [who.get(page(given)).status_code for who in (ines, ada)] == [200, 200]
    assert ada.post(page(given), {"csrfmiddlewaretoken": ada.token()}).status_code == 410


def test_an_attempt_at_a_quiz_that_is_retired_meanwhile_goes_on(ada, berlin):
    quiz = make_quiz(questions=[make_question()])
    given = make_assignment(classroom=berlin, quiz=quiz)
    begun = ada.send(page(given))["Location"]
    quiz.retired_at = NOW
    quiz.save()
    assert ada.send(page(given))["Location"] == begun
    ada.send(f"{begun}1/", answer="404")
    assert Attempt.objects.get().share == 1.0


def test_a_quiz_without_questions_left_is_410(ada, berlin):
    given = make_assignment(classroom=berlin, quiz=make_quiz(questions=[make_question(retired_at=NOW)]))
    assert ada.send(page(given)).status_code == 410


def test_who_is_removed_in_mid_exam_hands_in_all_the_same(ines, ada, berlin):
    given = make_assignment(classroom=berlin, quiz=exam())
    begun = ada.send(page(given))["Location"]
    berlin.members.update(left_at=NOW)
    ada.send(f"{begun}1/", answer="404", go="0")
    assert ada.send(f"{begun}hand-in/").status_code == 303
    attempt = Attempt.objects.get()
    assert (attempt.learner, attempt.share) == (ada.learner, 1.0)
    assert ada.get(page(given)).status_code == 404
    assert "Ada L." not in text_of(ines.get(page(given)))


def test_an_exam_whose_time_is_over_is_handed_in_before_it_is_shown(ines, ada, berlin, time_machine):
    given = make_assignment(classroom=berlin, quiz=exam())
    begun = ada.send(page(given))["Location"]
    ada.send(f"{begun}1/", answer="404", go="0")
    time_machine.move_to(NOW + DAY)
    assert "Ada L. handed in 100 %" in text_of(ines.get(page(given)))


# Lessons


def test_a_lesson_is_linked_with_how_much_of_it_is_read(ada, berlin):
    given = make_assignment(classroom=berlin, lesson="who-are-you")
    sections = Section.objects.filter(lesson="who-are-you", retired_at=None)
    make_reading(learner=ada.learner, section=sections[0])
    answer = ada.get(page(given))
    assert f"1 of {len(sections)} sections are read" in text_of(answer)
    assert b'href="/lessons/who-are-you/"' in answer.content


def test_a_section_whose_check_was_answered_is_read_as_its_page_says(ines, ada, berlin):
    given = make_assignment(classroom=berlin, lesson="who-are-you")
    sections = Section.objects.filter(lesson="who-are-you", retired_at=None)
    for section in sections:
        question = Question.objects.get(pk=section.check_question)
        make_answer(learner=ada.learner, question=question, response=unknown(question.kind), context="check")
    assert f"{len(sections)} of {len(sections)} sections are read" in text_of(ada.get(page(given)))
    assert "Ada L. handed in 100 %" in text_of(ines.get(page(given)))


def test_a_post_for_a_lesson_leads_there(ada, berlin):
    given = make_assignment(classroom=berlin, lesson="who-are-you")
    answer = ada.post(page(given), {"csrfmiddlewaretoken": ada.token()})
    assert (answer.status_code, answer["Location"]) == (303, "/lessons/who-are-you/")


# Who may


@pytest.mark.parametrize("who", ["anonymous", "sam", "ivan"])
def test_strangers_are_told_that_there_is_nothing(request, berlin, who):
    assert request.getfixturevalue(who).get(page(make_assignment(classroom=berlin))).status_code == 404


def test_an_assignment_of_another_class_is_not_found_here(ines, berlin):
    other = make_assignment(classroom=make_class(owner=ines.user))
    assert ines.get(f"/classes/{berlin.pk}/assignments/{other.pk}/").status_code == 404


@pytest.mark.parametrize("number", [1, 30])
def test_a_members_page_takes_as_many_queries_at_one_attempt_as_at_thirty(
    ada, berlin, number, django_assert_num_queries
):
    given = make_assignment(classroom=berlin)
    for _ in range(number):
        make_work(assignment=given, member=berlin.members.get())
    # session, user; class, learner, member; assignment, overdue; attempts; extensions, decisions; quiz; attempts, quiz
    with django_assert_num_queries(13):
        ada.get(page(given))


@pytest.mark.parametrize("number", [1, 30])
def test_a_teachers_page_takes_as_many_queries_at_one_member_as_at_thirty(
    ines, berlin, number, django_assert_num_queries
):
    given = make_assignment(classroom=berlin)
    for _ in range(number):
        make_work(assignment=given, member=make_member(classroom=berlin))
    # session, user; class, taught, learner, member; assignment, overdue; members, attempts, extensions, decisions; quiz
    with django_assert_num_queries(13):
        ines.get(page(given))
