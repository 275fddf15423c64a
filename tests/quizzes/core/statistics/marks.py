"""Attempts as rows of marks; Moodle's example; the plain computation that the kept sums are compared with."""

from fractions import Fraction
from functools import reduce
from statistics import mean, median, stdev, variance
from typing import NamedTuple

from hypothesis import strategies as st

from quizzes.core.statistics.sums import KeptSums, Scored

HALF, THIRD = 0.5, 1 / 3

# The marks of the 25 attempts at the first quiz of Moodle's own tests
# (mod/quiz/report/statistics/tests/fixtures/results00.csv): seven places with a maximum of one each.
MOODLE = [
    (1, 1, 1, 1, 1, 0, 1), (1, 1, 1, 1, HALF, 1, 0), (1, 1, 1, 1, HALF, 0, 1), (0, 0, 1, 1, 1, 0, 0),
    (1, 0, 1, 0, 0, 1, HALF), (1, 1, 1, 1, HALF, 0, HALF), (0, 1, 1, 1, HALF, 1, HALF), (1, 1, 1, 0, HALF, 1, HALF),
    (1, 0, 1, 1, 1, 1, 1), (0, 1, 1, 0, HALF, 1, HALF), (0.8, 0, 1, 1, HALF, 1, HALF), (1, 1, 1, 0, HALF, 1, 1),
    (1, 0, 1, 1, HALF, 1, HALF), (1, 0, 1, 1, 1, 0, HALF), (0, 0, 1, 1, 0, 1, 1), (1, 0, 1, 0, HALF, 1, 1),
    (0.8, 0, 1, 1, HALF, 0, 1), (1, 0, 1, 1, 0, 1, HALF), (1, 0, 1, 1, HALF, 0, HALF), (0, 1, 1, 0, HALF, 1, 0),
    (1, 1, THIRD, 1, HALF, 0, HALF), (1, 1, 1, 0, HALF, 0, HALF), (1, 1, 1, 1, 0, 1, HALF), (0, 0, 1, 0, HALF, 1, 1),
    (0, 0, 1, 1, 1, 1, 1),
]  # fmt: skip


def attempt(*marks, **changes):
    """An attempt whose places have these marks; the item at place n is revision ``n``."""
    return [Scored(str(slot), slot, mark, **changes) for slot, mark in enumerate(marks, start=1)]


def kept(*rows):
    return reduce(KeptSums.add, (attempt(*row) for row in rows), KeptSums())


marks = st.sampled_from([0, 1, HALF, THIRD, 2 / 3, 0.25, 0.99])


def rows(places=4, least=2, most=12):
    """Marks of several attempts of one length."""
    return st.lists(st.tuples(*[marks] * places), min_size=least, max_size=most)


scored = st.builds(
    Scored,
    revision=st.sampled_from("abcdef"),
    slot=st.integers(1, 3),
    mark=marks,
    weight=st.sampled_from([1, 2, HALF]),
    drawn=st.booleans(),
    chosen=st.lists(st.sampled_from(["401", "404", "unknown"]), max_size=2).map(tuple),
    seconds=st.none() | st.integers(0, 5000),
)
attempts = st.lists(scored, min_size=1, max_size=5, unique_by=lambda item: item.revision)


def plain_covariance(ones, others):
    centre, other_centre = mean(ones), mean(others)
    products = ((one - centre) * (other - other_centre) for one, other in zip(ones, others, strict=True))
    return sum(products) / (len(ones) - 1)


class Plain(NamedTuple):
    """The index; the covariance of mark and share of the rest, the same with both sorted, and what bounds its steps."""

    index: float | None
    together: float
    most: float
    mean_deviation: float


def plain_item(rows, place):
    """As Moodle's calculator says it, from all marks at once."""
    own = [exact(row[place]) for row in rows]
    rest = [(sum(map(exact, row)) - exact(row[place])) / (len(row) - 1) for row in rows]
    spread = float(variance(own) * variance(rest)) ** 0.5
    together, most = plain_covariance(own, rest), plain_covariance(sorted(own), sorted(rest))
    away = sum(abs(mark - mean(own)) for mark in own) / (len(own) - 1)
    return Plain(float(together) * 100 / spread if spread else None, float(together), float(most), float(away))


def exact(mark):
    return Fraction(mark).limit_denominator(1000)


def plain_quiz(rows):
    """Mean, median and standard deviation in shares, and alpha in percent, where there is one."""
    totals = [sum(map(exact, row)) / len(row) for row in rows]
    places = list(zip(*[map(exact, row) for row in rows], strict=True))
    whole = variance([sum(map(exact, row)) for row in rows])
    p = len(places)
    alpha = float(Fraction(100 * p, p - 1) * (1 - sum(map(variance, places)) / whole)) if whole else None
    return float(mean(totals)), float(median(totals)), float(stdev(totals)), alpha
