"""One entry of the bank from its nodes: each value as the sort of thing that its key wants, with notes on the rest."""

from difflib import get_close_matches
from typing import Any

from .model import Note
from .shapes import FLAG, Shape, flag, share, whole
from .yaml_nodes import Node

# Words that other systems have for ours.
MEANT = {
    "explanation": ("why", "consequence"), "reason": ("why",), "feedback": ("why", "consequence"), "because": ("why",),
    "rationale": ("why",), "correct": ("right", "verdict"), "is_correct": ("right", "verdict"),
    "answer": ("text", "code", "accepted"), "answers": ("options", "accepted"), "choices": ("options",),
    "question": ("scenario",), "stem": ("scenario",), "prompt": ("scenario",), "name": ("title", "id"),
    "type": ("kind",), "status": ("code",), "level": ("difficulty",), "hint": ("hints",), "source": ("decided_by",),
    "sources": ("decided_by",), "pair": ("pairs",), "tags": ("pairs", "mistake"), "response": ("reply",),
    "request": ("exchange",),
}  # fmt: skip
WANTED = {"text": "a text", "whole": "a whole number", "share": "a number", "flag": "true or false"}
WRITTEN = {"scalar": "a text", "list": "a list", "map": "a group of keys"}


def last_values(node: Node, notes: list[Note]) -> dict[str, Node]:
    """The values of a map by key; of a key that stands there twice the last, with a note."""
    values: dict[str, Node] = {}
    for key, value in node.pairs:
        if key.kind != "scalar":
            notes.append(Note(key.line, "A key that is a list or a group was left out."))
            continue
        if key.text in values:
            notes.append(Note(key.line, f"{key.text[:40]} stands here twice. The last one was taken."))
        values[key.text] = value
    return values


def row(node: Node, shape: Shape, place: str, notes: list[Note]) -> dict[str, Any]:
    """The entry or row that a map says: its known keys, and a note for each other."""
    taken = {}
    for key, value in last_values(node, notes).items():
        path = f"{place}.{key[:40]}".lstrip(".")
        if key not in shape.keys:
            notes.append(Note(value.line, f"{path} was left out: {_advice(key, shape)}"))
        elif not (value.is_empty or (value.is_nothing and shape.keys[key].sort != "text")):
            made = _value(value, shape.keys[key], path, notes)
            if made is not None:
                taken[key] = made
    return taken


def _advice(key: str, shape: Shape) -> str:
    known = [meant for meant in MEANT.get(key.casefold(), ()) if meant in shape.keys]
    known = known or get_close_matches(key.casefold()[:40], list(shape.keys), n=1)
    return f"perhaps {known[0]} is meant." if known else "no question of this kind has it here."


def _value(node: Node, shape: Shape, place: str, notes: list[Note]) -> Any:
    """What stands at a place, or None with a note where nothing can be made of it."""
    if shape.sort == "list":
        return _list(node, shape, place, notes)
    if shape.sort == "row":
        if node.kind == "map":
            return row(node, shape, place, notes)
        return _misfit(node, "a group of keys", place, notes)
    if node.kind != "scalar":
        return _misfit(node, WANTED[shape.sort], place, notes)
    return _text(node, place, notes) if shape.sort == "text" else _scalar(node, shape, place, notes)


def _misfit(node: Node, wanted: str, place: str, notes: list[Note]) -> None:
    notes.append(Note(node.line, f"{place} was left out: {wanted} is expected, and this is {WRITTEN[node.kind]}."))


def _list(node: Node, shape: Shape, place: str, notes: list[Note]) -> list[Any]:
    assert shape.of is not None  # noqa: S101 - every list says what it is of
    rows = node.rows
    if node.kind != "list":
        notes.append(Note(node.line, f"{place}: a list is expected, and this was taken for the only one of it."))
        rows = [node]
    taken = []
    for number, each in enumerate(rows):
        path = f"{place}[{number}]"
        if each.is_empty:
            notes.append(Note(each.line, f"{path} was left out: nothing is written there."))
        elif (made := _value(each, shape.of, path, notes)) is not None:
            taken.append(made)
    return taken


def _text(node: Node, place: str, notes: list[Note]) -> str:
    if node.made:
        text = f"{place}: YAML reads {node.made} in {node.text[:40]}. It was taken as it is written; put it in quotes."
        notes.append(Note(node.line, text))
    if "\0" in node.text:
        notes.append(Note(node.line, f"{place}: zero bytes were taken out."))
    return node.text.replace("\0", "")


def _scalar(node: Node, shape: Shape, place: str, notes: list[Note]) -> Any:
    value = _number(node.text, shape) if shape is not FLAG else flag(node.text)
    if isinstance(value, str):
        notes.append(Note(node.line, f"{place}: {WANTED[shape.sort]} is expected, and “{value[:40]}” is none."))
        return value.replace("\0", "")
    return value


def _number(text: str, shape: Shape) -> float | str:
    """A number as the file has it: what is written without a point stays whole."""
    return whole(text) if shape.sort == "whole" or text.lstrip("+-").isdigit() else share(text)
