"""Grading: a response against the body of a revision. Pure; a response that ``read_response`` made never raises."""

from collections.abc import Mapping
from typing import Any

from .kinds import KINDS
from .kinds.base import ACCEPTABLE, BEST, MARKS, PARTLY, WRONG, Body, Grade, Part, Raw, ResponseRefused

__all__ = [
    "ACCEPTABLE", "BEST", "MARKS", "PARTLY", "UNKNOWN", "WRONG", "Grade", "Part", "ResponseRefused",
    "grade", "is_blank", "is_complete", "is_unknown", "read_response", "unknown", "worth",
]  # fmt: skip

UNKNOWN = "unknown"  # what a form sends for "I don't know"


def unknown(kind: str) -> dict[str, Any]:
    """The response of somebody who does not know, or who left a question of an exam open."""
    return {"kind": "code", "code": None} if kind == "code" else {"kind": kind, "unknown": True}


def is_unknown(response: Raw) -> bool:
    return bool(response.get("unknown")) or (response.get("kind") == "code" and response.get("code") is None)


def read_response(body: Body, raw: Raw, *, complete: bool = True) -> dict[str, Any]:
    """The typed response for what a form says, ready to be stored.

    Raises ResponseRefused for what is no answer to this question, and, where it has to be ``complete``, for what
    lacks a part. A draft may lack some.
    """
    if raw.get("unknown"):
        return unknown(body["kind"])
    kind = KINDS[body["kind"]]
    response = kind.read(body, raw)
    lacking = kind.missing(body, response) if complete else 0
    if lacking:
        raise ResponseRefused(kind.lacks, lacking=lacking)
    return response.json()


def is_complete(body: Body, stored: Raw) -> bool:
    """Whether a stored response lacks nothing."""
    if is_unknown(stored):
        return True
    kind = KINDS[body["kind"]]
    return not kind.missing(body, kind.read(body, stored))


def is_blank(stored: Raw) -> bool:
    """Whether a stored draft holds nothing: everything was taken away again."""
    return not any(value for name, value in stored.items() if name != "kind")


def grade(body: Body, response: Raw, marks: Mapping[str, float] = MARKS) -> Grade:
    """Grade one response by the marks that were agreed when its attempt began; wrong earns 0."""
    kind = KINDS[body["kind"]]
    if is_unknown(response):
        result = kind.grade(body, {}, marks)
        return Grade(WRONG, 0.0, None, result.best, result.parts)
    return kind.grade(body, response, marks)


def worth(mark: float, *, tries: int, penalty: float) -> float:
    """What a mark is worth after ``tries`` earlier tries, each costing ``penalty`` of it; never below nothing."""
    return mark * max(0.0, 1 - tries * penalty)
