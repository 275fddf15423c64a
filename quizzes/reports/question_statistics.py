"""The statistics of a question: from the kept sums of quizzes, and from answers that were given to it by itself."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from statuscourse.accounts.models import User
from statuscourse.protocol.registry import phrase
from statuscourse.web.bars import ShareBars, share_bars
from statuscourse.web.matrix import MatrixDrawing

from ..actions.keeping import given_alone
from ..core.grading import UNKNOWN
from ..core.statistics import sums as kept
from ..core.statistics.chosen import confused, right_options
from ..core.statistics.confusion import ConfusionMatrix, ConfusionSums
from ..core.statistics.flags import Flag, flags
from ..core.statistics.guessing import random_guess_score
from ..core.statistics.items import ItemStatistics, OptionStatistics, item_statistics
from ..models import Answer, ItemSums, Question, QuestionRevision, Quiz
from .questions import ShownQuestion, inline, show_revision
from .quiz_statistics import drawn
from .readings import SMALL, Reading, duration, item_readings, told


@dataclass(frozen=True)
class OptionRow:
    """An option with its figures. ``verdict`` is best, acceptable, wrong, or empty for what is none by itself."""

    key: str
    name: str
    text: SafeString
    verdict: str
    count: int
    share: float
    mark: float | None
    rest: float | None

    @property
    def shares(self) -> tuple[str, ...]:
        """Share of the answers, mean mark, and what was earned elsewhere, in percent."""
        return tuple("–" if each is None else f"{100 * each:.1f} %" for each in (self.share, self.mark, self.rest))

    @property
    def word(self) -> str:
        words = {"best": _("best"), "acceptable": _("acceptable"), "wrong": _("wrong")}
        return words.get(self.verdict, "")


@dataclass(frozen=True)
class TimeRow:
    name: str
    count: int


@dataclass(frozen=True)
class QuestionPage:
    """All that the page shows. ``revision`` is None for all revisions together."""

    question: Question
    revision: QuestionRevision | None
    revisions: tuple[tuple[int, datetime], ...]
    scope: str
    figures: ItemStatistics
    in_quizzes: int
    alone: int
    few_learners: bool
    options: tuple[OptionRow, ...]
    flags: tuple[Flag, ...]
    matrix: ConfusionMatrix

    @property
    def readings(self) -> list[Reading]:
        return item_readings(self.figures)

    @property
    def bars(self) -> ShareBars:
        rows = [(row.name, row.count, row.share, row.verdict in {"best", "acceptable"}) for row in self.options]
        return share_bars(rows)

    @property
    def has_rest(self) -> bool:
        return any(row.rest is not None for row in self.options)

    @property
    def times(self) -> list[TimeRow]:
        return [TimeRow(_span(start, end), count) for start, end, count in self.figures.times.steps]

    @property
    def drawing(self) -> MatrixDrawing:
        return drawn(self.matrix)

    @property
    def strongest(self) -> list[str]:
        return [told(taken.sentence) for taken in self.matrix.strongest()]


def _span(start: int, end: int | None) -> str:
    return _("over %s") % duration(start) if end is None else f"{start}–{end} s"


def question_page(question: Question, *, user: User, chosen: str, scope: str) -> QuestionPage:
    """Six queries. ``chosen`` is the number of a revision, ``all``, or anything else for the current one."""
    revisions = list(question.revisions.defer("body").order_by("-number"))
    named = next((each for each in revisions if str(each.number) == chosen), None)
    merged = chosen == "all" and len(revisions) > 1
    wanted = revisions if merged else [named or question.current or revisions[0]]
    bodies = {each.pk: each for each in QuestionRevision.objects.filter(pk__in=[each.pk for each in wanted])}
    in_quizzes = _kept(bodies, user, first=scope != "all")
    alone = given_alone({pk: each.body for pk, each in bodies.items()})
    latest = max(bodies.values(), key=lambda each: each.number)
    quiz_sums = kept.merged(in_quizzes.values())
    own_sums = kept.merged(alone.values())
    guess = random_guess_score(latest.body)
    figures = _figures(quiz_sums, own_sums, guess)
    told = {} if merged else right_options(latest.body)
    return QuestionPage(
        question=question,
        revision=None if merged else latest,
        revisions=tuple((each.number, each.created_at) for each in revisions),
        scope="all" if scope == "all" else "first",
        figures=figures,
        in_quizzes=quiz_sums.n,
        alone=own_sums.n,
        few_learners=figures.number > 0 and _has_few_learners(bodies),
        options=_options(latest, question, figures.options),
        flags=tuple(flags(figures, told)),
        matrix=_confusion(bodies, in_quizzes, alone).matrix(),
    )


def _figures(in_quizzes: kept.ItemSums, alone: kept.ItemSums, guess: float) -> ItemStatistics:
    """All answers together; how choosers fared elsewhere is known of those in quizzes only."""
    figures = item_statistics(in_quizzes + alone, guess)
    rest = {row.key: row.rest for row in item_statistics(in_quizzes).options}
    return replace(figures, options=tuple(replace(row, rest=rest.get(row.key)) for row in figures.options))


def _kept(revisions: Iterable[int], user: User, *, first: bool) -> dict[int, kept.ItemSums]:
    """What stands in the sums of the quizzes that an author may see."""
    found: dict[int, kept.ItemSums] = defaultdict(kept.ItemSums)
    visible = Quiz.objects.visible_to(user).values("pk")
    rows = ItemSums.objects.filter(revision__in=list(revisions), first_only=first, quiz__in=visible)
    for revision, sums in rows.values_list("revision_id", "sums"):
        found[revision] = found[revision] + kept.ItemSums.from_json(sums)
    return found


def _has_few_learners(revisions: Iterable[int]) -> bool:
    """Whether they are too few to speak of a group; looks no further than to the fifth."""
    given = Answer.objects.filter(revision__in=list(revisions)).order_by()
    return len(given.values("learner").distinct()[:SMALL]) < SMALL


def _confusion(bodies: Mapping[int, QuestionRevision], *parts: Mapping[int, kept.ItemSums]) -> ConfusionSums:
    counts: dict[tuple[int, int | None], int] = defaultdict(int)
    for sums in parts:
        for pk, each in sums.items():
            for pair, number in confused(bodies[pk].body, each.chosen).items():
                counts[pair] += number
    return ConfusionSums.of(counts)


def _options(
    revision: QuestionRevision, question: Question, figures: Iterable[OptionStatistics]
) -> tuple[OptionRow, ...]:
    """What was chosen, the most frequent first, then what nobody chose."""
    revision.question = question
    shown = show_revision(revision)
    rows = [OptionRow(row.key, *_named(shown, row.key), row.count, row.share, row.mark, row.rest) for row in figures]
    known = {row.key for row in rows}
    unused = [item.key for item in (*shown.items, *filter(None, shown.rows)) if item.key not in known]
    if shown.kind in {"match", "order"}:
        unused = []
    return (*rows, *(OptionRow(key, *_named(shown, key), 0, 0.0, None, None) for key in unused))


def _named(shown: ShownQuestion, key: str) -> tuple[str, SafeString, str]:
    """A short name, the text, and the verdict of an option; an older revision's may not be known any more."""
    if key == UNKNOWN:
        return _("I don't know"), escape(_("“I don't know”")), ""
    if key in {"otherwise", "status-otherwise"}:
        words = _("Anything else") if key == "otherwise" else _("Another status")
        return words, escape(words), "wrong"
    name, _mark, value = key.partition("=")
    item = shown.reasons.get(name)
    if item is None:
        return key, inline(f"`{key}`"), ""
    if value:
        right = shown.kind == "match" and str(item.code) == value
        words = f"{value} {phrase(int(value))}" if shown.kind == "match" else _("place %s") % value
        return f"{name}: {value}", item.text + inline(f" → {words}"), "best" if right else ""
    if item.code and shown.kind in {"code", "write"}:
        return f"{item.code} {phrase(item.code)}", inline(f"{item.code} {phrase(item.code)}"), item.verdict
    verdict = "best" if shown.kind == "fault" and item.verdict == "wrong" else item.verdict or "wrong"
    return item.plain.strip(), item.text, verdict
