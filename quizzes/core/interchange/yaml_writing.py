"""Writing our YAML: one way to write each entry, so that the same entries are the same bytes.

Texts are never reflowed: several lines become a ``|`` block, and whatever YAML (1.1 or 1.2) could take for something
else is quoted.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from .model import Source
from .shapes import SHAPES, Shape, share, whole
from .yaml_nodes import TEXT_TAG, resolved

# What may stand in a file as it is; everything else is escaped. NEL and the separators are line ends to YAML 1.1.
ODD = re.compile("[^\t\n\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")
SURROGATES = re.compile("[\ud800-\udfff]")
# Words of any YAML, and what reads like a number to some of them (1e3, 0o17, 12:30).
WORDS = frozenset(["y", "n", "yes", "no", "on", "off", "true", "false", "null", "nan", "inf", "infinity"])
NUMBERLIKE = re.compile(r"[-+.\d][\d_.,:]*|0[xob][\da-f_]+|[-+.\d][\d_.]*e[-+]?\d+", re.IGNORECASE | re.ASCII)
FLOWS = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
NESTED = "  "


def document(name: str, sources: Sequence[Source]) -> str:
    lines = [f"format: {name}", "questions:" if sources else "questions: []"]
    for source in sources:
        lines += _row(source, SHAPES[source["kind"]], NESTED)
    return "\n".join(lines) + "\n"


def _row(row: Mapping[str, Any], shape: Shape, indent: str) -> Iterator[str]:
    """A row of a list: the hyphen stands before its first key."""
    lines = list(_keys(row, shape, indent + NESTED))
    if not lines:
        yield f"{indent}- {{}}"
        return
    yield f"{indent}- {lines[0].removeprefix(indent + NESTED)}"
    yield from lines[1:]


def _keys(row: Mapping[str, Any], shape: Shape, indent: str) -> Iterator[str]:
    for key, wanted in shape.keys.items():
        if row.get(key) is not None:
            yield from _pair(key, row[key], wanted, indent)


def _pair(key: str, value: Any, shape: Shape, indent: str) -> Iterator[str]:
    if isinstance(value, Mapping) and shape.sort == "row":
        lines = list(_keys(value, shape, indent + NESTED))
        yield f"{indent}{key}:" if lines else f"{indent}{key}: {{}}"
        yield from lines
    elif isinstance(value, (list, tuple)) and shape.of is not None:
        yield from _list(key, value, shape.of, indent)
    else:
        yield f"{indent}{key}: {_scalar(value, shape, indent + NESTED)}"


def _list(key: str, values: Sequence[Any], shape: Shape, indent: str) -> Iterator[str]:
    values = [value for value in values if value is not None]
    if all(isinstance(value, str) and FLOWS.fullmatch(value) and _is_plain(value) for value in values):
        yield f"{indent}{key}: [{', '.join(values)}]"
        return
    yield f"{indent}{key}:"
    for value in values:
        if isinstance(value, Mapping) and shape.sort == "row":
            yield from _row(value, shape, indent + NESTED)
        else:
            yield f"{indent}{NESTED}- {_scalar(value, shape, indent + NESTED + NESTED)}"


def _scalar(value: Any, shape: Shape, indent: str) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str) and shape.sort in ("whole", "share"):  # digits of a form are a number, as when read
        value = whole(value) if shape.sort == "whole" else share(value)
    if isinstance(value, float):
        return _decimal(value) if shape.sort != "text" else _text(repr(value), indent)
    return str(value) if isinstance(value, int) and shape.sort != "text" else _text(str(value), indent)


def _decimal(number: float) -> str:
    text = repr(number)
    return text if re.fullmatch(r"-?\d+\.\d+", text) else f"{number:.12f}".rstrip("0")


def _text(text: str, indent: str) -> str:
    text = SURROGATES.sub("\ufffd", text)
    if "\n" in text and _fits_block(text):
        lines = text.removesuffix("\n").split("\n")
        return "\n".join(["|" if text.endswith("\n") else "|-", *(f"{indent}{line}" if line else "" for line in lines)])
    return text if _is_plain(text) else _quoted(text)


def _fits_block(text: str) -> bool:
    """Whether a block says the text without an indentation of its own and with one line end or none at its end."""
    lines = text.removesuffix("\n").split("\n")
    return not ODD.search(text) and not text[0].isspace() and bool(lines[-1].strip())


def _is_plain(text: str) -> bool:
    if not text or ODD.search(text) or not (text[0].isalnum() or text[0] in "(“") or text[-1].isspace():
        return False
    if any(mark in text for mark in (": ", " #", "\t", "\n")) or text.endswith(":"):
        return False
    return text.casefold() not in WORDS and not NUMBERLIKE.fullmatch(text) and resolved(text) == TEXT_TAG


def _quoted(text: str) -> str:
    if ('"' in text or "\\" in text) and not ODD.search(text) and not re.search("[\t\n]", text):
        return "'" + text.replace("'", "''") + "'"
    return ODD.sub(_escape, json.dumps(text, ensure_ascii=False))


def _escape(match: re.Match[str]) -> str:
    return f"\\u{ord(match[0]):04x}" if ord(match[0]) <= 0xFFFF else f"\\U{ord(match[0]):08x}"
