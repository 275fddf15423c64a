"""The keys of an entry of the bank by its kind, in the order in which a file has them, and what stands at each.

``quizzes.core.kinds`` says what is valid; this says how it is written (docs/content.md). A test holds the two together.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Sort = Literal["text", "whole", "share", "flag", "list", "row"]
DIGITS = 9  # of a whole number; more is no code, number of points or difficulty


@dataclass(frozen=True)
class Shape:
    """What stands at a key: a text, a whole number, a share of one, a flag, a list of ``of``, or a row of ``keys``."""

    sort: Sort
    of: "Shape | None" = None
    keys: Mapping[str, "Shape"] = field(default_factory=dict)


TEXT, WHOLE, SHARE, FLAG = Shape("text"), Shape("whole"), Shape("share"), Shape("flag")


def listed(of: Shape) -> Shape:
    return Shape("list", of=of)


def row(**keys: Shape) -> Shape:
    return Shape("row", keys=keys)


TEXTS = listed(TEXT)
HEAD = {"id": TEXT, "topic": TEXT, "title": TEXT, "kind": TEXT, "agreement": TEXT, "case": TEXT,
        "difficulty": WHOLE, "section": TEXT, "pairs": TEXTS, "mistake": TEXT, "labels": TEXTS,
        "replaces": TEXTS}  # fmt: skip
ASKED = {"scenario": TEXT, "exchange": TEXT, "hints": TEXTS}
TAIL = {"reply": TEXT, "decided_by": TEXTS, "who_does_what": listed(row(who=TEXT, code=WHOLE, does=TEXT, source=TEXT))}
TOLD = {"consequence": TEXT, **TAIL}

REASONED = listed(row(code=WHOLE, verdict=TEXT, why=TEXT))
OWN: dict[str, tuple[dict[str, Shape], dict[str, Shape]]] = {  # what stands before the scenario, and what after it
    "code": ({}, {"options": REASONED, "client": listed(row(code=WHOLE, does=TEXT))}),
    "situation": ({"code": WHOLE}, {"options": listed(row(id=TEXT, code=WHOLE, verdict=TEXT, text=TEXT, why=TEXT))}),
    "one": ({}, {"options": listed(row(id=TEXT, text=TEXT, verdict=TEXT, why=TEXT))}),
    "several": (
        {"credit": TEXT, "choose": WHOLE},
        {"options": listed(row(id=TEXT, text=TEXT, right=FLAG, why=TEXT))},
    ),
    "match": (
        {"credit": TEXT},
        {
            "items": listed(row(id=TEXT, text=TEXT, code=WHOLE, why=TEXT)),
            "distractors": listed(row(code=WHOLE, why=TEXT)),
        },
    ),
    "order": (
        {"credit": TEXT},
        {"steps": listed(row(id=TEXT, text=TEXT, why=TEXT)), "accepted": listed(row(who=TEXT, order=TEXTS, why=TEXT))},
    ),
    "fault": ({"credit": TEXT}, {"lines": listed(row(gap=FLAG, text=TEXT, wrong=FLAG, why=TEXT))}),
    "type": (
        {"asks": TEXT, "case_sensitive": FLAG},
        {
            "accepted": listed(row(text=TEXT, verdict=TEXT, why=TEXT)),
            "near_misses": listed(row(text=TEXT, why=TEXT)),
            "otherwise": TEXT,
        },
    ),
    "write": (
        {},
        {
            "starter": TEXT,
            "status": row(points=WHOLE, codes=REASONED, otherwise=TEXT),
            "rules": listed(row(rule=TEXT, points=WHOLE, why=TEXT)),
            "fields": listed(
                row(id=TEXT, field=TEXT, includes=TEXTS, equals=TEXT, matches=TEXT, absent=FLAG, points=WHOLE, why=TEXT)
            ),
            "content": listed(row(id=TEXT, absent=FLAG, contains=TEXTS, points=WHOLE, why=TEXT)),
            "samples": listed(row(mark=SHARE, text=TEXT)),
        },
    ),
}
SHAPES: dict[str, Shape] = {
    kind: row(**HEAD, **before, **ASKED, **after, **(TAIL if kind == "code" else TOLD))
    for kind, (before, after) in OWN.items()
}
KIND_NAMES = ", ".join(SHAPES)


def whole(text: str) -> int | str:
    """The whole number that a text says, ``404`` or ``404.0``; the text itself where it says none."""
    plain = text.strip().removesuffix(".0")
    return int(plain) if plain.isascii() and plain.lstrip("+-").isdigit() and len(plain) <= DIGITS else text


def share(text: str) -> float | str:
    """The number that a text says, with a point; the text itself where it says none."""
    try:
        number = float(text) if text.isascii() else math.nan
    except ValueError:
        return text
    return number if math.isfinite(number) else text


YES = frozenset({"true", "yes", "on", "y", "x", "1", "right", "correct"})
NO = frozenset({"false", "no", "off", "n", "", "0", "wrong", "incorrect"})


def flag(text: str) -> bool | str:
    """Yes or no in one of the words that people and spreadsheets use; the text itself where it is neither."""
    word = text.strip().casefold()
    return True if word in YES else False if word in NO else text


def name_of(source: Mapping[str, Any], number: int) -> str:
    """What to call an entry in a message: its id, its title, or its number in the file."""
    for key in ("id", "title"):
        text = source.get(key)
        if isinstance(text, str) and text.strip():
            return text.strip()[:80]
    return f"question {number}"
