"""The statistics of a quiz that has been answered a hundred thousand times."""

import time
import uuid
from collections.abc import Iterator
from random import Random
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from quizzes.actions.counting import count_finished, rebuild
from quizzes.models import Attempt, Question, Quiz
from statuscourse.accounts.models import Learner, User

from .browser import Browser, raw
from .client import LoadError, Request
from .filling import graded_responses
from .sites import Site

CASE = "statistics"
ANSWERS = 100_000
LENGTH = 10
QUIZ = "bench-statistics"
PLACE = f"/author/quizzes/{QUIZ}/statistics/"
NAME, PASSWORD = "bench-instructor", "a-long-one-for-the-bench"


def prepare(site: Site) -> None:
    """Store the answers and count them; then count them all anew and say how long it took."""
    site.use()
    if Quiz.objects.filter(pk=QUIZ).exists():
        return
    quiz = make_quiz()
    store_attempts(quiz)
    site.acknowledged += ANSWERS
    now = timezone.now()
    first = count_finished(quiz=quiz, limit=ANSWERS, now=now)
    start, work = time.monotonic(), time.process_time()
    again = rebuild(quiz=quiz, limit=ANSWERS, now=now)
    site.rebuilt = ANSWERS, time.monotonic() - start, time.process_time() - work
    if not first.counted == again.counted == ANSWERS // LENGTH or again.left:
        raise LoadError(f"counted {first} and then {again}")
    connection.close()


def make_quiz() -> Quiz:
    questions = Question.objects.filter(kind="code", retired_at=None, is_shipped=True).order_by("pk")
    ids = list(questions.values_list("pk", flat=True)[:LENGTH])
    return Quiz.objects.create(slug=QUIZ, title="Bench", summary="Of the bench.", question_ids=ids, is_shipped=True)


def store_attempts(quiz: Quiz) -> None:
    """Attempts of a learner each, with answers of every verdict, stored in bulk."""
    random, now = Random(2026), timezone.now()
    by_id = Question.objects.select_related("current").in_bulk(quiz.question_ids)
    revisions = [current for name in quiz.question_ids if (current := by_id[name].current)]
    learners = Learner.objects.bulk_create([Learner() for _ in range(ANSWERS // LENGTH)], batch_size=500)
    attempts = [
        Attempt(
            id=uuid.uuid4(),
            learner=learner,
            quiz=quiz,
            revision_ids=[revision.pk for revision in revisions],
            terms=quiz.terms.snapshot(),
            started_at=now,
            finished_at=now,
        )
        for learner in learners
    ]
    graded = {revision.pk: graded_responses(revision.body) for revision in revisions}
    columns = (
        "learner_id, revision_id, context, attempt_id, position, number, stands, response, verdict, mark, weight,"
        " chosen_code, best_code, confidence, seconds, key, created_at"
    )
    statement = f"INSERT INTO quizzes_answer ({columns}) VALUES ({', '.join(['%s'] * 17)})"
    with transaction.atomic(), connection.cursor() as cursor:
        Attempt.objects.bulk_create(attempts, batch_size=500)
        cursor.executemany(statement, _rows(attempts, graded, random, now.strftime("%Y-%m-%d %H:%M:%S.%f")))


def _rows(attempts: list[Attempt], graded: dict[int, Any], random: Random, at: str) -> Iterator[tuple[Any, ...]]:
    for attempt in attempts:
        for place, revision in enumerate(attempt.revision_ids, start=1):
            response, verdict, mark, code, best = random.choice(graded[revision])
            key, seconds = f"{attempt.pk}:{place}:1", random.randrange(5, 300)
            where = ("quiz", attempt.pk.hex, place, 1, 1)
            yield (
                attempt.learner_id, revision, *where, response, verdict, mark, 1.0, code, best, "", seconds, key, at
            )  # fmt: skip


def requests(port: int) -> Iterator[Request]:
    """The page, as an instructor opens it who signed in with the form."""
    user = User(username=NAME, role=User.Role.INSTRUCTOR)
    user.set_password(PASSWORD)
    user.save()
    Learner.objects.create(user=user)
    connection.close()
    browser = Browser(port)
    form = next(form for form in browser.forms("/accounts/sign-in/") if "password" in form.fields)
    browser.post(form, "/accounts/sign-in/", username=NAME, password=PASSWORD)
    while True:
        yield raw("GET", PLACE, port, cookie=browser.cookie), b"<title>Statistics: Bench"
