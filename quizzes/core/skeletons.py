"""What a question begins with: the rows that its kind needs, still empty, so that an editor shows them. Pure."""

from collections.abc import Callable
from typing import Any

from .interchange.model import Source
from .kinds.base import BEST, WRONG

Rows = dict[str, Any]


def skeleton(kind: str, *, topic: str, title: str) -> Source:
    """An entry of this kind that says nothing yet. Publishing it names every part that is still missing."""
    told = {} if kind == "code" else {"consequence": ""}
    own = {"kind": kind, "topic": topic, "title": title, "agreement": "agreed", "difficulty": 2, "section": ""}
    return {**own, "scenario": "", "exchange": "", **OWN[kind](), **told, "reply": "", "decided_by": [""]}


def _code() -> Rows:
    options = [{"code": None, "verdict": verdict, "why": ""} for verdict in (BEST, WRONG, WRONG)]
    return {"options": options}


def _texts(**more: Any) -> list[Rows]:
    verdicts = {"a": BEST, "b": WRONG, "c": WRONG}
    return [{"id": name, "text": "", "verdict": verdict, "why": "", **more} for name, verdict in verdicts.items()]


def _several() -> Rows:
    options = [{"id": name, "text": "", "right": name in "ab", "why": ""} for name in "abcd"]
    return {"credit": "proportional-with-penalty", "choose": None, "options": options}


def _match() -> Rows:
    items = [{"id": name, "text": "", "code": None, "why": ""} for name in "abc"]
    return {"credit": "proportional", "items": items, "distractors": []}


def _order() -> Rows:
    steps = [{"id": name, "text": "", "why": ""} for name in "abc"]
    return {"credit": "proportional", "steps": steps, "accepted": [{"who": "", "order": list("abc"), "why": ""}]}


def _fault() -> Rows:
    lines = [{"text": "", "wrong": wrong, "why": ""} for wrong in (False, True, False)]
    return {"credit": "proportional-with-penalty", "lines": lines}


def _type() -> Rows:
    near = [{"text": "", "why": ""}, {"text": "", "why": ""}]
    accepted = [{"text": "", "verdict": BEST, "why": ""}]
    return {"asks": "code", "case_sensitive": False, "accepted": accepted, "near_misses": near, "otherwise": ""}


def _write() -> Rows:
    codes = [{"code": None, "verdict": verdict, "why": ""} for verdict in (BEST, WRONG)]
    status = {"points": 2, "codes": codes, "otherwise": ""}
    return {
        "exchange": "GET / HTTP/1.1\nHost: api.example.com\n",
        "starter": "HTTP/1.1 ",
        "status": status,
        "rules": [],
        "fields": [],
        "content": [],
        "samples": [{"mark": 0.0, "text": ""}],
    }


OWN: dict[str, Callable[[], Rows]] = {
    "code": _code,
    "situation": lambda: {"code": None, "options": _texts(code=None)},
    "one": lambda: {"options": _texts()},
    "several": _several,
    "match": _match,
    "order": _order,
    "fault": _fault,
    "type": _type,
    "write": _write,
}
