"""What is kept of answers: exact sums that an attempt is added to or taken from, and that can be merged."""

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import Field, dataclass, field, fields
from typing import Any, Literal, Self

# Marks and shares are counted in whole numbers of these parts. 1 to 16 and 100 all divide it: halves, thirds, the pairs
# of an ordering and hundredths are whole, and what is added and taken away again leaves the very same sums.
UNIT = 3_603_600
# How finely shares of an attempt are counted for the median and for the greatest possible covariance.
BINS = 2_520
BIN = UNIT // BINS
# Upper ends in seconds of the steps in which times are counted; what took longer is in one more step.
TIME_STEPS = (5, 10, 15, 20, 30, 45, 60, 90, 120, 180, 240, 300, 420, 600, 900, 1_800, 3_600)

Scope = Literal["first", "all"]


def parts(share: float) -> int:
    """A mark or a share in whole parts of UNIT."""
    return round(share * UNIT)


def bin_of(share: int) -> int:
    """The nearest of BINS steps for a share in parts."""
    return (2 * share + BIN) // (2 * BIN)


def time_step(seconds: int) -> int:
    """Which of TIME_STEPS a time falls into, by its number."""
    return bisect_left(TIME_STEPS, seconds)


def share_of(points: int, most: int) -> int:
    """``points`` out of ``most``, in parts, rounded to the nearest."""
    return (2 * points * UNIT + most) // (2 * most)


@dataclass(frozen=True)
class Scored:
    """An answer of an attempt, as it goes into the sums.

    ``mark`` is from 0 to 1 and counts ``weight`` times in the attempt's total. ``slot`` is the place in the quiz: that
    of the question, or the number of the draw where questions are drawn at random, which ``drawn`` says. ``chosen`` are
    the options, as ``chosen.options`` names them. ``seconds`` is None where no time was taken.
    """

    revision: str
    slot: int
    mark: float
    weight: float = 1.0
    drawn: bool = False
    chosen: tuple[str, ...] = ()
    seconds: int | None = None

    @property
    def points(self) -> int:
        return parts(self.mark * self.weight)

    @property
    def most(self) -> int:
        return parts(self.weight)


@dataclass(frozen=True)
class Total:
    """What an attempt earned, and its maximum, in parts."""

    points: int = 0
    most: int = 0

    @classmethod
    def of(cls, attempt: Sequence[Scored]) -> "Total":
        return cls(sum(item.points for item in attempt), sum(item.most for item in attempt))


@dataclass(frozen=True)
class Sums:
    """Sums and counts by name. They add up, are taken away, and survive JSON; what is 0 in a count is not kept.

    All are whole numbers, some of them above 2**53: JSON has to be read as integers, never as floating point.
    """

    def __add__(self, other: Self) -> Self:
        return self._with(other, 1)

    def __sub__(self, other: Self) -> Self:
        return self._with(other, -1)

    def _with(self, other: Self, sign: int) -> Self:
        return type(self)(
            *[_added(getattr(self, name), getattr(other, name), sign) for name in self.__dataclass_fields__]
        )

    def to_json(self) -> dict[str, Any]:
        return {item.name: _plain(getattr(self, item.name)) for item in fields(self)}

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        """The sums that ``to_json`` wrote. A name that an older one did not have is empty."""
        return cls(**{item.name: _read(item, stored[item.name]) for item in fields(cls) if item.name in stored})


def _added(one: Any, two: Any, sign: int) -> Any:
    if isinstance(one, int):  # most are, and this is asked for every sum of every answer
        return one + sign * two
    if isinstance(one, Sums):
        return one + two if sign > 0 else one - two
    return _counted_together(one, two, sign) if two else one


def _counted_together(one: Mapping[Any, Any], two: Mapping[Any, Any], sign: int) -> dict[Any, Any]:
    """Looks only at what the second has: an attempt is small, and what it is added to is not."""
    both = dict(one)
    for key, value in two.items():
        nothing = type(value)()
        both[key] = _added(both.get(key, nothing), value, sign)
        if both[key] == nothing:
            del both[key]
    return both


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(key): _plain(inner) for key, inner in sorted(value.items())}
    return value.to_json() if isinstance(value, Sums) else value


def _read(item: Field[Any], stored: Any) -> Any:
    """A member as JSON has it, where every key is a text and every value plain."""
    if not isinstance(stored, Mapping):
        return stored
    key, of = item.metadata["key"], item.metadata["of"]
    return {key(name): of.from_json(value) if issubclass(of, Sums) else value for name, value in stored.items()}


def counted(key: type = int, of: type = int) -> Any:
    """A member that keeps a sum for each key."""
    return field(default_factory=dict, metadata={"key": key, "of": of})


@dataclass(frozen=True)
class ItemSums(Sums):
    """The answers to one revision.

    ``n`` answers with their marks in parts: ``x`` and ``xx`` sum them and their squares. ``chosen``, ``chosen_x`` and
    ``chosen_y`` are, for each option, how often it was chosen, and the sums of the marks and of y there.

    Of the answers that stood in an attempt with something else to compare with, ``marks`` counts each mark; marks
    are few different values, so this is exact. y is what they are compared with: the share that the rest of the
    attempt earned of its maximum, or, for a drawn question, the whole attempt. ``y``, ``yy`` and ``xy`` are exact
    sums over it (a share itself is rounded to 1/UNIT). ``ys`` counts y in BINS steps, for nothing but the covariance
    of both sorted: exact where every y is a whole number of steps, else off by at most half a step times the mean
    deviation of the marks, n / (n - 1) times. Where y has a standard deviation of 0.1 that is about 0.3 % of the
    efficiency; where all y lie within a few steps of each other the efficiency says nothing.

    Moodle compares sums of marks. In its quizzes all attempts have the same maximum, and then shares give the same
    index and efficiency, for both are free of scale; where attempts are of different lengths, only shares compare.
    Moodle, too, takes the whole attempt for a question drawn at random.

    ``timed`` answers took ``seconds`` in all; ``times`` counts them in TIME_STEPS, for the median. Of answers outside
    an attempt (a check in a lesson) only marks, options and times are kept.
    """

    n: int = 0
    x: int = 0
    xx: int = 0
    marks: Mapping[int, int] = counted()
    y: int = 0
    yy: int = 0
    xy: int = 0
    ys: Mapping[int, int] = counted()
    chosen: Mapping[str, int] = counted(str)
    chosen_x: Mapping[str, int] = counted(str)
    chosen_y: Mapping[str, int] = counted(str)
    timed: int = 0
    seconds: int = 0
    seconds_squared: int = 0
    times: Mapping[int, int] = counted()

    @classmethod
    def of(cls, answer: Scored, total: Total | None = None) -> "ItemSums":
        """What one answer adds; ``total`` is that of its attempt, itself included."""
        x, y = parts(answer.mark), _compared_with(answer, total or Total())
        compared = {} if y is None else {"marks": {x: 1}, "y": y, "yy": y * y, "xy": x * y, "ys": {bin_of(y): 1}}
        return cls(n=1, x=x, xx=x * x, **compared, **_choices(answer, x, y), **_times(answer.seconds))  # type: ignore[arg-type]


def _compared_with(answer: Scored, total: Total) -> int | None:
    """The share of the rest of the attempt, or of all of it for a drawn question; None where there is no rest."""
    if total.most <= answer.most:
        return None
    if answer.drawn:
        return share_of(total.points, total.most)
    return share_of(total.points - answer.points, total.most - answer.most)


def _choices(answer: Scored, x: int, y: int | None) -> dict[str, Any]:
    names = set(answer.chosen)
    return {
        "chosen": dict.fromkeys(names, 1),
        "chosen_x": dict.fromkeys(names, x) if x else {},
        "chosen_y": dict.fromkeys(names, y) if y else {},
    }


def _times(seconds: int | None) -> dict[str, Any]:
    if seconds is None:
        return {}
    squared = seconds * seconds
    return {"timed": 1, "seconds": seconds, "seconds_squared": squared, "times": {time_step(seconds): 1}}


def merged(sums: Iterable[ItemSums]) -> ItemSums:
    """Several revisions of one question, or several batches, as one."""
    return sum(sums, start=ItemSums())


@dataclass(frozen=True)
class SlotSums(Sums):
    """The answers at one place of a quiz: points in parts, the total t of their attempts, and the maximum there."""

    n: int = 0
    x: int = 0
    xx: int = 0
    t: int = 0
    xt: int = 0
    most: int = 0


@dataclass(frozen=True)
class QuizSums(Sums):
    """The totals of attempts at one quiz.

    ``s1`` to ``s4`` sum the shares of the maximum, in parts, to their first to fourth powers; ``shares`` counts them
    in BINS steps, for the median: exact where the middle share is a whole number of steps, else off by at most half a
    step, 0.02 % of the maximum. ``t`` and ``tt`` sum the totals themselves and ``maxima`` counts the maxima: Cronbach's
    alpha compares points with points and needs them to be one and the same. ``slots`` has the sums of each place.
    """

    n: int = 0
    s1: int = 0
    s2: int = 0
    s3: int = 0
    s4: int = 0
    shares: Mapping[int, int] = counted()
    t: int = 0
    tt: int = 0
    maxima: Mapping[int, int] = counted()
    slots: Mapping[int, SlotSums] = counted(of=SlotSums)

    @classmethod
    def of(cls, attempt: Sequence[Scored]) -> "QuizSums":
        """What one attempt adds. One without anything to earn adds nothing."""
        total = Total.of(attempt)
        if not total.most:
            return cls()
        share = share_of(total.points, total.most)
        slots: dict[int, SlotSums] = {}
        for item in attempt:
            slots[item.slot] = slots.get(item.slot, SlotSums()) + _slot(item, total.points)
        powers = {f"s{power}": share**power for power in (1, 2, 3, 4)}
        counts = {"shares": {bin_of(share): 1}, "maxima": {total.most: 1}, "slots": slots}
        return cls(n=1, t=total.points, tt=total.points**2, **powers, **counts)  # type: ignore[arg-type]


def _slot(item: Scored, total: int) -> SlotSums:
    points = item.points
    return SlotSums(1, points, points * points, total, points * total, item.most)


@dataclass(frozen=True)
class KeptSums:
    """All sums of a quiz: of its totals, and of each revision by its id. ``scope`` says of which attempts.

    They are kept twice, for first attempts and for all: later attempts of a learner build on the earlier ones, and item
    statistics take each attempt for one of its own. Adding an attempt touches
    the items that it has answers to, and no others.
    """

    scope: Scope = "first"
    quiz: QuizSums = field(default_factory=QuizSums)
    items: Mapping[str, ItemSums] = field(default_factory=dict)

    @classmethod
    def of(cls, attempt: Sequence[Scored], scope: Scope = "first") -> "KeptSums":
        total, items = Total.of(attempt), dict[str, ItemSums]()
        for answer in attempt:
            items[answer.revision] = items.get(answer.revision, ItemSums()) + ItemSums.of(answer, total)
        return cls(scope, QuizSums.of(attempt), items)

    def add(self, attempt: Sequence[Scored]) -> "KeptSums":
        return self + KeptSums.of(attempt, self.scope)

    def remove(self, attempt: Sequence[Scored]) -> "KeptSums":
        return self - KeptSums.of(attempt, self.scope)

    def __add__(self, other: "KeptSums") -> "KeptSums":
        return self._with(other, 1)

    def __sub__(self, other: "KeptSums") -> "KeptSums":
        return self._with(other, -1)

    def _with(self, other: "KeptSums", sign: int) -> "KeptSums":
        """Raises ValueError for sums of another scope: first attempts would count twice."""
        if self.scope != other.scope:
            raise ValueError(f"Sums of {self.scope} attempts do not go with sums of {other.scope} attempts.")
        return KeptSums(self.scope, _added(self.quiz, other.quiz, sign), _added(self.items, other.items, sign))

    def to_json(self) -> dict[str, Any]:
        return {"scope": self.scope, "quiz": self.quiz.to_json(), "items": _plain(self.items)}

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> "KeptSums":
        items = {revision: ItemSums.from_json(sums) for revision, sums in stored["items"].items()}
        return cls(stored["scope"], QuizSums.from_json(stored["quiz"]), items)
