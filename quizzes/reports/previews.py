"""A question that is being written, as learners will see it and as its feedback will read. Nothing of it is kept."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from html import unescape
from itertools import count, repeat
from typing import Any

from django.template.loader import render_to_string
from django.utils.html import strip_tags
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from statuscourse.protocol.messages import MessageError, parse_exchange
from statuscourse.protocol.registry import phrase

from ..core import grading
from ..core.bank import digest
from ..core.interchange.checking import Problem, problems
from ..core.interchange.model import Source
from ..core.kinds import fault, match
from ..core.kinds.base import exchange_problems
from ..core.kinds.type_it import shown_gap
from ..core.sketch import sketch
from ..models import Question, QuestionRevision
from .feedback import Feedback, FeedbackRow, chosen_of, shape_of
from .questions import ShownQuestion, inline, safe, show_revision

Body = Mapping[str, Any]
FOCUS = " data-focus data-announce"  # a preview comes while somebody types, and takes no focus


@dataclass(frozen=True)
class Told:
    """An answer that somebody may give, by which its feedback can be read."""

    key: str
    label: str
    response: Body


class SketchedFeedback(Feedback):
    """Feedback of which no piece is kept: the next letter changes it."""

    @property
    def html(self) -> SafeString:
        template = "quizzes/_feedback.html" if self.question.kind == "code" else "quizzes/_feedback_parts.html"
        return safe(render_to_string(template, {"feedback": self}).replace(FOCUS, ""))

    @property
    def more_html(self) -> SafeString:
        return render_to_string("quizzes/_feedback_more.html", {"question": self.question})

    @property
    def links_html(self) -> SafeString:
        return render_to_string("quizzes/_feedback_links.html", {"question": self.question})

    def _pieces(self, template: str, rows: Iterable[FeedbackRow | None]) -> SafeString:
        kind = self.question.kind
        numbers: Iterable[int] = count(1) if kind == "order" else repeat(0)
        gap = '<li class="wire-gap" aria-hidden="true"></li>'
        made = (
            gap
            if row is None
            else render_to_string(f"quizzes/{template}.html", {"row": row, "kind": kind, "counter": number})
            for number, row in zip(numbers, rows, strict=False)
        )
        return safe("".join(made))


@dataclass(frozen=True)
class Preview:
    """What there is to see of an entry: the question, the answers that can be looked at, and what is missing."""

    question: ShownQuestion
    body: Body
    answers: tuple[Told, ...]
    missing: tuple[Problem, ...]
    on_the_wire: Mapping[str, tuple[tuple[int, str], ...]]  # exchange and reply: line and problem

    @property
    def kind_template(self) -> str:
        return self.question.template

    def feedback(self, key: str) -> Feedback | None:
        """The feedback to one of the answers; to the first where there is none of that name."""
        told = next((each for each in self.answers if each.key == key), next(iter(self.answers), None))
        return self._feedback(told) if told else None

    @property
    def each(self) -> list[tuple[Told, Feedback]]:
        """Every answer with its feedback."""
        return [(told, self._feedback(told)) for told in self.answers]

    def _feedback(self, told: Told) -> Feedback:
        grade = grading.grade(self.body, told.response)
        shape = shape_of(self.body, told.response)
        chosen = chosen_of(self.question, told.response)
        return SketchedFeedback(self.question, grade.verdict, grade.mark, told.response, shape, chosen)


def preview(question: Question, source: Source) -> Preview:
    """An entry as it would be asked and explained now. It may lack anything but its kind."""
    made = sketch(source)
    item = Question(id=question.pk, section=str(source.get("section") or ""))
    revision = QuestionRevision(id=0, question=item, number=0, body=made.body, digest=digest(made.body))
    shown = show_revision(revision, is_gradable=made.is_gradable)
    if "#" not in item.section:
        shown = replace(shown, lesson_address="/lessons/")
    answers = tuple(ANSWERS[source["kind"]](made.body)) if made.is_gradable else ()
    return Preview(shown, made.body, answers, tuple(problems(source)), on_the_wire(source))


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
    for number, row in enumerate(body["samples"], start=1):
        label = _("sample %(number)d") % {"number": number}
        yield Told(f"sample-{number}", label, {"kind": "write", "text": row["text"]})
    yield _unknown(body)


def _right_and_wrong(body: Body, right: Body, wrong: Body) -> Iterable[Told]:
    yield Told("right", _("all of it right"), {"kind": body["kind"], **right})
    yield Told("wrong", _("all of it wrong"), {"kind": body["kind"], **wrong})
    yield _unknown(body)


def _plain(text: str) -> str:
    return unescape(strip_tags(inline(text)))[:80]


ANSWERS: dict[str, Callable[[Body], Iterable[Told]]] = {
    "code": _code, "situation": _one, "one": _one, "several": _several, "match": _match, "order": _order,
    "fault": _fault, "type": _type, "write": _write,
}  # fmt: skip
