"""An entry of the bank as the flat fields of a form, and back.

Names are places: ``options[2].why`` is ``options-2-why``.

Nothing raises: what an entry has where a form has no place for it is left out, and ``checking`` says what is missing.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ..core.interchange.model import Source
from ..core.interchange.naming import slugs
from ..core.interchange.shapes import share, whole
from ..core.kinds import KINDS
from .kinds import SECTIONS
from .parts import TYPED, Part, Rows, fields_of, rows_of

Flat = dict[str, str | list[str]]
Row = dict[str, Any]
KEPT = ("id", "topic", "kind", "replaces")  # what the editor does not ask for
PLACE = "place"  # accepted-0-place-2: where the first accepted order has the third step


def field_name(place: str) -> str:
    """The name of the field for a place in an entry."""
    return re.sub(r"\[(\d+)\]", r"-\1", place).replace(".", "-")


# From an entry


def flatten(source: Source) -> Flat:
    """What stands in the fields for an entry."""
    sections = SECTIONS[source["kind"]]
    flat: Flat = {}
    for part in fields_of(sections):
        flat[part.name] = _told(part, _standing(source, part))
    for rows in rows_of(sections):
        for number, row in enumerate(rows_in(source, rows)):
            flat |= _row(rows, row, f"{rows.name}-{number}", source)
    return flat


def _standing(source: Source, part: Part) -> Any:
    """What an entry says there; where it says nothing and need not, what the bank takes that for."""
    value = _at(source, part.name)
    known = KINDS[source["kind"]].schema.model_fields.get(part.name)
    return known.default if value is None and part.sort == "choice" and known and not known.is_required() else value


def rows_in(source: Source, rows: Rows) -> list[Any]:
    """The rows of a list as far as a form can hold them."""
    found = _at(source, rows.name)
    wanted = str if rows.single else dict
    return [row for row in found if isinstance(row, wanted)] if isinstance(found, list) else []


def _row(rows: Rows, row: Any, name: str, source: Source) -> Flat:
    if rows.single:
        return {name: str(row)}
    if rows.name == "lines":
        row = {**row, "is": "gap" if row.get("gap") else "wrong" if row.get("wrong") else "sound"}
    flat: Flat = {f"{name}-{part.name}": _told(part, row.get(part.name)) for part in rows.parts}
    if rows.ordered:
        order = row.get("order") if isinstance(row.get("order"), list) else []
        for number, step in enumerate(_ids(source, rows.ordered)):
            flat[f"{name}-{PLACE}-{number}"] = str(order.index(step) + 1) if step in order else ""
    return flat


def _ids(source: Source, name: str) -> list[Any]:
    found = source.get(name)
    return [row.get("id") for row in found if isinstance(row, dict)] if isinstance(found, list) else []


def _told(part: Part, value: Any) -> str | list[str]:
    if part.sort in {"list", "ticks"}:
        texts = [str(one) for one in value if not isinstance(one, dict | list)] if isinstance(value, list) else []
        return texts if part.sort == "ticks" else "\n".join(texts)
    if part.sort == "flag":
        return "on" if value is True else ""
    return "" if value is None or isinstance(value, dict | list | bool) else str(value)


def _at(source: Source, name: str) -> Any:
    """The value behind ``status-points``: names of the bank have no hyphen."""
    value: Any = source
    for key in name.split("-"):
        value = value.get(key) if isinstance(value, dict) else None
    return value


# To an entry


def build(flat: Mapping[str, Any], base: Source) -> Source:
    """The entry that the fields say. ``base`` is the one that they were made of, and says what no field does."""
    sections = SECTIONS[base["kind"]]
    source: Source = {name: base[name] for name in KEPT if base.get(name)}
    for part in fields_of(sections):
        _put(source, part.name, _meant(part, flat.get(part.name, "")))
    for rows in rows_of(sections):
        _put(source, rows.name, [row for _number, row in filled(flat, rows)] or None)
    for rows in rows_of(sections):
        if any(part.name == "id" for part in rows.parts):
            _name(rows_in(source, rows))
    for rows in rows_of(sections):
        if rows.ordered:
            _put_in_order(flat, rows, next(each for each in rows_of(sections) if each.name == rows.ordered), source)
    return source


def normal(source: Source) -> Source:
    """An entry as the editor would store it if nothing was touched."""
    return build(flatten(source), source)


def numbers(flat: Mapping[str, Any], rows: Rows) -> list[int]:
    """The numbers of the rows that a form sent, blank ones included."""
    pattern = re.compile(rf"{rows.name}-(\d{{1,4}})" + ("" if rows.single else "-.+"), re.ASCII | re.DOTALL)
    found = {int(match[1]) for match in map(pattern.fullmatch, flat) if match}
    return sorted(found)


def filled(flat: Mapping[str, Any], rows: Rows) -> Iterator[tuple[int, Any]]:
    """The rows in which something stands, each with its number in the form."""
    for number in numbers(flat, rows):
        name = f"{rows.name}-{number}"
        if rows.single:
            text = _text(flat.get(name, ""))
            if text.strip():
                yield number, text
            continue
        row = {part.name: _meant(part, flat.get(f"{name}-{part.name}", "")) for part in rows.parts}
        if not _is_blank(row, rows) or any(flat.get(f"{name}-{PLACE}-{n}") for n in range(20)):
            yield number, _as_bank(row, rows)


def _is_blank(row: Row, rows: Rows) -> bool:
    chosen = row.get("is") == "gap" or row.get("rule")
    return not chosen and not any(row[part.name] for part in rows.parts if part.sort in TYPED)


def _as_bank(row: Row, rows: Rows) -> Row:
    if rows.name == "lines":
        if row["is"] == "gap":
            return {"gap": True}
        row = {"text": row["text"], "wrong": row["is"] == "wrong", "why": row["why"]}
    return {name: value for name, value in row.items() if value not in (None, "", [])}


def _name(rows: list[Row]) -> None:
    """Give an id to each row that has none: of its text, and unlike all others."""
    given = {row["id"] for row in rows if row.get("id")}
    for row in rows:
        if not row.get("id"):
            words = str(row.get("text") or row.get("field") or " ".join(row.get("contains", [])) or "row")
            name, more = slugs([words])[0], 2
            while name in given:
                name, more = f"{slugs([words])[0]}-{more}", more + 1
            row["id"] = name
            given.add(name)


def _put_in_order(flat: Mapping[str, Any], rows: Rows, steps: Rows, source: Source) -> None:
    """Each accepted order as the ids of its steps; one without a place, or with one that is taken, is left out.

    Where steps and their first order were written at once, there was no place to give: they stand as they were written.
    """
    ids = dict(zip([number for number, _row in filled(flat, steps)], _ids(source, steps.name), strict=True))
    for (number, _row), row in zip(filled(flat, rows), rows_in(source, rows), strict=True):
        places: dict[int, str] = {}
        for step, name in ids.items():
            place = whole(_text(flat.get(f"{rows.name}-{number}-{PLACE}-{step}", "")))
            if isinstance(place, int):
                places.setdefault(place, name)
        if places:
            row["order"] = [places[place] for place in sorted(places)]
        elif ids and row is rows_in(source, rows)[0] and not _has_places(flat, f"{rows.name}-{number}"):
            row["order"] = list(ids.values())


def _has_places(flat: Mapping[str, Any], row: str) -> bool:
    return any(name.startswith(f"{row}-{PLACE}-") for name in flat)


def _put(source: Source, name: str, value: Any) -> None:
    if value in (None, "", []):
        return
    *path, last = name.split("-")
    for key in path:
        source = source.setdefault(key, {})
    source[last] = value


def _meant(part: Part, sent: Any) -> Any:
    """What a field says, in the type that the bank has for it where it can be read so."""
    if part.sort == "ticks":
        return [_text(one) for one in sent] if isinstance(sent, list) else [_text(sent)] if sent else []
    text = _text(sent)
    if part.sort == "list":
        return [line.strip() for line in text.split("\n") if line.strip()]
    if part.sort == "flag":
        return bool(text)
    if part.sort in {"number", "code"} or part.name in {"difficulty", "points", "status-points"}:
        return whole(text) if text.strip() else None
    if part.sort == "share":
        return share(text.strip().replace(",", ".")) if text.strip() else None
    return text


def _text(sent: Any) -> str:
    text = str(sent[-1] if isinstance(sent, Sequence) and not isinstance(sent, str) and sent else sent or "")
    # Browsers send line ends as CRLF; no page and no database holds a zero byte.
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
