"""Reading an item of QTI 2.1. Tolerant: what cannot be taken over is skipped with its reason."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from .. import carried
from ..drafts import (
    LONGEST_NAME,
    MOST_OFFERS,
    Case,
    Draft,
    Offer,
    code_of,
    found,
    match_of,
    one_of,
    order_of,
    several_of,
    typed_of,
)
from ..elements import Node
from ..model import Found
from ..prose import Prose, plain
from .names import GENERAL, OTHERWISE, id_of

HIDDEN = frozenset(
    {"feedbackInline", "feedbackBlock", "rubricBlock", "infoControl", "prompt", "stylesheet", "templateBlock"}
)
GAP = "___"
MOST_CALLED = 9  # feedbacks of one answer; more in one file may be made to take quadratic time
CONDITIONS = ("responseIf", "responseElseIf", "responseElse")


@dataclass
class Branch:
    """What an explicit rule of an item says of one answer: what it earns and which feedback it calls."""

    share: float | None = None
    feedback: list[str] = field(default_factory=list)


class Item:
    """An item and what is being made of it."""

    def __init__(self, root: Node, interaction: Node, keywords: Sequence[str]) -> None:
        self.root = root
        self.interaction = interaction
        self.prose = Prose()
        tags, strange = carried.read_tags(word for word in keywords if not word.startswith("topic:"))
        topic = next((word.removeprefix("topic:").strip() for word in keywords if word.startswith("topic:")), "")
        self.draft = Draft({"topic": id_of(topic)} | tags)
        if strange:
            self.draft.notes.append(f"Keywords that are too long or too many: {', '.join(strange)[:200]}.")
        name = interaction.get("responseIdentifier")
        declared = list(root.elements("responseDeclaration"))
        self.declaration = next((node for node in declared if node.get("identifier") == name), None)
        self.processing = root.find("responseProcessing")
        self.branches = _branches(self.processing, self.correct) if self.processing else {}
        self.told = _told(root)
        self.used: set[str] = set()

    @cached_property
    def correct(self) -> list[str]:
        correct = self.declaration.find("correctResponse") if self.declaration else None
        return [value.text().strip() for value in correct.elements("value")] if correct else []

    @cached_property
    def mapping(self) -> dict[str, float]:
        """What each answer earns; empty where the processing does not ask for it."""
        mapping = self.declaration.find("mapping") if self.declaration else None
        if mapping is None or "match_correct" in (self.processing.get("template") if self.processing else ""):
            return {}
        return {entry.get("mapKey"): _number(entry.get("mappedValue")) for entry in mapping.elements("mapEntry")}

    @cached_property
    def rest(self) -> float:
        mapping = self.declaration.find("mapping") if self.declaration else None
        return _number(mapping.get("defaultValue")) if mapping and self.mapping else 0.0

    def shares(self, names: Sequence[str]) -> list[float]:
        """What each answer earns, from -1 to 1 for the most that one earns."""
        mapping, correct = self.mapping, set(self.correct)
        raw = []
        for name in names:
            explicit = self.branches[name].share if name in self.branches else None
            known = mapping.get(name, explicit if explicit is not None else self.rest if mapping else None)
            raw.append(known if known is not None else float(name in correct))
        if max(raw, default=0) <= 0:
            raw = [float(name in correct) for name in names]
        top = max([1.0, *raw]) if not mapping or len(correct) < 2 else max(raw)
        return [max(-1.0, value / top) if top > 0 else 0.0 for value in raw]

    def feedback(self, name: str) -> str:
        """The HTML of what is told about one answer."""
        called = self.branches[name].feedback if name in self.branches else []
        names = dict.fromkeys([*called, *([name] if name in self.told else [])])
        self.used |= names.keys() & self.told.keys()
        return "".join(self.told[key] for key in list(names)[:MOST_OFFERS] if key in self.told)

    def html(self, node: Node | None) -> str:
        if node is None:
            return ""
        if node.first("img", "object", "math", "include"):
            self.prose.drop("a picture, formula or other object")
        return node.markup(HIDDEN | INTERACTIONS)

    def offer(self, choice: Node, share: float) -> Offer:
        name = choice.get("identifier")
        html = self.html(choice)
        inline = [node.markup() for node in choice.walk("feedbackInline") if node.get("identifier") in ("", name)]
        said = carried.read_offered(self.feedback(name) + "".join(f"<p>{part}</p>" for part in inline), self.prose)
        return Offer(
            text=self.prose.markdown(html),
            typed=plain(html),
            share=share,
            why=said["why"],
            id=id_of(name),
            acceptable=said.get("acceptable", False),
            code=said.get("code"),
        )


def item(root: Node, keywords: Sequence[str], seen: set[str]) -> Found:
    """The question that an item asks, or why it cannot be taken over."""
    name = " ".join((root.get("title") or root.get("identifier")).split())[:LONGEST_NAME]
    body = root.find("itemBody")
    interactions = [node for node in body.walk() if node.name.endswith("Interaction")] if body else []
    if not interactions:
        return Found(root.line, name, None, (), "It asks nothing that can be answered.")
    if len(interactions) > 1:
        return Found(
            root.line, name, None, (), f"It asks {len(interactions)} things at once; a question here asks one."
        )
    reader = READERS.get(interactions[0].name)
    if reader is None:
        return Found(
            root.line,
            name,
            None,
            (),
            f"Its answer is given in a way that is not known here ({interactions[0].name[:40]}).",
        )
    count = sum(1 for _ in interactions[0].walk("simpleChoice", "simpleAssociableChoice"))
    if count > MOST_OFFERS:
        return Found(root.line, name, None, (), f"It has {count} choices; {MOST_OFFERS} are the most that are read.")
    taken = Item(root, interactions[0], keywords)
    _common(taken, name)
    reason = reader(taken)
    if reason:
        return Found(root.line, name, None, (), reason)
    _rest(taken)
    return found(taken.draft, name, root.line, seen)


def _common(taken: Item, name: str) -> None:
    root, draft = taken.root, taken.draft
    identifier = id_of(root.get("identifier"))
    draft.source |= {"id": identifier} if identifier else {}
    if root.get("identifier") and not identifier and "." not in root.get("identifier"):
        draft.notes.append(f"The identifier {root.get('identifier')[:40]} is no id here and was left out.")
    draft.source["title"] = name
    body = root.find("itemBody")
    assert body is not None  # noqa: S101 - an interaction was found in it
    _mark_gap(body)
    html = taken.html(body) + "".join(f"<p>{prompt.markup()}</p>" for prompt in taken.interaction.walk("prompt"))
    draft.source |= carried.read_body(html, taken.prose)
    for rubric in body.walk("rubricBlock"):
        hints = carried.read_body(rubric.markup(), taken.prose).get("hints")
        if hints:
            draft.source["hints"] = hints
        else:
            draft.notes.append("A note to those who grade was left out.")


def _mark_gap(body: Node) -> None:
    """Shows the place of a text that is typed, as a learner here sees it."""
    waiting = [body]
    while waiting:
        node = waiting.pop()
        waiting += node.elements()
        node.children = [
            GAP if isinstance(child, Node) and child.name == "textEntryInteraction" else child
            for child in node.children
        ]


def _rest(taken: Item) -> None:
    """What is told after every answer, and what was dropped."""
    left = [name for name in taken.told if name not in taken.used and name != GENERAL]
    if left:
        taken.draft.notes.append(f"Feedback that belongs to no single answer was left out: {', '.join(left)[:200]}.")
    if not taken.draft.source["scenario"]:
        taken.draft.notes.append("The question has no text.")
    if taken.prose.said():
        taken.draft.notes.append(taken.prose.said())


def _general(taken: Item) -> dict[str, list[dict[str, str]]]:
    source, tables = carried.read_general(taken.told.get(GENERAL, ""), taken.prose)
    taken.draft.source |= source
    return tables


def _choice(taken: Item) -> str:
    _general(taken)
    choices = list(taken.interaction.walk("simpleChoice"))
    if not choices:
        return "It has no choices."
    shares = taken.shares([choice.get("identifier") for choice in choices])
    offers = [taken.offer(choice, share) for choice, share in zip(choices, shares, strict=True)]
    cardinality = taken.declaration.get("cardinality") if taken.declaration else "single"
    if cardinality == "single" or taken.interaction.get("maxChoices") == "1":
        one_of(offers, taken.draft)
    else:
        several_of(offers, taken.draft, all_or_nothing=not taken.mapping)
    return ""


def _order(taken: Item) -> str:
    tables = _general(taken)
    reasons = {row.get("for", ""): row.get("why", "") for row in tables.get("reasons", [])}
    choices = {choice.get("identifier"): choice for choice in taken.interaction.walk("simpleChoice")}
    if len(choices) < 2 or sorted(taken.correct) != sorted(choices):
        return "It does not say the right place of every step."
    steps = []
    for name in taken.correct:
        offer = taken.offer(choices[name], 0)
        steps.append(Case(offer.text, "", reasons.get(offer.id) or offer.why, offer.id))
    if not taken.mapping:
        taken.draft.source.setdefault("credit", "all-or-nothing")
    order_of(steps, taken.draft, [id_of(name) for name in choices], tables.get("orders", []))
    return ""


def _match(taken: Item) -> str:
    reasons = {row.get("for", ""): row.get("why", "") for row in _general(taken).get("reasons", [])}
    sets = list(taken.interaction.walk("simpleMatchSet"))
    if len(sets) != 2:
        return "It does not have two sets to match."
    left, right = ({node.get("identifier"): node for node in part.walk("simpleAssociableChoice")} for part in sets)
    pairs = [tuple(value.split()) for value in taken.correct]
    if all(code_of(plain(node.markup())) for node in left.values()):
        left, right, pairs = right, left, [pair[::-1] for pair in pairs]
    belongs = {pair[0]: pair[1] for pair in pairs if len(pair) == 2 and pair[0] in left and pair[1] in right}
    if len(belongs) < len(pairs) or belongs.keys() != left.keys():
        return "Not every situation has exactly one thing that belongs to it."
    cases = [_case(taken, left[name], right[belongs[name]], reasons) for name in left]
    spare = [_case(taken, None, node, reasons) for name, node in right.items() if name not in belongs.values()]
    listed = list(reasons)  # in the order of the bank
    cases += sorted(spare, key=lambda case: listed.index(code) if (code := case.answer[:3]) in reasons else -1)
    if "credit" not in taken.draft.source:
        penalty = taken.rest < 0 or any(value < 0 for value in taken.mapping.values())
        taken.draft.source["credit"] = (
            "proportional-with-penalty" if penalty else "proportional" if taken.mapping else "all-or-nothing"
        )
    return match_of(cases, taken.draft)


def _case(taken: Item, situation: Node | None, answer: Node, reasons: Mapping[str, str]) -> Case:
    typed = plain(answer.markup())
    if situation is None:
        return Case("", typed, reasons.get(typed.partition(" ")[0], ""))
    offer = taken.offer(situation, 0)
    return Case(offer.text, typed, reasons.get(offer.id) or offer.why, offer.id)


def _text_entry(taken: Item) -> str:
    _general(taken)
    base = taken.declaration.get("baseType") if taken.declaration else ""
    if base == "float":
        return "Its answer is a number that may be off a little; an answer that is typed here is a text."
    texts = list(dict.fromkeys([*taken.branches, *taken.mapping, *taken.correct]))
    if not texts:
        return "It does not say which text is right."
    if len(texts) > MOST_OFFERS:
        return f"It names {len(texts)} texts; {MOST_OFFERS} are the most that are read."
    offers = []
    for text, share in zip(texts, taken.shares(texts), strict=True):
        said = carried.read_offered(taken.feedback(text), taken.prose)
        offers.append(Offer("", text, share, said["why"], acceptable=said.get("acceptable", False)))
    otherwise = carried.read_offered(taken.told.get(OTHERWISE, ""), taken.prose)["why"]
    taken.used.add(OTHERWISE)
    typed_of(offers, taken.draft, otherwise)
    return ""


READERS: dict[str, Callable[[Item], str]] = {
    "choiceInteraction": _choice,
    "orderInteraction": _order,
    "matchInteraction": _match,
    "textEntryInteraction": _text_entry,
}
INTERACTIONS = frozenset(READERS)


def _told(root: Node) -> dict[str, str]:
    """The HTML of each feedback by its identifier; that for every answer by the name of its outcome."""
    told: dict[str, list[str]] = {}
    for node in root.elements("modalFeedback"):
        hides = node.get("showHide") == "hide"
        name = node.get("outcomeIdentifier") if hides else node.get("identifier")
        told.setdefault(name, []).append(node.markup())
    return {name: "".join(parts) for name, parts in told.items()}


def _branches(processing: Node, correct: Sequence[str]) -> dict[str, Branch]:
    """The explicit rules: for each answer that a condition names, what is set then. The first rule that sets counts."""
    branches: dict[str, Branch] = {}
    for rule in processing.walk(*CONDITIONS):
        condition = [node for node in rule.elements() if not node.name.startswith(("setOutcome", "response", "exit"))]
        literals = [value.text().strip() for node in condition for value in _values(node)]
        if any(node.name == "correct" or node.first("correct") for node in condition):
            literals += correct if len(correct) == 1 else []
        share, called = _outcomes(rule)
        for literal in dict.fromkeys(literals):
            branch = branches.setdefault(literal, Branch())
            branch.share = share if branch.share is None else branch.share
            branch.feedback = [*branch.feedback, *called][:MOST_CALLED]
    return branches


def _values(node: Node) -> list[Node]:
    if node.name in {"not", "gt", "gte", "lt", "lte"}:
        return []
    return [node] if node.name == "baseValue" else [value for child in node.elements() for value in _values(child)]


def _outcomes(rule: Node) -> tuple[float | None, list[str]]:
    share: float | None = None
    called = []
    for node in rule.elements("setOutcomeValue"):
        values = [value.text().strip() for value in node.walk("baseValue")]
        if node.get("identifier") == "SCORE" and len(values) == 1:
            share = _number(values[0])
        elif node.get("identifier") != "SCORE":
            called += values
    return share, called[:MOST_CALLED]


def _number(text: str) -> float:
    """A number; 0 for what is none."""
    try:
        value = float(text or 0)
    except ValueError:
        return 0.0
    return value if math.isfinite(value) else 0.0
