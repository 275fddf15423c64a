"""Names of people in a class. Two of them are never alike, because a gradebook has to tell them apart. Pure."""

import re
import unicodedata
from collections.abc import Collection
from functools import lru_cache

LONGEST = 80
NUMBER_LONGEST = 40
MOST_EXTRA = 300  # per cent more time
COUNTED = re.compile(r"(.*\S)\s+(\d{1,3})")


def clean_name(typed: str) -> str:
    """A name as it is kept: composed, in one line, with single spaces and without what cannot be seen."""
    composed = unicodedata.normalize("NFC", typed)
    visible = "".join(" " if sign.isspace() else sign for sign in composed if sign.isspace() or sign.isprintable())
    return " ".join(visible.split())


@lru_cache(maxsize=8192)  # who joins is compared with everybody in the class, and five hundred may join in a minute
def fold(name: str) -> str:
    """What two names have in common that a reader would take for the same one."""
    return clean_name(unicodedata.normalize("NFKC", name)).casefold()


def propose(name: str, taken: Collection[str]) -> str:
    """The next name of its kind that is free: ``Ada 2``. ``taken`` has folded names."""
    match = COUNTED.fullmatch(name)
    stem, number = (match[1], int(match[2])) if match else (name, 1)
    proposal = name
    while fold(proposal) in taken:
        number += 1
        proposal = f"{stem[: LONGEST - len(str(number)) - 1].rstrip()} {number}"
    return proposal
