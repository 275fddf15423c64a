"""Entries of the bank on their way into XML: without the characters that XML does not have."""

import re
from typing import Any

from ..kinds import KINDS
from .carried import own_tags
from .model import Source
from .naming import is_id

_IMPOSSIBLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")  # XML 1.0, 2.2
_TEXTS = frozenset({"topic"})
_KEPT = frozenset({"exchange", "reply", "lines", "starter", "samples"})  # kept to the letter, or left out as a whole


def clean(value: Any) -> Any:
    """The same with line ends as XML keeps them and without control characters."""
    if isinstance(value, str):
        return _IMPOSSIBLE.sub("", value.replace("\r\n", "\n").replace("\r", "\n"))
    if isinstance(value, dict):
        return {name: clean(part) for name, part in value.items()}
    return [clean(part) for part in value] if isinstance(value, (list, tuple)) else value


def losses_of(source: Source) -> list[str]:
    """What no XML carries, and what belongs to no question of its kind."""
    lost = [
        f"{name}: control characters, which XML does not have"
        for name, value in source.items()
        if clean(value) != _lines(value)
    ]
    lost += [f"{name}: white space around a text" for name, value in source.items() if _is_cut(name, value)]
    if source.get("id") and not is_id(source["id"]):
        lost.append("id: it is not kebab-case")
    if own_tags(source)[1]:
        lost.append("labels: not all of them can be tags")
    kind = KINDS.get(str(source.get("kind")))
    known = {*kind.schema.model_fields, *_TEXTS} if kind else set(source)
    return lost + [f"{name}: it belongs to no question of this kind" for name in source if name not in known]


def _is_cut(name: str, value: Any) -> bool:
    """Whether a text has white space at its ends that HTML does not keep: all but what is on the wire."""
    if name in _KEPT:
        return False
    if isinstance(value, dict):
        return any(_is_cut(part, one) for part, one in value.items())
    if isinstance(value, (list, tuple)):
        return any(_is_cut(name, one) for one in value)
    if not isinstance(value, str):
        return False
    text = _lines(value)
    return bool(text.strip()) and text.removesuffix("\n" if name == "scenario" else "") != text.strip()


def _lines(value: Any) -> Any:
    if isinstance(value, str):
        return value.replace("\r\n", "\n").replace("\r", "\n")
    if isinstance(value, dict):
        return {name: _lines(part) for name, part in value.items()}
    return [_lines(part) for part in value] if isinstance(value, (list, tuple)) else value
