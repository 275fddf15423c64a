"""Grading an answer again, by a later revision of its question. Pure.

A place of an attempt is graded as a whole, all its tries together, or not at all. What the answer was is not changed;
what it counts is: verdict, mark, and where an answer is a code the chosen and the best one.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from .grading import grade, is_unknown, worth
from .kinds import KINDS, fault
from .kinds.base import Body, Grade, Raw, ResponseRefused

Reason = Literal["gone", "unasked"]
KEPT = 2_000  # grades that are remembered within one regrade: many learners choose the same


class NotComparable(Exception):
    """The answer cannot be graded by that revision, and keeps its grade.

    gone: what was chosen is not offered any more. unasked: the revision asks for a decision that nobody was asked for.
    """

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Graded:
    """What an answer counts. ``by`` is the later revision that a regrade graded it by."""

    verdict: str
    mark: float
    chosen: int | None = None
    best: int | None = None
    by: int | None = None

    def json(self) -> dict[str, Any]:
        return {"verdict": self.verdict, "mark": self.mark, "chosen": self.chosen, "best": self.best, "by": self.by}

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> "Graded":
        return cls(**stored)


class Regrader:
    """Grades answers to older revisions by the body of one; what many gave is graded once."""

    def __init__(self, body: Body, revision: int | None = None) -> None:
        self.body = body
        self.revision = revision
        self._known: dict[Any, Grade | Reason] = {}

    def place(
        self,
        old: Body,
        digest: str,
        responses: Sequence[Raw],
        *,
        marks: Mapping[str, float],
        penalty: float = 0.0,
        house: int | None = None,
    ) -> list[Graded]:
        """What the tries of a closed place count now, in their order; the last one is the one that stands.

        ``old`` is the body that they were given to, ``house`` the code of the convention that they were graded by.
        Raises NotComparable.
        """
        grades = [self._grade(old, digest, response, marks, house) for response in responses]
        counted = [
            Graded(each.verdict, worth(each.mark, tries=number, penalty=penalty), each.chosen, each.best, self.revision)
            for number, each in enumerate(grades)
        ]
        earlier = max(counted[:-1], key=lambda each: each.mark, default=None)
        if earlier is not None and earlier.mark > counted[-1].mark:  # of all tries the best one counts
            counted[-1] = replace(counted[-1], mark=earlier.mark, verdict=earlier.verdict)
        return counted

    def _grade(self, old: Body, digest: str, response: Raw, marks: Mapping[str, float], house: int | None) -> Grade:
        key = (digest, repr(sorted(response.items())), tuple(sorted(marks.items())), house)
        known = self._known.get(key)
        if known is None:
            try:
                known = grade(self.body, carried(old, self.body, response), marks, house)
            except NotComparable as refused:
                known = refused.reason
            if len(self._known) < KEPT:
                self._known[key] = known
        if isinstance(known, str):
            raise NotComparable(known)
        return known


def carried(old: Body, new: Body, response: Raw) -> Raw:
    """A response to one body as a response to another. Raises NotComparable."""
    kind = new["kind"]
    if is_unknown(response):
        return response
    if response.get("kind") != kind or old["kind"] != kind:
        raise NotComparable("gone")
    if kind == "fault":
        response = {**response, "lines": _same_lines(old, new, response.get("lines", []))}
    try:
        KINDS[kind].read(new, response)
    except ResponseRefused:
        raise NotComparable("gone") from None
    if _unasked(old, new):
        raise NotComparable("unasked")
    return response


def _same_lines(old: Body, new: Body, chosen: Sequence[str]) -> list[str]:
    """The numbers of the same lines in another exchange. Lines are numbered, so they are told by their texts."""
    keys = _line_keys(old, new)
    if any(keys.get(key) is None for key in chosen):
        raise NotComparable("gone")
    return [str(keys[key]) for key in chosen]


def _line_keys(old: Body, new: Body) -> dict[str, str | None]:
    """For each line of the old exchange its number in the new one.

    Where as many lines stand in both, a line with a new wording is the one that stands in its place.
    """
    before, after = fault.written(old), fault.written(new)
    places: dict[str, list[str]] = defaultdict(list)
    for key, line in zip(fault.keys(new), after, strict=True):
        places[line["text"]].append(key)
    if len(before) == len(after) and _mostly_in_place(before, after):
        return {key: key for key in fault.keys(old)}
    found = [places[line["text"]].pop(0) if places[line["text"]] else None for line in before]
    return dict(zip(fault.keys(old), found, strict=True))


def _mostly_in_place(before: Sequence[Mapping[str, Any]], after: Sequence[Mapping[str, Any]]) -> bool:
    """Whether no line moved: each stands where it was, or was written anew."""
    texts = {line["text"] for line in before} & {line["text"] for line in after}
    return all(
        one["text"] == two["text"] or not {one["text"], two["text"]} & texts
        for one, two in zip(before, after, strict=True)
    )


def _unasked(old: Body, new: Body) -> bool:
    """Whether an answer made of parts lacks one, because nobody was asked for it then."""
    match new["kind"]:
        case "several":
            wanted = {row["id"] for row in new["options"] if row["right"]}
            return not wanted <= {row["id"] for row in old["options"]}
        case "match" | "order":
            return not set(KINDS[new["kind"]].keys(new)) <= set(KINDS[new["kind"]].keys(old))
        case "fault":
            asked = set(_line_keys(old, new).values())
            rows = zip(fault.keys(new), fault.written(new), strict=True)
            return any(line["wrong"] and key not in asked for key, line in rows)
    return False
