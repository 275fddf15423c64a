"""Grading given answers again by what a question says now: looked at first, recorded, and undone where it was wrong."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any, TypeVar

from django.db import connection, transaction
from django.db.models import QuerySet
from django.db.models.functions import Coalesce

from statuscourse.accounts.models import User

from ..core.kinds.base import MARKS
from ..core.regrading import Graded, NotComparable, Regrader
from ..models import Answer, Question, QuestionRevision, Regrade, RegradedAnswer, get_revision
from .counting import forget_sums

BATCH = 500  # places that are read and written together
Item = TypeVar("Item")


class RegradeConflict(Exception):
    """Another revision is current than the one looked at, or a later regrade stands on top. Nothing was changed."""


class NothingToRegrade(Exception):
    """No answer would count anything else. Nothing was recorded."""


@dataclass(frozen=True)
class Place:
    """A closed place of an attempt, or an answer that was given by itself: its tries with what they count.

    ``after`` is empty where it cannot be graded by the new revision, and ``kept`` says why.
    """

    tries: tuple[Answer, ...]
    before: tuple[Graded, ...]
    after: tuple[Graded, ...] = ()
    kept: str = ""

    @property
    def answer(self) -> Answer:
        """The one that stands."""
        return self.tries[-1]

    @property
    def changes(self) -> bool:
        """Whether any of it would count something else; who graded it is no change."""
        pairs = zip(self.before, self.after, strict=False)
        return any(_counts(one) != _counts(two) for one, two in pairs)


def _batches(items: Iterable[Item]) -> Iterator[list[Item]]:
    rest = iter(items)
    while batch := list(islice(rest, BATCH)):
        yield batch


def _counts(graded: Graded) -> tuple[Any, ...]:
    return graded.verdict, graded.mark, graded.chosen, graded.best


def to_regrade(question: Question) -> QuerySet[Answer]:
    """The answers that stand and were graded by another revision than the one that learners get now."""
    revisions = list(question.revisions.values_list("pk", flat=True))
    graded_by = Coalesce("regraded_by", "revision")
    given = Answer.objects.standing().filter(revision__in=revisions).annotate(graded_by=graded_by)
    return given.exclude(graded_by=question.current_id)


def regraded_places(target: QuestionRevision, answers: Sequence[int], *, lock: bool = False) -> Iterator[Place]:
    """These standing answers with their earlier tries, and what they would count. Two queries for each BATCH."""
    regrader = Regrader(target.body, target.pk)
    for numbers in _batches(answers):
        yield from _read_places(regrader, numbers, lock)


def _read_places(regrader: Regrader, numbers: Sequence[int], lock: bool) -> Iterator[Place]:
    rows = Answer.objects.filter(pk__in=numbers).select_related("attempt").order_by("-pk")
    rows = rows.defer("attempt__revision_ids", "attempt__layout", "attempt__weights")
    standing = list(rows.select_for_update(of=("self",)) if lock else rows)
    earlier = _earlier_tries(standing)
    for answer in standing:
        yield _place(regrader, (*earlier[answer.attempt_id, answer.position], answer))


def _earlier_tries(standing: Iterable[Answer]) -> dict[Any, list[Answer]]:
    found: dict[Any, list[Answer]] = defaultdict(list)
    attempts = {answer.attempt_id for answer in standing if answer.number > 1}
    if attempts:
        for answer in Answer.objects.filter(attempt__in=attempts, stands=False).order_by("number"):
            found[answer.attempt_id, answer.position].append(answer)
    return found


def _place(regrader: Regrader, tries: tuple[Answer, ...]) -> Place:
    before = tuple(_as_it_counts(answer) for answer in tries)
    attempt, seen = tries[-1].attempt, get_revision(tries[-1].revision_id)
    marks, penalty = (attempt.terms["marks"], attempt.agreed.penalty) if attempt else (MARKS, 0.0)
    try:
        responses = [answer.response for answer in tries]
        after = regrader.place(seen.body, seen.digest, responses, marks=marks, penalty=penalty)
    except NotComparable as refused:
        return Place(tries, before, kept=refused.reason)
    return Place(tries, before, tuple(after))


def _as_it_counts(answer: Answer) -> Graded:
    return Graded(answer.verdict, answer.mark, answer.chosen_code, answer.best_code, answer.regraded_by_id)


@transaction.atomic
def regrade(*, question: Question, revision: int, reason: str, by: User, now: datetime) -> Regrade:
    """Grade every given answer by what learners get now, where it then counts something else.

    Sent twice it is recorded once. ``revision`` is the one that was looked at. Raises RegradeConflict where another one
    was published meanwhile, and NothingToRegrade.
    """
    locked = Question.objects.select_for_update().get(pk=question.pk)
    target = QuestionRevision.objects.filter(question=locked, pk=revision).first()
    if target is None or locked.current_id != target.pk:
        raise RegradeConflict
    made, quizzes = None, set[str]()
    places = regraded_places(target, list(to_regrade(locked).values_list("pk", flat=True)), lock=True)
    for batch in _batches(place for place in places if place.changes):
        made = made or Regrade.objects.create(question=locked, revision=target, by=by, reason=reason, applied_at=now)
        _apply(made, batch)
        quizzes |= {place.answer.attempt.quiz_id for place in batch if place.answer.attempt}
    if made is None:
        before = locked.regrades.filter(revision=target, undone_at=None).order_by("-pk").first()
        if before is None or before.reason != reason:
            raise NothingToRegrade
        return before
    forget_sums(quizzes)
    return made


def _apply(made: Regrade, places: Iterable[Place]) -> None:
    rows = [
        RegradedAnswer(regrade=made, answer=answer, before=before.json(), after=after.json())
        for place in places
        for answer, before, after in zip(place.tries, place.before, place.after, strict=True)
    ]
    RegradedAnswer.objects.bulk_create(rows, batch_size=BATCH)
    _write((row.answer_id, Graded.of(row.after)) for row in rows)


@transaction.atomic
def undo_regrade(*, regrade: Regrade, now: datetime) -> Regrade:
    """Let every answer of a regrade count again what it counted before; undone twice it is undone once.

    Raises RegradeConflict where a later one stands on top, which is undone first.
    """
    Question.objects.select_for_update().get(pk=regrade.question_id)
    locked = Regrade.objects.get(pk=regrade.pk)
    if locked.undone_at is not None:
        return locked
    if Regrade.objects.filter(question=locked.question_id, pk__gt=locked.pk, undone_at=None).exists():
        raise RegradeConflict
    rows = list(locked.answers.values_list("pk", flat=True))
    for numbers in _batches(rows):
        kept = RegradedAnswer.objects.filter(pk__in=numbers).values_list("answer", "before")
        _write((answer, Graded.of(before)) for answer, before in kept)
    quizzes = locked.answers.filter(answer__attempt__isnull=False).values_list("answer__attempt__quiz", flat=True)
    forget_sums(quizzes.distinct())
    locked.undone_at = now
    locked.save(update_fields=["undone_at"])
    return locked


# One statement for many rows: an update of many by the ORM is a CASE for each row and column.
WRITE = """
UPDATE quizzes_answer SET verdict = %s, mark = %s, chosen_code = %s, best_code = %s, regraded_by_id = %s WHERE id = %s
"""


def _write(rows: Iterable[tuple[int, Graded]]) -> None:
    values = [(*_counts(graded), graded.by, answer) for answer, graded in rows]
    with connection.cursor() as cursor:
        cursor.executemany(WRITE, values)
