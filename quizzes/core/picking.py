"""The questions of an authored quiz: picked by hand or by rules, with their marks, and drawn when an attempt starts.

Pure: what can be asked at all is an argument.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field

from .drawing import draw
from .kinds.base import Label, Slug, Strict

MOST = 60  # questions of a quiz
LEAST_MARK, MOST_MARK = 0.25, 20.0  # of one question

Mark = Annotated[float, Field(ge=LEAST_MARK, le=MOST_MARK, allow_inf_nan=False)]
Pile = Mapping[str, Sequence[str]]  # ids of questions by their topic

# Minutes that a question takes, by its kind: a first guess for authors, measured by nobody.
MINUTES: Mapping[str, float] = {"several": 1.5, "match": 2.0, "order": 2.0, "fault": 2.0, "write": 4.0}
USUAL = 1.0  # minutes of the other kinds


class Rule(Strict):
    """Which questions may be drawn. An empty list takes everything; mine are those of the quiz's owner."""

    model_config = ConfigDict(populate_by_name=True)

    topics: list[Slug] = []
    kinds: list[Slug] = []
    difficulties: list[Annotated[int, Field(ge=1, le=3)]] = []
    labels: list[Label] = []  # one of them is enough; capital letters do not matter
    source: Literal["course", "mine", "both"] = Field(default="both", alias="from")

    def takes(self, question: "Candidate") -> bool:
        wanted = {label.casefold() for label in self.labels}
        return (
            question.belongs(self.source)
            and (not self.topics or question.topic in self.topics)
            and (not self.kinds or question.kind in self.kinds)
            and (not self.difficulties or question.difficulty in self.difficulties)
            and (not wanted or not wanted.isdisjoint(label.casefold() for label in question.labels))
        )


class ByHand(Strict):
    """One question, worth ``mark``."""

    question: Slug
    mark: Mark = 1.0

    @property
    def number(self) -> int:
        return 1


class ByRule(Strict):
    """``number`` questions that a rule finds, each worth ``mark``."""

    rule: Rule
    number: int = Field(ge=1, le=MOST)
    mark: Mark = 1.0


Pick = ByHand | ByRule


@dataclass(frozen=True)
class Candidate:
    """A question that can be asked now, as far as picking looks at it. ``mine``: it is of the quiz's owner."""

    id: str
    revision: int
    topic: str
    kind: str
    difficulty: int
    is_course: bool
    mine: bool = False
    labels: tuple[str, ...] = ()

    def belongs(self, source: str) -> bool:
        return {"course": self.is_course, "mine": self.mine}.get(source, self.is_course or self.mine)


@dataclass(frozen=True)
class Drawn:
    """One place of an attempt: its question, the marks it is worth, and the pick that it comes from (from 0)."""

    question: str
    mark: float
    pick: int


def read_picks(stored: Iterable[Mapping[str, Any]]) -> list[Pick]:
    """Picks as a quiz stores them. Raises pydantic's ValidationError for what is none."""
    return [ByRule.model_validate(row) if "rule" in row else ByHand.model_validate(row) for row in stored]


def stored_pick(pick: Pick) -> dict[str, Any]:
    """A pick as JSON."""
    return pick.model_dump(by_alias=True)


def piles_of(picks: Sequence[Pick], candidates: Mapping[str, Candidate]) -> list[dict[str, list[str]]]:
    """For each pick the questions that it may take: all that its rule finds, or the one that is named."""
    return [_pile(_found(pick, candidates)) for pick in picks]


def _found(pick: Pick, candidates: Mapping[str, Candidate]) -> Iterator[Candidate]:
    if isinstance(pick, ByRule):
        return (each for each in candidates.values() if pick.rule.takes(each))
    return iter([candidates[pick.question]] if pick.question in candidates else [])


def _pile(found: Iterable[Candidate]) -> dict[str, list[str]]:
    pile: dict[str, list[str]] = {}
    for each in found:
        pile.setdefault(each.topic, []).append(each.id)
    return pile


def resolve(picks: Sequence[Pick], piles: Sequence[Pile], seen: set[str], rng: Random) -> list[Drawn]:
    """The places of an attempt, in the order of the picks; no question stands in two of them.

    What is picked by hand is never drawn by a rule. Rules draw evenly over topics, within a topic what was not
    ``seen`` first; the one that finds least draws first, because it has least to choose from, and one that finds too
    few takes what there is. ``piles`` are those of ``piles_of``.
    """
    taken: set[str] = set()
    drawn: dict[int, list[str]] = {}
    for n in sorted(range(len(picks)), key=lambda n: (isinstance(picks[n], ByRule), _size(piles[n]), n)):
        left = {topic: [each for each in ids if each not in taken] for topic, ids in piles[n].items()}
        drawn[n] = draw(left, picks[n].number, seen, rng)
        taken.update(drawn[n])
    return [Drawn(question, pick.mark, n) for n, pick in enumerate(picks) for question in drawn[n]]


def _size(pile: Pile) -> int:
    return sum(map(len, pile.values()))


def possible(picks: Iterable[Pick]) -> float:
    """The marks that can be had where every rule finds enough."""
    return sum(pick.number * pick.mark for pick in picks)


def minutes(kinds: Iterable[str]) -> int:
    """How long questions of these kinds take, in whole minutes, and at least one."""
    return max(1, round(sum(MINUTES.get(kind, USUAL) for kind in kinds)))
