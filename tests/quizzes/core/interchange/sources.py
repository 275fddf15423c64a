"""Entries of the bank for the tests of files: of every kind, of any shape, and those that the course ships."""

from copy import deepcopy
from functools import cache

import yaml
from hypothesis import strategies as st

from quizzes.core.interchange.shapes import SHAPES, Shape

from ..questions import BANK, KINDS, question

TRAPS = [
    "no",
    "yes",
    "On",
    "y",
    "~",
    "null",
    "204",
    "2.0",
    "1e3",
    "0x1F",
    "0o17",
    "12:30:45",
    "2026-11-30",
    "NaN",
    ".inf",
    "=",
    "<<",
    "- item",
    "a: b",
    "a:",
    "a #b",
    "#",
    "'",
    '"',
    "[a]",
    "{a}",
    "*a",
    "&a",
    "!a",
    "%a",
    "@a",
    "`a`",
    "|",
    ">",
    "?",
    "? a",
    " lead",
    "trail ",
    "\ttab",
    "a\tb",
    "a\n",
    "a\n\n",
    "\na",
    " a\nb",
    "a\n  \nb",
    "a\n ",
    "a \nb",
    "---\na",
    "a\n---\nb",
    "\x85a",
    "a\u2028b",
    "\ufeffa",
    "\x7f",
    "\x07",
    "a\rb",
    "😀 emoji",
    "é",
    "\U000e0001",
    "x" * 10_000,
    "two words " * 1_000,
    "\\n",
    "=1+1",
    "+1",
    "-1",
    "@sum",
    "'tis",
    "''",
    "'=1",
    "a;b",
    'a,"b"',
    "a\\|b",
    "…",
]
TEXTS = st.sampled_from(TRAPS) | st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1)


def source(kind, **changes):
    """A complete entry of a kind, as the readers of files make it."""
    return deepcopy(question(kind, topic="access", **changes))


def of_shape(shape: Shape, texts=TEXTS):
    """Any value that a place of this shape may have."""
    match shape.sort:
        case "text":
            return texts
        case "whole":
            return st.integers(-999, 999)
        case "share":
            return st.integers(0, 100).map(lambda n: n / 100)
        case "flag":
            return st.booleans()
        case "list":
            return st.lists(of_shape(shape.of, texts), max_size=3)
    return st.fixed_dictionaries({}, optional={key: of_shape(of, texts) for key, of in shape.keys.items()})


def any_source(kind, texts=TEXTS):
    """Any entry of a kind, complete or not."""
    return of_shape(SHAPES[kind], texts).map(lambda entry: entry | {"kind": kind})


ANY = st.sampled_from(KINDS).flatmap(any_source)


@cache
def shipped():
    """The entries of all questions that the course ships, as their files say them."""
    entries = []
    for path in [*sorted(BANK.glob("*.yaml")), *sorted(BANK.glob("kinds/*.yaml"))]:
        document = yaml.load(path.read_text(encoding="utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
        for entry in document.get("questions", []):
            entries.append({"topic": document.get("topic") or entry["id"].partition("-")[0], **entry})
    return entries
