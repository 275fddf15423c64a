"""Grading: a response against the body of a revision. Pure; a response that ``parse_response`` made never raises."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

BEST, ACCEPTABLE, WRONG = "best", "acceptable", "wrong"
UNKNOWN = "unknown"  # what a form sends for "I don't know"


class ResponseRefused(ValueError):
    """What was sent is no answer to this question. ``text`` says why in a sentence."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text


@dataclass(frozen=True)
class Grade:
    """A verdict with its mark from 0 to 1, the chosen code (None for "I don't know") and the best one."""

    verdict: str
    mark: float
    chosen: int | None
    best: int


def parse_response(body: Mapping[str, Any], raw: str) -> dict[str, Any]:
    """The typed response for what a form sent: three digits of an offered code, or ``unknown``.

    Raises ResponseRefused for anything else.
    """
    raw = raw.strip()
    if raw == UNKNOWN:
        return {"kind": "code", "code": None}
    if len(raw) != 3 or not (raw.isascii() and raw.isdigit()):
        raise ResponseRefused("An answer is one of the offered codes, three digits.")
    if int(raw) not in offered(body):
        raise ResponseRefused(f"{raw} is not among the codes that this question offers.")
    return {"kind": "code", "code": int(raw)}


def offered(body: Mapping[str, Any]) -> list[int]:
    return [option["code"] for option in body["options"]]


def best_code(body: Mapping[str, Any]) -> int:
    code: int = next(option["code"] for option in body["options"] if option["verdict"] == BEST)
    return code


# Acceptable earns half where the question is agreed (true, but less precise) and the full mark where it is contested (a
# serious guide does exactly that).
MARKS = {"best": 1.0, "acceptable_agreed": 0.5, "acceptable_contested": 1.0}


def grade(body: Mapping[str, Any], response: Mapping[str, Any], marks: Mapping[str, float] = MARKS) -> Grade:
    """Grade one response by the marks that were agreed when its attempt began; wrong earns 0."""
    best = best_code(body)
    chosen = response.get("code")
    verdicts = {option["code"]: option["verdict"] for option in body["options"]}
    verdict = verdicts.get(chosen, WRONG)
    earned = {BEST: marks["best"], ACCEPTABLE: marks[f"acceptable_{body['agreement']}"], WRONG: 0.0}
    return Grade(verdict, earned[verdict], chosen if chosen in verdicts else None, best)
