"""Regular expressions that authors write: compiled and run within limits, whatever they say.

The time limit of ``regex`` begins once an expression is compiled, and compiling writes out what counts repeat:
``((a{1000}){1000}){1000}`` would take all memory there is. So what is costly is refused before that.
"""

import re
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


def refusal(pattern: str) -> str:
    """Why an expression is not taken; nothing where it is."""
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
    """Whether an expression holds for a whole value; one that is refused or takes too long does not."""
    if len(value) > LONGEST or refusal(pattern):
        return False
    try:
        return regex.fullmatch(pattern, value, timeout=SLOWEST) is not None
    except TimeoutError:
        return False
