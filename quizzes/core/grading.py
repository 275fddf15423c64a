"""Grading: a response against the body of a revision. Pure; a response that ``read_response`` made never raises."""

from collections.abc import Mapping
from typing import Any

from .kinds import KINDS
from .kinds.base import ACCEPTABLE, BEST, MARKS, PARTLY, WRONG, Body, Grade, Part, Raw, ResponseRefused

__all__ = [
    "ACCEPTABLE", "BEST", "MARKS", "PARTLY", "UNKNOWN", "WRONG", "Grade", "Part", "ResponseRefused",
    "applies", "grade", "is_blank", "is_complete", "is_unknown", "read_response", "under", "unknown", "verdict_under",
    "worth",
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


def grade(body: Body, response: Raw, marks: Mapping[str, float] = MARKS, house: int | None = None) -> Grade:
    """Grade one response by the marks that were agreed when its attempt began; wrong earns 0.

    ``house`` is the code that a class's convention answers here: it is best, and what other guides do is acceptable
    and earns half.
    """
    if applies(body, house):
        body, marks = under(body, house), {**marks, "acceptable_contested": marks["acceptable_agreed"]}
    kind = KINDS[body["kind"]]
    if is_unknown(response):
        result = kind.grade(body, {}, marks)
        return Grade(WRONG, 0.0, None, result.best, result.parts)
    return kind.grade(body, response, marks)


def under(body: Body, house: int | None) -> Body:
    """The body of a question in a class that answers ``house``: that option is best, the other good ones acceptable.

    A convention chooses between what serious guides do. It makes no wrong option right, so the body stays as it is
    where it is no question of codes or the code is not among its good ones.
    """
    if not applies(body, house):
        return body
    return {
        **body,
        "options": [
            {**option, "verdict": verdict_under(option["verdict"], option["code"], house)} for option in body["options"]
        ],
    }


def applies(body: Body, house: int | None) -> bool:
    """Whether a class that answers ``house`` decides something in this question."""
    if house is None or body["kind"] != "code" or body["agreement"] != "contested":
        return False
    return any(option["code"] == house and option["verdict"] != WRONG for option in body["options"])


def verdict_under(verdict: str, code: int | None, house: int | None) -> str:
    """What an option is worth to a class that answers ``house``."""
    if code == house:
        return BEST
    return WRONG if verdict == WRONG else ACCEPTABLE


def worth(mark: float, *, tries: int, penalty: float) -> float:
    """What a mark is worth after ``tries`` earlier tries, each costing ``penalty`` of it; never below nothing."""
    return mark * max(0.0, 1 - tries * penalty)
