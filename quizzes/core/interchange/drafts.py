"""Entries of the bank made of what another system says of a question, and what publishing would still ask for."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from ..kinds import KINDS
from ..kinds.base import is_registered
from ..kinds.type_it import normal
from .model import Found, Note, Source
from .naming import is_id

LONGEST_NAME = 200  # characters; a title may have 70
MOST_OFFERS = 60  # answers of one question; a bank's have eight at most
_WITH_REASONS = ("options", "items", "distractors", "steps", "accepted", "near_misses")


@dataclass
class Offer:
    """An option as another system has it: its text, what it earns from -1 to 1, and what is said about it."""

    text: str  # Markdown
    typed: str  # the same without any markup
    share: float
    why: str = ""
    id: str = ""
    acceptable: bool = False
    code: int | None = None


@dataclass
class Draft:
    """A question on its way into the bank."""

    source: Source = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


def ids(wanted: Sequence[str]) -> list[str]:
    """An id for each: the wanted one where it is one and new, else a letter or number that is free."""
    taken: set[str] = set()
    given = []
    for name in wanted:
        fits = is_id(name) and name not in taken and name != "unknown"
        given.append(name if fits else "")
        taken.add(name)
    spare = (
        letter for letter in [*"abcdefghijklmnopqrstuvwxyz", *map(str, range(len(wanted) + 1))] if letter not in taken
    )
    return [name or next(spare) for name in given]


def verdicts(offers: Sequence[Offer], draft: Draft) -> list[str]:
    """The verdict of each offer by its share: the highest is best, what earns something acceptable."""
    top = max((offer.share for offer in offers), default=0.0)
    if top <= 0:
        draft.notes.append("No answer earns anything in the file: choose the best one.")
        return ["wrong"] * len(offers)
    if top < 1:
        draft.notes.append(f"The best answer earned {top:.0%} of the mark; it earns all of it here.")
    highest = [n for n, offer in enumerate(offers) if offer.share == top]
    best = next((n for n in highest if not offers[n].acceptable), highest[0])
    if len(highest) > 1 and not any(offers[n].acceptable for n in highest):
        draft.notes.append(
            "Several answers earned the full mark: the first is taken as best, the others as acceptable."
        )
    return ["best" if n == best else "acceptable" if offer.share > 0 else "wrong" for n, offer in enumerate(offers)]


def code_of(text: str, *, any_code: bool = False) -> int | None:
    """The status code that a text names and nothing else: with its phrase or without."""
    compared = normal(text, "code")
    if not re.fullmatch(r"[1-5]\d\d", compared, re.ASCII):
        return None
    return int(compared) if any_code or is_registered(int(compared)) else None


def one_of(offers: Sequence[Offer], draft: Draft) -> None:
    """A question with one answer to choose: which code, which situation, or which of several texts."""
    said = draft.source.get("kind")
    codes = [code_of(offer.typed, any_code=said == "code") for offer in offers]
    given = verdicts(offers, draft)
    if said in (None, "code") and offers and None not in codes and len(set(codes)) == len(codes):
        rows: list[dict[str, Any]] = [
            {"code": code, "verdict": verdict, "why": offer.why}
            for code, verdict, offer in zip(codes, given, offers, strict=True)
        ]
        draft.source |= {"kind": "code", "options": sorted(rows, key=lambda row: int(row["code"]))}
        draft.source.setdefault("agreement", "agreed")
        return
    names = ids([offer.id for offer in offers])
    rows = [
        {"id": name, "text": offer.text, "verdict": verdict, "why": offer.why}
        for name, offer, verdict in zip(names, offers, given, strict=True)
    ]
    situation = said == "situation" and all(offer.code for offer in offers) and "code" in draft.source
    if situation:
        rows = [row | {"code": offer.code} for row, offer in zip(rows, offers, strict=True)]
    draft.source |= {"kind": "situation" if situation else "one", "options": rows}


def several_of(offers: Sequence[Offer], draft: Draft, *, all_or_nothing: bool = False) -> None:
    """A question with any number of answers to choose."""
    right = [offer.share > 0 for offer in offers]
    rows = [
        {"id": name, "text": offer.text, "right": is_right, "why": offer.why}
        for name, offer, is_right in zip(ids([offer.id for offer in offers]), offers, right, strict=True)
    ]
    draft.source |= {"kind": "several", "options": rows}
    if "credit" not in draft.source:
        draft.source |= _credit(offers, draft, all_or_nothing)
    if len({round(offer.share, 2) for offer in offers if offer.share > 0}) > 1:
        draft.notes.append("The right answers earned different shares; each earns the same here.")


def _credit(offers: Sequence[Offer], draft: Draft, all_or_nothing: bool) -> Source:
    right = sum(offer.share > 0 for offer in offers)
    if all_or_nothing:
        return {"credit": "all-or-nothing"}
    if any(offer.share < 0 for offer in offers):
        return {"credit": "proportional-with-penalty"}
    if 2 <= right <= 5:
        return {"credit": "proportional", "choose": draft.source.get("choose", right)}
    draft.notes.append(
        "Wrong answers cost nothing in the file; here everything right and nothing wrong earns the mark."
    )
    return {"credit": "all-or-nothing"}


@dataclass
class Case:
    """A situation and what belongs to it, or a distractor where the situation is empty."""

    text: str
    answer: str
    why: str = ""
    id: str = ""


def match_of(cases: Sequence[Case], draft: Draft) -> str:
    """A matching of situations and codes. Returns why it is none, or nothing."""
    codes = [code_of(case.answer) for case in cases]
    if None in codes or not cases:
        return "What is matched are no status codes, and a matching here always asks for codes."
    pairs = [(case, code) for case, code in zip(cases, codes, strict=True) if case.text]
    used = {code for _case, code in pairs}
    spare = {code: case for case, code in zip(cases, codes, strict=True) if not case.text and code not in used}
    names = ids([case.id for case, _code in pairs])
    draft.source |= {
        "kind": "match",
        "items": [
            {"id": name, "text": case.text, "code": code, "why": case.why}
            for name, (case, code) in zip(names, pairs, strict=True)
        ],
    }
    if spare:
        draft.source["distractors"] = [{"code": code, "why": case.why} for code, case in spare.items()]
    draft.source.setdefault("credit", "proportional")
    return ""


def order_of(
    steps: Sequence[Case], draft: Draft, shown: Sequence[str] = (), orders: Sequence[dict[str, str]] = ()
) -> None:
    """Steps in their right order. ``shown`` are their ids as the bank lists them, ``orders`` all that are right."""
    names = ids([step.id for step in steps])
    rows = [{"id": name, "text": step.text, "why": step.why} for name, step in zip(names, steps, strict=True)]
    accepted = [
        {"who": row.get("who", ""), "order": row["order"].split(), "why": row.get("why", "")}
        for row in orders
        if sorted(row.get("order", "").split()) == sorted(names)
    ]
    if not accepted or accepted[0]["order"] != names:  # it was moved since the table was written
        accepted = [{"who": "", "order": names, "why": ""}]
    places = {name: place for place, name in enumerate(shown)}
    if len(places) == len(names) and places.keys() == set(names):
        rows.sort(key=lambda row: places[row["id"]])
    draft.source |= {"kind": "order", "steps": rows, "accepted": accepted}
    draft.source.setdefault("credit", "proportional")


def typed_of(offers: Sequence[Offer], draft: Draft, otherwise: str = "") -> None:
    """A question whose answer is typed: what earns something is accepted, what earns nothing a near miss."""
    given = verdicts(offers, draft)
    accepted = [
        {"text": offer.typed, "verdict": verdict, "why": offer.why}
        for offer, verdict in zip(offers, given, strict=True)
        if verdict != "wrong"
    ]
    misses = [
        {"text": offer.typed, "why": offer.why}
        for offer, verdict in zip(offers, given, strict=True)
        if verdict == "wrong"
    ]
    are_codes = bool(accepted) and all(code_of(row["text"]) for row in accepted)
    draft.source |= {"kind": "type", "accepted": accepted, "near_misses": misses, "otherwise": otherwise}
    draft.source.setdefault("asks", "code" if are_codes else "words")


def found(draft: Draft, name: str, line: int, seen: set[str]) -> Found:
    """The finished question with its notes. An id that was there before in this file is taken away."""
    source = draft.source
    if source.get("id") in seen:
        draft.notes.append(f"The id {source.pop('id')} was there before in this file.")
    elif "id" in source:
        seen.add(source["id"])
    if len(source.get("title", "")) > 70:
        draft.notes.append("The title is longer than the 70 characters that one may have here.")
    if lacking := missing(source):
        draft.notes.append(f"Missing before it can be published: {', '.join(lacking)}.")
    return Found(line, name, source, tuple(Note(line, text) for text in dict.fromkeys(draft.notes)))


def missing(source: Source) -> list[str]:
    """The parts of an entry that its kind asks for and that are empty or absent."""
    fields = KINDS[source["kind"]].schema.model_fields
    lacking = [name for name, wanted in fields.items() if wanted.is_required() and source.get(name) in (None, "", [])]
    rows = [row for part in _WITH_REASONS for row in source.get(part, [])]
    empty = sum(not row.get("why") for row in rows)
    return lacking + ([f"the reasons of {empty} of {len(rows)} rows"] if empty else [])
