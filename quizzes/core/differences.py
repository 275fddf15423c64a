"""What changed between two versions of a question: field by field, and within a field word by word. Pure.

Options, steps and checks are told apart by their id, code or name, and not by where they stand. All of it is bounded:
what is too long for words is compared by lines, and what is too long for lines as a whole.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import islice
from typing import Any, Literal

from .interchange.model import Source
from .interchange.shapes import SHAPES
from .interchange.wording import NOUNS, ROWS

MOST = 200  # differences that are told
UNITS = 500  # words or lines of one text that are compared; difflib's work grows with their square
ROWS_COMPARED = 100  # of one list whose rows have no name, for the same reason
IDENTITIES = ("id", "code", "rule", "who")  # what a row is called, the first that it has
ASSUMED = {"agreement": "agreed"}  # what a version means that does not say it
BESIDE = {"id", "topic", "kind", "replaces", "samples"}  # what makes no difference, or is told apart from the others
LABELS = {
    "title": "Title", "agreement": "Agreement", "difficulty": "Difficulty", "section": "Lesson section",
    "pairs": "Pairs of codes", "mistake": "Mistake", "case": "Contested case",
    "labels": "Labels", "scenario": "Scenario", "exchange": "Exchange",
    "hints": "Hints", "reply": "Reply", "decided_by": "What decides it", "consequence": "What it changes",
    "credit": "Credit", "choose": "How many to choose", "asks": "What is asked for", "case_sensitive": "Case counts",
    "otherwise": "Reply to anything else", "starter": "What stands in the editor", "code": "Code",
    "samples": "Samples", "status": "Status",
}  # fmt: skip

FIELDS = NOUNS | {"does": "what is done", "who": "name", "wrong": "a fault", "absent": "must not be there"}
CALLED = {name: words[0] for name, words in ROWS.items()} | {
    "client": "what a client does at", "who_does_what": "who does what,"
}  # fmt: skip
ALIKE = 0.35  # of the longer text that has to stay; what shares less is another text, and no change of the first

Kind = Literal["same", "added", "removed"]


@dataclass(frozen=True)
class Piece:
    """Some words, and in which of the two versions they stand."""

    kind: Kind
    text: str


@dataclass(frozen=True)
class Difference:
    """One field that differs. ``place`` is its path, rows by their names: ``options[404].why``."""

    place: str
    label: str
    pieces: tuple[Piece, ...]


def differences(old: Source, new: Source) -> list[Difference]:
    """The fields in which two versions differ, MOST of them at most, in the order in which a question is written."""
    return list(islice(_of_row(ASSUMED | old, ASSUMED | new, "", "", _order(old, new)), MOST))


def _order(old: Source, new: Source) -> list[str]:
    """The keys of both, in the order of their kind; what it does not know comes last."""
    shape = SHAPES.get(str(new.get("kind") or old.get("kind")))
    known = list(shape.keys) if shape else []
    return [key for key in dict.fromkeys([*known, *ASSUMED, *old, *new]) if key not in BESIDE or key == "samples"]


def _of_row(
    old: Mapping[str, Any], new: Mapping[str, Any], place: str, label: str, keys: Sequence[str]
) -> Iterator[Difference]:
    for key in keys:
        path = f"{place}.{key}".lstrip(".")
        one, two = old.get(key), new.get(key)
        if old and new and (isinstance(one, bool) or isinstance(two, bool)):  # not said is no, in a row that is there
            one, two = (value if value is not None else False for value in (one, two))
        else:
            one, two = (None if value is False else value for value in (one, two))
        yield from _of_value(one, two, path, _named(key, label), key)


def _of_value(old: Any, new: Any, place: str, label: str, key: str) -> Iterator[Difference]:
    if _are_rows(old) or _are_rows(new):
        yield from _of_rows(_rows(old), _rows(new), place, label, key)
    elif isinstance(old, Mapping) or isinstance(new, Mapping):
        one, two = (value if isinstance(value, Mapping) else {} for value in (old, new))
        yield from _of_row(one, two, place, label, list(dict.fromkeys([*one, *two])))
    else:
        before, after = _text(old), _text(new)
        if before != after:
            yield Difference(place, label, pieces(before, after))


def _are_rows(value: Any) -> bool:
    return isinstance(value, list) and any(isinstance(row, Mapping) for row in value)


def _rows(value: Any) -> list[Mapping[str, Any]]:
    return [row for row in value if isinstance(row, Mapping)] if isinstance(value, list) else []


def _of_rows(
    old: list[Mapping[str, Any]], new: list[Mapping[str, Any]], place: str, label: str, key: str
) -> Iterator[Difference]:
    noun = CALLED.get(key, "row")
    pairs = _paired(old, new)
    for name, one, two in pairs:
        title = f"{label}, {noun} {name}" if label else f"{noun} {name}"
        title = title[:1].upper() + title[1:]
        fields = [each for each in dict.fromkeys([*one, *two]) if str((one or two).get(each)) != name]
        yield from _of_row(one, two, f"{place}[{name}]", title, fields)
    before, after = ([name for name in _names(rows) if name in set(_names(other))] for rows, other in _both(old, new))
    if before != after and len(before) == len(after):
        title = (f"{label}, " if label else "") + ROWS.get(key, ("", "rows"))[1] + ": their order"
        yield Difference(place, title[:1].upper() + title[1:], pieces("\n".join(before), "\n".join(after)))


def _both(old: list[Any], new: list[Any]) -> tuple[tuple[list[Any], list[Any]], tuple[list[Any], list[Any]]]:
    return (old, new), (new, old)


def _names(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """What the rows are called; nothing where one has no name, or shares it."""
    names = [next((str(row[key]) for key in IDENTITIES if isinstance(row.get(key), (str, int))), "") for row in rows]
    return names if all(names) and len(set(names)) == len(names) else []


def _paired(
    old: list[Mapping[str, Any]], new: list[Mapping[str, Any]]
) -> Iterator[tuple[str, Mapping[str, Any], Mapping[str, Any]]]:
    """The rows of both, each with its counterpart and a name; an empty row where it has none."""
    ours, theirs = _names(old), _names(new)
    if (ours or not old) and (theirs or not new):
        before, after = dict(zip(ours, old, strict=True)), dict(zip(theirs, new, strict=True))
        for name in dict.fromkeys([*theirs, *ours]):
            yield name, before.get(name, {}), after.get(name, {})
        return
    for one, two in _aligned(old, new):
        number = (two if two is not None else one or 0) + 1
        yield str(number), {} if one is None else old[one], {} if two is None else new[two]


def _aligned(old: list[Mapping[str, Any]], new: list[Mapping[str, Any]]) -> Iterator[tuple[int | None, int | None]]:
    """Rows without names: the equal ones belong together, and what stands between them in its order."""
    if max(len(old), len(new)) > ROWS_COMPARED:
        yield from _in_order(0, len(old), 0, len(new))
        return
    before, after = ([json.dumps(row, sort_keys=True, default=str) for row in rows] for rows in (old, new))
    for _tag, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        yield from _in_order(a, b, c, d)


def _in_order(a: int, b: int, c: int, d: int) -> Iterator[tuple[int | None, int | None]]:
    for step in range(max(b - a, d - c)):
        yield (a + step if a + step < b else None), (c + step if c + step < d else None)


def _named(key: str, label: str) -> str:
    if not label:
        if key in LABELS:
            return LABELS[key]
        return "" if key in ROWS else key.replace("_", " ").capitalize()
    if key in ROWS and key not in {"includes", "contains", "order"}:
        return label  # its rows say what they are
    return f"{label}: {FIELDS.get(key, key.replace('_', ' '))}"


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "\n".join(_text(part) for part in value) if isinstance(value, (list, tuple)) else str(value)


def pieces(old: str, new: str) -> tuple[Piece, ...]:
    """Two texts as one: what stays, what goes, what comes. Without what was added it is the old one, and so on."""
    before, after = _units(old, new)
    found: list[Piece] = []
    for tag, a, b, c, d in SequenceMatcher(None, before, after).get_opcodes():
        same, gone, come = "".join(before[a:b]), "".join(before[a:b]), "".join(after[c:d])
        if tag != "equal":
            _change(found, gone, come)
        elif found and b < len(before) and d < len(after) and same.strip() == "" and "\n" not in same:
            _change(found, same, same)  # a space between two changes is a part of both
        else:
            found.append(Piece("same", same))
    return tuple(found) if _are_alike(found, old, new) else (Piece("removed", old), Piece("added", new))


def _are_alike(found: Sequence[Piece], old: str, new: str) -> bool:
    """Whether enough stayed for the words to be read one by one; what only came or only went is read as it is."""
    stayed = sum(len("".join(piece.text.split())) for piece in found if piece.kind == "same")
    longer = max(len("".join(text.split())) for text in (old, new))
    return not (old and new) or stayed >= ALIKE * longer


def _change(found: list[Piece], gone: str, come: str) -> None:
    """Add a change, to the one that it follows at once."""
    if found and found[-1].kind == "added":
        come = found.pop().text + come
    if found and found[-1].kind == "removed":
        gone = found.pop().text + gone
    found += [Piece("removed", gone)] if gone else []
    found += [Piece("added", come)] if come else []


def _units(old: str, new: str) -> tuple[list[str], list[str]]:
    """What the texts are compared by: words and the spaces between them; or lines; or all at once."""
    for pattern in (r"[^\S\n]+|\n|\S+", r"[^\n]*\n|[^\n]+"):
        units = re.findall(pattern, old), re.findall(pattern, new)
        if max(map(len, units)) <= UNITS:
            return units
    return [old], [new]
