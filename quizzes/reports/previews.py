"""A question that is being written, as learners will see it and as its feedback will read. Nothing of it is kept."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from statuscourse.protocol.messages import MessageError, parse_exchange
from statuscourse.protocol.registry import phrase

from ..core import grading
from ..core.interchange.checking import Problem, problems
from ..core.interchange.model import Source
from ..core.kinds import fault, match
from ..core.kinds.base import exchange_problems
from ..core.kinds.type_it import shown_gap
from ..core.sketching import is_gradable, samples
from ..models import Question
from .feedback import feedback_on
from .questions import ShownQuestion, inline, safe, words_of
from .trying import shown_source, unsaved_revision

Body = Mapping[str, Any]
FOCUS = " data-focus data-announce"  # a preview comes while somebody types, and takes no focus


@dataclass(frozen=True)
class Told:
    """An answer that somebody may give, by which its feedback can be read."""

    key: str
    label: str
    response: Body


@dataclass(frozen=True)
class Preview:
    """What there is to see of an entry: the question, the answers that can be looked at, and what is missing."""

    question: ShownQuestion
    body: Body
    answers: tuple[Told, ...]
    missing: tuple[Problem, ...]
    on_the_wire: Mapping[str, tuple[tuple[int, str], ...]]  # exchange and reply: line and problem

    def feedback_html(self, key: str) -> SafeString:
        """The feedback to one of the answers; to the first where there is none of that name."""
        told = next((each for each in self.answers if each.key == key), next(iter(self.answers), None))
        return self._told(told) if told else safe("")

    @property
    def each(self) -> list[tuple[Told, SafeString]]:
        """Every answer with its feedback."""
        return [(told, self._told(told)) for told in self.answers]

    def _told(self, told: Told) -> SafeString:
        return safe(feedback_on(self.question, self.body, told.response).html.replace(FOCUS, ""))


def preview(question: Question, source: Source) -> Preview:
    """An entry as it would be asked and explained now. It may lack anything but its kind."""
    body = unsaved_revision(source, question).body
    shown = shown_source(source, question)
    answers = tuple(ANSWERS[body["kind"]](body | {"samples": samples(source)})) if is_gradable(body) else ()
    return Preview(shown, body, answers, tuple(problems(source)), on_the_wire(source))


def on_the_wire(source: Source) -> dict[str, tuple[tuple[int, str], ...]]:
    """What is wrong with the exchanges of an entry, each with its line."""
    found: dict[str, tuple[tuple[int, str], ...]] = {}
    for name in ("exchange", "reply"):
        text = source.get(name)
        if isinstance(text, str) and text.strip():
            is_gapped = name == "exchange" and source["kind"] == "type"
            found[name] = tuple(_gap_problems(text) if is_gapped else exchange_problems(text))
    return found


def _gap_problems(text: str) -> Iterable[tuple[int, str]]:
    try:
        parse_exchange(shown_gap(text))
    except MessageError as error:
        yield error.line, error.problem


# The answers whose feedback is worth reading, by kind


def _unknown(body: Body) -> Told:
    return Told("unknown", _("I don't know"), grading.unknown(body["kind"]))


def _code(body: Body) -> Iterable[Told]:
    for row in body["options"]:
        label = f"{row['code']} {phrase(row['code'])}".strip()
        yield Told(str(row["code"]), label, {"kind": "code", "code": row["code"]})
    yield _unknown(body)


def _one(body: Body) -> Iterable[Told]:
    for row in body["options"]:
        label = _plain(row["text"]) or _("an option without a text")
        yield Told(row["id"], label, {"kind": body["kind"], "chosen": row["id"]})
    yield _unknown(body)


def _several(body: Body) -> Iterable[Told]:
    right = [row["id"] for row in body["options"] if row["right"]]
    wrong = [row["id"] for row in body["options"] if not row["right"]]
    yield from _right_and_wrong(body, {"chosen": right}, {"chosen": wrong})


def _match(body: Body) -> Iterable[Told]:
    codes = match.offered(body)
    right = {row["id"]: row["code"] for row in body["items"]}
    wrong = {name: codes[(codes.index(code) + 1) % len(codes)] for name, code in right.items()}
    yield from _right_and_wrong(body, {"pairs": right}, {"pairs": wrong})


def _order(body: Body) -> Iterable[Told]:
    for number, row in enumerate(body["accepted"]):
        label = row["who"] or (_("an order without a name") if number else _("the right order"))
        yield Told(f"order-{number}", label, {"kind": "order", "places": _places(row["order"])})
    turned = _places([*reversed(body["accepted"][0]["order"])])
    yield Told("wrong", _("the other way round"), {"kind": "order", "places": turned})
    yield _unknown(body)


def _places(order: list[str]) -> dict[str, int]:
    return {name: place for place, name in enumerate(order, start=1)}


def _fault(body: Body) -> Iterable[Told]:
    lines = list(zip(fault.keys(body), fault.written(body), strict=True))
    right = [key for key, line in lines if line["wrong"]]
    wrong = [key for key, line in lines if not line["wrong"]]
    yield from _right_and_wrong(body, {"lines": right}, {"lines": wrong})


def _type(body: Body) -> Iterable[Told]:
    for name, rows in (("accepted", body["accepted"]), ("near", body["near_misses"])):
        for number, row in enumerate(rows):
            if row["text"].strip():
                yield Told(f"{name}-{number}", row["text"], {"kind": "type", "text": row["text"]})
    yield Told("otherwise", _("anything else"), {"kind": "type", "text": _("anything else")})
    yield _unknown(body)


def _write(body: Body) -> Iterable[Told]:
    if body["reply"]:
        yield Told("right", _("the model answer"), {"kind": "write", "text": body["reply"]})
    for number, text in enumerate(body["samples"], start=1):
        label = _("sample %(number)d") % {"number": number}
        yield Told(f"sample-{number}", label, {"kind": "write", "text": text})
    yield _unknown(body)


def _right_and_wrong(body: Body, right: Body, wrong: Body) -> Iterable[Told]:
    yield Told("right", _("all of it right"), {"kind": body["kind"], **right})
    yield Told("wrong", _("all of it wrong"), {"kind": body["kind"], **wrong})
    yield _unknown(body)


def _plain(text: str) -> str:
    return words_of(inline(text))[:80]


ANSWERS: dict[str, Callable[[Body], Iterable[Told]]] = {
    "code": _code, "situation": _one, "one": _one, "several": _several, "match": _match, "order": _order,
    "fault": _fault, "type": _type, "write": _write,
}  # fmt: skip


def best_answer(body: Body) -> Body:
    """Of the answers above one that earns most: what a whole class is shown when a question is explained to it."""
    told = ANSWERS[body["kind"]]({**body, "samples": ()})
    return max((each.response for each in told), key=lambda response: grading.grade(body, response).mark)
