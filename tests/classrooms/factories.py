"""Rows of classes for tests. Keyword-only, every argument with a default."""

from itertools import count

from quizzes.models import Attempt
from statuscourse.accounts.models import Learner
from statuscourse.classrooms.models import (
    Assignment,
    Classroom,
    Extension,
    GradeChange,
    LiveAnswer,
    LiveSession,
    Membership,
    Player,
    Teacher,
)
from tests.factories import NOW, make_attempt, make_learner, make_question, make_quiz, make_user

_number = count(1)


def make_class(*, owner=None, name="7b", teachers=(), **more):
    owner = owner or make_user(role="instructor")
    item = Classroom.objects.create(name=name, owner=owner, created_at=NOW, **more)
    for user in teachers:
        Teacher.objects.create(classroom=item, user=user, added_at=NOW)
    return item


def make_member(*, classroom=None, learner=None, name="", **more):
    learner = learner or make_learner()
    assert isinstance(learner, Learner)
    return Membership.objects.create(
        classroom=classroom or make_class(),
        learner=learner,
        name=name or f"Member {next(_number)}",
        joined_at=NOW,
        **more,
    )


def make_assignment(*, classroom=None, quiz=None, lesson="", **more):
    """A quiz with one question, unless a quiz or a lesson's slug is given."""
    if lesson:
        target = {"target_type": "lesson", "target": lesson, "title": lesson}
    else:
        quiz = quiz or make_quiz(questions=[make_question()])
        target = {"target_type": "quiz", "target": quiz.pk, "title": quiz.title}
    return Assignment.objects.create(classroom=classroom or make_class(), created_at=NOW, **(target | more))


def make_work(*, assignment, member, share=1.0, finished_at=NOW, **more):
    """An attempt at an assignment, finished unless ``finished_at`` is None. It has no answers."""
    from quizzes.models import Quiz  # noqa: PLC0415

    attempt = make_attempt(learner=member.learner, quiz=Quiz.objects.get(pk=assignment.target), **more)
    Attempt.objects.filter(pk=attempt.pk).update(
        occasion=str(assignment.pk), finished_at=finished_at, share=share if finished_at else None
    )
    attempt.refresh_from_db()
    return attempt


def make_extension(*, assignment=None, member=None, **more):
    member = member or make_member(classroom=assignment.classroom if assignment else None)
    assignment = assignment or make_assignment(classroom=member.classroom)
    return Extension.objects.create(assignment=assignment, membership=member, given_at=NOW, **more)


def make_change(*, assignment=None, member=None, decision="mark", percent=80.0, reason="Oral work.", **more):
    member = member or make_member(classroom=assignment.classroom if assignment else None)
    assignment = assignment or make_assignment(classroom=member.classroom)
    return GradeChange.objects.create(
        assignment=assignment, membership=member, decision=decision, percent=percent, reason=reason, at=NOW, **more
    )


def make_session(*, classroom=None, questions=(), **more):
    questions = questions or [make_question()]
    quiz = make_quiz(questions=questions)
    return LiveSession.objects.create(
        classroom=classroom or make_class(),
        quiz=quiz.pk,
        title=quiz.title,
        revision_ids=[question.current_id for question in questions],
        started_at=NOW,
        **more,
    )


def make_player(*, session=None, member=None):
    session = session or make_session(classroom=member.classroom if member else None)
    return Player.objects.create(
        session=session, membership=member or make_member(classroom=session.classroom), joined_at=NOW
    )


def make_live_answer(*, session=None, member=None, position=1, code=404):
    session = session or make_session(classroom=member.classroom if member else None)
    return LiveAnswer.objects.create(
        session=session,
        membership=member or make_member(classroom=session.classroom),
        position=position,
        response={"kind": "code", "code": code},
        verdict="best" if code == 404 else "wrong",
        mark=1.0 if code == 404 else 0.0,
        chosen_code=code,
        best_code=404,
        answered_at=NOW,
    )
