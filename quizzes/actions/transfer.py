"""Questions from files: a plan that is looked at, then all of it or nothing, and back again."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import islice
from random import Random
from typing import Any, TypeVar

from django.db import IntegrityError, transaction
from django.db.models import Count

from statuscourse.accounts.models import User

from ..core.bank import digest, revision_body
from ..core.interchange import planning
from ..core.interchange.checking import parse
from ..core.interchange.formats import FORMATS, recognise
from ..core.interchange.model import Found, Note
from ..core.interchange.planning import CHANGE, CREATE, SKIP, Known, Step, Wishes
from ..core.kinds.base import QuestionBase
from ..models import Import, Question, QuestionRevision
from .authoring import COLUMNS, DRAFT, take_columns

KEPT = timedelta(days=1)  # a plan that nobody applied
WHOLE = frozenset({"yaml"})  # formats whose entries say all of a question
BATCH = 400  # rows in one statement; SQLite takes a thousand values
# What an import writes of a question; undoing it brings back all but who did what when.
CHANGED = ("draft", "problems", *COLUMNS, "best_code", "current_id")
UPDATED = {name.removesuffix("_id") for name in (*DRAFT, *CHANGED)}

Row = TypeVar("Row")


class PlanMoved(Exception):
    """The site is no longer what the plan was made for; ``item`` is the plan made anew."""

    def __init__(self, item: Import) -> None:
        super().__init__("made anew")
        self.item = item


def draw_plan(
    *, by: User, file_name: str, content: bytes, format_name: str, wishes: Wishes, rng: Random, now: datetime
) -> Import:
    """Read a file and plan what becomes of its questions; nothing is stored. Raises FileRefused.

    ``format_name`` is empty where the file has to be recognised.
    """
    name = format_name or recognise(file_name, content)
    reading = FORMATS[name].read(content)
    wishes = replace(wishes, whole=name in WHOLE)
    item = Import(by=by, file_name=file_name[:200], format=name, created_at=now)
    _plan(
        item, reading.found, wishes, rng, [[note.line, planning.storable(note.text)] for note in _some(reading.notes)]
    )
    return item


@transaction.atomic
def keep_plan(*, item: Import, now: datetime) -> Import:
    """Store a plan. It takes the place of the one that its author has not applied, and what is too old goes."""
    open_plans = Import.objects.filter(applied_at=None)
    open_plans.filter(by=item.by).delete()
    open_plans.filter(created_at__lt=now - KEPT).delete()
    item.save(force_insert=True)
    return item


def _some(notes: Sequence[Note]) -> Sequence[Note]:
    return notes[: planning.MOST_NOTES * 5]


def _plan(item: Import, found: Sequence[Found], wishes: Wishes, rng: Random, notes: list[Any]) -> None:
    steps = planning.plan(found, _known(item.by, planning.wanted_ids(found)), wishes, rng)
    asked = {"topic": wishes.topic, "publish": wishes.publish, "whole": wishes.whole}
    item.plan = {"wishes": asked, "notes": notes, "steps": [step.json() for step in steps]}


def steps_of(item: Import) -> list[Step]:
    return [Step.of(kept) for kept in item.plan["steps"]]


def _known(user: User, ids: Iterable[str]) -> dict[str, Known]:
    """What the site has under these ids, as the importer sees it."""
    known: dict[str, Known] = {}
    for some in batches(sorted(ids)):
        there = Question.objects.filter(pk__in=some)
        own = {row.pk: row for row in there.editable_by(user).select_related("current")}
        seen = set(there.visible_to(user).values_list("pk", flat=True))
        for name, is_shipped in there.values_list("pk", "is_shipped"):
            if name in own:
                row = own[name]
                known[name] = Known("own", row.working_copy, row.state, row.draft_version)
            else:
                known[name] = Known("shipped" if is_shipped else "seen" if name in seen else "hidden")
    return known


def batches(rows: Iterable[Row], size: int = BATCH) -> Iterator[list[Row]]:
    rows = iter(rows)
    while some := list(islice(rows, size)):
        yield some


def apply_import(*, item: Import, now: datetime, rng: Random) -> Import:
    """Do all that a plan says, or nothing; a second time it changes nothing. Raises PlanMoved.

    What is created belongs to the importer.
    """
    steps = [step for step in steps_of(item) if step.does != SKIP] if item.applied_at is None else []
    # Before the transaction: while it lasts, nobody else can write to SQLite.
    ready = {step.id: _Ready.of(parse(step.source)) for step in steps if step.publish}
    try:
        with transaction.atomic():
            locked = Import.objects.select_for_update().select_related("by").get(pk=item.pk)
            if locked.applied_at is None:
                if locked.plan != item.plan:
                    raise _Moved
                locked.plan = item.plan  # the same, and with 10,000 questions each of the two takes much memory
                _apply(locked, steps, ready, now)
            return locked
    except (IntegrityError, _Moved):
        raise PlanMoved(_made_anew(item, rng)) from None


@dataclass(frozen=True)
class _Ready:
    """What publishing needs of a question: its schema's own objects take several times the memory."""

    body: dict[str, Any]
    best: int | None

    @classmethod
    def of(cls, item: QuestionBase) -> "_Ready":
        return cls(revision_body(item), item.best)


class _Moved(Exception):
    """A question is not as it was when the plan was made."""


def _made_anew(item: Import, rng: Random) -> Import:
    _plan(item, planning.found_again(steps_of(item)), Wishes(**item.plan["wishes"]), rng, item.plan["notes"])
    Import.objects.filter(pk=item.pk, applied_at=None).update(plan=item.plan)
    return item


def _apply(item: Import, steps: Sequence[Step], ready: Mapping[str, _Ready], now: datetime) -> None:
    changed = _locked(item.by, [step for step in steps if step.does == CHANGE])
    before = {name: {column: getattr(row, column) for column in CHANGED} for name, row in changed.items()}
    created = {step.id: Question(id=step.id, owner=item.by, is_linked=False) for step in steps if step.does == CREATE}
    rows = created | changed
    for step in steps:
        _write(rows[step.id], step, ready.get(step.id), item.by, now)
    Question.objects.bulk_create(created.values(), batch_size=BATCH)
    _publish({name: each.body for name, each in ready.items()}, rows, set(changed), item.by)
    published = [row for row in created.values() if row.current_id]
    store([*changed.values(), *published])
    item.before = {"created": {name: row.draft_version for name, row in created.items()}, "changed": before}
    item.before["after"] = {name: row.draft_version for name, row in changed.items()}
    # From now on the plan is something to look at: what the questions say stands in their own rows.
    item.plan["steps"] = [planning.told(kept) for kept in item.plan["steps"]]
    item.applied_at = now
    item.save(update_fields=["plan", "before", "applied_at"])


def _locked(user: User, steps: Sequence[Step]) -> dict[str, Question]:
    """The questions that change, if each is still as the plan saw it. Raises _Moved."""
    rows: dict[str, Question] = {}
    for some in batches(steps):
        ids = [step.id for step in some]
        allowed = set(
            Question.objects.editable_by(user).filter(pk__in=ids, retired_at=None).values_list("pk", flat=True)
        )
        found = {row.pk: row for row in Question.objects.select_for_update().filter(pk__in=ids)}
        for step in some:
            row = found.get(step.id)
            if row is None or row.pk not in allowed or row.draft_version != step.version:
                raise _Moved
            rows[row.pk] = row
    return rows


def _write(row: Question, step: Step, ready: _Ready | None, by: User, now: datetime) -> None:
    """Give a question what the plan says; ``ready`` where it gets published."""
    source = step.source
    row.draft_version += 1
    row.edited_at, row.edited_by = now, by
    if step.does == CREATE:
        row.topic, row.kind = source["topic"], source["kind"]
    if ready is not None or row.current_id is None:
        take_columns(row, source)
    row.draft, row.problems = (None, 0) if ready is not None else (source, len(step.problems))
    if ready is not None:
        row.best_code = ready.best


def _publish(bodies: dict[str, dict[str, Any]], rows: dict[str, Question], known: set[str], by: User) -> None:
    """Give each question the revision of its body: a new one, or that which one of the ``known`` has already."""
    marks = {name: digest(body) for name, body in bodies.items()}
    old, numbers = _revisions([name for name in bodies if name in known])
    new = [
        QuestionRevision(question_id=name, number=numbers.get(name, 0) + 1, digest=marks[name], body=body, author=by)
        for name, body in bodies.items()
        if (name, marks[name]) not in old
    ]
    made = QuestionRevision.objects.bulk_create(new, batch_size=BATCH)
    pks = old | {(revision.question_id, revision.digest): revision.pk for revision in made}
    for name, mark in marks.items():
        rows[name].current_id = pks[name, mark]


def _revisions(ids: Sequence[str]) -> tuple[dict[tuple[str, str], int], dict[str, int]]:
    """The revisions of these questions by their digest, and how many each has."""
    known: dict[tuple[str, str], int] = {}
    numbers: dict[str, int] = {}
    for some in batches(ids):
        rows = QuestionRevision.objects.filter(question__in=some)
        known |= {(name, mark): pk for name, mark, pk in rows.values_list("question_id", "digest", "pk")}
        numbers |= dict(rows.values_list("question_id").annotate(Count("pk")))
    return known, numbers


def store(rows: Sequence[Question]) -> None:
    """Write rows that exist, many in one statement."""
    Question.objects.bulk_create(
        rows, batch_size=BATCH, update_conflicts=True, unique_fields=["id"], update_fields=sorted(UPDATED)
    )
