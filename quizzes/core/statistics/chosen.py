"""Which options a response chose, as names to count: few for each revision, whatever was typed."""

from collections.abc import Mapping
from typing import Any

from ..grading import UNKNOWN, grade, is_unknown, unknown
from ..kinds.base import BEST, Body, Raw
from ..kinds.fault import written


def options(body: Body, response: Raw) -> tuple[str, ...]:
    """The names of what a stored response chose; ``unknown`` for "I don't know".

    A code by its digits, a text by its id, a line by its number, a pair as ``item=code``, a step as ``step=place``. Of
    what was typed or written, the entry of the revision that it fell under (``accepted-0``, ``near-1``, ``status-405``,
    ``otherwise``): the texts themselves are without number.
    """
    if is_unknown(response):
        return (UNKNOWN,)
    kind = body["kind"]
    if kind in ("type", "write"):
        return tuple(part.key for part in grade(body, response).parts[:1])
    if kind in ("match", "order"):
        pairs: Mapping[str, Any] = response.get("pairs" if kind == "match" else "places", {})
        return tuple(f"{key}={value}" for key, value in pairs.items())
    if kind == "code":
        return (str(response["code"]),)
    chosen = response.get("lines" if kind == "fault" else "chosen", ())
    return (chosen,) if isinstance(chosen, str) else tuple(chosen)


def right_options(body: Body) -> dict[str, bool]:
    """Every option that a learner sees and can choose by itself, and whether it is right: the best, or one of several.

    Empty for kinds without such options: nobody sees what may be typed, and a pair is no option by itself. Acceptable
    options are left out: they are neither the answer nor a distractor.
    """
    kind = body["kind"]
    if kind == "several":
        return {option["id"]: option["right"] for option in body["options"]}
    if kind == "fault":
        return {str(number): bool(line.get("wrong")) for number, line in enumerate(written(body), start=1)}
    if kind in ("code", "one", "situation"):
        name = "code" if kind == "code" else "id"
        told = [option for option in body["options"] if option["verdict"] != "acceptable"]
        return {str(option[name]): option["verdict"] == BEST for option in told}
    return {}


def codes(body: Body) -> dict[str, int | None]:
    """The options that are a code, or stand for one, by their names; None for "I don't know" where codes are offered.

    What was typed or written and is no code that its author foresaw is not among them.
    """
    kind = body["kind"]
    if kind == "code":
        return {str(option["code"]): option["code"] for option in body["options"]} | {UNKNOWN: None}
    if kind in ("one", "situation"):
        return {option["id"]: option["code"] for option in body["options"] if option.get("code")}
    if kind == "write":
        return {f"status-{row['code']}": row["code"] for row in body["status"]["codes"]}
    if kind == "type" and body.get("asks") == "code":
        named = {"accepted": body["accepted"], "near": body["near_misses"]}
        rows = [(f"{name}-{n}", row["text"]) for name, each in named.items() for n, row in enumerate(each)]
        return {name: int(text) for name, text in rows if text.isdecimal() and len(text) == 3}
    return {}


def confused(body: Body, chosen: Mapping[str, int]) -> dict[tuple[int, int | None], int]:
    """How often each code was chosen where the body's own one was best; empty for what is not about one code."""
    best = grade(body, unknown(body["kind"])).best
    known = codes(body)
    found: dict[tuple[int, int | None], int] = {}
    for name, number in chosen.items():
        if best is not None and name in known:
            pair = best, known[name]
            found[pair] = found.get(pair, 0) + number
    return found
