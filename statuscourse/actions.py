"""Use cases that cross rooms. Each room offers its own part under the same name."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

import lessons.actions
import quizzes.actions
import statuscourse.accounts.actions
import statuscourse.classrooms.actions
from lessons.core.content import Course, read_course
from quizzes.core.bank import Bank, read_bank
from quizzes.reports import check_questions
from statuscourse.accounts.actions import add_device, claim, end_sessions, forget_sign_in_attempts, sessions_of
from statuscourse.accounts.models import Learner, PersonalCode, User
from statuscourse.web.problems import ContentProblem, ContentRefused

ROOMS = (statuscourse.accounts.actions, quizzes.actions, lessons.actions, statuscourse.classrooms.actions)


@transaction.atomic
def merge_learners(*, source: Learner, target: Learner) -> None:
    """Give everything that the source did to the target and delete the source. Done twice it changes nothing more."""
    if source.pk is None or source.pk == target.pk:
        return
    for room in ROOMS:
        room.merge_learner(source=source, target=target)
    source.delete()


@transaction.atomic
def bring_along(*, visitor: Learner | None, user: User) -> None:
    """Let a visitor's work follow them into the account that they signed in to."""
    if visitor is not None:  # read again inside the transaction: another request may have claimed or merged it
        visitor = Learner.objects.select_for_update().filter(pk=visitor.pk, user=None).first()
    target = Learner.objects.filter(user=user).first()
    if target is None:
        claim(learner=visitor, user=user)
    elif visitor is not None:
        merge_learners(source=visitor, target=target)


@dataclass(frozen=True)
class LetIn:
    """A browser that a personal code let in: the token for its cookie, and whose it was before, where that stays."""

    token: str
    apart: Learner | None = None


@transaction.atomic
def let_in(*, learner: Learner, visitor: Learner | None, now: datetime) -> LetIn:
    """Let a browser in as the learner whose code was typed. What it did before as a nobody comes along.

    A visitor who has a code or is in a class is somebody else who used this browser: nothing of theirs is touched.
    """
    locked = Learner.objects.select_for_update().get(pk=learner.pk)
    if visitor is not None:
        visitor = Learner.objects.select_for_update().filter(pk=visitor.pk, user=None).first()
    apart = visitor if visitor is not None and visitor.pk != locked.pk and is_somebody(visitor) else None
    if visitor is not None and apart is None:
        merge_learners(source=visitor, target=locked)
    return LetIn(add_device(learner=locked, now=now), apart)


def is_somebody(visitor: Learner) -> bool:
    """Whether an anonymous learner is known to somebody: has a personal code, or is or was in a class."""
    return visitor.memberships.exists() or PersonalCode.objects.filter(learner=visitor).exists()


def export_learner(learner: Learner) -> dict[str, Any]:
    """Everything that the site knows of a learner, as plain data."""
    user = learner.user
    data: dict[str, Any] = {
        "format": "statuscourse export 1",
        "learner_since": learner.created_at.isoformat(),
        "account": None,
    }
    if user is not None:
        data["account"] = {
            "user_name": user.username,
            "email": user.email,
            "role": user.role,
            "joined_at": user.date_joined.isoformat(),
            "last_sign_in": user.last_login.isoformat() if user.last_login else None,
        }
    for room in ROOMS:
        data.update(room.export_learner(learner))
    return data


def delete_learner(learner: Learner) -> None:
    """Delete a learner, all their rows, their account, its sessions and its failed sign-ins; nothing is left.

    What they published as an author stays without a name; see ``quizzes.actions.leave_behind``. Their classes go to
    those who teach them as well. Done half-way it is not done: whoever is signed in stays so, and can do it again.
    """
    user = learner.user
    sessions = sessions_of(user) if user is not None else []  # reading them all, so before anybody waits for the rest
    with transaction.atomic():
        Learner.objects.select_for_update().filter(pk=learner.pk).first()  # first, as everything that works for them
        quizzes.actions.let_go(learners=[learner.pk])
        learner.delete()
        if user is not None:
            end_sessions(sessions)
            forget_sign_in_attempts(username=user.username)
            quizzes.actions.leave_behind(user=user)
            statuscourse.classrooms.actions.hand_on_classes(user=user, now=timezone.now())
            user.delete()


def read_content(content: Path, bank_folder: Path) -> tuple[Bank, Course, list[ContentProblem]]:
    """Read every content file and collect every problem; writes nothing."""
    bank, problems = read_bank(bank_folder)
    course, more = read_course(content, {question.id for _, question in bank.questions()})
    return bank, course, sorted([*problems, *more, *_cross_problems(bank, course)])


def _cross_problems(bank: Bank, course: Course) -> list[ContentProblem]:
    """What only shows when both rooms are seen: a question names a lesson's section, a quiz names a lesson."""
    anchors = {f"{lesson.head.slug}#{section.id}" for lesson in course.lessons for section in lesson.sections}
    slugs = {lesson.head.slug for lesson in course.lessons}
    problems = [
        ContentProblem(file, f"{question.id}.section", f"there is no {question.section}")
        for file, _topic, question in bank.placed()
        if question.section and question.section not in anchors
    ]
    problems += [
        ContentProblem("quizzes/bank/quizzes.yaml", quiz.slug, f"there is no lesson {quiz.lesson}")
        for quiz in bank.quizzes
        if quiz.lesson and quiz.lesson not in slugs
    ]
    problems += [
        ContentProblem(lesson.file, "slug", "a lesson has a quiz of the same slug in quizzes/bank/quizzes.yaml")
        for lesson in course.lessons
        if lesson.head.slug not in {quiz.slug for quiz in bank.quizzes}
    ]
    return problems


def load_course(content: Path, bank_folder: Path, *, now: datetime) -> Counter[str]:
    """Read everything, and store it in one transaction if nothing is wrong. Returns what happened, by name.

    Raises ContentRefused with every problem; then nothing was written.
    """
    bank, course, problems = read_content(content, bank_folder)
    if problems:
        raise ContentRefused(problems)
    with transaction.atomic():
        counts = quizzes.actions.load_bank(bank, now=now)
        return counts + lessons.actions.load_course(course, check_questions(), now=now)
