"""What an SQLite file may hold and a PostgreSQL refuses: told with table and row before anything is written."""

import json
from collections.abc import Iterator
from typing import Any

from django.db import connections
from django.db.models import CharField, Field, IntegerField, JSONField, TextField

from .tables import Table

MOST = 20  # rows that are named for each column


def obstacles(table: Table, source: str, target: str) -> Iterator[str]:
    """A sentence for each row that would not arrive as it is."""
    for field in table.fields:
        if isinstance(field, JSONField):
            yield from _json(table, field, source)
        elif isinstance(field, CharField | TextField):
            yield from _texts(table, field, source)
        elif isinstance(field, IntegerField):
            yield from _numbers(table, field, source, target)


def _texts(table: Table, field: "Field[Any, Any]", source: str) -> Iterator[str]:
    for key in _keys(table, source, f"instr(CAST({_name(field)} AS BLOB), x'00') > 0"):
        yield f"{table.name}, row {key}: {field.column} has a NUL character, which PostgreSQL keeps in no text"
    if isinstance(field, CharField) and field.max_length:
        for key in _keys(table, source, f"length({_name(field)}) > {int(field.max_length)}"):
            yield f"{table.name}, row {key}: {field.column} is longer than {field.max_length} characters"


def _numbers(table: Table, field: "Field[Any, Any]", source: str, target: str) -> Iterator[str]:
    least, most = connections[target].ops.integer_field_range(field.get_internal_type())
    if least is None or most is None:
        return
    for key in _keys(table, source, f"{_name(field)} NOT BETWEEN {least} AND {most}"):
        yield f"{table.name}, row {key}: {field.column} is not between {least} and {most}"


def _json(table: Table, field: "Field[Any, Any]", source: str) -> Iterator[str]:
    for key in _keys(table, source, f"{_name(field)} IS NOT NULL AND NOT json_valid({_name(field)})"):
        yield f"{table.name}, row {key}: {field.column} is no JSON"
    statement = f"SELECT {_key(table)}, {_name(field)} FROM {_quoted(table.name)} WHERE instr({_name(field)}, '\\u')"  # noqa: S608
    with connections[source].cursor() as cursor:
        cursor.execute(statement)
        for key, text in cursor:
            if not _is_text(json.loads(text)):
                yield f"{table.name}, row {key}: {field.column} has a NUL character or half a character in its JSON"


def _is_text(value: Any) -> bool:
    """Whether every text in it is one that PostgreSQL's jsonb takes."""
    if isinstance(value, dict):
        return all(_is_text(key) and _is_text(part) for key, part in value.items())
    if isinstance(value, list):
        return all(_is_text(part) for part in value)
    return not isinstance(value, str) or not any(char == "\0" or "\ud800" <= char <= "\udfff" for char in value)


def _keys(table: Table, source: str, where: str) -> list[Any]:
    with connections[source].cursor() as cursor:
        cursor.execute(f"SELECT {_key(table)} FROM {_quoted(table.name)} WHERE {where} LIMIT {MOST}")  # noqa: S608
        return [row[0] for row in cursor.fetchall()]


def _key(table: Table) -> str:
    return _name(table.model._meta.pk)


def _name(field: Any) -> str:
    return _quoted(str(field.column))


def _quoted(name: str) -> str:
    return f'"{name}"'
