"""Folding finished attempts into the kept sums of their quiz, so that its statistics cost the same for any number."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, Sum

from statuscourse.accounts.models import User

from ..core.statistics import sums as kept
from ..core.statistics.chosen import options
from ..core.statistics.places import places
from ..core.statistics.sums import KeptSums, Scored
from ..models import Answer, Attempt, ItemSums, Question, QuestionRevision, Quiz, QuizSums

BATCH = 1_000  # answers in one transaction: about 0.1 s, which is how long somebody who answers meanwhile waits


@dataclass(frozen=True)
class Progress:
    """How many attempts are in the sums, and how many are finished and not in them yet."""

    counted: int
    left: int

    @property
    def all(self) -> int:
        return self.counted + self.left


def count_finished(*, quiz: Quiz, limit: int, now: datetime) -> Progress:
    """Add finished attempts to the kept sums, ``limit`` of them at most. Called twice, or by two at once, it adds once.

    A learner's first finished attempt goes into the sums of first attempts and into those of all, a later one only into
    those of all. A retry of what went wrong goes into neither: it asks a part of the quiz, and the hard part.
    """
    _count_some(quiz, limit, now)
    return _progress([quiz.pk], [quiz.pk])


def count_asked(*, question: Question, user: User, answers: int, now: datetime) -> Progress:
    """Add to the kept sums what finished in the quizzes that ask a question: about so many answers, in all of them.

    These are the quizzes that ``user`` may see; each is counted as ``count_finished`` does.
    """
    quizzes = Quiz.objects.visible_to(user)
    waiting = quizzes.filter(pk__in=_waiting(question)).order_by("pk")
    found = list(waiting)
    for quiz in found:
        if answers > 0:
            answers -= max(1, quiz.length) * _count_some(quiz, per_answers(quiz, answers), now)
    left = list(waiting.values_list("pk", flat=True)) if found else []
    asking = ItemSums.objects.filter(revision__question=question, quiz__in=quizzes.values("pk"))
    return _progress([*left, *asking.order_by().values_list("quiz", flat=True).distinct()], left)


def per_answers(quiz: Quiz, answers: int) -> int:
    """How many attempts at a quiz have about so many answers."""
    return max(1, answers // max(1, quiz.length))


def _count_some(quiz: Quiz, limit: int, now: datetime) -> int:
    """How many attempts were taken, in as many transactions as they need."""
    taken, size = 0, per_answers(quiz, BATCH)
    while taken < limit:
        wanted = min(limit - taken, size)
        found = _count_batch(quiz, wanted, now)
        taken += found
        if found < wanted:
            break
    return taken


def rebuild(*, quiz: Quiz, limit: int, now: datetime) -> Progress:
    """Forget the sums of a quiz and begin to count anew. What deleted learners left in them is gone then."""
    forget_sums([quiz.pk])
    return count_finished(quiz=quiz, limit=limit, now=now)


@transaction.atomic
def forget_sums(quizzes: Iterable[str]) -> None:
    """Throw the kept sums of these quizzes away, because answers in them changed: every attempt is counted again."""
    slugs = sorted(set(quizzes))
    list(Quiz.objects.filter(pk__in=slugs).order_by("pk").select_for_update(no_key=True))  # nobody counts meanwhile
    QuizSums.objects.filter(quiz__in=slugs).delete()
    ItemSums.objects.filter(quiz__in=slugs).delete()
    Attempt.objects.filter(quiz__in=slugs, counted_at__isnull=False).update(counted_at=None)


def _progress(quizzes: Iterable[str], unfinished: Iterable[str]) -> Progress:
    """What stands in the sums of quizzes together, and what is left to count of those that are not through."""
    sums = QuizSums.objects.filter(quiz__in=list(quizzes), first_only=False)
    counted = sums.aggregate(all=Sum("attempts", default=0))["all"]
    return Progress(counted, _uncounted().filter(quiz__in=list(unfinished), retry_of=None).count())


def _uncounted() -> Any:
    return Attempt.objects.filter(counted_at=None, finished_at__isnull=False)


def _waiting(question: Question) -> Any:
    """The quizzes with finished attempts that asked a question and are in no sums yet."""
    # Uncounted attempts first, by their own small index: from the answers it would begin with all to this question.
    asked = Answer.objects.filter(attempt=OuterRef("pk"), revision__question=question)
    return _uncounted().filter(Exists(asked), retry_of=None).order_by().values("quiz").distinct()


@transaction.atomic
def _count_batch(quiz: Quiz, number: int, now: datetime) -> int:
    """One transaction with a fixed number of queries; how many attempts it took."""
    # Who counts the same quiz at the same time waits here, and finds the next attempts.
    Quiz.objects.select_for_update(no_key=True).get(pk=quiz.pk)
    batch = list(_uncounted().filter(quiz=quiz).annotate(later=Exists(_earlier()))[:number])
    if not batch:
        return 0
    counted = [attempt for attempt in batch if attempt.retry_of_id is None]
    scored = _scored(quiz, counted)
    firsts = [scored.pop(attempt.pk) for attempt in counted if not attempt.later]
    first, later = (reduce(KeptSums.add, attempts, KeptSums()) for attempts in (firsts, scored.values()))
    for is_first, sums, many in ((True, first, len(firsts)), (False, first + later, len(counted))):
        if many:
            _add(quiz, is_first, sums, many, now)
    Attempt.objects.filter(pk__in=[attempt.pk for attempt in batch]).update(counted_at=now)
    return len(batch)


def _earlier() -> Any:
    """Attempts that the same learner finished before this one, which is then not the first."""
    finished = Attempt.objects.filter(
        learner=OuterRef("learner"), quiz=OuterRef("quiz"), retry_of=None, finished_at__isnull=False
    )
    before = Q(finished_at__lt=OuterRef("finished_at")) | Q(finished_at=OuterRef("finished_at"), pk__lt=OuterRef("pk"))
    return finished.filter(before)


def _scored(quiz: Quiz, attempts: Iterable[Attempt]) -> dict[Any, list[Scored]]:
    """The standing answers of each attempt, as the arithmetic takes them."""
    given: dict[Any, list[Any]] = {attempt.pk: [] for attempt in attempts}
    rows = Answer.objects.standing().filter(attempt__in=list(given)).order_by("position")
    columns = ("attempt_id", "revision_id", "mark", "weight", "response", "seconds")
    for attempt_id, *row in rows.values_list(*columns):
        given[attempt_id].append(row)
    wanted = {row[0] for answers in given.values() for row in answers}
    bodies = {pk: (name, body) for pk, name, body in _bodies(wanted)}
    where = places(quiz.question_ids, quiz.draw, quiz.picks)
    found = {}
    for attempt_id, answers in given.items():
        slots = where.slots(bodies[row[0]][0] for row in answers)
        found[attempt_id] = [
            Scored(str(pk), slot, mark, weight, drawn, options(bodies[pk][1], response), seconds)
            for (pk, mark, weight, response, seconds), (slot, drawn) in zip(answers, slots, strict=True)
        ]
    return found


def _bodies(revisions: Iterable[int]) -> Iterable[tuple[int, str, Any]]:
    return QuestionRevision.objects.filter(pk__in=revisions).values_list("pk", "question_id", "body")


def _add(quiz: Quiz, first: bool, batch: KeptSums, number: int, now: datetime) -> None:
    """Add a batch that was put together before: what is kept is large, and is read and written once."""
    row = QuizSums.objects.filter(quiz=quiz, first_only=first).first() or QuizSums(quiz=quiz, first_only=first)
    row.sums = (kept.QuizSums.from_json(row.sums) + batch.quiz).to_json()
    row.attempts, row.updated_at = row.attempts + number, now
    row.save()
    _add_items(quiz, first, batch.items)


def _add_items(quiz: Quiz, first: bool, items: Mapping[str, kept.ItemSums]) -> None:
    rows = ItemSums.objects.filter(quiz=quiz, first_only=first, revision__in=list(items))
    before = {str(row.revision_id): kept.ItemSums.from_json(row.sums) for row in rows}
    ItemSums.objects.bulk_create(
        [
            ItemSums(
                quiz=quiz,
                first_only=first,
                revision_id=int(pk),
                sums=(before.get(pk, kept.ItemSums()) + added).to_json(),
            )
            for pk, added in items.items()
        ],
        update_conflicts=True,
        unique_fields=["quiz", "revision", "first_only"],
        update_fields=["sums"],
    )
