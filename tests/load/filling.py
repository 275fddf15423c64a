"""A table of answers as a site has it after years: straight SQL, in the order of time."""

import json
import secrets
import uuid
from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from quizzes.core.grading import grade, read_response
from quizzes.models import Answer, Attempt, Question, Quiz
from statuscourse.accounts.models import Learner

from .client import LoadError
from .product import QUIZ
from .responses import numbered, responses

COLUMNS = (
    "learner_id", "revision_id", "context", "attempt_id", "position", "number", "stands", "response",
    "verdict", "mark", "weight", "chosen_code", "best_code", "regraded_by_id",
    "confidence", "seconds", "key", "created_at",
)  # fmt: skip
ANSWERS_EACH = 50
IN_ATTEMPTS = 0.4
YEARS = timedelta(days=700)


def fill(number: int) -> list[Learner]:
    """Store so many answers, about fifty of each learner, over all questions, two in five within attempts at a quiz.

    Returns the learners without an account in the order of their rows.
    """
    known = {str(field.column) for field in Answer._meta.concrete_fields} - {"id"}
    if known != set(COLUMNS):
        raise LoadError(f"the columns of an answer have changed: {sorted(known ^ set(COLUMNS))}; mend filling.py")
    random = Random(2026)
    Learner.objects.bulk_create([Learner() for _ in range(number // ANSWERS_EACH)], batch_size=500)
    learners = list(Learner.objects.order_by("pk"))
    places = _attempts(number, learners, random)
    marks = ", ".join(["%s"] * len(COLUMNS))
    statement = f"INSERT INTO {Answer._meta.db_table} ({', '.join(COLUMNS)}) VALUES ({marks})"
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.executemany(statement, _rows(number, [learner.pk for learner in learners], places, random))
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    return [learner for learner in learners if learner.user_id is None]


def _attempts(number: int, learners: list[Learner], random: Random) -> list[tuple[Attempt, int]]:
    """Finished attempts, and their places in a random order."""
    quiz = Quiz.objects.get(pk=QUIZ)
    current = dict(Question.objects.filter(pk__in=quiz.question_ids).values_list("pk", "current"))
    revisions = [current[question] for question in quiz.question_ids]
    terms = quiz.terms.snapshot()
    now = timezone.now()
    attempts = [
        Attempt(
            id=uuid.UUID(int=random.getrandbits(128), version=4),
            learner=random.choice(learners),
            quiz=quiz,
            revision_ids=revisions,
            terms=terms,
            started_at=now,
            finished_at=now,
        )
        for _ in range(int(number * IN_ATTEMPTS) // len(revisions))
    ]
    Attempt.objects.bulk_create(attempts, batch_size=500)
    places = [(attempt, place) for attempt in attempts for place in range(1, len(revisions) + 1)]
    random.shuffle(places)
    return places


def _rows(
    number: int, learners: list[int], places: list[tuple[Attempt, int]], random: Random
) -> Iterator[tuple[Any, ...]]:
    current = Question.objects.filter(retired_at=None).select_related("current")
    graded = {question.current_id: graded_responses(question.current.body) for question in current if question.current}
    revisions = list(graded)
    begin, step = timezone.now() - YEARS, YEARS / number
    within = set(random.sample(range(number), len(places)))
    for each in range(number):
        if each in within:
            attempt, place = places.pop()
            revision, learner = attempt.revision_ids[place - 1], attempt.learner_id
            where: tuple[Any, ...] = ("quiz", attempt.pk.hex, place)
            key = f"{attempt.pk}:{place}:1"
        else:
            revision, learner = random.choice(revisions), random.choice(learners)
            where, key = ("check", None, None), secrets.token_hex(32)
        response, verdict, mark, code, best = random.choice(graded[revision])
        at = _stored(begin + each * step)
        yield (learner, revision, *where, 1, 1, response, verdict, mark, 1.0, code, best, None, "", None, key, at)


def _stored(at: datetime) -> str:
    return at.strftime("%Y-%m-%d %H:%M:%S.%f")


def graded_responses(body: dict[str, Any]) -> list[tuple[str, str, float, int | None, int | None]]:
    """Responses as they are stored, with verdict and mark, the chosen code and the best one."""
    rows = []
    for raw in responses(body, Random(2026)):
        response = read_response(body, numbered(raw, "1"))
        result = grade(body, response)
        rows.append((json.dumps(response), result.verdict, result.mark, result.chosen, result.best))
    return rows
