"""Grading given answers again by what a question says now: looked at first, recorded, and undone where it was wrong."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from itertools import islice
from operator import itemgetter
from typing import Any, NamedTuple, TypeVar
from uuid import UUID

from django.db import connection, transaction
from django.db.models import QuerySet
from django.db.models.functions import Coalesce

from statuscourse.accounts.models import User

from ..core.kinds.base import MARKS
from ..core.regrading import Graded, NotComparable, Regrader
from ..core.terms import Terms
from ..models import Answer, Question, QuestionRevision, Regrade, RegradedAnswer, get_revision
from .counting import forget_sums
from .keeping import count_again, hold_sums

BATCH = 500  # places that are read together
Item = TypeVar("Item")


class RegradeConflict(Exception):
    """Another revision is current, somebody else regraded, or a later regrade stands on top. Nothing was changed."""


class NothingToRegrade(Exception):
    """No answer would count anything else. Nothing was recorded."""


class Given(NamedTuple):
    """An answer as far as grading it again needs it: a row, because an instance costs several times as much."""

    pk: int
    revision: int
    attempt: UUID | None
    quiz: str | None
    terms: Mapping[str, Any] | None
    position: int | None
    number: int
    response: Mapping[str, Any]
    at: datetime
    verdict: str
    mark: float
    chosen: int | None
    best: int | None
    by: int | None
    house: int | None

    @property
    def counts(self) -> Graded:
        return Graded(self.verdict, self.mark, self.chosen, self.best, self.by)


COLUMNS = (
    "pk", "revision", "attempt", "attempt__quiz", "attempt__terms", "position", "number", "response", "created_at",
    "verdict", "mark", "chosen_code", "best_code", "regraded_by", "house",
)  # fmt: skip


@dataclass(frozen=True)
class Place:
    """A closed place of an attempt, or an answer that was given by itself: its tries with what they count.

    ``after`` is empty where it cannot be graded by the new revision, and ``kept`` says why.
    """

    tries: tuple[Given, ...]
    before: tuple[Graded, ...]
    after: tuple[Graded, ...] = ()
    kept: str = ""

    @property
    def answer(self) -> Given:
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


def to_regrade(question: Question, revision: int) -> QuerySet[Answer]:
    """The answers to a question that stand and were graded by another revision than this one."""
    revisions = list(question.revisions.values_list("pk", flat=True))
    graded_by = Coalesce("regraded_by", "revision")
    given = Answer.objects.standing().filter(revision__in=revisions).annotate(graded_by=graded_by)
    return given.exclude(graded_by=revision)


def regraded_places(target: QuestionRevision, answers: Sequence[int]) -> Iterator[Place]:
    """These standing answers with their earlier tries, and what they would count. Two queries for each BATCH."""
    regrader = Regrader(target.body, target.pk)
    for numbers in _batches(answers):
        yield from _read_places(regrader, numbers)


def _read_places(regrader: Regrader, numbers: Sequence[int]) -> Iterator[Place]:
    standing = _given(Answer.objects.filter(pk__in=numbers).order_by("-pk"))
    earlier = _earlier_tries(standing)
    for answer in standing:
        yield _place(regrader, (*earlier.get((answer.attempt, answer.position), ()), answer))


def _given(answers: QuerySet[Answer]) -> list[Given]:
    return [Given(*row) for row in answers.values_list(*COLUMNS)]


def _earlier_tries(standing: Iterable[Given]) -> dict[Any, list[Given]]:
    found: dict[Any, list[Given]] = defaultdict(list)
    attempts = {answer.attempt for answer in standing if answer.number > 1}
    if attempts:
        for answer in _given(Answer.objects.filter(attempt__in=attempts, stands=False).order_by("number")):
            found[answer.attempt, answer.position].append(answer)
    return found


def _place(regrader: Regrader, tries: tuple[Given, ...]) -> Place:
    before = tuple(answer.counts for answer in tries)
    seen, terms = get_revision(tries[-1].revision), tries[-1].terms
    marks, penalty = (terms["marks"], terms.get("penalty", Terms.penalty)) if terms else (MARKS, 0.0)
    try:
        responses = [answer.response for answer in tries]
        after = regrader.place(seen.body, seen.digest, responses, marks=marks, penalty=penalty, house=tries[-1].house)
    except NotComparable as refused:
        return Place(tries, before, kept=refused.reason)
    return Place(tries, before, tuple(after))


def regrade(*, question: Question, revision: int, reason: str, by: User, now: datetime) -> Regrade:
    """Grade every given answer by what learners get now, where it then counts something else.

    Sent twice it is recorded once. ``revision`` is the one that was looked at. Raises RegradeConflict where another one
    was published meanwhile or somebody else regraded, and NothingToRegrade. Grading takes a while where there are many
    answers and nobody has to wait for it: the transaction begins when it is done.
    """
    known = _stand_of(question)
    changes = _changes(question, revision)
    with transaction.atomic():
        locked = Question.objects.select_for_update().get(pk=question.pk)
        last = locked.regrades.filter(revision=revision, reason=reason, undone_at=None).order_by("-pk").first()
        is_repeated = not changes or _stand_of(locked) != known
        if locked.current_id == revision and is_repeated and last is not None:
            return last
        if locked.current_id != revision or _stand_of(locked) != known:
            raise RegradeConflict
        if not changes:
            raise NothingToRegrade
        made = locked.regrades.create(revision_id=revision, by=by, reason=reason, applied_at=now)
        hold_sums()
        _record(made, changes)
        _write((change.answer, change.after) for change in changes)
        _add_up(made)
        count_again(locked)
        forget_sums(change.quiz for change in changes if change.quiz)
        return made


def _stand_of(question: Question) -> list[Any]:
    """What was regraded and undone so far: no answer of a question changes without it."""
    return list(question.regrades.order_by("pk").values_list("pk", "undone_at"))


@dataclass(frozen=True, slots=True)
class _Change:
    answer: int
    before: Graded
    after: Graded
    quiz: str


def _changes(question: Question, revision: int) -> list[_Change]:
    """What would change in each answer, tries that do not stand included; nothing for a revision that is not there."""
    target = question.revisions.filter(pk=revision).first()
    if target is None:
        return []
    numbers = list(to_regrade(question, revision).values_list("pk", flat=True))
    return [
        _Change(answer.pk, before, after, answer.quiz or "")
        for place in regraded_places(target, numbers)
        if place.changes
        for answer, before, after in zip(place.tries, place.before, place.after, strict=True)
    ]


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
    hold_sums()
    kept = locked.answers.values_list("answer", "before").iterator(BATCH)
    _write([(answer, Graded.of(before)) for answer, before in kept])
    _add_up(locked)
    count_again(locked.question)
    quizzes = locked.answers.filter(answer__attempt__isnull=False).values_list("answer__attempt__quiz", flat=True)
    forget_sums(quizzes.distinct())
    locked.undone_at = now
    locked.save(update_fields=["undone_at"])
    return locked


# One statement for many rows: what the ORM makes for that takes ten times as long, and everybody waits meanwhile.
# Recording leaves out who was deleted since their answer was graded.
RECORD = """
INSERT INTO quizzes_regradedanswer (regrade_id, answer_id, before, after)
SELECT %s, id, %s, %s FROM quizzes_answer WHERE id = %s
"""
WRITE = """
UPDATE quizzes_answer SET verdict = %s, mark = %s, chosen_code = %s, best_code = %s, regraded_by_id = %s WHERE id = %s
"""
# What the finished attempts of a regrade earned altogether; as ``Attempt.share_of``.
ADD_UP = """
UPDATE quizzes_attempt SET share = (
    SELECT COALESCE(SUM(mark * weight) / NULLIF(SUM(weight), 0), 0)
    FROM quizzes_answer WHERE attempt_id = quizzes_attempt.id AND stands
)
WHERE share IS NOT NULL AND id IN (
    SELECT answer.attempt_id FROM quizzes_regradedanswer AS regraded
    JOIN quizzes_answer AS answer ON answer.id = regraded.answer_id WHERE regraded.regrade_id = %s
)
"""


def _record(made: Regrade, changes: Iterable[_Change]) -> None:
    column = RegradedAnswer._meta.get_field("before")

    @cache
    def stored(graded: Graded) -> Any:
        return column.get_db_prep_save(graded.json(), connection)

    rows = [(made.pk, stored(change.before), stored(change.after), change.answer) for change in changes]
    with connection.cursor() as cursor:
        cursor.executemany(RECORD, rows)


def _write(rows: Iterable[tuple[int, Graded]]) -> None:
    """In the order of their keys, as merging locks them: in two orders they would wait for each other for ever."""
    in_order = sorted(rows, key=itemgetter(0))
    with connection.cursor() as cursor:
        cursor.executemany(WRITE, [(*_counts(graded), graded.by, answer) for answer, graded in in_order])


def _add_up(made: Regrade) -> None:
    with connection.cursor() as cursor:
        cursor.execute(ADD_UP, [made.pk])
