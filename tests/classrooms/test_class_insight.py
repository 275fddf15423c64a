"""/classes/<class>/insight/: what a class's work says, for those who teach it."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from lessons.models import Section
from quizzes.models import Answer, Attempt, Question, Quiz
from tests.classrooms.factories import (
    make_assignment,
    make_change,
    make_class,
    make_extension,
    make_member,
    make_session,
    make_work,
)
from tests.factories import NOW, make_answer, make_attempt, make_learner, make_question, make_quiz, make_reading
from tests.visitor import text_of


def page(item):
    return f"/classes/{item.pk}/insight/"


def hand_in(assignment, member, *codes, share=1.0, at=NOW):
    """An attempt at the assignment's quiz with these answers, handed in."""
    questions = [answered.question for answered in revisions(assignment)]
    attempt = make_work(assignment=assignment, member=member, share=share, finished_at=at, questions=questions)
    Attempt.objects.filter(pk=attempt.pk).update(finished_at=None)
    attempt.refresh_from_db()
    for code in codes:
        make_answer(attempt=attempt, code=code)
    Attempt.objects.filter(pk=attempt.pk).update(finished_at=at, share=share)
    return attempt


def revisions(assignment):
    ids = Quiz.objects.get(pk=assignment.target).question_ids
    return [Question.objects.get(pk=name).current for name in ids]


def taught(ines, members=0, **question):
    """A class of Ines's with members, and an assignment of one question whose best code is 404."""
    item = make_class(owner=ines.user)
    quiz = make_quiz(questions=[make_question(**question)])
    return item, make_assignment(classroom=item, quiz=quiz), [make_member(classroom=item) for _ in range(members)]


def told(visitor, item):
    return text_of(visitor.get(page(item)))


# Who may


def test_its_owner_and_another_teacher_see_it(ines, ivan):
    item = make_class(owner=ines.user, teachers=[ivan.user])
    assert {ines.get(page(item)).status_code, ivan.get(page(item)).status_code} == {200}


def test_a_member_who_is_an_instructor_elsewhere_is_refused_and_reads_no_name(ivan):
    item = make_class()
    make_member(classroom=item, learner=ivan.learner)
    make_member(classroom=item, name="Grace H.")
    answer = ivan.get(page(item))
    assert (answer.status_code, "Grace" in text_of(answer)) == (403, False)


def test_a_member_is_refused(ada):
    item = make_class()
    make_member(classroom=item, learner=ada.learner)
    assert ada.get(page(item)).status_code == 403


def test_a_stranger_who_teaches_is_told_that_there_is_no_such_class(ivan):
    assert ivan.get(page(make_class())).status_code == 404


# Too little to say anything


def test_an_empty_class_is_told_what_to_do(ines):
    said = told(ines, make_class(owner=ines.user))
    assert "Nobody is in the class yet" in said
    assert "It takes 10 answers to tell which code is taken for which; so far there are 0." in said
    assert "Let people join" in said


def test_a_class_with_nothing_assigned_is_told_what_to_do(ines):
    item = make_class(owner=ines.user)
    make_member(classroom=item, seen_at=timezone.now())
    said = told(ines, item)
    assert "Nothing is assigned yet" in said
    assert "Assign a quiz" in said


def test_three_answers_are_too_few_and_it_says_so(ines):
    item, assignment, members = taught(ines, 3)
    for member in members:
        hand_in(assignment, member, 410)
    said = told(ines, item)
    assert "It takes 10 answers to tell which code is taken for which; so far there are 3." in said
    assert "It takes 10 answers to tell what the class knows; so far there are 3." in said
    assert "No question has 8 answers of this class yet" in said
    assert "410 was chosen where" not in said


# What is confused


def test_the_strongest_confusion_is_the_advice(ines):
    item, assignment, members = taught(ines, 10)
    for number, member in enumerate(members):
        hand_in(assignment, member, 410 if number < 4 else 404)
    assert "Teach what separates 404 from 410: 410 was chosen where 404 was best, 4 of 10 times." in told(ines, item)


def test_it_links_the_section_the_question_and_a_quiz_to_assign(ines):
    item, assignment, members = taught(ines, 10, title="A teapot to discuss", section="who-are-you#unknown-caller")
    for member in members:
        hand_in(assignment, member, 410)
    body = ines.get(page(item)).content.decode()
    assert 'href="/lessons/who-are-you/#unknown-caller"' in body
    assert 'href="/codes/404/#look-alikes"' in body
    assert "A teapot to discuss" in body
    assert f"/classes/{item.pk}/assignments/new/?target=quiz:" in body


def test_a_question_that_cannot_be_asked_by_itself_is_named_without_a_link(ines):
    item, assignment, members = taught(ines, 10, id="tests-hidden", is_linked=False)
    for member in members:
        hand_in(assignment, member, 410)
    body = ines.get(page(item)).content.decode()
    assert "The teapot that is not there" in body
    assert "/questions/tests-hidden/" not in body.replace("/author/questions/tests-hidden/", "")


def test_an_acceptable_code_is_no_confusion(ines):
    item, assignment, members = taught(ines, 10, acceptable=[410], wrong=[400])
    for member in members:
        hand_in(assignment, member, 410)
    assert "Nothing is confused often enough" in told(ines, item)


def test_what_is_answered_of_ones_own_accord_is_not_counted(ines):
    item, _assignment, members = taught(ines, 10)
    for member in members:
        attempt = make_attempt(learner=member.learner, length=1)
        make_answer(attempt=attempt, code=410)
        Attempt.objects.filter(pk=attempt.pk).update(finished_at=NOW)
        make_answer(learner=member.learner, code=410)
    assert "From 0 answers" in told(ines, item)


def test_the_work_of_another_class_is_not_counted(ines):
    item, _assignment, members = taught(ines, 1)
    elsewhere = make_assignment()
    hand_in(elsewhere, make_member(classroom=elsewhere.classroom, learner=members[0].learner), 410)
    assert "From 0 answers" in told(ines, item)


def test_who_left_is_not_counted_any_more(ines):
    item, assignment, members = taught(ines, 2)
    for member in members:
        hand_in(assignment, member, 410)
    assert "From 2 answers" in told(ines, item)
    members[0].left_at = NOW
    members[0].save()
    assert "From 1 answer" in told(ines, item)


def test_what_is_not_handed_in_is_not_counted(ines):
    item, assignment, members = taught(ines, 1)
    attempt = hand_in(assignment, members[0], 410)
    Attempt.objects.filter(pk=attempt.pk).update(finished_at=None)
    assert "From 0 answers" in told(ines, item)


def test_a_live_session_counts(ines):
    item, _assignment, members = taught(ines, 1)
    session = make_session(classroom=item)
    attempt = make_attempt(learner=members[0].learner, length=1)
    make_answer(attempt=attempt, code=410)
    Attempt.objects.filter(pk=attempt.pk).update(occasion=str(session.pk), finished_at=NOW)
    assert "From 1 answer" in told(ines, item)


def test_what_is_new_is_there_at_once(ines):
    item, assignment, members = taught(ines, 2)
    hand_in(assignment, members[0], 410)
    assert "From 1 answer" in told(ines, item)
    hand_in(assignment, members[1], 410)
    assert "From 2 answers" in told(ines, item)


def test_a_regrade_that_changes_marks_is_there_at_once(ines):
    item, assignment, members = taught(ines, 10)
    for member in members:
        hand_in(assignment, member, 410, share=0.0)
    assert "Teach what separates 404 from 410" in told(ines, item)
    Answer.objects.update(verdict="best", mark=1.0, best_code=410)
    Attempt.objects.update(share=1.0)
    assert "Nothing is confused often enough" in told(ines, item)


def test_of_very_much_work_the_newest_is_counted_first_and_the_page_asks_on(ines, monkeypatch):
    monkeypatch.setattr("statuscourse.classrooms.reports.answered.AT_ONCE", 1)
    item, old, members = taught(ines, 2)
    new = make_assignment(classroom=item, due_at=timezone.now() + timedelta(days=9))
    for member in members:
        hand_in(old, member, 410)
        hand_in(new, member, 404)
    body = ines.get(page(item)).content.decode()
    assert "1 older assignment is still being counted" in body
    assert f'href="{page(item)}">Count on' in body
    assert "From 2 answers" in body
    said = told(ines, item)
    assert ("From 4 answers" in said, "still being counted" in said) == (True, False)


# What is known


def test_what_is_asked_often_and_not_known_is_to_be_practised(ines):
    item = make_class(owner=ines.user)
    quiz = make_quiz(questions=[make_question() for _ in range(3)])
    assignment = make_assignment(classroom=item, quiz=quiz)
    for _ in range(4):
        hand_in(assignment, make_member(classroom=item), 410, 410, 410)
    assert "Practise 404 Not Found: met by 4, shaky with 4, known by 0." in told(ines, item)


def test_codes_that_nobody_has_met_are_named(ines):
    item, assignment, members = taught(ines, 10)
    for member in members:
        hand_in(assignment, member, 404)
    body = ines.get(page(item)).content.decode()
    assert "codes of the course that nobody has met" in body
    assert '<a href="/codes/412/">412</a>' in body


# Who is stuck or silent


def test_who_has_two_assignments_overdue_is_stuck_with_the_reason(ines):
    item = make_class(owner=ines.user)
    member = make_member(classroom=item, name="Grace H.", seen_at=timezone.now())
    for days in (2, 3):
        make_assignment(classroom=item, due_at=timezone.now() - timedelta(days=days), title=f"Week {days}")
    body = ines.get(page(item)).content.decode()
    assert "Talk to Grace H.: 1 is stuck, 0 are silent." in body
    assert "2 assignments are overdue, the first of them “Week 3”." in body
    assert f'href="/classes/{item.pk}/people/{member.pk}/"' in body


def test_an_extension_and_an_excuse_are_respected(ines):
    item = make_class(owner=ines.user)
    member = make_member(classroom=item, seen_at=timezone.now())
    late = timezone.now() - timedelta(days=2)
    first, second = (make_assignment(classroom=item, due_at=late) for _ in range(2))
    make_extension(assignment=first, member=member, due_at=timezone.now() + timedelta(days=1))
    make_change(assignment=second, member=member, decision="excused", percent=None)
    assert "Nobody is stuck and nobody is silent." in told(ines, item)


def test_who_never_came_is_silent(ines):
    item, _assignment, _members = taught(ines)
    make_member(classroom=item, name="Alan T.")
    assert "Talk to Alan T.: 0 are stuck, 1 is silent." in told(ines, item)


def test_a_lesson_that_was_read_is_not_overdue(ines):
    item = make_class(owner=ines.user)
    member = make_member(classroom=item, seen_at=timezone.now())
    late = timezone.now() - timedelta(days=2)
    make_assignment(classroom=item, due_at=late)
    make_assignment(classroom=item, lesson="who-are-you", due_at=late)
    assert "1 is stuck" in told(ines, item)
    for section in Section.objects.filter(lesson="who-are-you", retired_at=None):
        make_reading(learner=member.learner, section=section, at=late)
    assert "Nobody is stuck and nobody is silent." in told(ines, item)


# Which questions need a look


def test_a_hard_question_with_a_popular_wrong_code_is_flagged(ines):
    item, assignment, members = taught(ines, 8, title="A teapot too hard")
    for number, member in enumerate(members):
        hand_in(assignment, member, 404 if number < 2 else 410)
    said = told(ines, item)
    assert "Go through “A teapot too hard” together: 25 % of the mark was earned, by 8 answers." in said
    assert "410 was chosen 6 times and the best, 404, 2 times" in said


def test_figures_are_linked_where_the_teacher_may_see_them(ines):
    item, assignment, members = taught(ines, 8, id="tests-shipped")
    for member in members:
        hand_in(assignment, member, 410)
    assert 'href="/author/questions/tests-shipped/statistics/"' in ines.get(page(item)).content.decode()


def test_a_colleagues_question_is_named_without_its_figures(ines, ivan):
    item, assignment, members = taught(ines, 8, id="tests-ivans", owner=ivan.user)
    for member in members:
        hand_in(assignment, member, 410)
    body = ines.get(page(item)).content.decode()
    assert "/author/questions/tests-ivans/" not in body
    assert "not shared with you" in body


# How many queries


@pytest.mark.parametrize("lessons", [False, True])
def test_more_members_and_assignments_take_no_more_queries(ines, lessons):
    item, assignment, members = taught(ines, 10)
    if lessons:
        make_assignment(classroom=item, lesson="who-are-you")
    for member in members:
        hand_in(assignment, member, 410)
    with CaptureQueriesContext(connection) as few:
        ines.get(page(item))
    for _ in range(4):
        assignment = make_assignment(classroom=item)
        for member in [*members, make_member(classroom=item, learner=make_learner())]:
            hand_in(assignment, member, 410)
    with CaptureQueriesContext(connection) as many:
        ines.get(page(item))
    assert len(many) == len(few)
    assert len(many) <= 26


def test_what_was_handed_in_without_an_answer_breaks_nothing(ines):
    item, given, (ada,) = taught(ines, 1)
    hand_in(given, ada, share=0.0)
    assert ines.get(page(item)).status_code == 200
