"""An author's own tags, in formats whose tags carry facts of a question as well. Pure."""

from collections.abc import Callable, Iterable

from .model import Source

LONGEST, MOST = 40, 20  # characters of a label, labels of a question
PREFIX = "label:"  # before a label that would be taken for a fact


def written(source: Source, is_fact: Callable[[str], bool], fits: Callable[[str], bool]) -> tuple[list[str], bool]:
    """The labels as tags that come back as the same labels, and whether some of them do not fit."""
    said = source.get("labels")
    labels = [str(one) for one in said if one is not None] if isinstance(said, list) else []
    kept = [label for label in dict.fromkeys(labels) if _is_plain(label) and fits(PREFIX + label)][:MOST]
    tags = [PREFIX + label if label.startswith(PREFIX) or is_fact(label) else label for label in kept]
    return tags, kept != labels


def taken(tags: Iterable[str]) -> tuple[list[str], list[str]]:
    """The labels that tags say, each once, and the tags that are too long or too many."""
    labels: dict[str, None] = {}
    rest: list[str] = []
    for tag in tags:
        label = " ".join(tag.removeprefix(PREFIX).split())
        if not label or label in labels:
            continue
        if _is_plain(label) and len(labels) < MOST:
            labels[label] = None
        else:
            rest.append(tag)
    return list(labels), rest


def _is_plain(label: str) -> bool:
    return len(label) <= LONGEST and label.isprintable() and label == " ".join(label.split()) != ""
