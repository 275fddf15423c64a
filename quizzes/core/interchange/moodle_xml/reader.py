"""Reading Moodle XML. Tolerant: what cannot be taken over is skipped, each with its line and reason."""

import math
import re
from collections.abc import Callable, Iterator
from typing import Any

from .. import carried
from ..drafts import (
    LONGEST_NAME,
    MOST_OFFERS,
    Case,
    Draft,
    Offer,
    found,
    match_of,
    one_of,
    order_of,
    several_of,
    typed_of,
)
from ..elements import Node, parse
from ..model import FileRefused, Found, Note, Reading
from ..naming import is_id, slug
from ..prose import Prose, html_of, markdown_of, plain

SKIPPED = {
    "essay": "Its answer is a long text that a person has to grade.",
    "description": "It is a text without a question.",
    "cloze": "It has gaps of several kinds in one text.",
    "multianswer": "It has gaps of several kinds in one text.",
    "ddwtos": "Its answer is dragged into gaps of a text.",
    "gapselect": "It has gaps in a text to choose words for.",
    "ddimageortext": "Its answer is dragged onto a picture.",
    "ddmarker": "Its answer is dragged onto a picture.",
    "randomsamatch": "It is put together at random from other questions.",
    "random": "It stands for a question that Moodle draws from a category.",
}
INSIDE = frozenset({"file", "feedback", "answer", "tolerance"})  # elements of a field that are not its text
MARKUP = {"html", "moodle_auto_format"}
FEEDBACK = ("correctfeedback", "partiallycorrectfeedback", "incorrectfeedback")
STANDARD = re.compile(  # what Moodle fills in by itself
    r"(?i)\s*(your answer is (correct|partially correct|incorrect)|that is not right at all|well done"
    r"|parts, but only parts, of your response are correct|)[.!]?\s*"
)


class Question:
    """A question of the file and what is being made of it."""

    def __init__(self, node: Node, topic: str) -> None:
        self.node = node
        self.prose = Prose()
        self.draft = Draft({"topic": topic})
        self.form = self.form_of(node.find("questiontext"), "html")

    def form_of(self, node: Node | None, default: str) -> str:
        return (node.get("format") if node else "") or default

    def raw(self, node: Node | None) -> str:
        """The content of a field, which stands in its ``<text>``: with markup where somebody forgot to escape it."""
        if node is None:
            return ""
        if node.first("file", "image_base64"):
            self.prose.drop("an attached file")
        inner = node.find("text")
        inner = inner if inner else node
        if any(child.name not in INSIDE for child in inner.elements()):
            return inner.markup(INSIDE)
        return "".join(child for child in inner.children if isinstance(child, str))

    def html(self, node: Node | None, default: str = "") -> str:
        return html_of(self.raw(node), self.form_of(node, default or "html")) if node else ""

    def markdown(self, node: Node | None, default: str = "") -> str:
        form = self.form_of(node, default or "html")
        if form not in MARKUP:
            return markdown_of(self.raw(node), form)
        return self.prose.markdown(self.html(node, default))

    def feedback(self, node: Node | None) -> dict[str, Any]:
        if self.form_of(node, self.form) not in MARKUP:
            return {"why": self.markdown(node, self.form)}
        return carried.read_offered(self.html(node, self.form), self.prose)

    def named(self, name: str) -> Node | None:
        return self.node.find(name)

    def flag(self, name: str, default: str) -> bool:
        node = self.named(name)
        return (node.text().strip() if node else default).lower() not in {"", "0", "false"}

    def offers(self, typed: bool = False) -> Iterator[Offer]:
        for answer in self.node.elements("answer"):
            text = self.raw(answer)
            said = self.feedback(answer.find("feedback"))
            yield Offer(
                text="" if typed else self.markdown(answer, self.form),
                typed=text.strip() if typed else plain(self.html(answer, self.form)),
                share=_share(answer.get("fraction", "0")),
                why=said["why"],
                id=said.get("id", ""),
                acceptable=said.get("acceptable", False),
                code=said.get("code"),
            )


class File:
    """What was read of a file so far."""

    def __init__(self) -> None:
        self.found: list[Found] = []
        self.topic = ""
        self.seen: set[str] = set()

    def take(self, root: Node, node: Node) -> None:
        _must_be_moodle(root)
        if root.name != "quiz" or node.name != "question":
            return
        if node.get("type") == "category":
            self.topic = _topic(node)
        else:
            self.found.append(_found(node, self.topic, self.seen))


def read(content: bytes) -> Reading:
    """The questions of a Moodle XML file. Raises FileRefused where it is none."""
    file = File()
    root, notes = parse(content, file.take)
    _must_be_moodle(root)
    if not file.found:
        notes.append(Note(0, "There is no question in this file."))
    return Reading(tuple(file.found), tuple(notes))


def _must_be_moodle(root: Node) -> None:
    if root.name != "quiz":
        said = f"This is XML, and not Moodle's: it begins with <{root.name[:40]}>, not with <quiz>."
        raise FileRefused(said, root.line)


def _topic(node: Node) -> str:
    """The last part of a category's path; ``//`` stands for a stroke in a name there."""
    category = node.find("category")
    path = (category.text() if category else "").replace("//", " ")
    last = path.rpartition("/")[2].strip()
    return "" if last == "top" or "$" in last else slug(last)


def _found(node: Node, topic: str, seen: set[str]) -> Found:
    question = Question(node, topic)
    name = plain(question.raw(node.find("name")))[:LONGEST_NAME]
    kind = node.get("type")
    if kind not in READERS:
        known = SKIPPED.get(
            kind, f"Questions of the type {kind[:40]} are not known here." if kind else "It has no type."
        )
        if kind.startswith("calculated"):
            known = "Its answer is calculated from numbers that change."
        return Found(node.line, name, None, (), known)
    count = sum(1 for _ in node.elements("answer")) + sum(1 for _ in node.elements("subquestion"))
    if count > MOST_OFFERS:
        return Found(node.line, name, None, (), f"It has {count} answers; {MOST_OFFERS} are the most that are read.")
    _common(question, name)
    reason = READERS[kind](question)
    if reason:
        return Found(node.line, name, None, (), reason)
    if not question.draft.source["scenario"]:
        question.draft.notes.append("The question has no text.")
    if question.prose.said():
        question.draft.notes.append(question.prose.said())
    return found(question.draft, name, node.line, seen)


def _common(question: Question, name: str) -> None:
    """What questions of every type have."""
    node, draft = question.node, question.draft
    idnumber = node.find("idnumber")
    identifier = idnumber.text().strip() if idnumber else ""
    if is_id(identifier):
        draft.source["id"] = identifier
    elif identifier:
        draft.notes.append(f"The ID number {identifier[:40]} is no id here and was left out.")
    draft.source |= {"title": name} | _tagged(question)
    draft.source |= carried.read_body(question.html(node.find("questiontext")), question.prose)
    if question.form not in MARKUP:
        draft.source["scenario"] = question.markdown(node.find("questiontext"))
    hints = [question.markdown(hint, question.form) for hint in node.elements("hint")]
    if any(hints):
        draft.source["hints"] = [hint for hint in hints if hint]
    _left_out(question)


def _tagged(question: Question) -> dict[str, object]:
    tags = question.named("tags")
    said = [plain(question.raw(tag)) for tag in tags.elements("tag")] if tags else []
    source, strange = carried.read_tags(said)
    if strange:
        question.draft.notes.append(f"Tags that are too long or too many: {', '.join(strange)[:200]}.")
    return source


def _left_out(question: Question) -> None:
    told = [name for name in FEEDBACK if not STANDARD.fullmatch(plain(question.html(question.named(name))))]
    if told:
        question.draft.notes.append(f"Left out, because reasons belong to single answers here: {', '.join(told)}.")


def _general(question: Question) -> dict[str, list[dict[str, str]]]:
    node = question.named("generalfeedback")
    if node and question.form_of(node, question.form) not in MARKUP:
        told = question.markdown(node, question.form)
        question.draft.source |= {"consequence": told} if told else {}
        return {}
    source, tables = carried.read_general(question.html(node, question.form), question.prose)
    question.draft.source |= source
    return tables


def _multichoice(question: Question) -> str:
    _general(question)
    offers = list(question.offers())
    if not offers:
        return "It has no answers to choose from."
    if question.node.get("type") == "multichoiceset":
        several_of(offers, question.draft, all_or_nothing=True)
    elif question.flag("single", "true"):
        one_of(offers, question.draft)
    else:
        several_of(offers, question.draft)
    return ""


def _truefalse(question: Question) -> str:
    _general(question)
    offers = list(question.offers())
    by_text = {offer.typed.lower(): offer for offer in offers}
    if set(by_text) != {"true", "false"}:
        return "It does not say whether true or false is right."
    for name, offer in by_text.items():
        offer.id, offer.text = name, name.capitalize()
    one_of([by_text["true"], by_text["false"]], question.draft)
    return ""


def _shortanswer(question: Question) -> str:
    _general(question)
    offers = list(question.offers(typed=True))
    rest = [offer.why for offer in offers if offer.typed == "*"]
    offers = [offer for offer in offers if offer.typed != "*"]
    if not offers:
        return "It has no answers."
    if any(re.search(r"(?<!\\)\*", offer.typed) for offer in offers):
        question.draft.notes.append("In Moodle * stands for any text; here it stands for itself.")
    for offer in offers:
        offer.typed = offer.typed.replace("\\*", "*")
    if question.flag("usecase", "0"):
        question.draft.source.setdefault("case_sensitive", True)
    typed_of(offers, question.draft, rest[0] if rest else "")
    return ""


def _numerical(question: Question) -> str:
    for answer in question.node.elements("answer"):
        tolerance = answer.find("tolerance")
        if tolerance and _number(tolerance.text()) != 0:
            return "Its answer is a number that may be off a little; an answer that is typed here is a text."
    if question.node.first("unit_name"):
        return "Its answer is a number with a unit."
    return _shortanswer(question)


def _matching(question: Question) -> str:
    reasons = _reasons(question)
    cases = []
    for node in question.node.elements("subquestion"):
        rest, pieces = carried.cut(question.html(node, question.form))
        name = next((piece.named("id") for piece in pieces), "")
        text = question.prose.markdown(rest + "".join(piece.inner for piece in pieces))
        answer = plain(question.raw(node.find("answer")))
        why = reasons.get(name) or reasons.get(answer.partition(" ")[0], "") if name or not text else ""
        cases.append(Case(text, answer, why, name))
    return match_of(cases, question.draft)


def _reasons(question: Question) -> dict[str, str]:
    return {row.get("for", ""): row.get("why", "") for row in _general(question).get("reasons", [])}


def _ordering(question: Question) -> str:
    tables = _general(question)
    reasons = {row.get("for", ""): row.get("why", "") for row in tables.get("reasons", [])}
    steps: list[tuple[float, Case]] = []
    for number, answer in enumerate(question.node.elements("answer"), start=1):
        rest, pieces = carried.cut(question.html(answer, question.form))
        name = next((piece.named("id") for piece in pieces), "")
        text = question.prose.markdown(rest + "".join(piece.inner for piece in pieces))
        why = reasons.get(name) or question.markdown(answer.find("feedback"), question.form)
        steps.append((_number(answer.get("fraction")) or number, Case(text, "", why, name)))
    if len(steps) < 2:
        return "It has fewer than two steps to put in order."
    select = question.named("selecttype")
    if select and select.text().strip() not in {"", "0", "ALL"}:
        question.draft.notes.append("Moodle shows some of the steps at random; here all of them are asked for.")
    grading = question.named("gradingtype")
    if grading and grading.text().strip() in {"ALL_OR_NOTHING", "-1"}:
        question.draft.source.setdefault("credit", "all-or-nothing")
    ordered = [step for _place, step in sorted(steps, key=lambda step: step[0])]
    shown = [row.get("for", "") for row in tables.get("reasons", [])]  # the order in which the bank shows them
    order_of(ordered, question.draft, shown, tables.get("orders", []))
    return ""


READERS: dict[str, Callable[[Question], str]] = {
    "multichoice": _multichoice,
    "multichoiceset": _multichoice,
    "truefalse": _truefalse,
    "shortanswer": _shortanswer,
    "numerical": _numerical,
    "matching": _matching,
    "ordering": _ordering,
}


def _number(text: str) -> float:
    """A number as Moodle writes it; 0 for what is none."""
    try:
        value = float(text.strip() or 0)
    except ValueError:
        return 0.0
    return value if math.isfinite(value) else 0.0


def _share(fraction: str) -> float:
    return max(-1.0, min(1.0, _number(fraction) / 100))
