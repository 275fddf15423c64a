"""What stands in tags: the short facts of a question for which GIFT has no place.

Moodle takes ``// [id:...] [tag:...]`` from a comment. A tag has at most 50 characters and none of ``< > ` ]``; what
does not fit is not written, and said.
"""

from collections.abc import Iterator
from typing import Any

from .. import labels
from ..model import Source
from ..naming import is_id

TAG_LIMIT = 50
WORDS = ("section", "mistake", "agreement", "case", "credit", "asks")  # one word each
NUMBERS = ("difficulty", "choose")
LISTS = ("pairs", "decided_by")  # a tag for each
FLAGS = ("case_sensitive",)
DEFAULTS: dict[str, Any] = {"agreement": "agreed"}


def tags_of(source: Source) -> tuple[list[str], list[str]]:
    """The tags that carry a question's facts, and the names of the facts that do not fit."""
    tags: list[str] = []
    lost: list[str] = []
    for name in (*NUMBERS, *WORDS, *LISTS, *FLAGS):
        value = source.get(name)
        if not value or value == DEFAULTS.get(name):
            continue
        wanted = [f"{name}:{one}" for one in (value if isinstance(value, list) else [value])]
        if name in FLAGS:
            wanted = [name]
        if all(_fits(tag) for tag in wanted):
            tags += wanted
        else:
            lost.append(name)
    own, is_lost = labels.written(source, lambda label: _take({}, *_parted(label)), _fits)
    return tags + own, lost + (["labels"] if is_lost else [])


def comment(source: Source, tags: list[str]) -> str:
    """The comment that stands before a question; empty where there is nothing to say."""
    name = str(source.get("id", ""))
    said = ([f"[id:{name}]"] if is_id(name) else []) + [f"[tag:{tag}]" for tag in tags]
    return f"// {' '.join(said)}\n" if said else ""


def facts(tags: list[str]) -> tuple[Source, list[str]]:
    """The facts that tags carry, the others as the author's labels, and those that are too long for one."""
    source: Source = {}
    own, strange = labels.taken([tag for tag in tags if not _take(source, *_parted(tag))])
    return source | ({"labels": own} if own else {}), strange


def _parted(tag: str) -> tuple[str, str]:
    name, _colon, value = tag.partition(":")
    return name, value.strip()


def _take(source: Source, name: str, value: str) -> bool:
    if name in FLAGS and not value:
        source[name] = True
    elif name in NUMBERS and len(value) == 1 and value.isascii() and value.isdigit():
        source[name] = int(value)
    elif name in WORDS and value in _known(name, value):
        source[name] = value
    elif name in LISTS and value:
        source[name] = [*source.get(name, []), value]
    else:
        return False
    return True


def _known(name: str, value: str) -> Iterator[str]:
    if name == "agreement":
        yield from ("agreed", "contested")
    elif name == "credit":
        yield from ("all-or-nothing", "proportional", "proportional-with-penalty")
    elif name == "asks":
        yield from ("code", "field-name", "field-value", "words")
    elif value:
        yield value


def _fits(tag: str) -> bool:
    return (
        len(tag) <= TAG_LIMIT and tag.isprintable() and not set("<>[]`\\") & set(tag) and tag == " ".join(tag.split())
    )
