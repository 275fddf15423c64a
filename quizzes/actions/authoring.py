"""Writing questions: a working copy that is saved as it is typed, and revisions that are published."""

from datetime import datetime
from random import Random
from typing import Any

from django.db import transaction

from statuscourse.accounts.models import User

from ..core.bank import digest, revision_body
from ..core.interchange.checking import parse, problems
from ..core.interchange.model import Source
from ..core.sources import new_id, search_text, tags_of
from ..models import Question, QuestionRevision

TITLE, SECTION, TOPIC = 70, 160, 40  # characters that the columns hold
NEITHER = {"id", "topic", "replaces"}  # what a copy does not take along
DRAFT = ("draft", "draft_version", "problems", "edited_at", "edited_by_id")
COLUMNS = ("title", "section", "agreement", "difficulty", "tags", "search_text")  # what lists show and filter


class EditConflict(Exception):
    """Somebody saved the working copy since this page read it; ``question`` is as it stands now."""

    def __init__(self, question: Question) -> None:
        super().__init__("changed meanwhile")
        self.question = question


def create_question(*, owner: User, source: Source, now: datetime, rng: Random) -> Question:
    """Begin a question: a working copy that nobody but its authors sees. The source may lack anything but its kind.

    Its id is made of topic and title unless the source brings one that is free.
    """
    topic = str(source.get("topic") or "own")[:TOPIC]
    name = str(source.get("id") or "") or new_id(topic, str(source.get("title") or source["kind"]), rng)
    item = Question(id=name, owner=owner, is_linked=False, kind=source["kind"], topic=topic)
    draft = {**source, "id": name, "topic": topic}
    take_columns(item, draft)
    _take_draft(item, draft, owner, now)
    item.save(force_insert=True)
    return item


def save_working_copy(*, question: Question, source: Source, version: int, by: User, now: datetime) -> Question:
    """Store what stands in the editor; returns the question as it is then. Raises EditConflict.

    ``version`` is the one that the page had. Learners see nothing of it before it is published.
    """
    draft = {**source, "id": question.pk, "topic": question.topic, "kind": question.kind}
    question.draft_version = version
    if question.current_id is None:
        take_columns(question, draft)
    _take_draft(question, draft, by, now)
    names = DRAFT if question.current_id else (*DRAFT, *COLUMNS)
    values = {name: getattr(question, name) for name in names}
    # One statement that also compares, so that of two saves at once one is told.
    if not Question.objects.filter(pk=question.pk, draft_version=version).update(**values):
        raise EditConflict(Question.objects.select_related("current", "owner").get(pk=question.pk))
    return question


@transaction.atomic
def publish(*, question: Question, version: int, by: User, now: datetime, note: str = "") -> QuestionRevision:
    """Make the working copy what learners get from now on: a new revision where what they see has changed.

    Attempts under way keep theirs. Raises SourceRefused with every problem and its place, and EditConflict.
    """
    # Only the question's row: its owner may be gone, and PostgreSQL locks no empty side of a join.
    locked = Question.objects.select_for_update(of=("self",)).select_related("owner").get(pk=question.pk)
    if locked.draft_version != version:
        raise EditConflict(locked)
    source = locked.working_copy
    item = parse(source)
    body = revision_body(item)
    mark = digest(body)
    revision = locked.revisions.filter(digest=mark).first() or locked.revisions.create(
        number=locked.revisions.count() + 1, digest=mark, body=body, author=by, note=note[:200]
    )
    take_columns(locked, source)
    locked.best_code, locked.current = item.best, revision
    locked.draft, locked.problems, locked.draft_version = None, 0, version + 1
    locked.edited_at, locked.edited_by, locked.retired_at = now, by, None
    locked.save()
    return revision


@transaction.atomic
def discard_working_copy(*, question: Question, version: int, by: User, now: datetime) -> None:
    """Go back to what is published; a question that never was is deleted. Raises EditConflict."""
    locked = Question.objects.select_for_update().get(pk=question.pk)
    if locked.draft_version != version:
        raise EditConflict(locked)
    if locked.current_id is None:
        locked.delete()
        return
    locked.draft, locked.problems, locked.draft_version = None, 0, version + 1
    locked.edited_at, locked.edited_by = now, by
    locked.save()


@transaction.atomic
def retire(*, question: Question, replaced_by: Question | None, version: int, by: User, now: datetime) -> None:
    """Take a question out of use. Its answers keep their marks; its address says 410 and what came instead.

    ``version`` is the one that the page had. The same again changes nothing. Raises EditConflict.
    """
    locked = _locked(question)
    if locked.retired_at is not None and locked.replaced_by_id == (replaced_by.pk if replaced_by else None):
        return
    if locked.retired_at is not None or locked.draft_version != version:
        raise EditConflict(locked)
    _take_out_or_back(locked, now, replaced_by, by, now)


@transaction.atomic
def bring_back(*, question: Question, version: int, by: User, now: datetime) -> None:
    """Take a retired question into use again. The same again changes nothing. Raises EditConflict."""
    locked = _locked(question)
    if locked.retired_at is None:
        return
    if locked.draft_version != version:
        raise EditConflict(locked)
    _take_out_or_back(locked, None, None, by, now)


def _locked(question: Question) -> Question:
    # Only the question's row: its owner may be gone, and PostgreSQL locks no empty side of a join.
    return Question.objects.select_for_update(of=("self",)).select_related("owner", "current").get(pk=question.pk)


def _take_out_or_back(
    locked: Question, retired_at: datetime | None, replaced_by: Question | None, by: User, now: datetime
) -> None:
    """A new version as well, so that a page which was read before publishes nothing over it."""
    locked.retired_at, locked.replaced_by = retired_at, replaced_by
    locked.draft_version += 1
    locked.edited_at, locked.edited_by = now, by
    locked.save(update_fields=["retired_at", "replaced_by", "draft_version", "edited_at", "edited_by"])


@transaction.atomic
def copy_question(*, question: Question, owner: User, now: datetime, rng: Random) -> Question:
    """A working copy of somebody's own, which they may change as they like."""
    source = {name: value for name, value in question.working_copy.items() if name not in NEITHER}
    made = create_question(owner=owner, source={**source, "topic": question.topic}, now=now, rng=rng)
    Question.objects.filter(pk=made.pk).update(copied_from=question)
    made.copied_from = question
    return made


def _take_draft(item: Question, draft: Source, by: User, now: datetime) -> None:
    item.draft = draft
    item.draft_version += 1
    item.problems = len(problems(draft))
    item.edited_at, item.edited_by = now, by


def take_columns(item: Question, source: Source) -> None:
    """``COLUMNS``, as far as the source says them."""
    item.title = str(source.get("title") or "")[:TITLE]
    item.section = str(source.get("section") or "")[:SECTION]
    item.agreement = "contested" if source.get("agreement") == "contested" else "agreed"
    item.difficulty = _difficulty(source.get("difficulty"))
    item.tags = tags_of(source)
    item.search_text = search_text(source)


def _difficulty(value: Any) -> int:
    return value if isinstance(value, int) and 1 <= value <= 3 else 2
