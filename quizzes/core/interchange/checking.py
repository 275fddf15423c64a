"""What publishing would refuse in an entry, said to the person who writes it. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from ..bank import place_of, sentences
from ..kinds import KINDS
from ..kinds.base import BEST, QuestionBase, is_registered
from ..kinds.patterns import Budget, BudgetSpent, within
from .model import Source
from .shapes import KIND_NAMES
from .wording import sentence

# What the kinds say of parts together: "options: exactly one is best", "exchange, line 3: ...", "samples[0]: ...".
PLACED = re.compile(r"(?P<place>[a-z_]+(?:\[\d+\])?)(?P<line>, line \d+)?: (?P<text>.+)", re.DOTALL)
NAMED = re.compile(r"\S+ (is not one of|needs two|is best exactly)")  # a name begins the sentence, and stays as it is
JUDGED = {"code": "options", "situation": "options", "one": "options", "type": "accepted"}  # where one is best
EXPRESSIONS = 1.0  # seconds that those of one question may take on its samples; it is checked whenever it is saved
SLOW = f"Its expressions take more than {EXPRESSIONS:g} second on the samples together. Make them simpler."
MARKS = "⟦⟧"  # of the gaps of a stored page


@dataclass(frozen=True)
class Problem:
    """One thing to put right: where (``options[2].why``; empty for the question as a whole) and what."""

    place: str
    text: str


class SourceRefused(ValueError):
    """The entry is no question that could be published. ``problems`` say what is missing or wrong."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("; ".join(f"{problem.place}: {problem.text}" for problem in problems))
        self.problems = problems


def problems(source: Source) -> list[Problem]:
    """Everything that publishing would refuse, each once, in the order of the question's parts."""
    try:
        parse(source)
    except SourceRefused as refused:
        return refused.problems
    return []


def parse(source: Source) -> QuestionBase:
    """The question that an entry says. Raises SourceRefused, and BudgetSpent within a budget."""
    found = [*_place_problems(source), *_character_problems(source, "")]
    question = None
    kind = KINDS.get(str(source.get("kind")))
    if kind is None:
        raise SourceRefused([Problem("kind", f"The kind is one of {KIND_NAMES}."), *found])
    budget = Budget(EXPRESSIONS)
    try:
        with within(budget):
            question = kind.schema.model_validate({key: value for key, value in source.items() if key != "topic"})
    except BudgetSpent as spent:
        if spent.budget is not budget:
            raise
        found.append(Problem("fields", SLOW))
    except ValidationError as error:
        found += [problem for item in error.errors() for problem in _told(item, source)]
        found += _early(source) if not any(item["type"] == "value_error" for item in error.errors()) else []
    if found or question is None:
        raise SourceRefused(list(dict.fromkeys(found)))
    return question


def _place_problems(source: Source) -> Iterator[Problem]:
    topic, name = source.get("topic"), source.get("id")
    if not isinstance(topic, str) or not topic.strip():
        yield Problem("topic", "The question has no topic.")
    elif isinstance(name, str) and name.strip() and not name.startswith(f"{topic}-"):
        yield Problem("id", f"The id begins with the topic and a hyphen: {topic}-.")


def _character_problems(value: Any, place: str) -> Iterator[Problem]:
    """Characters that no page or database takes."""
    if isinstance(value, dict):
        for key, part in value.items():
            yield from _character_problems(part, f"{place}.{key}".lstrip("."))
    elif isinstance(value, list):
        for number, part in enumerate(value):
            yield from _character_problems(part, f"{place}[{number}]")
    elif isinstance(value, str):
        if any(mark in value for mark in MARKS):
            yield Problem(place, "⟦ and ⟧ are kept for the pages themselves. Use other brackets.")
        if "\0" in value:
            yield Problem(place, "A zero byte cannot be stored. Take it out.")


def _told(item: ErrorDetails, source: Source) -> Iterator[Problem]:
    place = place_of(item["loc"], source)
    if item["type"] != "value_error":
        yield Problem(place, sentence(item))
        return
    for text in sentences(item):
        yield _placed(text)


def _placed(text: str) -> Problem:
    """A sentence of the kinds, parted into its place and the rest."""
    match = PLACED.fullmatch(text)
    if not match:
        return Problem("", _upper(text))
    line = f"Line {match['line'].removeprefix(', line ')}: " if match["line"] else ""
    return Problem(match["place"], line + _upper(match["text"]))


def _upper(text: str) -> str:
    first = text[:1] if NAMED.match(text) else text[:1].upper()
    return first + text[1:] + ("" if text.endswith(".") else ".")


def _early(source: Source) -> Iterator[Problem]:
    """What the schema finds only once every part is there: said at once, so that nobody publishes twice in vain."""
    place = JUDGED.get(source["kind"], "")
    rows = source.get(place)
    rows = [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []
    if rows and [row.get("verdict") for row in rows].count(BEST) != 1:
        yield Problem(place, "Exactly one is best.")
    for row in rows if source.get("mistake") != "invented-code" else []:
        code = row.get("code")
        if isinstance(code, int) and 100 <= code <= 599 and not is_registered(code):
            yield Problem(place, f"{code} is not registered.")
