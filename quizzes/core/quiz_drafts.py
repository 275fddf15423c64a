"""A quiz as its author writes it: the working copy, and all that publishing would refuse in it. Pure."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import Field, StringConstraints, ValidationError
from pydantic_core import ErrorDetails

from .bank import Behaviour, sentences
from .interchange.checking import Problem
from .kinds import KINDS
from .kinds.base import Strict, Text
from .picking import MOST, ByHand, ByRule, Pick

QuizSource = dict[str, Any]  # title, summary, picks, behaviour, is_listed; may lack parts and hold what was mistyped

PRESETS: Mapping[str, Mapping[str, Any]] = {
    "practice": Behaviour(tries=2, penalty=0.5, hints=True, shuffle=True).model_dump(),
    "exam": Behaviour(mode="exam", minutes=45, attempts=1, shuffle=True, confidence=True).model_dump(),
}


class QuizDraft(Strict):
    """What a working copy has to be when it is published."""

    title: Annotated[Text, StringConstraints(max_length=120)]
    summary: Annotated[Text, StringConstraints(max_length=600)]
    picks: list[Any] = Field(min_length=1)
    behaviour: Behaviour = Behaviour()
    is_listed: bool = False


@dataclass(frozen=True)
class Asked:
    """A question that is picked by hand: ``state`` is as ``Question.state`` says it."""

    title: str
    state: str


class QuizRefused(ValueError):
    """The working copy is no quiz that could be published. ``problems`` say what is missing or wrong."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("; ".join(f"{problem.place}: {problem.text}" for problem in problems))
        self.problems = problems


def quiz_problems(source: QuizSource, asked: Mapping[str, Asked]) -> list[Problem]:
    """Everything that publishing would refuse. ``asked`` are the questions picked by hand that exist, by id."""
    try:
        parse_quiz(source, asked)
    except QuizRefused as refused:
        return refused.problems
    return []


def parse_quiz(source: QuizSource, asked: Mapping[str, Asked]) -> tuple[QuizDraft, list[Pick]]:
    """The quiz that a working copy says. Raises QuizRefused."""
    found: list[Problem] = []
    draft = None
    try:
        draft = QuizDraft.model_validate(source)
    except ValidationError as error:
        found += [problem for item in error.errors() for problem in _told(item, "")]
    picks: list[Pick] = []
    for n, row in enumerate(source.get("picks") or []):
        read = _read(row, f"picks[{n}]", found)
        picks += [read] if read else []
    found += _pick_problems(source, asked)
    if found or draft is None:
        raise QuizRefused(list(dict.fromkeys(found)))
    return draft, picks


def _read(row: Any, place: str, found: list[Problem]) -> Pick | None:
    schema = ByRule if isinstance(row, Mapping) and "rule" in row else ByHand
    try:
        return schema.model_validate(row)
    except ValidationError as error:
        found += [problem for item in error.errors() for problem in _told(item, place)]
    return None


def _pick_problems(source: QuizSource, asked: Mapping[str, Asked]) -> Iterator[Problem]:
    """What is wrong with picks together, and with the questions that they name."""
    rows = [row for row in source.get("picks") or [] if isinstance(row, Mapping)]
    numbers = [row.get("number", 1) for row in rows]
    total = sum(number for number in numbers if isinstance(number, int) and number > 0)
    if total > MOST:
        yield Problem("picks", f"A quiz has at most {MOST} questions, and these are {total}.")
    named = [str(row["question"]) for row in rows if "question" in row]
    for n, row in enumerate(rows):
        name = str(row.get("question", ""))
        if "question" in row:
            yield from _question_problems(f"picks[{n}].question", asked.get(name))
            if named.index(name) < sum("question" in each for each in rows[:n]):
                yield Problem(f"picks[{n}].question", "This question is picked twice.")
        rule = row.get("rule")
        for kind in rule.get("kinds") or [] if isinstance(rule, Mapping) else []:
            if kind not in KINDS:
                yield Problem(f"picks[{n}].rule.kinds", f"There is no kind “{str(kind)[:40]}”.")


def _question_problems(place: str, question: Asked | None) -> Iterator[Problem]:
    if question is None:
        yield Problem(place, "There is no such question.")
    elif question.state == "draft":
        yield Problem(place, f"“{question.title}” is only a draft. Publish it first.")
    elif question.state == "retired":
        yield Problem(place, f"“{question.title}” is retired. Bring it back, or take it out.")


# What the schema says, in the words of the editor.
SAID = {
    "closes: before it opens": "It closes before it opens.",
    "mode: an exam has one try and no hints": "An exam has one try and no hints.",
    "mode: minutes, opens, closes, attempts and review are for exams": (
        "Minutes, opening, closing, attempts and a later review are for exams. Make it an exam, or take them out."
    ),
    "review: after-close needs closes": "To be explained after it has closed, it needs a time at which it closes.",
    "penalty: only where there is more than one try": "A penalty needs more than one try.",
}
NOUNS = {
    "title": "title", "summary": "summary", "mark": "mark", "number": "number of questions", "tries": "number of tries",
    "penalty": "penalty", "minutes": "number of minutes", "attempts": "number of attempts", "labels": "label",
    "topics": "topic", "difficulties": "difficulty",
}  # fmt: skip
NO_TIME = "This is no date and time."


def _told(item: ErrorDetails, start: str) -> Iterator[Problem]:
    """One error of a schema as sentences with their places."""
    place = start
    for step in item["loc"]:
        place = f"{place}[{step}]" if isinstance(step, int) else f"{place}.{step}".lstrip(".")
    if item["type"] != "value_error":
        key = next((step for step in reversed(item["loc"]) if isinstance(step, str)), "")
        yield Problem(place, _sentence(item, NOUNS.get(key, key.replace("_", " "))))
        return
    for text in sentences(item):
        name, _colon, rest = text.partition(": ")
        said = NO_TIME if name in {"opens", "closes"} and text not in SAID else f"{rest[:1].upper()}{rest[1:]}."
        yield Problem(f"{place}.{name}".lstrip("."), SAID.get(text, said))


def _sentence(item: ErrorDetails, noun: str) -> str:
    given, limits = "".join(mark for mark in str(item["input"])[:40] if mark.isprintable()), item.get("ctx", {})
    blank = item["input"] is None or given == ""
    if item["type"] in {"missing", "too_short", "string_too_short"} or (blank and item["type"] != "list_type"):
        return "There are no questions yet." if item["loc"][-1:] == ("picks",) else f"There is no {noun} yet."
    words = {
        "string_too_long": f"The {noun} is too long: {limits.get('max_length')} characters are the most.",
        "int_type": f"The {noun} is a whole number, and not “{given}”.",
        "float_type": f"The {noun} is a number, and not “{given}”.",
        "greater_than_equal": f"The {noun} is at least {_plain(limits.get('ge'))}, and not {_plain(item['input'])}.",
        "less_than_equal": f"The {noun} is at most {_plain(limits.get('le'))}, and not {_plain(item['input'])}.",
    }
    return words.get(item["type"], f"“{given}” is not possible here.")


def _plain(limit: Any) -> str:
    return f"{limit:g}" if isinstance(limit, (int, float)) else str(limit)


def differing(mine: QuizSource, theirs: QuizSource) -> list[str]:
    """The parts in which two working copies differ: ``title``, ``picks``, ``behaviour.tries``."""
    parts = [name for name in ("title", "summary", "picks", "is_listed") if mine.get(name) != theirs.get(name)]
    one, other = _whole(mine), _whole(theirs)
    return parts + [f"behaviour.{name}" for name in one if one[name] != other.get(name)]


def with_theirs(mine: QuizSource, theirs: QuizSource, parts: Collection[str]) -> QuizSource:
    """Mine, with these parts as they are in the other working copy."""
    merged = {name: theirs.get(name) if name in parts else value for name, value in mine.items()}
    other = _whole(theirs)
    own = merged.get("behaviour") or {}
    merged["behaviour"] = {n: other.get(n) if f"behaviour.{n}" in parts else value for n, value in own.items()}
    return merged


def _whole(source: QuizSource) -> dict[str, Any]:
    """The behaviour of a working copy with all that it leaves to the defaults."""
    return {**Behaviour().model_dump(), **(source.get("behaviour") or {})}
