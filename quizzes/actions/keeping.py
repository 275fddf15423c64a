"""Kept sums of single answers: what was taken for what, and what was given to a question outside attempts.

An answer is stored without a word about them. A page that shows them adds what came since, by the numbers of answers:
a number is never given twice, and no answer comes in under one that was counted. What changes or deletes an answer
that may be counted changes the sums in the same transaction.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from django.db import OperationalError, connection, transaction
from django.db.models import Count, F, Max, Q, QuerySet, Subquery

from ..core.kinds.base import Body
from ..core.statistics import sums as kept
from ..core.statistics.chosen import options
from ..core.statistics.confusion import ConfusionSums
from ..models import Answer, CountedThrough, Question, QuestionRevision, RevisionSums

LITTLE = 200  # answers that a page adds in passing; more of them are kept
BATCH = 2_000  # answers outside attempts in one transaction, about 0.05 s: so long whoever answers meanwhile waits
SLICE = 20_000  # answers in one transaction where only codes are looked at, as long
ANEW = 300_000  # so many that counting all of them, from the index of codes, may well be less work
PATIENCE = "300ms"  # for those who answer; a page then adds in passing, whatever it is

Pair = tuple[int, int | None]
Alone = tuple[int, float, Any, int | None]  # a revision, a mark, a response, seconds
COUNTED = Subquery(CountedThrough.objects.values("answer")[:1])
ALONE = "revision_id", "mark", "response", "seconds"


# Adding what came since


def codes_taken(questions: QuerySet[Question]) -> Iterator[tuple[str, ConfusionSums]]:
    """What was taken for what in the standing answers to these questions, with the kind of each question.

    Five queries.
    """
    through = _through()
    if _last() - through > LITTLE:
        _repeat(_keep_codes_batch)
        through = _through()
    # The number in the same statement, so that both are of one moment.
    rows = RevisionSums.objects.filter(revision__question__in=questions).annotate(through=COUNTED)
    for kind, codes, through in rows.values_list("revision__question__kind", "codes", "through"):  # noqa: B007
        yield kind, ConfusionSums(codes)
    came = Counter(_coded(Q(pk__gt=through or 0)).values_list("revision_id", "best_code", "chosen_code"))
    asked = QuestionRevision.objects.filter(pk__in={pk for pk, *_pair in came}, question__in=questions)
    kinds = dict(asked.values_list("pk", "question__kind"))
    for pk, sums in _by_revision((row, number) for row, number in came.items() if row[0] in kinds).items():
        yield kinds[pk], sums


def given_alone(revisions: Mapping[int, Body]) -> dict[int, kept.ItemSums]:
    """The figures of the standing answers to these revisions that were given outside attempts. Two queries."""
    rows = _kept_alone(revisions)
    came = list(_came_alone(rows)[: LITTLE + 1])
    if len(came) > LITTLE:
        for pk, body in revisions.items():
            _repeat(lambda pk=pk, body=body: _keep_alone_batch(pk, body))  # type: ignore[misc]
        rows = _kept_alone(revisions)
        came = list(_came_alone(rows))
    found = {pk: kept.ItemSums.from_json(row.alone) for pk, row in rows.items()}
    for pk, added in _sums_alone(came, revisions).items():
        found[pk] = found[pk] + added
    return found


def _repeat(batch: Callable[[], bool]) -> None:
    """Until nothing is left, or until somebody's writing takes too long to wait for."""
    try:
        while batch():
            pass
    except OperationalError as refused:
        if getattr(refused.__cause__, "sqlstate", "") != "55P03":  # lock_not_available
            raise


def _through() -> int:
    return CountedThrough.objects.values_list("answer", flat=True).first() or 0


def _last() -> int:
    last: int | None = Answer.objects.aggregate(last=Max("pk"))["last"]
    return last or 0


def _coded(where: Q) -> QuerySet[Answer]:
    return Answer.objects.standing().filter(where, best_code__isnull=False)


@transaction.atomic
def _keep_codes_batch() -> bool:
    """Whether there is more."""
    _settle()
    mark, last = _mark(), _last()
    if last - mark.answer > ANEW:
        RevisionSums.objects.update(codes={})
        rows = _coded(Q()).values_list("revision_id", "best_code", "chosen_code").annotate(Count("pk"))
        # In the order of the index, so that nothing is sorted.
        ordered = rows.order_by("revision_id", "best_code", "chosen_code")
        counts: Iterable[tuple[Any, int]] = [(row[:3], row[3]) for row in ordered]
        mark.answer = last
    else:
        end = min(last, mark.answer + SLICE)
        since = _coded(Q(pk__gt=mark.answer, pk__lte=end))
        counts = Counter(since.values_list("revision_id", "best_code", "chosen_code")).items()
        mark.answer = end
    _add_codes(_by_revision(counts), 1)
    mark.save()
    return mark.answer < last


@transaction.atomic
def _keep_alone_batch(revision: int, body: Body) -> bool:
    """Whether there may be more."""
    _settle()
    _mark()
    row = RevisionSums.objects.filter(pk=revision).first() or RevisionSums(revision_id=revision)
    given = Answer.objects.filter(revision=revision, attempt=None, pk__gt=row.alone_through).order_by("pk")
    batch = list(given.values_list(*ALONE, "pk", "stands")[:BATCH])
    if batch:
        standing = ((*rest,) for *rest, _pk, stands in batch if stands)
        added = _sums_alone(standing, {revision: body}).get(revision, kept.ItemSums())
        row.alone = (kept.ItemSums.from_json(row.alone) + added).to_json()
        row.alone_through = batch[-1][-2]
        row.save()
    return len(batch) == BATCH


def _kept_alone(revisions: Iterable[int]) -> dict[int, RevisionSums]:
    rows = RevisionSums.objects.filter(pk__in=list(revisions)).defer("codes").in_bulk()
    return {pk: rows.get(pk) or RevisionSums(revision_id=pk) for pk in revisions}


def _came_alone(rows: Mapping[int, RevisionSums]) -> QuerySet[Answer, Alone]:
    since = Q()
    for pk, row in rows.items():
        since |= Q(revision=pk, pk__gt=row.alone_through)
    return Answer.objects.standing().filter(since, attempt=None).values_list(*ALONE)


def _sums_alone(rows: Iterable[Alone], bodies: Mapping[int, Body]) -> dict[int, kept.ItemSums]:
    """The answers of each revision together. What chose the same is graded once, as grading takes longest."""
    names: dict[tuple[int, str], tuple[str, ...]] = {}
    found: dict[int, list[kept.ItemSums]] = defaultdict(list)
    for pk, mark, response, seconds in rows:
        known = pk, repr(response)
        if known not in names:
            names[known] = options(bodies[pk], response)
        scored = kept.Scored(str(pk), 0, mark, chosen=names[known], seconds=seconds)
        found[pk].append(kept.ItemSums.of(scored))
    return {pk: kept.merged(each) for pk, each in found.items()}


# Changing what is counted


@transaction.atomic
def hold_sums() -> None:
    """Keep sums as they are for others until the transaction ends; before the answers themselves are changed.

    In the other order two who change the same answers would wait for each other for ever.
    """
    _lock_answers("ROW EXCLUSIVE")
    _mark()


def take_out(answers: QuerySet[Answer]) -> None:
    """Take answers that are about to be deleted, in this transaction, out of the sums that they are in."""
    hold_sums()
    _change(answers, -1)


def put_in(answers: QuerySet[Answer]) -> None:
    """Add answers that have come to stand, after ``hold_sums``, where they would be counted already."""
    _change(answers, 1)


@transaction.atomic
def count_again(question: Question) -> None:
    """Count the answers to a question anew that a regrade has changed, after ``hold_sums``."""
    rows = RevisionSums.objects.filter(revision__question=question)
    rows.update(codes={}, alone={}, alone_through=0)
    given = _coded(Q(revision__question=question, pk__lte=_through()))
    counts = given.order_by().values_list("revision_id", "best_code", "chosen_code").annotate(Count("pk"))
    _add_codes(_by_revision((row[:3], row[3]) for row in counts), 1)


def _change(answers: QuerySet[Answer], sign: int) -> None:
    given = answers.standing().order_by()  # type: ignore[attr-defined]
    counted = given.filter(pk__lte=_through(), best_code__isnull=False)
    _add_codes(_by_revision(Counter(counted.values_list("revision_id", "best_code", "chosen_code")).items()), sign)
    alone = given.filter(attempt=None, pk__lte=F("revision__kept__alone_through"))
    rows = list(alone.values_list(*ALONE))
    bodies = dict(QuestionRevision.objects.filter(pk__in={row[0] for row in rows}).values_list("pk", "body"))
    changed = _sums_alone(rows, bodies)
    for row in RevisionSums.objects.filter(pk__in=changed).order_by("pk"):
        before, other = kept.ItemSums.from_json(row.alone), changed[row.pk]
        row.alone = (before + other if sign > 0 else before - other).to_json()
        row.save(update_fields=["alone"])


def _add_codes(changes: Mapping[int, ConfusionSums], sign: int) -> None:
    before = dict(RevisionSums.objects.filter(pk__in=list(changes)).values_list("pk", "codes"))
    made = []
    for pk, change in sorted(changes.items()):
        sums = ConfusionSums(before.get(pk, {}))
        made.append(
            RevisionSums(revision_id=pk, codes=(sums + change if sign > 0 else sums - change).to_json()["counts"])
        )
    RevisionSums.objects.bulk_create(
        made, batch_size=200, update_conflicts=True, unique_fields=["revision"], update_fields=["codes"]
    )


def _by_revision(counts: Iterable[tuple[Any, int]]) -> dict[int, ConfusionSums]:
    found: dict[int, dict[Pair, int]] = defaultdict(dict)
    for (pk, best, chosen), number in counts:
        found[pk][best, chosen] = number
    return {pk: ConfusionSums.of(pairs) for pk, pairs in found.items()}


# Who waits for whom. On SQLite a transaction is alone anyway.


def _settle() -> None:
    """Wait until all answers that have a number are stored, and let no other be until the transaction ends."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('lock_timeout', %s, true)", [PATIENCE])
    _lock_answers("SHARE ROW EXCLUSIVE")


def _lock_answers(mode: str) -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"LOCK TABLE quizzes_answer IN {mode} MODE")


def _mark() -> CountedThrough:
    CountedThrough.objects.get_or_create(pk=CountedThrough.ROW)
    return CountedThrough.objects.select_for_update().get(pk=CountedThrough.ROW)
