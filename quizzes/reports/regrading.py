"""What the page for regrading shows: what would change, for whom nobody is told, and what was regraded before."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..actions.regrading import Place, regraded_places, to_regrade
from ..models import Question, Quiz, Regrade

LOOKED_AT = 2_000  # answers that a preview is computed from, the newest
LISTED = 60  # of those that would change, named one by one
VERDICTS = {
    "best": gettext_lazy("best"),
    "acceptable": gettext_lazy("acceptable"),
    "partly": gettext_lazy("in part"),
    "wrong": gettext_lazy("wrong"),
}


@dataclass(frozen=True)
class Move:
    """How many answers go from one verdict to another."""

    before: str
    after: str
    count: int


@dataclass(frozen=True)
class ChangedPlace:
    """One answer that would count something else. Nobody's name stands here."""

    where: str
    at: datetime
    tries: int
    before: str
    after: str
    mark_before: float
    mark_after: float


@dataclass
class Preview:
    """What grading by the current revision would change, of at most LOOKED_AT answers out of ``waiting``."""

    waiting: int
    looked_at: int = 0
    changed: int = 0
    better: int = 0
    worse: int = 0
    marks_before: float = 0.0
    marks_after: float = 0.0
    moves: list[Move] = field(default_factory=list)
    listed: list[ChangedPlace] = field(default_factory=list)
    gone: int = 0
    unasked: int = 0

    @property
    def is_whole(self) -> bool:
        return self.looked_at == self.waiting

    @property
    def same(self) -> int:
        return self.looked_at - self.changed - self.gone - self.unasked

    @property
    def may_apply(self) -> bool:
        return self.changed > 0 or not self.is_whole


def regrade_preview(question: Question) -> Preview:
    """A fixed number of queries, whatever the number of answers. The question has a current revision."""
    assert question.current is not None  # noqa: S101 - the view asks before
    waiting = to_regrade(question, question.current.pk)
    numbers = list(waiting.order_by("-pk").values_list("pk", flat=True)[:LOOKED_AT])
    found = list(regraded_places(question.current, numbers))
    changed = [place for place in found if place.changes]
    kept = Counter(place.kept for place in found)
    preview = Preview(waiting.count(), len(found), len(changed), gone=kept["gone"], unasked=kept["unasked"])
    for place in changed:
        before, after = place.before[-1].mark, place.after[-1].mark
        preview.marks_before += before
        preview.marks_after += after
        preview.better += after > before
        preview.worse += after < before
    preview.moves = _moves(changed)
    preview.listed = _listed(changed[:LISTED])
    return preview


def _moves(places: Iterable[Place]) -> list[Move]:
    counts = Counter((place.before[-1].verdict, place.after[-1].verdict) for place in places)
    return [Move(_word(before), _word(after), count) for (before, after), count in counts.most_common()]


def _word(verdict: str) -> str:
    return str(VERDICTS.get(verdict, verdict))


def _listed(places: list[Place]) -> list[ChangedPlace]:
    slugs = {place.answer.quiz for place in places if place.answer.quiz}
    titles = dict(Quiz.objects.filter(pk__in=slugs).values_list("pk", "title"))
    return [_changed_place(place, titles) for place in places]


def _changed_place(place: Place, titles: dict[str, str]) -> ChangedPlace:
    answer, before, after = place.answer, place.before[-1], place.after[-1]
    return ChangedPlace(
        where=titles.get(answer.quiz, "") if answer.quiz else _("asked by itself"),
        at=answer.at,
        tries=len(place.tries),
        before=_word(before.verdict),
        after=_word(after.verdict),
        mark_before=before.mark,
        mark_after=after.mark,
    )


@dataclass(frozen=True)
class PastRegrade:
    regrade: Regrade
    answers: int
    may_undo: bool  # nothing stands on top of it


def past_regrades(question: Question) -> list[PastRegrade]:
    """The newest first, with how many answers that stand each changed. One query."""
    standing = Count("answers", filter=Q(answers__answer__stands=True))
    rows = question.regrades.select_related("revision", "by").annotate(given=standing).order_by("-pk")
    found, top = [], True
    for row in rows.defer("revision__body")[:50]:
        found.append(PastRegrade(row, row.given, top and row.undone_at is None))
        top = top and row.undone_at is not None
    return found
