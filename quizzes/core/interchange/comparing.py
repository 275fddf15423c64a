"""Two forms of one entry of the bank: what of them differs, whatever is written out or left to its default. Pure."""

from typing import Any

from ..kinds import KINDS
from ..kinds.base import QuestionBase
from .checking import SourceRefused, parse
from .model import Source
from .shapes import SHAPES

EMPTY: tuple[Any, ...] = (None, "", [], {})
NOT_KEPT = {"replaces"}  # of a published question only its successor is known


def bare(source: Source) -> Source:
    """An entry without what is empty, at any depth: what files of questions say of it."""
    return {key: _bare(value) for key, value in source.items() if value not in EMPTY}


def _bare(value: Any) -> Any:
    if isinstance(value, dict):
        return bare(value)
    return [_bare(part) for part in value] if isinstance(value, list) else value


def changed_keys(old: Source, new: Source, parsed: QuestionBase | None = None) -> tuple[str, ...]:
    """The keys whose values differ, in the order of a file. ``parsed`` is ``new`` where it is complete.

    Where both are complete, what they mean is compared: white space around a text and a default that is written out
    make no difference.
    """
    kind = str(new.get("kind"))
    before, after = _undefaulted(old, kind), _undefaulted(new, kind)
    order = [*SHAPES[kind].keys, *sorted({*before, *after} - SHAPES[kind].keys.keys())]
    found = [key for key in order if before.get(key) != after.get(key) and key not in NOT_KEPT]
    if found and parsed is not None:
        try:
            was, is_ = parse(old).model_dump(), parsed.model_dump()
        except SourceRefused:
            return tuple(found)
        found = [key for key in found if key == "topic" or was.get(key) != is_.get(key)]
    return tuple(found)


def _undefaulted(source: Source, kind: str) -> Source:
    fields = KINDS[kind].schema.model_fields
    return {key: value for key, value in bare(source).items() if key not in fields or fields[key].default != value}
