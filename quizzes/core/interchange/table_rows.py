"""An entry of the bank as the cells of one row, and back. Pure.

Each option has a group of numbered columns: what is offered, its verdict, its reason, and where a kind has them its
code, what a client does, and its name (the id that answers are kept by).
"""

from collections.abc import Callable, Mapping
from typing import Any

from ..cases import CASES
from ..kinds.base import PAIRS
from .model import Source
from .shapes import SHAPES, flag, whole
from .table_cells import CELL, GROUP, MOST_OPTIONS, joined, lines_of, parted, row_joined, row_parted
from .text import BINARY

CARRIED = ("code", "one", "several", "situation", "match", "type")
TEXTS = ("id", "topic", "kind", "title", "agreement", "section", "scenario", "exchange", "credit", "asks", "otherwise",
         "consequence", "reply")  # fmt: skip
NUMBERS = ("difficulty", "code", "choose")
LISTS = {"hints": "hints", "decided by": "decided_by", "labels": "labels", "replaces": "replaces"}
FREE = frozenset({"scenario", "exchange", "otherwise", "consequence", "reply", "title"})  # kept with their white space
TABLES = {"who does what": ("who_does_what", ("who", "code", "does", "source")), "client": ("client", ("code", "does"))}
VERDICTS = {
    **dict.fromkeys(("best", "right", "correct", "true", "yes", "x", "1"), "best"),
    **dict.fromkeys(("wrong", "incorrect", "false", "no", "0"), "wrong"),
    "acceptable": "acceptable",
}
CONTROLS = dict.fromkeys(map(ord, BINARY))  # taken out
NEAR, DISTRACTOR = "near miss", "distractor"

Cells = Mapping[str, str]
Row = dict[str, Any]


def cells_of(source: Source) -> dict[str, str]:
    """The cells of an entry of a kind that a table carries, by column."""
    cells = {name: str(source[name]) for name in (*TEXTS, *NUMBERS) if source.get(name) is not None}
    cells |= {name: joined(map(str, _rows(source, key))) for name, key in LISTS.items()}
    if isinstance(source.get("case_sensitive"), bool):
        cells["case sensitive"] = "yes" if source["case_sensitive"] else "no"
    tags = [*_rows(source, "pairs"), source.get("mistake"), source.get("case")]
    cells["tags"] = joined(str(tag) for tag in tags if tag)
    for name, (key, parts) in TABLES.items():
        cells[name] = "\n".join(row_joined(_said(row, part) for part in parts) for row in _rows(source, key))
    for number, group in enumerate(_groups(source)[:MOST_OPTIONS], start=1):
        cells |= {f"{part} {number}": text for part, text in group.items()}
    return {name: text for name, full in cells.items() if (text := _fitting(full)).strip()}


def _fitting(text: str) -> str:
    """What a cell can hold of a text: line ends of one kind, no controls, and room for an apostrophe."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").translate(CONTROLS)
    return text.encode("utf-8", "replace").decode()[: CELL - 1]


def source_of(cells: Cells) -> Source:
    """The entry that a row says, with the parts that it has. ``kind`` is one that a table carries."""
    source: Source = {name: _kept(name, cells[name]) for name in TEXTS if name in cells}
    source |= {name: whole(cells[name]) for name in NUMBERS if name in cells}
    source |= {key: parted(cells[name]) for name, key in LISTS.items() if name in cells}
    if "case sensitive" in cells:
        source["case_sensitive"] = flag(cells["case sensitive"])
    source |= _tags(parted(cells.get("tags", "")))
    for name, (key, parts) in TABLES.items():
        source[key] = [_parts(line, parts) for line in lines_of(cells.get(name, ""))]
    source |= ROWS[source["kind"]][1](_numbered(cells))
    return {key: value for key, value in source.items() if key in SHAPES[source["kind"]].keys and value not in ("", [])}


def _kept(name: str, text: str) -> str:
    return text if name in FREE else text.strip()


def _rows(source: Source, key: str) -> list[Any]:
    rows = source.get(key)
    return [row for row in rows if row is not None] if isinstance(rows, list) else []


def _said(row: Any, key: str) -> str:
    value = row.get(key) if isinstance(row, dict) else None
    return "" if value is None else str(value)


def _parts(line: str, parts: tuple[str, ...]) -> Row:
    row: Row = {key: text for key, text in zip(parts, row_parted(line), strict=False) if text}
    return row | ({"code": whole(row["code"])} if "code" in row else {})


def _tags(tags: list[str]) -> Row:
    """Pairs of codes, and among them a mistake and a contested case."""
    is_pair = {tag: tag in PAIRS or tag.replace("-", "").isdigit() for tag in tags}
    cases = [tag for tag in tags if tag in CASES]
    mistakes = [tag for tag in tags if not is_pair[tag] and tag not in CASES]
    pairs = [tag for tag in tags if is_pair[tag]]
    return {"pairs": pairs, "mistake": mistakes[0] if mistakes else "", "case": cases[0] if cases else ""}


def _numbered(cells: Cells) -> list[Cells]:
    """The groups of columns that have anything in them, in the order of their numbers."""
    groups: list[Cells] = []
    for number in range(1, MOST_OPTIONS + 1):
        group = {part: cells[f"{part} {number}"] for part in GROUP if f"{part} {number}" in cells}
        if group:
            groups.append(group)
    return groups


def _groups(source: Source) -> list[dict[str, str]]:
    return [{part: text for part, text in group.items() if text} for group in ROWS[source["kind"]][0](source)]


def _named(group: Cells) -> Row:
    """The parts that most kinds have, by the names of the bank."""
    row: Row = {}
    for part, key in (("name", "id"), ("option", "text"), ("code", "code"), ("verdict", "verdict"), ("why", "why")):
        if part in group:
            row[key] = group[part] if key in ("text", "why") else group[part].strip()
    if "code" in row:
        row["code"] = whole(row["code"])
    if "verdict" in row:
        row["verdict"] = VERDICTS.get(row["verdict"].casefold(), row["verdict"])
    return row


def _group(row: Any, verdict: str = "") -> dict[str, str]:
    group = {"option": _said(row, "text"), "verdict": verdict or _said(row, "verdict"), "why": _said(row, "why")}
    return group | {"code": _said(row, "code"), "name": _said(row, "id")}


def _only(row: Row, *keys: str) -> Row:
    return {key: row[key] for key in keys if key in row}


def _code_groups(source: Source) -> list[dict[str, str]]:
    return [_group(row) | {"option": _said(row, "code"), "code": ""} for row in _rows(source, "options")]


def _code_rows(groups: list[Cells]) -> Row:
    rows = [_named(group) for group in groups]
    codes: list[Row] = [{"code": whole(row["text"])} if "text" in row else {} for row in rows]
    return {"options": [code | _only(row, "verdict", "why") for code, row in zip(codes, rows, strict=True)]}


def _option_groups(source: Source) -> list[dict[str, str]]:
    return [_group(row) for row in _rows(source, "options")]


def _one_rows(groups: list[Cells]) -> Row:
    return {"options": [_only(_named(group), "id", "text", "verdict", "why") for group in groups]}


def _situation_rows(groups: list[Cells]) -> Row:
    return {"options": [_only(_named(group), "id", "code", "verdict", "text", "why") for group in groups]}


def _several_groups(source: Source) -> list[dict[str, str]]:
    words = {"True": "right", "False": "wrong"}
    return [_group(row, words.get(_said(row, "right"), _said(row, "right"))) for row in _rows(source, "options")]


def _several_rows(groups: list[Cells]) -> Row:
    rows = []
    for group in groups:
        row = _only(_named(group), "id", "text", "why")
        if "verdict" in group:
            word = group["verdict"].strip().casefold()
            row["right"] = True if VERDICTS.get(word) == "best" else flag(word)
        rows.append(row)
    return {"options": rows}


def _match_groups(source: Source) -> list[dict[str, str]]:
    items = [_group(row) for row in _rows(source, "items")]
    return items + [_group(row, DISTRACTOR) for row in _rows(source, "distractors")]


def _match_rows(groups: list[Cells]) -> Row:
    extra = [group.get("verdict", "").strip().casefold() == DISTRACTOR for group in groups]
    rows = list(zip(map(_named, groups), extra, strict=True))
    items = [_only(row, "id", "text", "code", "why") for row, is_extra in rows if not is_extra]
    return {"items": items, "distractors": [_only(row, "code", "why") for row, is_extra in rows if is_extra]}


def _type_groups(source: Source) -> list[dict[str, str]]:
    return [_group(row) for row in _rows(source, "accepted")] + [
        _group(row, NEAR) for row in _rows(source, "near_misses")
    ]


def _type_rows(groups: list[Cells]) -> Row:
    rows = [_only(_named(group), "text", "verdict", "why") for group in groups]
    near = [row for row in rows if row.get("verdict") in (NEAR, "wrong")]
    return {
        "accepted": [row for row in rows if row not in near],
        "near_misses": [_only(row, "text", "why") for row in near],
    }


ROWS: dict[str, tuple[Callable[[Source], list[dict[str, str]]], Callable[[list[Cells]], Row]]] = {
    "code": (_code_groups, _code_rows),
    "one": (_option_groups, _one_rows),
    "situation": (_option_groups, _situation_rows),
    "several": (_several_groups, _several_rows),
    "match": (_match_groups, _match_rows),
    "type": (_type_groups, _type_rows),
}
