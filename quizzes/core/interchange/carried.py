"""What other systems have no place for, in texts that they show: marked by class names, and read back by them.

A reader of another system sees an ordinary paragraph, list or table. ``cut`` takes the marked elements out again.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from ..cases import CASES
from ..kinds.base import KEBAB, MISTAKES, PAIRS
from . import labels
from .markup import to_html, unescaped
from .model import Source
from .naming import is_id
from .prose import Prose, plain

MARK = "sc-"
_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9]*+)([^<>]*+)>")
_CLASS = re.compile(r"""\bclass\s*=\s*["']([^"'<>]*)["']""")

# What a tag or keyword may say of a question, and what it has to look like.
TAGS: dict[str, re.Pattern[str]] = {
    "kind": re.compile(r"code|situation|one|several|match|order|type"),
    "agreement": re.compile(r"contested|agreed"),
    "difficulty": re.compile(r"[123]"),
    "section": re.compile(r"[a-z0-9-]{1,80}#[a-z0-9-]{1,80}"),
    "pairs": re.compile("|".join(PAIRS)),
    "case": re.compile("|".join(CASES)),
    "mistake": re.compile("|".join(MISTAKES)),
    "replaces": re.compile(KEBAB),
    "credit": re.compile("all-or-nothing|proportional|proportional-with-penalty"),
    "choose": re.compile(r"[2-5]"),
    "asks": re.compile("code|field-name|field-value|words"),
    "case_sensitive": re.compile("true|false"),
    "code": re.compile(r"[1-5]\d\d"),
}
_LISTS = {"pairs", "replaces"}
_NUMBERS = {"difficulty", "choose", "code"}

CLIENT = ("code", "does")
POSITIONS = ("who", "code", "does", "source")
ORDERS = ("who", "order", "why")
REASONS = ("for", "text", "why")
PLAIN = {"code", "for", "order"}  # columns that hold no text


@dataclass(frozen=True)
class Piece:
    """A marked element: its names without the mark, and the HTML in it."""

    names: tuple[str, ...]
    inner: str

    def named(self, prefix: str) -> str:
        """What follows ``prefix-`` in one of its names."""
        return next((name.removeprefix(f"{prefix}-") for name in self.names if name.startswith(f"{prefix}-")), "")


def cut(html: str) -> tuple[str, list[Piece]]:
    """The HTML without its outermost marked elements, and those. One pass, whatever is nested or unclosed."""
    if MARK not in html:
        return html, []
    rest: list[str] = []
    pieces: list[Piece] = []
    position = 0
    for start, inner_start, inner_end, end, names in sorted(_spans(html)):
        if start < position:
            continue
        rest.append(html[position:start])
        pieces.append(Piece(names, html[inner_start:inner_end]))
        position = end
    return "".join([*rest, html[position:]]), pieces


def _spans(html: str) -> Iterator[tuple[int, int, int, int, tuple[str, ...]]]:
    """Each marked element that is closed: where it and its content begin and end."""
    open_tags: dict[str, list[tuple[int, int, tuple[str, ...]]]] = {}
    for tag in _TAG.finditer(html):
        name = tag[2].lower()
        if not tag[1]:
            open_tags.setdefault(name, []).append((tag.start(), tag.end(), _names(tag[3])))
        elif open_tags.get(name):
            start, inner, names = open_tags[name].pop()
            if names:
                yield start, inner, tag.start(), tag.end(), names


def _names(attributes: str) -> tuple[str, ...]:
    match = _CLASS.search(attributes) if MARK in attributes else None
    return tuple(name[len(MARK) :] for name in match[1].split() if name.startswith(MARK)) if match else ()


# Writing


def block(name: str, html: str, element: str = "div") -> str:
    return f'<{element} class="{name}">{html}</{element}>'


def marked(names: Iterable[str], html: str, element: str = "div") -> str:
    return block(" ".join(f"{MARK}{name}" for name in names), html, element)


def id_mark(row: Mapping[str, Any]) -> list[str]:
    """The mark that says the id of a row, where it has one."""
    return [f"id-{row['id']}"] if is_id(row.get("id")) else []


def body_html(source: Source) -> str:
    """The scenario, and what is on the wire below it.

    HTML has no place for the line break at the end of a text, which makes another revision: an empty element says it.
    """
    exchange, scenario = source.get("exchange") or "", str(source.get("scenario") or "")
    ends = marked(["line-end"], "") if scenario.strip() and scenario.endswith("\n") else ""
    return to_html(scenario) + ends + (_pre("exchange", exchange) if exchange else "")


def _pre(name: str, text: str) -> str:
    # A line break right behind <pre> is not part of its text in HTML; one more keeps a text that begins with one.
    return marked([name], ("\n" if text.startswith("\n") else "") + escape(text, quote=False), "pre")


def offered_html(row: Mapping[str, Any], *, says_code: bool = False) -> str:
    """The reason of an option, with its id, its verdict where the mark does not tell it, and its code."""
    names = ["why", *id_mark(row)]
    names += ["acceptable"] if row.get("verdict") == "acceptable" else []
    code = marked(["code"], escape(str(row["code"])), "code") if says_code and row.get("code") else ""
    return marked(names, code + to_html(str(row.get("why") or "")))


def general_html(source: Source, more: Sequence[str] = ()) -> str:
    """What is told after an answer, whatever it was. ``more`` stands behind the consequence."""
    parts = []
    if source.get("consequence"):
        parts.append(marked(["consequence"], to_html(str(source["consequence"]))))
    parts += more
    if source.get("client"):
        parts += [_label("What a client does"), table("client", CLIENT, source["client"])]
    if source.get("who_does_what"):
        parts += [_label("Who does what"), table("who-does-what", POSITIONS, source["who_does_what"])]
    if source.get("reply"):
        parts += [_label("The whole response"), _pre("reply", str(source["reply"]))]
    if source.get("decided_by"):
        rows = "".join(f"<li>{escape(str(text), quote=False)}</li>" for text in source["decided_by"])
        parts += [_label("Decided by"), marked(["decided-by"], rows, "ul")]
    return "".join(parts)


def _label(text: str) -> str:
    return marked(["label"], escape(text), "p")


def table(name: str, columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> str:
    lines = "".join(marked(["row"], "".join(_cell(row, column) for column in columns), "tr") for row in rows)
    return marked([name], f"<tbody>{lines}</tbody>", "table")


def _cell(row: Mapping[str, Any], column: str) -> str:
    value = row.get(column)
    if value is None:
        return ""
    if isinstance(value, list):
        return marked([column], escape(" ".join(map(str, value))), "td")
    html = escape(str(value)) if column in PLAIN else to_html(str(value))
    return marked([column], html, "td")


def tags(source: Source) -> list[str]:
    """What a tag can say of a question."""
    found: list[str] = []
    for name, form in TAGS.items():
        value = source.get(name)
        values = value if isinstance(value, list) else [value]
        said = [str(one).lower() if isinstance(one, bool) else str(one) for one in values if one not in (None, "")]
        found += [f"{name}:{one}" for one in said if form.fullmatch(one)]
    return found + own_tags(source)[0]


def own_tags(source: Source) -> tuple[list[str], bool]:
    """The author's labels as tags, and whether some of them do not fit."""
    return labels.written(source, _is_fact, lambda tag: plain(tag) == tag)


def _is_fact(tag: str) -> bool:
    name, _, value = (part.strip() for part in tag.partition(":"))
    return name == "topic" or (name in TAGS and TAGS[name].fullmatch(value) is not None)


# Reading


def read_tags(said: Iterable[str]) -> tuple[Source, list[str]]:
    """What tags say of a question, the others as the author's labels, and those that are too long for one."""
    source: Source = {}
    own = []
    for tag in said:
        name, _, value = (part.strip() for part in tag.partition(":"))
        if name not in TAGS or not TAGS[name].fullmatch(value):
            own.append(tag)
        elif name in _LISTS:
            source[name] = [*source.get(name, []), value]
        else:
            source[name] = int(value) if name in _NUMBERS else value == "true" if name == "case_sensitive" else value
    found, strange = labels.taken(own)
    return source | ({"labels": found} if found else {}), strange


def read_body(html: str, prose: Prose) -> Source:
    """The scenario and the exchange of a question's text, and hints where they stand in it."""
    rest, pieces = cut(html)
    found: Source = {"scenario": prose.markdown(rest)}
    for piece in pieces:
        if "exchange" in piece.names:
            found["exchange"] = _text_of_pre(piece.inner)
        elif "line-end" in piece.names and found["scenario"]:
            found["scenario"] = f"{found['scenario'].rstrip()}\n"
        elif "hints" in piece.names:
            found["hints"] = [prose.markdown(hint.inner) for hint in cut(piece.inner)[1]]
    return found


def read_general(html: str, prose: Prose) -> tuple[Source, dict[str, list[dict[str, str]]]]:
    """What a general feedback says, and its tables of reasons and of accepted orders."""
    rest, pieces = cut(html)
    found: Source = {}
    tables: dict[str, list[dict[str, str]]] = {}
    told = prose.markdown(rest)
    for piece in pieces:
        name = piece.names[0] if piece.names else ""
        if name == "consequence":
            told = "\n\n".join(filter(None, [told, prose.markdown(piece.inner)]))
        elif name == "reply":
            found["reply"] = _text_of_pre(piece.inner)
        elif name == "decided-by":
            found["decided_by"] = [plain(item) for item in _items(piece.inner) if plain(item)]
        elif name in {"client", "who-does-what"}:
            found[name.replace("-", "_")] = [_coded(row) for row in rows(piece.inner, prose)]
        elif name in {"reasons", "orders"}:
            tables[name] = rows(piece.inner, prose)
    return ({"consequence": told} if told else {}) | found, tables


def rows(html: str, prose: Prose) -> list[dict[str, str]]:
    """The rows of a marked table: their cells by name."""
    return [
        {
            cell.names[0]: plain(cell.inner) if cell.names[0] in PLAIN else prose.markdown(cell.inner)
            for cell in cut(row.inner)[1]
        }
        for row in cut(html)[1]
        if "row" in row.names
    ]


def _coded(row: Mapping[str, str]) -> dict[str, Any]:
    known: dict[str, Any] = {name: row[name] for name in POSITIONS if name in row and name != "code"}
    if TAGS["code"].fullmatch(row.get("code", "")):
        known = {"code": int(row["code"])} | known
    return known


def read_offered(html: str, prose: Prose) -> dict[str, Any]:
    """The reason of an option, and its id, verdict and code where they are marked."""
    rest, pieces = cut(html)
    piece = next((piece for piece in pieces if "why" in piece.names), None)
    if piece is None:
        return {"why": prose.markdown(html)}
    inner, inside = cut(piece.inner)
    code = next((plain(part.inner) for part in inside if "code" in part.names), "")
    return {
        "why": "\n\n".join(filter(None, [prose.markdown(inner), prose.markdown(rest)])),
        "id": piece.named("id"),
        "acceptable": "acceptable" in piece.names,
        "code": int(code) if TAGS["code"].fullmatch(code) else None,
    }


def _items(html: str) -> list[str]:
    return [item.partition("</li")[0] for item in re.split(r"<li[^<>]*>", html)[1:]]


def _text_of_pre(html: str) -> str:
    text = unescaped(re.sub(r"<[^<>]*>", "", re.sub(r"<br[^<>]*>", "\n", html)))
    return text.removeprefix("\n").replace("\r\n", "\n")
