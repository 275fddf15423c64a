"""What the page of a question's history shows: its revisions, and what changed between two of them."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count
from django.utils.translation import gettext as _

from ..core.differences import MOST, Difference, Piece, differences
from ..core.interchange.model import Source
from ..models import Question, QuestionRevision

DRAFT = "draft"  # what an address calls the working copy
SHOWN = 100  # revisions in the list, the newest
AROUND = 160  # characters of what stayed that are shown before and after a change


@dataclass(frozen=True)
class Version:
    """A revision, or the working copy, as the page names it. ``value`` is its number, or ``DRAFT``."""

    value: str
    at: datetime | None
    author: str
    note: str = ""
    answers: int = 0
    is_current: bool = False

    @property
    def is_draft(self) -> bool:
        return self.value == DRAFT

    @property
    def label(self) -> str:
        return _("Working copy") if self.is_draft else _("Revision %(number)s") % {"number": self.value}


@dataclass(frozen=True)
class Change:
    """A field that differs, with the long parts of it that stayed cut short."""

    label: str
    pieces: list[Piece]


@dataclass(frozen=True)
class Comparison:
    old: Version
    new: Version
    changes: list[Change]

    @property
    def is_cut(self) -> bool:
        return len(self.changes) >= MOST

    @property
    def restorable(self) -> list[Version]:
        """The revisions of the two that are not what learners get now."""
        return [each for each in (self.old, self.new) if not each.is_draft and not each.is_current]


@dataclass(frozen=True)
class History:
    versions: list[Version]  # newest first
    all: int
    comparison: Comparison | None


def question_history(question: Question, first: str = "", second: str = "") -> History | None:
    """The revisions with what changed from ``first`` to ``second``; the last two where they are not named.

    None where one of them is not there. Five queries at most, whatever the number of revisions.
    """
    versions = _versions(question)
    total = question.revisions.count()
    if not first and not second and len(versions) < 2:
        return History(versions, total, None)
    second = second or versions[0].value
    first = first or _before(versions, second)
    known = {version.value: version for version in versions}
    sources = {value: _source(question, value) for value in {first, second}}
    old, new = sources[first], sources[second]
    if first not in known or second not in known or old is None or new is None:
        return None
    changes = [_change(each) for each in differences(old, new)]
    return History(versions, total, Comparison(known[first], known[second], changes))


def _versions(question: Question) -> list[Version]:
    rows = question.revisions.select_related("author").annotate(given=Count("answers")).order_by("-number")
    found = [
        Version(
            str(row.number),
            row.created_at,
            row.author.username if row.author else "",
            row.note,
            row.given,
            row.pk == question.current_id,
        )
        for row in rows.defer("body")[:SHOWN]
    ]
    if question.draft is not None:
        editor = question.edited_by.username if question.edited_by else ""
        found.insert(0, Version(DRAFT, question.edited_at, editor))
    return found


def _before(versions: list[Version], second: str) -> str:
    """What a version is compared with where nothing is named: the one before, and of a draft what is published."""
    if second == DRAFT:
        return next((each.value for each in versions if each.is_current), "")
    values = [version.value for version in versions if not version.is_draft]
    later = values.index(second) + 1 if second in values else len(values)
    return values[later] if later < len(values) else second


def _source(question: Question, value: str) -> Source | None:
    if value == DRAFT:
        return question.draft
    revision = numbered_revision(question, value)
    return question.source(revision) if revision else None


def numbered_revision(question: Question, value: str) -> QuestionRevision | None:
    """The revision with this number, which may be anything that was sent."""
    if not (value.isascii() and value.isdigit() and len(value) < 8):
        return None
    return question.revisions.filter(number=int(value)).first()


def _change(difference: Difference) -> Change:
    last = len(difference.pieces) - 1
    rows = [_shortened(piece, n == 0, n == last) for n, piece in enumerate(difference.pieces)]
    return Change(difference.label, rows)


def _shortened(piece: Piece, is_first: bool, is_last: bool) -> Piece:
    """What stayed, without its middle where it is long."""
    text = piece.text
    if piece.kind != "same" or len(text) <= 2 * AROUND + 40:
        return piece
    start = "" if is_first else text[:AROUND].rsplit(maxsplit=1)[0]
    end = "" if is_last else text[-AROUND:].split(maxsplit=1)[-1]
    return Piece("same", " … ".join((start, end)).lstrip() if not is_first else f"… {end}")
