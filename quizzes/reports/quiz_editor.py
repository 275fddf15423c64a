"""The editor of a quiz: its picks with what each rule finds, its problems, and where two editors differ."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from random import Random
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from pydantic import ValidationError

from ..core import picking
from ..core.interchange.checking import Problem
from ..core.picking import ByRule, Candidate, Pick
from ..core.quiz_drafts import QuizSource, differing
from ..models import Question, Quiz, candidates
from .author_quizzes import LEVELS, number_of
from .shelf import KIND_LABELS


@dataclass(frozen=True)
class Choice:
    """A box that can be ticked."""

    value: str
    label: str
    ticked: bool


@dataclass(frozen=True)
class PickRow:
    """One pick in the editor. ``name`` is what the names of its fields end with."""

    name: str
    mark: str
    problems: list[str]
    question: Question | None = None
    question_id: str = ""
    rule: Mapping[str, Any] | None = None
    number: str = ""
    topics: list[Choice] = field(default_factory=list)
    kinds: list[Choice] = field(default_factory=list)
    difficulties: list[Choice] = field(default_factory=list)
    finds: str = ""
    finds_enough: bool = True

    @property
    def title(self) -> str:
        """What it is called for who only hears the page."""
        if self.rule is not None:
            return _("rule %(number)d") % {"number": int(self.name) + 1}
        return self.question.title if self.question else self.question_id

    @property
    def kind(self) -> str:
        return str(KIND_LABELS.get(self.question.kind, "")) if self.question else ""

    @property
    def labels(self) -> str:
        return ", ".join(map(str, (self.rule or {}).get("labels") or []))

    @property
    def source(self) -> str:
        return str((self.rule or {}).get("from", "both"))

    @property
    def summary(self) -> str:
        """A rule in a clause, for where it cannot be changed."""
        named = [choice.label for group in (self.topics, self.kinds, self.difficulties) for choice in group]
        ticked = [c.label for group in (self.topics, self.kinds, self.difficulties) for c in group if c.ticked]
        return ", ".join([*ticked, *filter(None, [self.labels])]) if ticked and named else _("any question")


@dataclass(frozen=True)
class Editor:
    """All that the page of one quiz shows of its questions."""

    rows: list[PickRow]
    problems: list[Problem]
    length: int
    marks: str
    minutes: int

    @cached_property
    def anchors(self) -> list[tuple[str, str, str]]:
        """The problems in words: where each is on the page, the text, and the question to go to."""
        return [(*_anchor(problem.place), problem.text) for problem in self.problems]


def _anchor(place: str) -> tuple[str, str]:
    """Where a problem is: the fragment of the page, and its name in a word or two."""
    if place.startswith("picks["):
        number = place[len("picks[") :].partition("]")[0]
        return f"pick-{number}", _("place %(number)d") % {"number": int(number) + 1}
    if place in {"picks", ""}:
        return "questions", _("questions")
    name = place.rpartition(".")[2]
    return f"id_{name}", str(PARTS.get(place, name))


PARTS = {
    "title": gettext_lazy("title"),
    "summary": gettext_lazy("summary"),
    "picks": gettext_lazy("questions"),
    "is_listed": gettext_lazy("in the list"),
    "behaviour.mode": gettext_lazy("kind"),
    "behaviour.tries": gettext_lazy("tries"),
    "behaviour.penalty": gettext_lazy("penalty"),
    "behaviour.hints": gettext_lazy("hints"),
    "behaviour.shuffle": gettext_lazy("shuffled options"),
    "behaviour.confidence": gettext_lazy("how sure they are"),
    "behaviour.minutes": gettext_lazy("minutes"),
    "behaviour.opens": gettext_lazy("opens"),
    "behaviour.closes": gettext_lazy("closes"),
    "behaviour.attempts": gettext_lazy("attempts"),
    "behaviour.review": gettext_lazy("explained"),
}


def quiz_editor(quiz: Quiz, source: QuizSource, problems: list[Problem], hidden: Iterable[str] = ()) -> Editor:
    """The picks of a working copy with what each finds now. Three queries, whatever their number.

    ``hidden`` are ids that were sent and that the author may not know of.
    """
    stored, unknown = list(source.get("picks") or []), set(hidden)
    named = [str(pick["question"]) for pick in stored if "question" in pick]
    questions = Question.objects.filter(pk__in=named).defer("search_text").in_bulk() if named else {}
    shown = {pk: item for pk, item in questions.items() if pk not in unknown}
    read = [None if pick.get("question") in unknown else _read(pick) for pick in stored]
    found = candidates([pick for pick in read if pick is not None], quiz.owner_id)
    tallies = _tallies(read, found)
    topics = _topics(quiz.owner_id) if any("rule" in pick for pick in stored) else []
    rows = []
    for n, pick in enumerate(stored):
        told = [problem.text for problem in problems if problem.place.startswith(f"picks[{n}]")]
        rows.append(_row(str(n), pick, told, shown, topics, tallies.get(n)))
    kinds = [each for tally in tallies.values() for each in tally.kinds]
    kinds += [item.kind for item in shown.values() if item.pk not in found]
    marks = sum(number_of(pick) * mark for pick in stored if isinstance(mark := pick.get("mark", 1.0), (int, float)))
    return Editor(rows, problems, sum(map(number_of, stored)), f"{marks:g}", picking.minutes(kinds) if kinds else 0)


def _read(pick: Mapping[str, Any]) -> Pick | None:
    try:
        return picking.read_picks([pick])[0]
    except ValidationError:
        return None


@dataclass(frozen=True)
class Tally:
    """What a pick finds: how many questions fit, and the kinds of those that it gets."""

    fits: int
    kinds: list[str]


def _tallies(read: list[Pick | None], found: dict[str, Candidate]) -> dict[int, Tally]:
    """One draw, as somebody who has met nothing would get it."""
    places = [n for n, pick in enumerate(read) if pick is not None]
    picks = [pick for pick in read if pick is not None]
    piles = picking.piles_of(picks, found)
    taken = {pick.question for pick in picks if not isinstance(pick, ByRule)}
    drawn: dict[int, list[str]] = {n: [] for n in range(len(picks))}
    for each in picking.resolve(picks, piles, set(), Random(0)):  # noqa: S311 - no secret
        drawn[each.pick].append(found[each.question].kind)
    fits = [sum(question not in taken for ids in pile.values() for question in ids) for pile in piles]
    return {place: Tally(fits[n], drawn[n]) for n, place in enumerate(places)}


def _topics(owner_id: int | None) -> list[str]:
    asked = Question.objects.askable().filter(Q(is_shipped=True) | Q(owner=owner_id, owner__isnull=False))
    return sorted(set(asked.values_list("topic", flat=True).distinct()))


def _row(
    name: str,
    pick: Mapping[str, Any],
    problems: list[str],
    questions: Mapping[str, Question],
    topics: list[str],
    tally: Tally | None,
) -> PickRow:
    mark = pick.get("mark", 1.0)
    mark = f"{mark:g}" if isinstance(mark, (int, float)) else str(mark)
    if "rule" not in pick:
        question_id = str(pick.get("question", ""))
        return PickRow(name, mark, problems, question=questions.get(question_id), question_id=question_id)
    rule = pick["rule"]
    known = [*topics, *(topic for topic in rule.get("topics") or [] if topic not in topics)]
    return PickRow(
        name,
        mark,
        problems,
        rule=rule,
        number=str(pick.get("number", 1)),
        topics=_choices({topic: topic.replace("-", " ") for topic in known}, rule.get("topics")),
        kinds=_choices(KIND_LABELS, rule.get("kinds")),
        difficulties=_choices(LEVELS, rule.get("difficulties")),
        finds=finds(pick, tally),
        finds_enough=tally is None or len(tally.kinds) >= number_of(pick),
    )


def _choices(labels: Mapping[str, Any], ticked: Iterable[Any] | None) -> list[Choice]:
    wanted = set(map(str, ticked or []))
    return [Choice(value, str(label), value in wanted) for value, label in labels.items()]


def finds(pick: Mapping[str, Any], tally: Tally | None) -> str:
    """What a rule finds, in a clause."""
    if tally is None:
        return _("cannot be counted yet")
    wanted, got = number_of(pick), len(tally.kinds)
    if got >= wanted:
        return ngettext("finds %(fits)d question", "finds %(fits)d questions", tally.fits) % {"fits": tally.fits}
    if tally.fits < wanted:
        return _("finds %(fits)d of %(wanted)d") % {"fits": tally.fits, "wanted": wanted}
    return _("other rules leave %(got)d of %(wanted)d") % {"got": got, "wanted": wanted}


def rule_finds(quiz: Quiz, pick: Mapping[str, Any]) -> str:
    """What one rule finds by itself, while it is being written. One query."""
    read = _read(pick)
    if read is None:
        return finds(pick, None)
    return finds(pick, _tallies([read], candidates([read], quiz.owner_id))[0])


# Two editors at once


@dataclass(frozen=True)
class Difference:
    """A part in which what was sent is other than what stands there now."""

    part: str
    label: str
    theirs: str


def differences(mine: QuizSource, theirs: QuizSource) -> list[Difference]:
    """Each part that differs, with what the other editor saved, in words. One query."""
    found = []
    for part in differing(mine, theirs):
        owner, _dot, name = part.rpartition(".")
        value = (theirs.get("behaviour") or {}).get(name) if owner else theirs.get(name)
        said = _picks_in_words(value or []) if part == "picks" else _in_words(value)
        found.append(Difference(part, str(PARTS.get(part, part)), said))
    return found


def _in_words(value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return str(value) if value not in {None, ""} else _("nothing")


def _picks_in_words(picks: list[Mapping[str, Any]]) -> str:
    named = [pick["question"] for pick in picks if "question" in pick]
    titles = dict(Question.objects.filter(pk__in=named).values_list("pk", "title"))
    words = [
        f"“{titles.get(pick['question'], pick['question'])}” ({pick.get('mark')})"
        if "question" in pick
        else _("a rule for %(number)s") % {"number": pick.get("number")}
        for pick in picks
    ]
    return ", ".join(words) or _("nothing")
