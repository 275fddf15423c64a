"""A working copy as the body of a revision, even half written: what is missing is left out or empty. Pure.

What publishing would accept comes out exactly as ``revision_body`` makes it. The rest can be drawn by the pages that
draw questions, and be graded where ``is_gradable`` says so.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any

from statuscourse.protocol.messages import MessageError, parse_exchange

from .bank import NOT_IN_REVISION, revision_body
from .interchange.checking import SourceRefused, parse
from .interchange.model import Source
from .interchange.shapes import SHAPES, Shape
from .kinds import type_it
from .kinds.base import ACCEPTABLE, BEST, WRONG
from .kinds.patterns import refusal

Row = dict[str, Any]

# The words that a key may have; the first one stands where another is.
WORDS = {
    "agreement": ("agreed", "contested"),
    "credit": ("all-or-nothing", "proportional", "proportional-with-penalty"),
    "verdict": (WRONG, BEST, ACCEPTABLE),
    "asks": ("words", "code", "field-name", "field-value"),
}
# Without this nothing of a row can be shown.
NEEDED = {
    "code": {"options": "code", "client": "code"},
    "match": {"items": "code", "distractors": "code"},
    "write": {"codes": "code", "rules": "rule", "fields": "field"},
}
TEXTS = {"options": "text", "steps": "text", "items": "text", "accepted": "text", "near_misses": "text"}
ORDERS = 4  # that are accepted at the most; with more, an order that is none of them might not exist


def sketch(source: Source) -> dict[str, Any]:
    """The body of a working copy whose kind is known. Never raises, whatever else is missing or of the wrong type."""
    try:
        return revision_body(parse(source))
    except SourceRefused:
        return _sketch(source)


def samples(source: Source) -> list[str]:
    """The texts of the samples, which test a question to write an answer to and are in no body."""
    rows = source.get("samples")
    return (
        [_text("text", row.get("text")) for row in rows if isinstance(row, Mapping)] if isinstance(rows, list) else []
    )


def is_gradable(body: Mapping[str, Any]) -> bool:
    """Whether the body says enough to grade an answer by it."""
    return GRADABLE[body["kind"]](body)


def _sketch(source: Source) -> dict[str, Any]:
    kind = source["kind"]
    body: Row = {}
    for key, shape in SHAPES[kind].keys.items():
        if key not in NOT_IN_REVISION and key != "topic":
            body[key] = _filled(kind, key, shape, source.get(key))
    if not body["hints"]:
        del body["hints"]
    for name in ("exchange", "reply"):
        if not _can_be_read(body[name]):
            body[name] = ""
    if kind == "order":
        steps = sorted(step["id"] for step in body["steps"])
        body["accepted"] = [row for row in body["accepted"] if sorted(row["order"]) == steps][:ORDERS]
    return body


def _filled(kind: str, key: str, shape: Shape, value: Any) -> Any:
    """What stands at a key, in the type that it has to have."""
    if key in WORDS:
        return value if isinstance(value, str) and value in WORDS[key] else WORDS[key][0]
    if shape.sort == "list":
        return _rows(kind, key, shape.of or shape, value if isinstance(value, list) else [])
    if shape.sort == "row":
        parts = value if isinstance(value, Mapping) else {}
        return {name: _filled(kind, name, of, parts.get(name)) for name, of in shape.keys.items()}
    return SORTS[shape.sort](key, value)


def _rows(kind: str, key: str, of: Shape, values: list[Any]) -> list[Any]:
    if of.sort != "row":
        return [text for text in (_text(key, value) for value in values) if text.strip()]
    rows = [_filled(kind, "", of, value) for value in values if isinstance(value, Mapping)]
    if key == "lines":
        return [_line(row) for row in rows if row["gap"] or row["text"].strip()]
    needed = NEEDED.get(kind, {}).get(key) or (TEXTS.get(key) if "text" in of.keys else None)
    rows = [row for row in rows if not needed or str(row[needed] or "").strip()]
    if needed == "code":
        return list({row["code"]: row for row in reversed(rows)}.values())[::-1]
    return _with_own_ids(rows) if "id" in of.keys else rows


def _with_own_ids(rows: list[Row]) -> list[Row]:
    """Rows of which each can be told from the others, as the fields of a form need it."""
    seen: set[str] = set()
    for number, row in enumerate(rows, start=1):
        if not row["id"].strip() or row["id"] in seen:
            row["id"] = f"row-{number}"
        seen.add(row["id"])
    return rows


def _line(row: Row) -> Row:
    return {"gap": True} if row["gap"] else {name: row[name] for name in ("text", "wrong", "why")}


def _text(key: str, value: Any) -> str:
    text = str(value) if isinstance(value, str | int | float) and not isinstance(value, bool) else ""
    text = re.sub("[⟦⟧\0]", "", text)
    return text if key != "matches" or not refusal(text) else ""


def _whole(key: str, value: Any) -> int | None:
    number = value if isinstance(value, int) and not isinstance(value, bool) else None
    if key == "code":
        return number if number is not None and 100 <= number <= 599 else None
    if key == "points":
        return number if number is not None and 1 <= number <= 6 else 1
    return number if number is not None and 1 <= number <= 9 else None


SORTS: dict[str, Callable[[str, Any], Any]] = {
    "text": _text,
    "whole": _whole,
    "share": lambda _key, _value: 0.0,  # of samples only, and they are in no body
    "flag": lambda _key, value: value is True,
}


def _can_be_read(exchange: str) -> bool:
    try:
        parse_exchange(type_it.shown_gap(exchange))
    except MessageError:
        return not exchange
    return True


def _has_best(rows: list[Row]) -> bool:
    return any(row["verdict"] == BEST for row in rows)


def _is_typed(body: Mapping[str, Any]) -> bool:
    if not _has_best(body["accepted"]):
        return False
    return body["asks"] != "code" or bool(re.fullmatch(r"\d{3}", type_it.best_text(body), re.ASCII))


def _answers_a_request(body: Mapping[str, Any]) -> bool:
    messages = parse_exchange(body["exchange"]) if body["exchange"] else ()
    return bool(messages) and messages[0].is_request and _has_best(body["status"]["codes"])


GRADABLE: dict[str, Callable[[Mapping[str, Any]], bool]] = {
    "code": lambda body: _has_best(body["options"]),
    "situation": lambda body: bool(body["code"]) and _has_best(body["options"]),
    "one": lambda body: _has_best(body["options"]),
    "several": lambda body: any(row["right"] for row in body["options"]),
    "match": lambda body: bool(body["items"]),
    "order": lambda body: len(body["steps"]) > 2 and bool(body["accepted"]),
    "fault": lambda body: any(line.get("wrong") for line in body["lines"]),
    "type": _is_typed,
    "write": _answers_a_request,
}
