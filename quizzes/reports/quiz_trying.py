"""A quiz as a learner would take it, drawn by a seed; nothing is stored."""

from dataclasses import dataclass, replace
from random import Random
from typing import Any

from pydantic import ValidationError

from ..core.picking import ByRule, Candidate, Pick, piles_of, read_picks, resolve
from ..core.quiz_drafts import QuizSource
from ..core.shuffling import lay_out
from ..core.terms import Terms
from ..models import Question, QuestionRevision, Quiz, candidates, get_revision
from .feedback import Feedback, feedback_on
from .questions import ShownQuestion, shown_question
from .trying import feedback_for, shown_source, unsaved_revision


@dataclass(frozen=True)
class TriedPlace:
    """One place of a quiz that is tried: the question, and what it is graded by.

    ``is_draft``: it was never published, and is shown as it is written so far.
    """

    number: int
    length: int
    weight: float
    shown: ShownQuestion
    revision: QuestionRevision
    is_draft: bool = False


@dataclass(frozen=True)
class TriedQuiz:
    """A quiz drawn by a seed. ``place`` is None where there is no such place."""

    length: int
    possible: float
    place: TriedPlace | None
    left_out: int  # picks that cannot be drawn


def tried_quiz(quiz: Quiz, source: QuizSource, seed: str, number: int) -> TriedQuiz:
    """The working copy drawn by the seed, as somebody who has met nothing would get it. Three queries at most."""
    picks, broken = _readable(source)
    found = candidates(picks, quiz.owner_id)
    drafts = _drafts(picks, found)
    known = found | {item.pk: _candidate(item) for item in drafts.values()}
    drawn = resolve(picks, piles_of(picks, known), set(), Random(seed))  # noqa: S311 - no secret
    left_out = broken + sum(pick.number for pick in picks) - len(drawn)
    place = None
    if 1 <= number <= len(drawn):
        each = drawn[number - 1]
        draft = drafts.get(each.question)
        place = _place(found.get(each.question), draft, number, len(drawn), each.mark)
        if (source.get("behaviour") or {}).get("shuffle") and draft is None:
            layout = lay_out(place.revision.body, Random(f"{seed} {number}"))  # noqa: S311 - no secret
            place = replace(place, shown=place.shown.asked(layout, None))
    return TriedQuiz(len(drawn), sum(each.mark for each in drawn), place, max(0, left_out))


def _readable(source: QuizSource) -> tuple[list[Pick], int]:
    """The picks that can be read, and how many cannot."""
    picks: list[Pick] = []
    stored = source.get("picks") or []
    for row in stored:
        try:
            picks += read_picks([row])
        except ValidationError:
            continue
    return picks, len(stored) - len(picks)


def _drafts(picks: list[Pick], found: dict[str, Candidate]) -> dict[str, Question]:
    """What is picked by hand and was never published."""
    named = [pick.question for pick in picks if not isinstance(pick, ByRule) and pick.question not in found]
    if not named:
        return {}
    return Question.objects.filter(pk__in=named, current=None, retired_at=None).in_bulk()


def _candidate(item: Question) -> Candidate:
    return Candidate(item.pk, 0, item.topic, item.kind, item.difficulty, is_course=False)


def _place(candidate: Candidate | None, draft: Question | None, number: int, length: int, weight: float) -> TriedPlace:
    if candidate is not None:
        shown = shown_question(candidate.revision)
        return TriedPlace(number, length, weight, shown, get_revision(candidate.revision))
    assert draft is not None  # noqa: S101 - what is drawn is one or the other
    source = draft.working_copy
    revision = unsaved_revision(source, draft)
    return TriedPlace(number, length, weight, shown_source(source, draft), revision, is_draft=True)


def tried_feedback(place: TriedPlace, response: dict[str, Any]) -> Feedback:
    """What a learner would be told. Raises SourceRefused where a draft says too little to grade it."""
    if place.is_draft:
        question = place.revision.question
        return feedback_for(question.working_copy, question, response)
    return feedback_on(shown_question(place.revision.pk), place.revision.body, response)


def terms_in(source: QuizSource) -> Terms:
    """The behaviour of a working copy as far as it can be read."""
    stored = source.get("behaviour") or {}
    return Terms.of({name: value for name, value in stored.items() if name in {"mode", "hints", "shuffle"}})
