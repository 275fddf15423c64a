"""Deciding about marks: all of it or nothing, and never over somebody else's decision."""

from threading import Barrier, Thread

import pytest
from django.db import connections

from statuscourse.classrooms.actions.grading import GradeMoved, Verdict, decide_grade, decide_grades
from statuscourse.classrooms.models import Classroom, GradeChange
from tests.classrooms.factories import make_assignment, make_change, make_class, make_member
from tests.factories import NOW


def verdict(quiz, member, *, percent=80.0, known=0):
    return Verdict(quiz.pk, member.pk, "mark", percent, known)


def decide(item, *verdicts):
    return decide_grades(classroom=item, verdicts=verdicts, reason="On paper.", by=item.owner, now=NOW)


def test_several_decisions_are_written_together(db):
    item = make_class()
    quiz, members = make_assignment(classroom=item), [make_member(classroom=item) for _ in range(3)]
    assert len(decide(item, *(verdict(quiz, member) for member in members))) == 3


def test_one_that_somebody_decided_meanwhile_keeps_all_of_them_back(db):
    item = make_class()
    quiz, members = make_assignment(classroom=item), [make_member(classroom=item) for _ in range(3)]
    make_change(assignment=quiz, member=members[2])
    with pytest.raises(GradeMoved):
        decide(item, *(verdict(quiz, member) for member in members))
    assert GradeChange.objects.count() == 1


def test_a_decision_that_was_known_is_gone_over(db):
    item = make_class()
    quiz, member = make_assignment(classroom=item), make_member(classroom=item)
    known = make_change(assignment=quiz, member=member)
    decide(item, verdict(quiz, member, known=known.pk))
    assert GradeChange.objects.count() == 2


def test_of_two_teachers_at_the_same_moment_one_decides(committed):
    item = make_class()
    quiz, member = make_assignment(classroom=item), make_member(classroom=item)
    at_once, outcomes = Barrier(2), []

    def teacher(percent):
        at_once.wait()
        try:
            decide_grade(
                classroom=item,
                verdict=verdict(quiz, member, percent=percent),
                reason="On paper.",
                by=item.owner,
                now=NOW,
            )
            outcomes.append("decided")
        except GradeMoved:
            outcomes.append("told")
        finally:
            connections.close_all()

    threads = [Thread(target=teacher, args=[percent]) for percent in (60.0, 80.0)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (sorted(outcomes), GradeChange.objects.count()) == (["decided", "told"], 1)
    Classroom.objects.all().delete()
