"""A question that is half written as the body of a revision, as far as it goes: for looking at it, never for storing.

What is missing is empty, what cannot be drawn is left out. Pure, and nothing raises.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from statuscourse.protocol.messages import MessageError, parse_exchange

from .interchange.model import Source
from .interchange.naming import slugs
from .interchange.shapes import SHAPES, Shape
from .kinds.base import ACCEPTABLE, BEST, WRONG
from .kinds.type_it import shown_gap

EMPTY: Mapping[str, Any] = {"text": "", "whole": None, "share": None, "flag": False}
VERDICTS = {BEST, ACCEPTABLE, WRONG}
NOT_IN_BODY = {"id", "topic", "difficulty", "section", "pairs", "mistake", "labels", "replaces"}


@dataclass(frozen=True)
class Sketch:
    """A body to draw. ``is_gradable`` says whether answers to it can be graded, and so explained."""

    body: dict[str, Any]
    is_gradable: bool


def sketch(source: Source) -> Sketch:
    """What there is of a question. Its kind has to be one that is known."""
    kind = source["kind"]
    body: dict[str, Any] = {
        name: _of_shape(source.get(name), shape) for name, shape in SHAPES[kind].keys.items() if name not in NOT_IN_BODY
    }
    body["agreement"] = "contested" if body["agreement"] == "contested" else "agreed"
    body["reply"] = readable(body["reply"])
    body["exchange"] = readable(body.get("exchange", ""), gap=kind == "type")
    body["decided_by"] = [text for text in body["decided_by"] if text.strip()]
    _judge(body.get("options", []), WRONG)
    return Sketch(body, COMPLETED[kind](body))


def readable(text: str, *, gap: bool = False) -> str:
    """An exchange that can be drawn, or an empty text."""
    try:
        parse_exchange(shown_gap(text) if gap else text)
    except MessageError:
        return ""
    return text


def _of_shape(value: Any, shape: Shape) -> Any:
    """A value in the form that the schema has, or what stands for nothing."""
    if shape.sort == "row":
        there = value if isinstance(value, dict) else {}
        return {name: _of_shape(there.get(name), each) for name, each in shape.keys.items()}
    if shape.sort == "list":
        assert shape.of is not None  # noqa: S101 - a list is one of something
        wanted: type = dict if shape.of.sort == "row" else str
        return (
            [_of_shape(each, shape.of) for each in value if isinstance(each, wanted)] if isinstance(value, list) else []
        )
    if shape.sort == "flag":
        return value is True
    if shape.sort == "text":
        return str(value) if isinstance(value, str | int | float) else ""
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return value if is_number and (shape.sort == "share" or _is_small(value)) else None


def _is_small(value: Any) -> bool:
    return isinstance(value, int) and 0 < value < 1000


def _judge(rows: list[dict[str, Any]], otherwise: str) -> None:
    """Give rows whose verdict is none of the three another one."""
    for row in rows:
        if "verdict" in row and row["verdict"] not in VERDICTS:
            row["verdict"] = otherwise


def _code(body: dict[str, Any]) -> bool:
    known: dict[int, Any] = {row["code"]: row for row in reversed(body["options"]) if _is_code(row["code"])}
    body["options"] = [known[code] for code in sorted(known)]
    body["client"] = [row for row in body["client"] if row["code"] in known]
    return _has_best(body["options"])


def _is_code(value: Any) -> bool:
    return value is not None and 100 <= value <= 599


def _has_best(rows: list[dict[str, Any]]) -> bool:
    return any(row["verdict"] == BEST for row in rows)


def _situation(body: dict[str, Any]) -> bool:
    return _named(body["options"]) and _is_code(body["code"])


def _one(body: dict[str, Any]) -> bool:
    return _named(body["options"])


def _several(body: dict[str, Any]) -> bool:
    return _named(body["options"]) and any(row["right"] for row in body["options"])


def _named(rows: list[dict[str, Any]]) -> bool:
    """Give each row an id of its own; whether there is one at all."""
    names = [row["id"] for row in rows]
    if not all(names) or len(set(names)) < len(names) or "unknown" in names:
        for row, name in zip(rows, slugs(row["text"] for row in rows), strict=True):
            row["id"] = name
    return bool(rows)


def _match(body: dict[str, Any]) -> bool:
    return _named(body["items"]) and all(_is_code(row["code"]) for row in body["items"])


def _order(body: dict[str, Any]) -> bool:
    """Orders that are not complete end with the steps that they leave out; without any the steps stand as written."""
    _named(body["steps"])
    ids = [row["id"] for row in body["steps"]]
    for row in body["accepted"]:
        kept = [name for name in dict.fromkeys(row["order"]) if name in ids]
        row["order"] = kept + [name for name in ids if name not in kept]
    body["accepted"] = body["accepted"] or [{"who": "", "order": ids, "why": ""}]
    return len(ids) > 1


def _fault(body: dict[str, Any]) -> bool:
    body["lines"] = [{"gap": True} if row["gap"] else row for row in body["lines"] if row["gap"] or row["text"]]
    return any(row.get("wrong") for row in body["lines"])


def _type(body: dict[str, Any]) -> bool:
    _judge(body["accepted"], ACCEPTABLE)
    best = next((row["text"] for row in body["accepted"] if row["verdict"] == BEST), "")
    return bool(best) and (body["asks"] != "code" or re.fullmatch(r"[1-5]\d\d", best, re.ASCII) is not None)


def _write(body: dict[str, Any]) -> bool:
    status = body["status"]
    _judge(status["codes"], WRONG)
    status["codes"] = [row for row in status["codes"] if _is_code(row["code"])]
    status["points"] = status["points"] or 1
    for name in ("rules", "fields", "content"):
        for row in body[name]:
            row["points"] = row["points"] or 1
    for row in body["fields"]:
        row["matches"] = row["matches"] if _compiles(row["matches"]) else ""
    messages = parse_exchange(body["exchange"]) if body["exchange"] else ()
    return _has_best(status["codes"]) and len(messages) == 1 and messages[0].is_request


def _compiles(pattern: str) -> bool:
    try:
        re.compile(pattern)
    except (re.error, OverflowError, RecursionError):
        return False
    return True


COMPLETED = {
    "code": _code, "situation": _situation, "one": _one, "several": _several, "match": _match, "order": _order,
    "fault": _fault, "type": _type, "write": _write,
}  # fmt: skip
