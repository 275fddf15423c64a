"""Entries of the bank as plain data, whole or half written: what can be said of them without reading them strictly."""

import re
import unicodedata
from collections.abc import Sequence
from random import Random
from typing import Any

from .interchange.model import Source

SHORT = 48  # characters of an id that come from the title
COMMON = " etasnorihdcl"  # seven of ten signs in the texts of the course
SHORTEST_END = 3  # signs of a word that are looked for by themselves: fewer stand in every text
MARKS = "abcdefghijkmnpqrstuvwxyz23456789"  # no l, o, 0 and 1, which look alike when they are read out


def tags_of(source: Source) -> dict[str, Any]:
    """What is kept beside the revisions: tags, and the samples that test a question to write an answer to."""
    tags = {"pairs": source.get("pairs") or [], "mistake": source.get("mistake") or ""}
    more = {name: source[name] for name in ("case", "labels", "samples") if source.get(name)}
    return {**tags, **more}


def search_text(source: Source) -> str:
    """What a list of questions is searched for: id, title, scenario, labels, and the texts that are offered."""
    parts = [str(source.get(name) or "") for name in ("id", "title", "scenario", "asks")]
    parts += map(str, source.get("labels") or [])
    for name in ("options", "items", "steps", "accepted"):
        for row in source.get(name) or []:
            if isinstance(row, dict):
                parts.append(str(row.get("text") or row.get("code") or ""))
    return " ".join(" ".join(parts).split()).casefold()[:4000]


def telling_parts(words: Sequence[str]) -> list[str]:
    """The same search, in the order in which a database is soonest done with a text that does not match.

    It tries a text wherever a word's first sign stands. So a word that begins with a common one is looked for from
    its first rare sign on, and as a whole only where that was found.
    """
    parts = {*words, *map(_rare_end, words)}
    return sorted(parts, key=lambda part: (part[:1] in COMMON, -len(part), part))


def _rare_end(word: str) -> str:
    """A word from its first rare sign on; the word itself where too little would be left."""
    ends = (word[place:] for place in range(len(word) - SHORTEST_END + 1))
    return next((end for end in ends if end[0] not in COMMON), word)


def slug_of(text: str) -> str:
    """A text in small letters, digits and single hyphens; empty where nothing of it can be kept."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().casefold()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


def new_id(topic: str, title: str, rng: Random) -> str:
    """An id for an authored question, or the slug of a quiz where ``topic`` is empty.

    Its last five characters are drawn, so that it collides with no file of the course and cannot be guessed.
    """
    mark = "".join(rng.choice(MARKS) for _ in range(5))
    name = slug_of(title)[:SHORT].strip("-")
    return "-".join(part for part in (topic, name, mark) if part)
