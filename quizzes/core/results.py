"""What a set of answers shows: by code, and which code was taken for which. Pure."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

GOOD = 0.5  # the mark from which an answer counts as known: acceptable, or the better half of its parts


def is_good(mark: float) -> bool:
    return mark >= GOOD


@dataclass(frozen=True)
class Outcome:
    """The parts of an answer that results are made of. ``best`` is None where the answer is not one code."""

    best: int | None
    chosen: int | None
    verdict: str
    mark: float


@dataclass(frozen=True)
class CodeResult:
    code: int
    asked: int
    best: int
    acceptable: int
    wrong: int


@dataclass(frozen=True)
class Confusion:
    """``chosen`` was answered ``count`` times where ``expected`` was best; None is "I don't know"."""

    expected: int
    chosen: int | None
    count: int


def by_code(outcomes: Iterable[Outcome]) -> list[CodeResult]:
    """One row a best code, ascending; what was half right counts as acceptable."""
    tallies: dict[int, Counter[str]] = {}
    for outcome in outcomes:
        if outcome.best is not None:
            tallies.setdefault(outcome.best, Counter())[outcome.verdict] += 1
    return [
        CodeResult(code, tally.total(), tally["best"], tally["acceptable"] + tally["partly"], tally["wrong"])
        for code, tally in sorted(tallies.items())
    ]


def confusions(outcomes: Iterable[Outcome]) -> list[Confusion]:
    """Expected against chosen, most frequent first, where a mark was lost: what a guide really does is no confusion."""
    tally = Counter(
        (outcome.best, outcome.chosen)
        for outcome in outcomes
        if outcome.best is not None and outcome.mark < 1 and outcome.chosen != outcome.best
    )
    rows = [Confusion(expected, chosen, count) for (expected, chosen), count in tally.items()]
    return sorted(rows, key=lambda row: (-row.count, row.expected, row.chosen or 0))


def share(outcomes: Sequence[Outcome]) -> float:
    """Marks over the possible, from 0 to 1; 0 for no answers."""
    return sum(outcome.mark for outcome in outcomes) / len(outcomes) if outcomes else 0.0


@dataclass(frozen=True)
class Day:
    """The answers of one day."""

    date: date
    good: int
    wrong: int

    @property
    def total(self) -> int:
        return self.good + self.wrong


def history(answers: Iterable[tuple[date, bool]], *, today: date, days: int = 28) -> list[Day]:
    """The last ``days`` days up to today, oldest first, days without an answer included."""
    good: Counter[date] = Counter()
    wrong: Counter[date] = Counter()
    for day, is_good in answers:
        (good if is_good else wrong)[day] += 1
    first = today - timedelta(days=days - 1)
    span = [first + timedelta(days=offset) for offset in range(days)]
    return [Day(day, good[day], wrong[day]) for day in span]
