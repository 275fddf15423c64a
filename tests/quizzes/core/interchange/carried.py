"""Entries of the bank as its files say them, and what is left of them after a way through a file that loses parts."""

from functools import cache

import yaml

from tests.quizzes.core.questions import BANK, question


@cache
def shipped_sources():
    """Every question that the course ships, with its topic."""
    found = []
    for path in [*sorted(BANK.glob("*.yaml")), *sorted((BANK / "kinds").glob("*.yaml"))]:
        document = yaml.safe_load(path.read_text(encoding="utf-8"))
        for entry in document.get("questions", []) if path.name != "quizzes.yaml" else []:
            found.append(entry | {"topic": document.get("topic") or entry["id"].partition("-")[0]})
    return tuple(found)


def source(kind, **changes):
    return question(kind, topic="access", **changes)


def lost_of(written):
    return [loss.text for loss in written.losses]


def comparable(entry, lost):
    """An entry without what was lost, and with its texts as a file carries them: without white space around them."""
    gone = {text.partition(":")[0] for text in lost if text.startswith("kind:")}
    whole = {"agreement": "agreed"} | entry
    kept = {name: value for name, value in whole.items() if name not in {*lost, *gone} and value}
    for name in ("options", "items", "distractors", "accepted", "near_misses"):
        if name in kept:
            away = {text.partition(": ")[2] for text in lost if text.startswith(f"{name}: ")} | (
                {"why"} if name == "items" else set()
            )
            kept[name] = [{k: v for k, v in row.items() if k not in away} for row in kept[name]]
    kept.get("accepted", []).sort(key=lambda row: row["verdict"] != "best")
    return _stripped(kept)


def _stripped(value):
    if isinstance(value, dict):
        return {name: _stripped(one) for name, one in value.items()}
    if isinstance(value, list):
        return [_stripped(one) for one in value]
    return value.strip() if isinstance(value, str) else value
