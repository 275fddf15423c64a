"""What the answers of a class say to those who teach it: what is confused, what is known, which questions need a look.

Pure. A ``Group`` is what a query counts, so that it costs the same for three answers and for half a million.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from quizzes.core.mastery import FADE, Level, level_of
from quizzes.core.statistics.confusion import ConfusionMatrix, confusion_matrix

Chosen = int | None  # None is "I don't know"

LEAST_ANSWERS = 10
"""Answers below which nothing is said of a class. Our own: with fewer, one answer is more than a tenth of all."""
CONFUSED = 3
"""How often a wrong code has to be chosen for another to be called a confusion. Our own: once or twice is a slip."""
OFTEN = 0.1
"""The share of the answers with that best code that it has to be, too. Our own: in a large class slips add up."""
DRAWN = 7
"""Codes in the picture of what is confused: as many as a phone shows without scrolling."""
LEAST_OF_ITEM = 8
"""Answers to one question below which it is not flagged. Our own: a small class that all did it."""
HARD = 0.3
"""Facility below which a question needs a look. Our own: a little above what guessing among four options earns."""
LEAST_WHO_MET = 3
"""Members who have met a code, below which nothing is said of how well it is known. Our own."""


@dataclass(frozen=True, slots=True)
class Group:
    """Answers that are alike: the same revision, best code, chosen code and verdict."""

    revision: int
    best: int | None
    chosen: int | None
    verdict: str
    number: int
    marks: float  # of all of them together


# Confusion


@dataclass(frozen=True)
class Confused:
    """A wrong code that was chosen ``number`` times of the ``total`` in which ``expected`` was best."""

    expected: int
    chosen: Chosen
    number: int
    total: int

    @property
    def share(self) -> float:
        return self.number / self.total


@dataclass(frozen=True)
class Confusion:
    """The matrix of a class, with what is worth a lesson in it, and the revisions in which that was confused."""

    matrix: ConfusionMatrix
    strongest: tuple[Confused, ...]
    revisions: tuple[int, ...]  # in which the first of them happened, most often first

    def drawn_codes(self) -> set[Chosen]:
        """The codes that a picture in one look has: all where they are few, else those that are confused most."""
        if len(self.matrix.columns) <= DRAWN:
            return set(self.matrix.columns)
        codes: dict[Chosen, None] = {}
        wrong = (cell for row in self.matrix.rows for cell in row.cells if cell.count and not cell.right)
        pairs = [(each.expected, each.chosen) for each in self.strongest]
        pairs += [(cell.expected, cell.chosen) for cell in sorted(wrong, key=lambda cell: -cell.count)]
        for pair in pairs:
            if len({*codes, *pair}) <= DRAWN:
                codes |= dict.fromkeys(pair)
        return set(codes) or set(self.matrix.columns[:DRAWN])


def confusion(groups: Sequence[Group], offering: Iterable[int], number: int = 5) -> Confusion:
    """What was taken for what. ``offering`` are the revisions that offer codes: there no code is "I don't know".

    An acceptable code stands in the matrix and is no confusion: it is what a serious guide really does.
    """
    offers = set(offering)
    counts: Counter[tuple[int, Chosen]] = Counter()
    wrong: Counter[tuple[int, Chosen]] = Counter()
    for row in groups:
        if row.best is None or (row.chosen is None and row.revision not in offers):
            continue
        counts[row.best, row.chosen] += row.number
        if row.verdict == "wrong" and row.chosen != row.best:
            wrong[row.best, row.chosen] += row.number
    matrix = confusion_matrix(counts)
    totals = {row.expected: row.total for row in matrix.rows}
    found = [Confused(*pair, times, totals[pair[0]]) for pair, times in wrong.items()]
    found = [each for each in found if each.number >= CONFUSED and each.share >= OFTEN]
    found.sort(key=lambda each: (-each.number, -each.share, each.expected, each.chosen or 1000))
    strongest = tuple(_lessons_first(found)[:number])
    return Confusion(matrix, strongest, _revisions(groups, strongest))


def _lessons_first(found: list[Confused]) -> list[Confused]:
    """What was taken for something before what was not known: a pair can be taught, and sorting keeps the rest."""
    return sorted(found, key=lambda each: each.chosen is None)


def _revisions(groups: Iterable[Group], strongest: Sequence[Confused]) -> tuple[int, ...]:
    if not strongest:
        return ()
    pair = strongest[0].expected, strongest[0].chosen
    times: Counter[int] = Counter()
    for row in groups:
        if (row.best, row.chosen) == pair:
            times[row.revision] += row.number
    return tuple(revision for revision, _number in sorted(times.items(), key=lambda each: (-each[1], each[0])))


# Mastery


@dataclass(slots=True)
class Learning:
    """One learner's answers about one code, in order, as far as they were added."""

    number: int = 0
    weight: float = 0.0
    good: float = 0.0
    day: int = 0
    days: int = 0

    @property
    def level(self) -> Level:
        return level_of(number=self.number, days=self.days, share=self.good / self.weight if self.weight else 0.0)


@dataclass(frozen=True)
class Known:
    """How well a class knows a code: how many of its ``members`` are at each level."""

    code: int
    members: int
    levels: Mapping[Level, int]

    @property
    def met(self) -> int:
        """Who has answered anything about it, at whatever level they are."""
        return sum(number for level, number in self.levels.items() if level)

    @property
    def steady(self) -> int:
        return self.levels.get(Level.STEADY, 0) + self.mastered

    @property
    def mastered(self) -> int:
        return self.levels.get(Level.MASTERED, 0)

    @property
    def unsettled(self) -> int:
        """Who has answered often enough to tell, and does not know it."""
        return self.levels.get(Level.SHAKY, 0)


@dataclass
class Learned:
    """What every learner of a class has learned."""

    by_code: dict[int, dict[int, Learning]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(Learning)))

    def add(self, answers: Iterable[tuple[int, int, int, int]]) -> None:
        """More answers, as (learner, code, day, 1 where good), later than those before and in order.

        Days are numbers that grow. One loop without a call in it: a large class has half a million answers.
        """
        by_code = self.by_code
        for learner, code, day, good in answers:
            learning = by_code[code][learner]
            learning.number += 1
            learning.weight = learning.weight * FADE + 1
            learning.good = learning.good * FADE + good
            if learning.day != day:
                learning.day = day
                learning.days += 1

    def known(self, members: int) -> list[Known]:
        """Every code that somebody has met, ascending."""
        rows = sorted(self.by_code.items())
        return [Known(code, members, Counter(each.level for each in given.values())) for code, given in rows]


def teach_next(known: Iterable[Known]) -> Known | None:
    """The code that most of the class has met and does not know yet: most who are unsettled, then fewest who know it.

    None where nobody has answered often enough to tell, or everybody who has knows it.
    """
    rows = [row for row in known if row.met >= LEAST_WHO_MET and row.unsettled]
    return max(rows, key=lambda row: (row.unsettled, -row.steady, -row.code), default=None)


# Questions


@dataclass(frozen=True)
class ItemFlag:
    """A question that needs a look. ``distractor`` was chosen more often than the best code, or is None."""

    question: str
    number: int
    facility: float
    distractor: int | None = None
    took: int = 0  # how many chose it
    best: int | None = None
    hit: int = 0  # how many chose the best code

    @property
    def is_hard(self) -> bool:
        return self.facility < HARD


def item_flags(groups: Iterable[Group], questions: Mapping[int, str]) -> list[ItemFlag]:
    """The flagged questions, hardest first; ``questions`` names the question of each revision."""
    rows: dict[str, list[Group]] = defaultdict(list)
    for row in groups:
        if row.revision in questions:
            rows[questions[row.revision]].append(row)
    flags = [_item(question, given) for question, given in rows.items()]
    found = [flag for flag in flags if flag.number >= LEAST_OF_ITEM and (flag.is_hard or flag.distractor)]
    return sorted(found, key=lambda flag: (flag.facility, -flag.number, flag.question))


def enough(groups: Iterable[Group], questions: Mapping[int, str]) -> int:
    """How many questions have the answers that a flag needs."""
    numbers: Counter[str] = Counter()
    for row in groups:
        numbers[questions.get(row.revision, "")] += row.number
    return sum(number >= LEAST_OF_ITEM for question, number in numbers.items() if question)


def _item(question: str, rows: Sequence[Group]) -> ItemFlag:
    number, marks = sum(row.number for row in rows), sum(row.marks for row in rows)
    right: Counter[int] = Counter()
    wrong: Counter[int] = Counter()
    for row in rows:
        if row.best is not None and row.chosen == row.best:
            right[row.chosen] += row.number
        elif row.best is not None and row.chosen is not None and row.verdict == "wrong":
            wrong[row.chosen] += row.number
    hit = right.total()
    code, took = min(wrong.items(), key=lambda each: (-each[1], each[0]), default=(None, 0))
    best = min((row.best for row in rows if row.best is not None), default=None)
    if took <= hit:
        code, took = None, 0
    return ItemFlag(question, number, marks / number if number else 0.0, code, took, best, hit)
