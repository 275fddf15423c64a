"""The statistics of one item, from its kept sums."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from ..sentences import gettext_noop
from .figures import ALL_EQUAL, Figure, Sentence, root, sorted_products, spread, too_few
from .sums import BIN, TIME_STEPS, UNIT, ItemSums

REST_EQUAL = Sentence(gettext_noop("The rest of every attempt earned the same, so there is nothing to compare with."))
LEAST = 2  # attempts that a spread and all that is made of one needs


@dataclass(frozen=True)
class OptionStatistics:
    """How often an option was chosen, and how those fared who chose it.

    ``share`` is of all answers; of a question with several choices shares add up to more than 1. ``mark`` is the mean
    mark of those answers, ``rest`` the mean share that their attempts earned elsewhere (of the whole attempt where
    the question was drawn), None where nothing stood in an attempt.
    """

    key: str
    count: int
    share: float
    mark: float | None
    rest: float | None


@dataclass(frozen=True)
class Times:
    """Seconds for an answer: ``mean`` and ``deviation`` are exact, ``median`` comes from counts in steps.

    It lies in the same step as the true median, at the place that its rank has there. The last step has no end, so
    a median in it is said to be its beginning. ``steps`` are (from, to, count), ``to`` None in the last.
    """

    number: int
    mean: Figure
    deviation: Figure
    median: Figure
    steps: tuple[tuple[int, int | None, int], ...]


@dataclass(frozen=True)
class ItemStatistics:
    """One item, as Moodle says it.

    ``facility`` (mean mark over maximum), ``deviation`` (of marks, n - 1) and ``guess`` are shares from 0 to 1.
    ``index`` (from -100 to 100) and ``efficiency`` (at most 100) are in percent. An efficiency can be below
    -100, in Moodle as well: the worst order may be further from nothing than the best one. ``compared`` is how
    many of the ``number`` answers stood in an attempt that they could be compared with.
    """

    number: int
    compared: int
    facility: Figure
    deviation: Figure
    guess: float | None
    index: Figure
    efficiency: Figure
    options: tuple[OptionStatistics, ...]
    times: Times


def item_statistics(sums: ItemSums, guess: float | None = None) -> ItemStatistics:
    return ItemStatistics(
        number=sums.n,
        compared=compared(sums),
        facility=facility(sums),
        deviation=deviation(sums),
        guess=guess,
        index=discrimination_index(sums),
        efficiency=discriminative_efficiency(sums),
        options=option_statistics(sums),
        times=times(sums),
    )


def facility(sums: ItemSums) -> Figure:
    if not sums.n:
        return Figure(missing=Sentence(gettext_noop("Nobody has answered yet.")))
    return Figure(float(Fraction(sums.x, sums.n * UNIT)))


def deviation(sums: ItemSums) -> Figure:
    if sums.n < LEAST:
        return too_few(LEAST, gettext_noop("a standard deviation"))
    return Figure(_deviation(sums.n, sums.x, sums.xx) / UNIT)


def _deviation(n: int, total: int, squares: int) -> float:
    return root(Fraction(spread(n, total, squares), n * (n - 1)))


def compared(sums: ItemSums) -> int:
    return sum(sums.marks.values())


@dataclass(frozen=True)
class _Pairing:
    """m(m - 1) times the variances of the marks and of what they are compared with, and their covariance."""

    marks: int
    others: int
    together: int
    total: int  # of the marks


def _pairing(sums: ItemSums) -> _Pairing:
    m = compared(sums)
    x = sum(mark * count for mark, count in sums.marks.items())
    xx = sum(mark * mark * count for mark, count in sums.marks.items())
    return _Pairing(spread(m, x, xx), spread(m, sums.y, sums.yy), m * sums.xy - x * sums.y, x)


def discrimination_index(sums: ItemSums) -> Figure:
    """100 x covariance of mark and rest / square root of the product of their variances: their correlation."""
    if compared(sums) < LEAST:
        return too_few(LEAST, gettext_noop("a discrimination index"))
    pairing = _pairing(sums)
    if not pairing.marks or not pairing.others:
        return Figure(missing=REST_EQUAL if pairing.marks else ALL_EQUAL)
    index = 100 * pairing.together / (root(pairing.marks) * root(pairing.others))
    return Figure(max(-100.0, min(100.0, index)))


def discriminative_efficiency(sums: ItemSums) -> Figure:
    """100 x covariance of mark and rest / their covariance if the best marks had gone with the best rests.

    How exact it is stands at ``ItemSums``; at most 100, which the steps of ``ys`` could otherwise pass by a hair.
    """
    m = compared(sums)
    if m < LEAST:
        return too_few(LEAST, gettext_noop("a discriminative efficiency"))
    pairing = _pairing(sums)
    if not pairing.marks or not pairing.others:
        return Figure(missing=REST_EQUAL if pairing.marks else ALL_EQUAL)
    steps = sum(step * count for step, count in sums.ys.items())
    most = (m * sorted_products(sums.marks, sums.ys) - pairing.total * steps) * BIN
    if not most:
        return Figure(
            missing=Sentence(gettext_noop("The rests of the attempts are too close together to be compared."))
        )
    return Figure(min(100.0, float(Fraction(100 * pairing.together, most))))


def option_statistics(sums: ItemSums) -> tuple[OptionStatistics, ...]:
    """The options that somebody chose, the most frequent first."""
    rows = [_option(sums, key, count) for key, count in sums.chosen.items()]
    return tuple(sorted(rows, key=lambda row: (-row.count, row.key)))


def _option(sums: ItemSums, key: str, count: int) -> OptionStatistics:
    mark = float(Fraction(sums.chosen_x.get(key, 0), count * UNIT))
    rest = float(Fraction(sums.chosen_y.get(key, 0), count * UNIT)) if compared(sums) == sums.n else None
    return OptionStatistics(key, count, count / sums.n, mark, rest)


def times(sums: ItemSums) -> Times:
    ends: tuple[int | None, ...] = (*TIME_STEPS, None)
    starts = (0, *TIME_STEPS)
    steps = tuple((starts[n], ends[n], count) for n, count in sorted(sums.times.items()))
    if not sums.timed:
        none = Figure(missing=Sentence(gettext_noop("No times were taken.")))
        return Times(0, none, none, none, ())
    mean = Figure(sums.seconds / sums.timed)
    if sums.timed < LEAST:
        return Times(1, mean, too_few(LEAST, gettext_noop("a standard deviation")), _median(sums.times), steps)
    wide = Figure(_deviation(sums.timed, sums.seconds, sums.seconds_squared))
    return Times(sums.timed, mean, wide, _median(sums.times), steps)


def _median(counts: Mapping[int, int]) -> Figure:
    """The median within its step, as if the times there stood at equal distances."""
    half, before = sum(counts.values()) / 2, 0
    for step, count in sorted(counts.items()):
        if before + count >= half:
            start = TIME_STEPS[step - 1] if step else 0
            width = TIME_STEPS[step] - start if step < len(TIME_STEPS) else 0
            return Figure(start + width * (half - before) / count)
        before += count
    return Figure()
