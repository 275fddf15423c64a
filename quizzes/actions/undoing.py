"""Taking an import back: what it created goes, what it changed is as it was."""

import json
from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from statuscourse.accounts.models import User

from ..models import Answer, Attempt, Import, Question, QuestionReport, QuestionRevision, Quiz
from .transfer import batches, store

# Why a question of an import stands in the way of undoing it.
CHANGED, ANSWERED, IN_QUIZ, REPORTED = "changed", "answered", "in a quiz", "reported"


class UndoRefused(Exception):
    """Something happened to the questions since; ``ways`` says what by the id of each."""

    def __init__(self, ways: Mapping[str, str]) -> None:
        super().__init__("; ".join(f"{name}: {way}" for name, way in ways.items()))
        self.ways = dict(ways)


@transaction.atomic
def undo_import(*, item: Import, by: User, now: datetime) -> Import:
    """Take back all that an import did, or nothing; a second time it changes nothing. Raises UndoRefused.

    Revisions that it gave to questions that were there before stay in their history: attempts may ask them.
    """
    locked = Import.objects.select_for_update().get(pk=item.pk)
    if locked.applied_at is None or locked.undone_at is not None:
        return locked
    ways = dict(_in_the_way(locked))
    if ways:
        raise UndoRefused(ways)
    _remove(locked.before["created"])
    _restore(locked.before["changed"], by, now)
    locked.undone_at = now
    locked.save(update_fields=["undone_at"])
    return locked


def _in_the_way(item: Import) -> Iterator[tuple[str, str]]:
    created: dict[str, int] = item.before["created"]
    versions: dict[str, int] = created | item.before["after"]
    for some in batches(versions):
        rows = Question.objects.filter(pk__in=some).values_list("pk", "draft_version", "retired_at")
        now = {name: (version, retired) for name, version, retired in rows}
        for name in some:
            # A created one that its author has given up already is no hindrance.
            if now.get(name, (versions[name] if name in created else 0, None)) != (versions[name], None):
                yield name, CHANGED
    yield from ((name, IN_QUIZ) for name in _in_quizzes(created))
    yield from _used(created, item.applied_at)


def _in_quizzes(ids: Collection[str]) -> set[str]:
    """Those that an instructor's quiz picks, whatever its state."""
    named: set[str] = set()
    rows = Quiz.objects.filter(is_shipped=False).values_list("question_ids", "picks", "draft")
    for row in rows.iterator() if ids else ():
        named |= _texts(json.loads(json.dumps(row)))
    return named & set(ids)


def _texts(value: Any) -> set[str]:
    if isinstance(value, str):
        return {value}
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return set().union(*map(_texts, parts))


def _used(ids: Collection[str], since: datetime | None) -> Iterator[tuple[str, str]]:
    """Those that somebody answered, or has before them in an attempt, or reported."""
    revisions: dict[int, str] = {}
    for some in batches(ids):
        revisions |= dict(QuestionRevision.objects.filter(question__in=some).values_list("pk", "question_id"))
    for numbers in batches(revisions):
        reported = QuestionReport.objects.filter(revision__in=numbers).values_list("revision_id", flat=True)
        yield from ((revisions[number], REPORTED) for number in reported)
        answered = Answer.objects.filter(revision__in=numbers).values_list("revision_id", flat=True)
        yield from ((revisions[number], ANSWERED) for number in answered.distinct())
    attempts = Attempt.objects.filter(started_at__gte=since).values_list("revision_ids", flat=True)
    for asked in attempts.iterator() if revisions else ():
        yield from ((revisions[number], ANSWERED) for number in asked if number in revisions)


def _remove(ids: Collection[str]) -> None:
    for some in batches(ids):
        Question.objects.filter(pk__in=some).update(current=None)  # or its own revision would protect itself
        Question.objects.filter(pk__in=some).delete()


def _restore(rows: Mapping[str, Mapping[str, Any]], by: User, now: datetime) -> None:
    changed = []
    for some in batches(rows):
        for row in Question.objects.select_for_update().filter(pk__in=some):
            for column, value in rows[row.pk].items():
                setattr(row, column, value)
            row.draft_version += 1
            row.edited_at, row.edited_by = now, by
            changed.append(row)
    store(changed)
