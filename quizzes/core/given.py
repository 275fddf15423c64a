"""What a stored response says, in the words of the question: for people who did not see it graded. Pure."""

from collections.abc import Mapping
from typing import Any

from statuscourse.protocol.registry import phrase

from .grading import is_unknown
from .kinds.base import Body, Raw
from .kinds.fault import written


def in_words(body: Body, response: Raw) -> list[str]:
    """Each choice as plain text, in the order of the question; empty for "I don't know"."""
    if is_unknown(response):
        return []
    kind = body["kind"]
    if kind == "code":
        return [_code(response["code"])]
    if kind in ("type", "write"):
        return [str(response.get("text", ""))]
    if kind == "match":
        texts = {item["id"]: item["text"] for item in body["items"]}
        return [f"{text}: {_code(response['pairs'][key])}" for key, text in texts.items() if key in response["pairs"]]
    if kind == "order":
        return _steps(body, response["places"])
    if kind == "fault":
        lines = dict(enumerate(written(body), start=1))
        return [str(lines[int(number)]["text"]) for number in response["lines"] if int(number) in lines]
    chosen = response["chosen"]
    wanted = {chosen} if isinstance(chosen, str) else set(chosen)
    return [str(option["text"]) for option in body["options"] if option["id"] in wanted]


def _code(code: Any) -> str:
    return f"{code} {phrase(code)}".strip() if isinstance(code, int) else str(code)


def _steps(body: Body, places: Mapping[str, int]) -> list[str]:
    texts = {step["id"]: step["text"] for step in body["steps"]}
    order = sorted((place, key) for key, place in places.items() if key in texts)
    return [f"{place}. {texts[key]}" for place, key in order]
