"""Titles, ids and codes, for questions that come without."""

import re
from collections.abc import Iterable

from statuscourse.protocol.registry import registry

from ..kinds.base import KEBAB
from ..sources import slug_of

TITLE_LIMIT = 70
ID_LIMIT = 40
_STATUS = re.compile(
    r"(?:HTTP(?:/\d(?:\.\d)?)?[ ]?)?([1-5]\d\d)(?:[ ]?[-–—:,]?[ ]?([^0-9].*))?", re.IGNORECASE | re.ASCII
)


def title_of(name: str, text: str) -> str:
    """The name of a question, or the first words of its text, cut at a word to what a title may have."""
    words = (" ".join(name.split()) or plain_words(text)).split()
    title = ""
    for word in words[:TITLE_LIMIT]:
        if len(title) + len(word) >= TITLE_LIMIT:
            break
        title += f" {word}" if title else word
    return title or "".join(words[:1])[:TITLE_LIMIT]


def plain_words(text: str) -> str:
    """The first words of a Markdown text without its marks."""
    text = re.sub(r"\\(?=[^\w\s])|[`*]|\n", lambda m: " " if m[0] == "\n" else "", text[:1000])
    return " ".join(text.replace("&lt;", "<").replace("&amp;", "&").split())


def slug(text: str) -> str:
    """A kebab-case id of the first words; empty where there is nothing to make one of."""
    text = slug_of(text[:400])
    if len(text) > ID_LIMIT:
        text = text[: ID_LIMIT + 1].rpartition("-")[0] or text[:ID_LIMIT]
    return text


def slugs(texts: Iterable[str]) -> list[str]:
    """An id for each text, all different. ``unknown`` is what "I don't know" sends, so it is none."""
    used: dict[str, int] = {"unknown": 1}
    names = []
    for number, text in enumerate(texts, start=1):
        name = wanted = slug(text) or f"option-{number}"
        while name in used:
            used[wanted] += 1
            name = f"{wanted}-{used[wanted]}"
        used[name] = 1
        names.append(name)
    return names


def is_id(name: object) -> bool:
    """Whether something can be a topic, or the id of a question or of a part of one."""
    return isinstance(name, str) and len(name) <= 80 and re.fullmatch(KEBAB, name) is not None


def status_of(text: str) -> int | None:
    """The code that a text is, such as ``404``, ``404 Not Found`` or ``HTTP 404``; its phrase may be a former one."""
    match = _STATUS.fullmatch(" ".join(text[:100].replace("\\", "").strip("`*. ").split())) if len(text) < 100 else None
    if match is None:
        return None
    code, phrase = int(match[1]), (match[2] or "").strip().casefold()
    status = registry().get(code)
    if not phrase:
        return code
    former = [name.partition(" (")[0] for name in status.former_phrases] if status else []
    return code if status and phrase in {name.casefold() for name in [status.phrase, *former]} else None
