"""What a pydantic error means to somebody who writes a question: one short sentence for each type. Pure."""

import re
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from typing import Any

from pydantic_core import ErrorDetails

# What stands in a list: one of it, and more.
ROWS = {
    "options": ("option", "options"), "client": ("row", "rows about what a client does"),
    "items": ("situation", "situations"), "distractors": ("distractor", "distractors"), "steps": ("step", "steps"),
    "accepted": ("accepted answer", "accepted answers"), "near_misses": ("near miss", "near misses"),
    "lines": ("line", "lines"), "codes": ("code", "codes of the status"), "rules": ("rule", "rules"),
    "fields": ("field check", "field checks"), "content": ("content check", "content checks"),
    "samples": ("sample", "samples"), "who_does_what": ("row", "rows about who does what"), "hints": ("hint", "hints"),
    "decided_by": ("source", "sources that decide"), "pairs": ("pair", "pairs"), "replaces": ("id", "replaced ids"),
    "order": ("step", "steps of the order"), "includes": ("member", "members"), "contains": ("text", "texts"),
}  # fmt: skip
NOUNS = {
    "why": "explanation", "code": "status code", "does": "word on what is done", "who": "name of who does it",
    "section": "lesson section", "asks": "word on what is asked for", "otherwise": "reply to any other answer",
    "choose": "number to choose", "mark": "mark", "case_sensitive": "case", "rule": "name of the rule",
    "field": "name of the field", "equals": "value", "matches": "pattern", "wrong": "mark of a wrong line",
    "status": "status", "gap": "gap",
}  # fmt: skip
WORDS = {"verdict": "best, acceptable or wrong", "right": "right or not right", "difficulty": "1, 2 or 3"}
PATTERNS = {
    "#": "A lesson section is a lesson, # and a part of it, such as who-are-you#unknown-caller.",
    "": "An id is small letters, digits and hyphens, such as access-sleeping-phone.",
}
EXPLAINED = 40  # characters that a reason has at least (kinds.base.Why)

Sentence = Callable[["Fault"], str]


class Fault:
    """One pydantic error: the key, the list that it stands in, what was there and what was wanted."""

    def __init__(self, item: ErrorDetails) -> None:
        steps: Sequence[int | str] = [step for step in item["loc"] if step not in {"Line", "Gap"}]
        names = [str(step) for step in steps if isinstance(step, str)]
        self.key = names[-1] if names else ""
        self.is_row = bool(steps) and isinstance(steps[-1], int)
        lists = [str(a) for a, b in pairwise(steps) if isinstance(b, int)]
        self.row = ROWS.get(lists[-1], ("row", ""))[0] if lists else ""
        self.input: Any = item["input"]
        self.wanted: Mapping[str, Any] = item.get("ctx", {})
        self.msg = item["msg"]

    @property
    def noun(self) -> str:
        return self.row if self.is_row else NOUNS.get(self.key, self.key.replace("_", " "))

    @property
    def many(self) -> str:
        return ROWS.get(self.key, ("", self.noun))[1]

    @property
    def whole(self) -> str:
        return f"This {self.row}" if self.row else "The question"

    @property
    def is_blank(self) -> bool:
        return self.input is None or (isinstance(self.input, str) and not self.input.strip())

    @property
    def told(self) -> str:
        return "".join(mark for mark in str(self.input)[:40] if mark.isprintable())


def sentence(item: ErrorDetails) -> str:
    """The error in words for an instructor; what has no words here is told as pydantic tells it."""
    words = WORDING.get(item["type"])
    return words(Fault(item)) if words else f"{item['msg'].rstrip('.')}."


def _missing(fault: Fault) -> str:
    if fault.is_row:
        return f"This {fault.row} is empty."
    if fault.key in ROWS:
        return f"There are no {fault.many} yet."
    if fault.key == "why":
        return f"{fault.whole} has no explanation: at least {EXPLAINED} characters say why."
    if fault.key == "right":
        return f"{fault.whole} does not say whether it is right."
    more = f": {WORDS[fault.key]}" if fault.key in WORDS else ""
    return f"{fault.whole} has no {fault.noun}{more}."


def _or_missing(wanted: str) -> Sentence:
    return lambda fault: _missing(fault) if fault.is_blank else f"The {fault.noun} has to be {wanted}."


def _short(fault: Fault) -> str:
    if fault.is_blank:
        return _missing(fault)
    count = len(str(fault.input).strip())
    return f"The {fault.noun} is too short: {count} of at least {fault.wanted['min_length']} characters."


def _long(fault: Fault) -> str:
    count = len(str(fault.input).strip())
    return f"The {fault.noun} is too long: {count} characters, and {fault.wanted['max_length']} are the most."


def _pattern(fault: Fault) -> str:
    return _missing(fault) if fault.is_blank else PATTERNS["#" if "#" in fault.wanted["pattern"] else ""]


def _literal(fault: Fault) -> str:
    if fault.is_blank:
        return _missing(fault)
    return f"The {fault.noun} is {re.sub(chr(39), '', fault.wanted['expected'])}, and not “{fault.told}”."


def _few(fault: Fault) -> str:
    count = fault.wanted["actual_length"]
    if not count:
        return _missing(fault)
    return f"There are too few {fault.many}: at least {fault.wanted['min_length']}, and here are {count}."


def _many(fault: Fault) -> str:
    return f"There are too many {fault.many}: at most {fault.wanted['max_length']}."


def _least(fault: Fault) -> str:
    return _between(fault) or f"The {fault.noun} is at least {fault.wanted['ge']}, and not {fault.told}."


def _most(fault: Fault) -> str:
    return _between(fault) or f"The {fault.noun} is at most {fault.wanted['le']}, and not {fault.told}."


def _between(fault: Fault) -> str:
    return f"{fault.told} is no status code: they go from 100 to 599." if fault.key == "code" else ""


# Every type of error that the schemas of the kinds can raise; value_error is told by the kinds themselves.
WORDING: dict[str, Sentence] = {
    "missing": _missing,
    "string_type": _or_missing("a text"),
    "int_type": _or_missing("a whole number"),
    "float_type": _or_missing("a number"),
    "bool_type": _or_missing("yes or no"),
    "list_type": lambda fault: _missing(fault) if fault.is_blank else f"The {fault.many} have to be a list.",
    "model_type": lambda fault: f"This {fault.noun} is not made of the parts that it should have.",
    "string_unicode": lambda fault: f"The {fault.noun} has a broken character. Type it again.",
    "string_too_short": _short,
    "string_too_long": _long,
    "string_pattern_mismatch": _pattern,
    "literal_error": _literal,
    "too_short": _few,
    "too_long": _many,
    "greater_than_equal": _least,
    "less_than_equal": _most,
    "extra_forbidden": lambda fault: f"{fault.whole} has no place for “{fault.key[:40]}”.",
    "invalid_key": lambda fault: f"{fault.whole} has a key that is no text.",
}
