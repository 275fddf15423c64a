"""Writing quizzes: a working copy that is saved, and what of it learners get."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from random import Random
from typing import Any

from django.db import transaction

from statuscourse.accounts.models import User

from ..core.picking import stored_pick
from ..core.quiz_drafts import Asked, QuizSource, parse_quiz, quiz_problems
from ..core.sources import new_id
from ..models import Question, Quiz
from .counting import forget_sums

TITLE = 120  # characters that the column holds
DRAFT = ("draft", "draft_version", "problems", "edited_at", "edited_by_id")
COLUMNS = ("title", "summary")  # what lists show


class EditConflict(Exception):
    """Somebody saved the working copy since this page read it; ``quiz`` is as it stands now."""

    def __init__(self, quiz: Quiz) -> None:
        super().__init__("changed meanwhile")
        self.quiz = quiz


def asked_by(source: QuizSource) -> dict[str, Asked]:
    """The questions that a working copy picks by hand, as far as they exist. One query."""
    named = [str(row["question"]) for row in source.get("picks") or [] if "question" in row]
    rows = Question.objects.filter(pk__in=named).only("pk", "title", "current", "retired_at", "draft")
    return {item.pk: Asked(item.title, item.state) for item in rows}


def create_quiz(*, owner: User, source: QuizSource, now: datetime, rng: Random) -> Quiz:
    """Begin a quiz: a working copy that nobody but its authors sees."""
    item = Quiz(slug=new_id("", str(source.get("title") or "quiz"), rng), owner=owner)
    _take_columns(item, source)
    _take_draft(item, source, owner, now)
    item.save(force_insert=True)
    return item


def save_quiz_draft(*, quiz: Quiz, source: QuizSource, version: int, by: User, now: datetime) -> Quiz:
    """Store what stands in the editor; returns the quiz as it is then. Raises EditConflict.

    ``version`` is the one that the page had. What says the same as the published quiz is no working copy of its own.
    """
    quiz.draft_version = version
    if quiz.published_at is None:
        _take_columns(quiz, source)
    _take_draft(quiz, source, by, now)
    if quiz.published_at is not None and source == quiz.published_copy:
        quiz.draft = None
    names = DRAFT if quiz.published_at else (*DRAFT, *COLUMNS)
    values = {name: getattr(quiz, name) for name in names}
    # One statement that also compares, so that of two saves at once one is told.
    if not Quiz.objects.filter(pk=quiz.pk, draft_version=version).update(**values):
        raise EditConflict(_fresh(quiz))
    return quiz


@transaction.atomic
def publish_quiz(*, quiz: Quiz, version: int, by: User, now: datetime) -> Quiz:
    """Make the working copy what new attempts get; those under way keep theirs.

    Raises QuizRefused with every problem and its place, and EditConflict.
    """
    locked = _locked(quiz, version)
    source = locked.working_copy
    draft, picks = parse_quiz(source, asked_by(source))
    locked.title, locked.summary, locked.is_listed = draft.title, draft.summary, draft.is_listed
    before, locked.picks = locked.picks, [stored_pick(pick) for pick in picks]
    if locked.picks != before:  # a place may have another question now
        forget_sums([locked.pk])
    locked.behaviour = draft.behaviour.model_dump()
    locked.published_at = locked.published_at or now
    locked.retired_at = None
    _without_draft(locked, by, now)
    return locked


@transaction.atomic
def discard_quiz_draft(*, quiz: Quiz, version: int, by: User, now: datetime) -> None:
    """Go back to what is published; a quiz that never was is deleted. Raises EditConflict."""
    locked = _locked(quiz, version)
    if locked.published_at is None:
        locked.delete()
        return
    _without_draft(locked, by, now)


def retire_quiz(*, quiz: Quiz, version: int, by: User, now: datetime) -> None:
    """Take a quiz out of use: its address says 410, attempts at it keep their results.

    ``version`` is the one that the page had. The same again changes nothing. Raises EditConflict.
    """
    _take_out_or_back(quiz, now, version, by, now)


def bring_quiz_back(*, quiz: Quiz, version: int, by: User, now: datetime) -> None:
    """Take a retired quiz into use again. The same again changes nothing. Raises EditConflict."""
    _take_out_or_back(quiz, None, version, by, now)


@transaction.atomic
def _take_out_or_back(quiz: Quiz, retired_at: datetime | None, version: int, by: User, now: datetime) -> None:
    """A new version as well, so that a page which was read before publishes nothing over it."""
    locked = Quiz.objects.select_for_update().get(pk=quiz.pk)
    if (locked.retired_at is None) == (retired_at is None):
        return
    if locked.draft_version != version:
        raise EditConflict(_fresh(quiz))
    locked.retired_at, locked.draft_version = retired_at, version + 1
    locked.edited_at, locked.edited_by = now, by
    locked.save(update_fields=["retired_at", "draft_version", "edited_at", "edited_by"])


def copy_quiz(*, quiz: Quiz, owner: User, title: str, now: datetime, rng: Random) -> Quiz:
    """A working copy of somebody's own. Questions that they may not see as an author are left out of it."""
    source = quiz.working_copy
    kept = _visible_picks(source.get("picks") or [], owner)
    copied = {**source, "title": title[:TITLE], "picks": kept, "is_listed": False}
    return create_quiz(owner=owner, source=copied, now=now, rng=rng)


def _visible_picks(picks: Iterable[Mapping[str, Any]], user: User) -> list[Mapping[str, Any]]:
    rows = list(picks)
    named = [row["question"] for row in rows if "question" in row]
    visible = set(Question.objects.visible_to(user).filter(pk__in=named).values_list("pk", flat=True))
    return [row for row in rows if "question" not in row or row["question"] in visible]


def _locked(quiz: Quiz, version: int) -> Quiz:
    locked = Quiz.objects.select_for_update().get(pk=quiz.pk)
    if locked.draft_version != version:
        raise EditConflict(_fresh(quiz))
    return locked


def _fresh(quiz: Quiz) -> Quiz:
    return Quiz.objects.select_related("owner", "edited_by").get(pk=quiz.pk)


def _without_draft(locked: Quiz, by: User, now: datetime) -> None:
    locked.draft, locked.problems, locked.draft_version = None, 0, locked.draft_version + 1
    locked.edited_at, locked.edited_by = now, by
    locked.save()


def _take_draft(item: Quiz, source: QuizSource, by: User, now: datetime) -> None:
    item.draft = source
    item.draft_version += 1
    item.problems = len(quiz_problems(source, asked_by(source)))
    item.edited_at, item.edited_by = now, by


def _take_columns(item: Quiz, source: QuizSource) -> None:
    """What the list of a quiz that was never published shows."""
    item.title = str(source.get("title") or "")[:TITLE]
    item.summary = str(source.get("summary") or "")
