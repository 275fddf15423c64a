"""Our own YAML: the files of the bank, a bare list, and what we export. Export, import, export again is byte-equal."""

from collections.abc import Sequence
from dataclasses import dataclass

from . import entries
from .model import FileRefused, Found, Loss, Note, Reading, Source, Written
from .shapes import KIND_NAMES, SHAPES, name_of
from .text import QUESTIONS, decode
from .yaml_nodes import Node, compose
from .yaml_writing import document

FORMAT = "statuscourse questions 1"
SILENT = frozenset({"title", "topic", "kind", "questions", "format", "language"})  # known at the head of a file
HEADLESS = "An entry of the list is no question: a question begins with a key such as id."


@dataclass(frozen=True)
class _Head:
    """What a file says before its questions, and so of all of them."""

    questions: Node
    topic: str = ""
    kind: str = ""
    names_topics: bool = False  # the topic is the beginning of an id, as in the files by kind


def read(content: bytes) -> Reading:
    """The questions of a file, each with its line and what was guessed or left out. Raises FileRefused."""
    text, notes = decode(content)
    root, second = compose(text)
    if root is None or root.is_nothing:
        raise FileRefused("The file is empty.")
    if second:
        notes.append(Note(second, "A second document begins here. Only the first one was read."))
    head = _head(root, notes)
    if len(head.questions.rows) > QUESTIONS:
        raise FileRefused(f"The file has more than {QUESTIONS:,} questions. Split it.", head.questions.line)
    found = [_found(node, number, head) for number, node in enumerate(head.questions.rows, start=1)]
    return Reading(tuple(_with_repeats(found)), tuple(notes))


def write(sources: Sequence[Source]) -> Written:
    """The entries as a file, in their order. An entry of no kind that is known is left out and named."""
    losses: list[Loss] = []
    taken: list[Source] = []
    for number, source in enumerate(sources, start=1):
        name, shape = name_of(source, number), SHAPES.get(str(source.get("kind")))
        if shape is None:
            losses.append(Loss(name, f"It is of no kind that is known ({KIND_NAMES}), and was left out."))
            continue
        losses += [Loss(name, f"{key} is no key of this kind, and was left out.") for key in source.keys() - shape.keys]
        taken.append(source)
    return Written(document(FORMAT, taken).encode("utf-8", "replace"), tuple(losses))


def _head(root: Node, notes: list[Note]) -> _Head:
    if root.kind == "list":
        return _Head(root, names_topics=True)
    if root.kind != "map":
        raise FileRefused("The file holds a text and no list of questions.", root.line)
    values = entries.last_values(root, notes)
    if "questions" not in values:
        return _only_question(root, values)
    _check_head(values, notes)
    words = {key: values[key].text.strip() for key in ("topic", "kind") if key in values}
    own = "format" in values
    questions = values["questions"]
    if questions.kind != "list":
        raise FileRefused("questions is no list. Each question begins with a hyphen.", questions.line)
    return _Head(questions, words.get("topic", ""), words.get("kind", ""), names_topics=not own)


def _only_question(root: Node, values: dict[str, Node]) -> _Head:
    if not values.keys() & {"scenario", "options"}:
        raise FileRefused("The file has no list called questions.", root.line)
    return _Head(Node("list", root.line, rows=[root]), names_topics=True)


def _check_head(values: dict[str, Node], notes: list[Note]) -> None:
    if "format" in values and values["format"].text != FORMAT:
        text = f"The file says that its format is “{values['format'].text[:60]}”; this site reads “{FORMAT}”."
        raise FileRefused(text, values["format"].line)
    if "language" in values and values["language"].text != "en":
        notes.append(Note(values["language"].line, "The file is not in English; its questions are read as they are."))
    for key in values.keys() - SILENT:
        why = "only its questions are read" if key == "quiz" else "it is no key of a file of questions"
        notes.append(Note(values[key].line, f"{key} was left out: {why}."))


def _found(node: Node, number: int, head: _Head) -> Found:
    if node.kind != "map":
        return Found(node.line, f"question {number}", None, reason=HEADLESS)
    notes: list[Note] = []
    values = entries.last_values(node, [])
    named = values.get("kind")
    kind = named.text.strip() if named else head.kind
    name = name_of({key: values[key].text for key in ("id", "title") if key in values}, number)
    if kind not in SHAPES:
        said = f"The kind “{kind[:40]}” is not known" if kind else "It does not say its kind"
        return Found(node.line, name, None, reason=f"{said}. Kinds are {KIND_NAMES}.")
    source = entries.row(node, SHAPES[kind], "", notes)
    return Found(node.line, name, {**_placed(source, head), "kind": kind}, tuple(notes))


def _placed(source: Source, head: _Head) -> Source:
    """The entry with its topic: its own, the file's, or what its id begins with."""
    before, hyphen, _rest = str(source.get("id", "")).partition("-")
    topic = head.topic or (before if head.names_topics and hyphen else "")
    return {"topic": topic, **source} if topic else source


def _with_repeats(found: list[Found]) -> list[Found]:
    """The same, with a note at each question whose id stood in the file before."""
    lines: dict[str, int] = {}
    told = []
    for one in found:
        key = str(one.source.get("id", "")) if one.source else ""
        if key and key in lines:
            note = Note(one.line, f"The id {key} stands in line {lines[key]} already.")
            one = Found(one.line, one.name, one.source, (*one.notes, note), one.reason)  # noqa: PLW2901 - as told
        lines.setdefault(key, one.line)
        told.append(one)
    return told
