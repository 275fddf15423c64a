"""A figure that may be missing, and the arithmetic that items and quizzes share."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import sqrt

from ..sentences import gettext_noop


class Sentence(str):
    """A sentence in English. To be translated, ``message`` is what is marked, and ``values`` go into it by name."""

    message: str
    values: dict[str, object]

    def __new__(cls, message: str, **values: object) -> "Sentence":
        made = super().__new__(cls, message % values)
        made.message, made.values = message, values
        return made


ALL_EQUAL = Sentence(gettext_noop("All marks are equal, so there is nothing to compare."))


@dataclass(frozen=True)
class Figure:
    """A statistic, or None with a sentence that says why there is none."""

    value: float | None = None
    missing: str = ""

    def __bool__(self) -> bool:
        return self.value is not None


def too_few(least: int, what: str) -> Figure:
    if least == 1:
        return Figure(missing=Sentence(gettext_noop("At least 1 attempt is needed for %(what)s."), what=what))
    message = gettext_noop("At least %(least)d attempts are needed for %(what)s.")
    return Figure(missing=Sentence(message, least=least, what=what))


def spread(n: int, total: int, squares: int) -> int:
    """n(n - 1) times the variance, as a whole number, so that nothing is lost in a difference of large sums."""
    return n * squares - total * total


def root(number: Fraction | int) -> float:
    return sqrt(number)


def middle(counts: Mapping[int, int]) -> Fraction:
    """The median of counted values: the middle one, or the mean of the middle two. There has to be one."""
    number = sum(counts.values())
    wanted = ((number - 1) // 2, number // 2)
    return Fraction(sum(_at(counts, place) for place in wanted), 2)


def _at(counts: Mapping[int, int], place: int) -> int:
    for value in sorted(counts):
        place -= counts[value]
        if place < 0:
            return value
    raise ValueError("there are not so many values")


def sorted_products(ones: Mapping[int, int], others: Mapping[int, int]) -> int:
    """The sum of products where the smallest of one side meets the smallest of the other, and so on.

    Both sides count as many values. No other order has a larger sum, so this gives the maximum covariance.
    """
    left, right = sorted(ones.items(), reverse=True), sorted(others.items(), reverse=True)
    total = 0
    while left and right:
        (one, many), (other, more) = left.pop(), right.pop()
        both = min(many, more)
        total += one * other * both
        if many > both:
            left.append((one, many - both))
        if more > both:
            right.append((other, more - both))
    return total
