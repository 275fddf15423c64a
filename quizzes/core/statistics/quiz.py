"""The statistics of a quiz and of its places, from kept sums."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from ..sentences import gettext_noop
from .figures import ALL_EQUAL, Figure, Sentence, middle, root, spread, too_few
from .sums import BINS, UNIT, QuizSums, SlotSums

ONE_PLACE = gettext_noop("At least 2 questions are needed for %(what)s.")
LENGTHS = gettext_noop("The attempts had different maxima, so there is no %(what)s for them.")


@dataclass(frozen=True)
class Weight:
    """How much a place counts in the total, in percent: as intended, and as it came out.

    effective: the square root of the covariance of its marks with the totals, over the sum of these roots.
    """

    intended: Figure
    effective: Figure


@dataclass(frozen=True)
class QuizStatistics:
    """A quiz as Moodle says it.

    ``mean``, ``median``, ``deviation`` and ``standard_error`` are shares of the maximum from 0 to 1; Moodle
    computes with marks and shows shares. ``alpha`` (the coefficient of internal consistency) and ``error_ratio`` are in
    percent.
    """

    number: int
    mean: Figure
    median: Figure
    deviation: Figure
    skewness: Figure
    kurtosis: Figure
    alpha: Figure
    error_ratio: Figure
    standard_error: Figure
    weights: Mapping[int, Weight]


def quiz_statistics(sums: QuizSums) -> QuizStatistics:
    wide, alpha = deviation(sums), cronbachs_alpha(sums)
    ratio = error_ratio(alpha)
    return QuizStatistics(
        number=sums.n,
        mean=mean(sums),
        median=median(sums),
        deviation=wide,
        skewness=skewness(sums),
        kurtosis=kurtosis(sums),
        alpha=alpha,
        error_ratio=ratio,
        standard_error=standard_error(ratio, wide),
        weights=weights(sums.slots),
    )


def mean(sums: QuizSums) -> Figure:
    return Figure(float(Fraction(sums.s1, sums.n * UNIT))) if sums.n else too_few(1, gettext_noop("a mean"))


def median(sums: QuizSums) -> Figure:
    """How exact it is stands at ``QuizSums``."""
    return Figure(float(middle(sums.shares) / BINS)) if sums.n else too_few(1, gettext_noop("a median"))


def deviation(sums: QuizSums) -> Figure:
    if sums.n < 2:
        return too_few(2, gettext_noop("a standard deviation"))
    return Figure(root(_k2(sums)) / UNIT)


def _k2(sums: QuizSums) -> Fraction:
    return Fraction(spread(sums.n, sums.s1, sums.s2), sums.n * (sums.n - 1))


def _m2(sums: QuizSums) -> Fraction:
    return Fraction(spread(sums.n, sums.s1, sums.s2), sums.n**2)


def _m3(sums: QuizSums) -> Fraction:
    n, s1 = sums.n, sums.s1
    return Fraction(n * n * sums.s3 - 3 * n * s1 * sums.s2 + 2 * s1**3, n**3)


def _m4(sums: QuizSums) -> Fraction:
    n, s1 = sums.n, sums.s1
    return Fraction(n**3 * sums.s4 - 4 * n * n * s1 * sums.s3 + 6 * n * s1 * s1 * sums.s2 - 3 * s1**4, n**4)


def skewness(sums: QuizSums) -> Figure:
    """k3 / k2 ** 1.5 with the k-statistics of the totals: 0 where they lie evenly, below it with a tail to the left."""
    n = sums.n
    if n < 3:
        return too_few(3, gettext_noop("skewness"))
    k2 = _k2(sums)
    if not k2:
        return Figure(missing=ALL_EQUAL)
    k3 = n * n * _m3(sums) / ((n - 1) * (n - 2))
    return Figure(float(k3) / float(k2) ** 1.5)


def kurtosis(sums: QuizSums) -> Figure:
    """k4 / k2 ** 2: 0 for a normal distribution, above it with a sharper peak."""
    n = sums.n
    if n < 4:
        return too_few(4, gettext_noop("kurtosis"))
    k2 = _k2(sums)
    if not k2:
        return Figure(missing=ALL_EQUAL)
    k4 = n * n * ((n + 1) * _m4(sums) - 3 * (n - 1) * _m2(sums) ** 2) / ((n - 1) * (n - 2) * (n - 3))
    return Figure(float(k4 / k2**2))


def cronbachs_alpha(sums: QuizSums) -> Figure:
    """100 x p / (p - 1) x (1 - sum of the places' variances / variance of the totals), of p places. At most 100.

    Moodle computes it from three attempts on. Its attempts have all places, with the same maximum; where ours differ,
    a variance of the totals would measure the lengths, so there is none.
    """
    name, places = gettext_noop("Cronbach's alpha"), len(sums.slots)
    if sums.n < 3:
        return too_few(3, name)
    if len(sums.maxima) > 1 or any(slot.n != sums.n for slot in sums.slots.values()):
        return Figure(missing=Sentence(LENGTHS, what=name))
    if places < 2:
        return Figure(missing=Sentence(ONE_PLACE, what=name))
    totals = spread(sums.n, sums.t, sums.tt)
    if not totals:
        return Figure(missing=ALL_EQUAL)
    apart = sum(spread(slot.n, slot.x, slot.xx) for slot in sums.slots.values())
    return Figure(float(Fraction(100 * places, places - 1) * (1 - Fraction(apart, totals))))


def error_ratio(alpha: Figure) -> Figure:
    """How much of the spread is chance and not knowledge, in percent."""
    if alpha.value is None:
        return alpha
    return Figure(100 * root(Fraction(max(0.0, 1 - alpha.value / 100))))


def standard_error(ratio: Figure, wide: Figure) -> Figure:
    """By how much a result may be off through chance, as a share of the maximum."""
    if ratio.value is None or wide.value is None:
        return ratio
    return Figure(ratio.value * wide.value / 100)


def weights(slots: Mapping[int, SlotSums]) -> dict[int, Weight]:
    """The weights of all places. Where a place's covariance with the totals is negative, it has no effective one."""
    roots = {slot: _root_of_covariance(sums) for slot, sums in slots.items()}
    most = sum((Fraction(sums.most, sums.n) for sums in slots.values()), start=Fraction(0))
    whole = sum(value for value in roots.values() if value)
    return {
        slot: Weight(
            Figure(float(100 * Fraction(sums.most, sums.n) / most))
            if most
            else Figure(missing=Sentence(gettext_noop("Nothing can be earned."))),
            _effective(sums, roots[slot], whole),
        )
        for slot, sums in sorted(slots.items())
    }


def _effective(sums: SlotSums, own: float | None, whole: float) -> Figure:
    if sums.n < 2:
        return too_few(2, gettext_noop("an effective weight"))
    if own is None:
        return Figure(
            missing=Sentence(gettext_noop("Who does well here does badly on the whole, so no weight can be said."))
        )
    return Figure(100 * own / whole) if whole else Figure(missing=ALL_EQUAL)


def _root_of_covariance(sums: SlotSums) -> float | None:
    """The square root of the covariance with the totals; None where that is negative."""
    if sums.n < 2:
        return None
    covariance = Fraction(sums.n * sums.xt - sums.x * sums.t, sums.n * (sums.n - 1))
    return root(covariance) if covariance >= 0 else None
