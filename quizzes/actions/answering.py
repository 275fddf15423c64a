"""Answers and drafts: what is graded at once, and what is kept until it is."""

import hashlib
import json
from collections.abc import Mapping
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, connection, models, transaction

from statuscourse.accounts.models import Learner
from statuscourse.web import metrics
from statuscourse.web.statements import Insert

from ..core import grading
from ..core.grading import Grade, grade, worth
from ..core.terms import Terms
from ..models import Answer, Attempt, Draft, QuestionRevision, given_answers


class AnswerConflict(Exception):
    """Another answer stands at this try already; it is ``first``, None where the tries before it are missing."""

    def __init__(self, first: Answer | None) -> None:
        super().__init__("answered before")
        self.first = first


class DraftConflict(Exception):
    """The draft was changed elsewhere since this page read it; ``draft`` is what stands there now."""

    def __init__(self, draft: Draft | None) -> None:
        super().__init__("changed elsewhere")
        self.draft = draft


class AttemptOver(Exception):
    """The attempt was handed in, its time is over, or the place is answered. Nothing was stored."""


class SameAgain(Exception):
    """What was sent is what the last try at this place was. No try was taken."""


class LearnerGone(Exception):
    """The learner was deleted or merged into another while the answer was on its way. Nothing was recorded."""


@dataclass(frozen=True)
class Recorded:
    """An answer that is on disk. ``given`` are all answers of the attempt with it, in the order of their tries.

    They are None where they were not read.
    """

    answer: Answer
    given: list[Answer] | None = None


STORE = Insert(Answer)


def record_answer(
    *,
    learner: Learner,
    revision: QuestionRevision,
    response: dict[str, Any],
    context: str,
    now: datetime,
    key: str = "",
    attempt: Attempt | None = None,
    position: int | None = None,
    number: int = 1,
    confidence: str = "",
    seconds: int | None = None,
) -> Recorded:
    """Grade a response and store it. The same submission sent twice counts once and returns the first result.

    Within an attempt a place takes as many tries as the terms say, ``number`` counts them from 1: another answer to
    the same try, or one after the last, raises AnswerConflict; the last one over again SameAgain. Raises LearnerGone.
    """
    house = attempt.house(position) if attempt and position else None
    result = grade(revision.body, response, attempt.terms["marks"] if attempt else grading.MARKS, house)
    answer = Answer(
        learner=learner,
        revision=revision,
        context=context,
        attempt=attempt,
        position=position,
        number=number,
        response=response,
        verdict=result.verdict,
        mark=result.mark,
        weight=attempt.weight(position) if attempt and position else 1.0,
        chosen_code=result.chosen,
        best_code=result.best,
        house=house,
        confidence=confidence,
        seconds=seconds,
        key=f"{attempt.pk}:{position}:{number}" if attempt else answer_key(key, revision, response, now),
        created_at=now,
    )
    given = None
    try:
        with transaction.atomic():
            if attempt is not None:
                given = _take_place(attempt, answer, result, now)
            else:
                STORE.run(answer)
    except (IntegrityError, _Taken) as refused:
        first = _first_answer(answer)
        if first is None and isinstance(refused, IntegrityError):
            raise LearnerGone from None
        if first is None or first.response != response or first.number != number:
            raise AnswerConflict(first) from None
        return Recorded(first)
    metrics.count("answer_recorded")
    return Recorded(answer, given=given)


class _Taken(Exception):
    """There is an answer to this try, or the place is closed."""


def _take_place(attempt: Attempt, answer: Answer, result: Grade, now: datetime) -> list[Answer]:
    """Store a try at its place, and finish the attempt when it was the last open one. Returns all its answers."""
    lock(attempt)  # the last two answers, sent at once, must not both count themselves second to last
    given = given_answers(attempt)
    mine = {each.number: each for each in given if each.position == answer.position}
    closed = {each.position for each in given if each.stands}
    if answer.position in closed or answer.number != len(mine) + 1:
        raise _Taken
    if mine and mine[answer.number - 1].response == answer.response:
        raise SameAgain
    _weigh(answer, [each.mark for each in mine.values()], result, attempt.agreed)
    STORE.run(answer)
    if answer.stands and len(closed) + 1 >= attempt.length:
        attempt.finished_at = now
        attempt.share = Attempt.share_of([*given, answer])
        attempt.save(update_fields=["finished_at", "share"])
    return [*given, answer]


def lock(attempt: Attempt) -> None:
    """Keep handing in, other answers and merging away from an attempt until the transaction ends.

    The learner first, as merging and deleting begin with it: in two orders they would wait for each other for ever.
    On SQLite the transaction itself is the lock.
    """
    if connection.features.has_select_for_update:
        Learner.objects.select_for_update().filter(pk=attempt.learner_id).first()
        Attempt.objects.select_for_update().filter(pk=attempt.pk).first()


def _weigh(answer: Answer, earlier: list[float], result: Grade, terms: Terms) -> None:
    """What a try is worth after the earlier ones, and whether it is the one that stands.

    Another try is open after a wrong or partly right one, until they are used up or the learner says to not know. Of
    all tries the best one counts. ``earlier`` are the marks of those before.
    """
    answer.mark = worth(result.mark, tries=len(earlier), penalty=terms.penalty)
    gave_up = grading.is_unknown(answer.response)
    answer.stands = result.verdict in {grading.BEST, grading.ACCEPTABLE} or gave_up or answer.number >= terms.tries
    if answer.stands:
        close_place(answer, earlier)


def close_place(answer: Answer, earlier: list[float]) -> None:
    """Let a try stand, worth what the best of all tries at its place is."""
    answer.stands = True
    before = max(earlier, default=0.0)
    if before > answer.mark:
        answer.mark, answer.verdict = before, grading.PARTLY


def answer_key(key: str, revision: QuestionRevision, response: dict[str, Any], now: datetime) -> str:
    """The idempotency key of a submission: of this form, this revision, this response and this day.

    A lesson's page may come from a browser's cache with yesterday's form in it, so the form alone does not tell two
    answers apart; a double click sends the same response on the same day.
    """
    return hashlib.sha256(f"{key}:{revision.pk}:{response}:{now.date()}".encode()).hexdigest()


def _first_answer(answer: Answer) -> Answer | None:
    """What stands in the way of an answer: the one to the same try, else the last one at its place."""
    if answer.attempt is None:
        return Answer.objects.filter(learner=answer.learner, key=answer.key).first()
    tries = {each.number: each for each in answer.attempt.answers.filter(position=answer.position)}
    return tries.get(answer.number) or (tries[max(tries)] if tries else None)


# One statement, so that a save costs one trip to the disk. It stores nothing where the attempt is over or the place is
# answered, and where the draft is another version than the page knew.
SAVE = """
INSERT INTO quizzes_draft (attempt_id, position, response, flagged, confidence, version, save_key, saved_at)
SELECT %s, %s, %s, %s, %s, 1, %s, %s
WHERE EXISTS (SELECT 1 FROM quizzes_attempt WHERE id = %s AND finished_at IS NULL)
  AND NOT EXISTS (SELECT 1 FROM quizzes_answer WHERE attempt_id = %s AND position = %s AND stands)
  AND (%s = 0 OR EXISTS (SELECT 1 FROM quizzes_draft WHERE attempt_id = %s AND position = %s))
ON CONFLICT (attempt_id, position) DO UPDATE
SET response = excluded.response, flagged = excluded.flagged, confidence = excluded.confidence,
    version = quizzes_draft.version + 1, save_key = excluded.save_key, saved_at = excluded.saved_at
WHERE quizzes_draft.version = %s
"""


def save_draft(
    *,
    attempt: Attempt,
    position: int,
    response: dict[str, Any],
    flagged: bool,
    confidence: str,
    version: int,
    key: str,
    now: datetime,
) -> int:
    """Store what stands in a place; returns its new version. The same save sent again is stored once.

    ``version`` is the one that the page had, 0 for none. Raises AttemptOver, and DraftConflict where another device
    was faster.
    """
    if attempt.agreed.is_over(attempt.deadline, now):
        return _saved_before(attempt, position, key)
    pk = _column("attempt", attempt.pk)
    content = [_column("response", response), _column("flagged", flagged), confidence, key, _column("saved_at", now)]
    values = [pk, position, *content, pk, pk, position, version, pk, position, version]
    locks = connection.features.has_select_for_update
    # Where rows can be locked, handing in waits or has happened. On SQLite the one statement is its own transaction.
    with transaction.atomic() if locks else nullcontext(), connection.cursor() as cursor:
        lock(attempt)
        cursor.execute(SAVE, values)
        saved = cursor.rowcount == 1
    if saved:
        metrics.count("draft_saved")
    return version + 1 if saved else _unsaved(attempt, position, key)


def _column(name: str, value: Any) -> Any:
    """A value as the database's adapter takes it for a column of drafts."""
    field = Draft._meta.get_field(name)
    assert isinstance(field, models.Field)  # noqa: S101 - the other kind is a relation from elsewhere
    return field.get_db_prep_save(value, connection)


def save_key(data: Mapping[str, Any]) -> str:
    """The key of a save by a form without a script: of its version and content, so that a double click is one."""
    said = [data["version"] or 0, data["response"], data["flagged"], data["confidence"]]
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


def _saved_before(attempt: Attempt, position: int, key: str) -> int:
    """The version of a save that came in time and whose answer got lost. Raises AttemptOver where there was none."""
    draft = attempt.drafts.filter(position=position, save_key=key).first()
    if draft is None:
        raise AttemptOver
    return draft.version


def _unsaved(attempt: Attempt, position: int, key: str) -> int:
    """Why a save stored nothing: it had been stored before, the attempt is over, or another device was faster."""
    draft = attempt.drafts.filter(position=position).first()
    if draft is not None and draft.save_key == key:
        return draft.version
    over = not Attempt.objects.under_way().filter(pk=attempt.pk).exists()
    if over or attempt.answers.standing().filter(position=position).exists():
        raise AttemptOver
    raise DraftConflict(draft)
