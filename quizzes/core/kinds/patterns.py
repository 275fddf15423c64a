"""Regular expressions that authors write: compiled and run within limits, whatever they say.

The time limit of ``regex`` begins once an expression is compiled, and compiling writes out what counts repeat:
``((a{1000}){1000}){1000}`` would take all memory there is. So what is costly is refused before that.
"""

import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from math import prod

import regex

LONGEST_PATTERN = 300  # characters
LONGEST = 400  # characters of a value that an expression looks at
SLOWEST = 0.05  # seconds that it may take: whoever writes a question could otherwise stop the server with it
REPEATS = 10_000  # what the counts of all repeats may multiply to; a UUID has 6144
COUNT = re.compile(r"\{\s*([0-9]+)")
# Spaces between the digits of a count are legal then, and expressions that call themselves have no bound.
REFUSED = {
    "the flag x is not taken here": re.compile(r"\(\?[\w-]*x"),
    "an expression cannot call itself here": re.compile(r"\(\?(?:R|&|P>|[+-]?[0-9])"),
}
# Besides its own error ``regex`` raises these for flags that exclude each other, fuzzy counts and deep brackets.
BROKEN = (regex.error, ValueError, TypeError, LookupError, ArithmeticError, RuntimeError)


@dataclass
class Budget:
    """What all expressions of a piece of work may take together; ``left`` and the clock are processor seconds."""

    left: float
    clock: Callable[[], float] = time.thread_time


class BudgetSpent(Exception):
    """There is a further expression, and the time for them is used up. ``budget`` is the one that was."""

    def __init__(self, budget: Budget) -> None:
        super().__init__("used up")
        self.budget = budget


# No argument: between a file and its expressions stand the schemas of the kinds, which know of no budget.
_budgets: ContextVar[tuple[Budget, ...]] = ContextVar("budgets", default=())


@contextmanager
def within(budget: Budget) -> Iterator[None]:
    """Charge all expressions that are read and run meanwhile; one that comes too late raises BudgetSpent."""
    token = _budgets.set((*_budgets.get(), budget))
    try:
        yield
    finally:
        _budgets.reset(token)


@contextmanager
def _charged() -> Iterator[None]:
    budgets = _budgets.get()
    for budget in budgets:
        if budget.left <= 0:
            raise BudgetSpent(budget)
    begun = [budget.clock() for budget in budgets]
    try:
        yield
    finally:
        for budget, start in zip(budgets, begun, strict=True):
            budget.left -= budget.clock() - start


def refusal(pattern: str) -> str:
    """Why an expression is not taken; nothing where it is. Raises BudgetSpent within a budget."""
    if not pattern:
        return ""
    with _charged():
        return _refusal(pattern)


def _refusal(pattern: str) -> str:
    if len(pattern) > LONGEST_PATTERN:
        return f"more than {LONGEST_PATTERN} characters"
    for why, refused in REFUSED.items():
        if refused.search(pattern):
            return why
    counts = [count.lstrip("0")[:9] or "1" for count in COUNT.findall(pattern)]
    if prod(map(int, counts)) > REPEATS:
        return f"its counted repeats multiply to more than {REPEATS:,}"
    try:
        regex.compile(pattern)
    except BROKEN as error:
        return str(error) or "it cannot be read"
    return ""


def matches(pattern: str, value: str) -> bool:
    """Whether an expression holds for a whole value; one that is refused or takes too long does not.

    Raises BudgetSpent within a budget.
    """
    with _charged():
        if len(value) > LONGEST or _refusal(pattern):
            return False
        try:
            return regex.fullmatch(pattern, value, timeout=SLOWEST) is not None
        except TimeoutError:
            return False
