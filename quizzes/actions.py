"""What happens in quizzes: loading the bank, starting attempts, recording answers, a learner's rows as a whole."""

import hashlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from random import Random
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.db.models import Count

from statuscourse.accounts.models import Learner

from .core.bank import Bank, digest, revision_body
from .core.bank import Question as BankQuestion
from .core.drawing import draw
from .core.grading import MARKS, grade
from .models import Answer, Attempt, Question, QuestionRevision, Quiz


class AnswerConflict(Exception):
    """Another answer stands at this place already; it is ``first``."""

    def __init__(self, first: Answer) -> None:
        super().__init__("answered before")
        self.first = first


class LearnerGone(Exception):
    """The learner was deleted or merged into another while the answer was on its way. Nothing was recorded."""


@dataclass(frozen=True)
class Recorded:
    """An answer that is on disk. ``repeated`` where the same submission came again."""

    answer: Answer
    repeated: bool


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
    seconds: int | None = None,
) -> Recorded:
    """Grade a response and store it. The same submission sent twice counts once and returns the first result.

    Within an attempt a place takes one answer: another one there raises AnswerConflict. Raises LearnerGone.
    """
    result = grade(revision.body, response, attempt.terms["marks"] if attempt else MARKS)
    answer = Answer(
        learner=learner,
        revision=revision,
        context=context,
        attempt=attempt,
        position=position,
        response=response,
        verdict=result.verdict,
        mark=result.mark,
        chosen_code=result.chosen,
        best_code=result.best,
        seconds=seconds,
        key=f"{attempt.pk}:{position}" if attempt else answer_key(key, revision, response, now),
        created_at=now,
    )
    try:
        with transaction.atomic():
            if attempt is not None and connection.features.has_select_for_update:
                # The last two answers, sent at once, must not both count themselves second to last. On SQLite the
                # transaction itself is the lock.
                Attempt.objects.select_for_update().filter(pk=attempt.pk).first()
            answer.save(force_insert=True)
            if attempt is not None:
                _finish_if_complete(attempt, now)
    except IntegrityError:
        first = _first_answer(answer)
        if first is None:
            raise LearnerGone from None
        if first.response != response:
            raise AnswerConflict(first) from None
        return Recorded(first, repeated=True)
    return Recorded(answer, repeated=False)


def answer_key(key: str, revision: QuestionRevision, response: dict[str, Any], now: datetime) -> str:
    """The idempotency key of a submission: of this form, this revision, this response and this day.

    A lesson's page may come from a browser's cache with yesterday's form in it, so the form alone does not tell two
    answers apart; a double click sends the same response on the same day.
    """
    return hashlib.sha256(f"{key}:{revision.pk}:{response}:{now.date()}".encode()).hexdigest()


def _first_answer(answer: Answer) -> Answer | None:
    if answer.attempt is not None:
        return Answer.objects.filter(attempt=answer.attempt, position=answer.position).first()
    return Answer.objects.filter(learner=answer.learner, key=answer.key).first()


def _finish_if_complete(attempt: Attempt, now: datetime) -> None:
    if attempt.answers.count() >= attempt.length:
        attempt.finished_at = now
        attempt.save(update_fields=["finished_at"])


@transaction.atomic
def start_attempt(*, learner: Learner, quiz: Quiz, now: datetime, rng: Random) -> Attempt | None:
    """Start an attempt, or return the one that is under way; None where the quiz has nothing left to ask."""
    if not Learner.objects.select_for_update().filter(pk=learner.pk).first():  # a double click waits here
        raise LearnerGone
    under_way = Attempt.objects.under_way().filter(learner=learner, quiz=quiz, retry_of=None)
    # Two devices may each have begun one before they met in one account: the one that came further goes on.
    if open_attempt := under_way.annotate(given=Count("answers")).order_by("-given", "-started_at").first():
        return open_attempt
    if quiz.draw:
        question_ids = draw(
            _drawable(quiz.draw["topics"]), quiz.draw["number"], Answer.objects.of(learner).question_ids(), rng
        )
    else:
        question_ids = quiz.question_ids
    current = dict(Question.objects.filter(pk__in=question_ids, retired_at=None).values_list("pk", "current"))
    revisions = [current[question_id] for question_id in question_ids if question_id in current]
    return _new_attempt(learner, quiz, revisions, now) if revisions else None


@transaction.atomic
def retry_wrong(*, attempt: Attempt, now: datetime) -> Attempt | None:
    """Start an attempt with what went wrong, in the revisions that were seen; None where nothing did.

    Sent twice it returns the retry that is under way.
    """
    Attempt.objects.select_for_update().get(pk=attempt.pk)
    open_retry = attempt.retries.under_way().order_by("-started_at").first()
    if open_retry:
        return open_retry
    wrong = attempt.answers.filter(verdict="wrong").order_by("position").values_list("revision", flat=True)
    if not wrong:
        return None
    return _new_attempt(attempt.learner, attempt.quiz, list(wrong), now, retry_of=attempt)


def _new_attempt(
    learner: Learner, quiz: Quiz, revisions: list[int], now: datetime, retry_of: Attempt | None = None
) -> Attempt:
    # Marks are part of the terms, so that a later change of the rule never changes what was agreed at the start.
    terms = {"marks": MARKS, "feedback": "immediate"}
    return Attempt.objects.create(
        learner=learner, quiz=quiz, revision_ids=revisions, terms=terms, started_at=now, retry_of=retry_of
    )


def _drawable(topics: list[str]) -> dict[str, list[str]]:
    questions = Question.objects.filter(retired_at=None)
    if topics:
        questions = questions.filter(topic__in=topics)
    piles: dict[str, list[str]] = {}
    for question_id, topic in questions.values_list("pk", "topic"):
        piles.setdefault(topic, []).append(question_id)
    return piles


def merge_learner(*, source: Learner, target: Learner) -> None:
    """Move everything that the source did here to the target. A submission that both have counts once."""
    kept = Answer.objects.of(target).values("key")
    Answer.objects.of(source).filter(key__in=kept).delete()
    Attempt.objects.filter(learner=source).update(learner=target)
    Answer.objects.of(source).update(learner=target)


def export_learner(learner: Learner) -> dict[str, Any]:
    """Everything that a learner did here, as plain data."""
    answers = Answer.objects.of(learner).select_related("revision").order_by("created_at")
    attempts = Attempt.objects.filter(learner=learner).order_by("started_at")
    return {
        "answers": [_export_answer(answer) for answer in answers],
        "attempts": [
            {
                "id": str(attempt.pk),
                "quiz": attempt.quiz_id,
                "started_at": attempt.started_at.isoformat(),
                "finished_at": attempt.finished_at.isoformat() if attempt.finished_at else None,
                "terms": attempt.terms,
                "questions": attempt.length,
            }
            for attempt in attempts
        ],
    }


def _export_answer(answer: Answer) -> dict[str, Any]:
    """What a learner gets of an answer when exporting their data."""
    return {
        "question": answer.revision.question_id,
        "revision": answer.revision.number,
        "context": answer.context,
        "attempt": str(answer.attempt_id) if answer.attempt_id else None,
        "response": answer.response,
        "verdict": answer.verdict,
        "mark": answer.mark,
        "best_code": answer.best_code,
        "seconds": answer.seconds,
        "at": answer.created_at.isoformat(),
    }


def load_bank(bank: Bank, *, now: datetime) -> Counter[str]:
    """Store what the files say: new revisions where a question changed, retired where it left. Counts what happened.

    Runs inside the caller's transaction.
    """
    counts: Counter[str] = Counter()
    stored = Question.objects.select_related("current").in_bulk()
    questions = dict(_load_questions(bank, stored, counts))
    _retire(Question, set(stored) - set(questions), now, counts, "questions")
    for _topic, item in bank.questions():
        for replaced in item.replaces:
            Question.objects.filter(pk=replaced).update(replaced_by=item.id)
    known_quizzes = Quiz.objects.in_bulk()
    for order, quiz in enumerate(bank.quizzes):
        row = Quiz(
            slug=quiz.slug,
            title=quiz.title,
            summary=quiz.summary,
            lesson=quiz.lesson,
            order=order,
            question_ids=bank.quiz_question_ids(quiz),
            draw=quiz.draw.model_dump() if quiz.draw else None,
        )
        _save(row, known_quizzes.get(quiz.slug), counts, "quizzes")
    _retire(Quiz, set(known_quizzes) - {quiz.slug for quiz in bank.quizzes}, now, counts, "quizzes")
    return counts


def _load_questions(bank: Bank, stored: dict[str, Question], counts: Counter[str]) -> Iterable[tuple[str, Question]]:
    for topic, item in bank.questions():
        question = Question(
            id=item.id,
            topic=topic.topic,
            title=item.title,
            section=item.section,
            best_code=item.best,
            agreement=item.agreement,
            difficulty=item.difficulty,
            tags={"pairs": item.pairs, "mistake": item.mistake},
        )
        yield item.id, _load_question(question, item, stored.get(item.id), counts)


def _load_question(question: Question, item: BankQuestion, old: Question | None, counts: Counter[str]) -> Question:
    body = revision_body(item)
    mark = digest(body)
    if old is not None:
        question.replaced_by_id = old.replaced_by_id
        if old.current is not None and old.current.digest == mark:
            question.current = old.current
    if question.current is None:
        if old is None:
            question.save(force_insert=True)
            old = question
        question.current = old.revisions.filter(digest=mark).first() or old.revisions.create(
            number=old.revisions.count() + 1, digest=mark, body=body
        )
        question.save()
        counts["questions created" if old is question else "questions changed"] += 1
        return question
    _save(question, old, counts, "questions")
    return question


def _save(row: Any, old: Any, counts: Counter[str], what: str) -> None:
    """Write a row where it differs from the stored one, or is new, or was retired."""
    fields = [field.attname for field in row._meta.concrete_fields]
    if old is not None and all(getattr(row, name) == getattr(old, name) for name in fields):
        counts[f"{what} unchanged"] += 1
        return
    row.save()
    counts[f"{what} {'changed' if old is not None else 'created'}"] += 1


def _retire(model: Any, absent: set[str], now: datetime, counts: Counter[str], what: str) -> None:
    """What left the files is retired, never deleted: answers and old links point at it."""
    retired = model.objects.filter(pk__in=absent, retired_at=None).update(retired_at=now)
    if retired:
        counts[f"{what} retired"] += retired
