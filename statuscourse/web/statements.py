"""Plain SQL for what every answer and every save asks: the ORM builds such a query anew for each request.

Building one costs several times what running it does. A statement is written once, and how its columns become the
attributes of a model is worked out once for each kind of database.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Generic, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import connection, models

Row = TypeVar("Row", bound=models.Model)
Convert = Callable[[Any], Any]
Values = tuple[Any, ...]
Statement = tuple[str, Values]


def statement(found: models.QuerySet[Any, Any]) -> Statement | None:
    """A query of the ORM as SQL with its values, to be kept and run again; None where it can find nothing."""
    try:
        return found.query.sql_with_params()
    except EmptyResultSet:
        return None


def counting(found: models.QuerySet[Any, Any]) -> Statement | None:
    """How many rows a query has, as SQL with its values; None where it can find nothing."""
    made = statement(found.order_by().values_list("pk"))
    return made and (f"SELECT COUNT(*) FROM ({made[0]}) AS found", made[1])  # noqa: S608 - no value in it


def fetched(made: Statement | None) -> list[Values]:
    """The rows of a statement as the database gives them."""
    if made is None:
        return []
    with connection.cursor() as cursor:
        cursor.execute(*made)
        rows: list[Values] = cursor.fetchall()
    return rows


class Select(Generic[Row]):
    """A query whose rows become instances. Columns that are no fields of the model become attributes beside them."""

    def __init__(self, model: type[Row], sql: str) -> None:
        self.model = model
        self.sql = sql
        self._plans: dict[str, _Plan] = {}

    def first(self, *values: Any) -> Row | None:
        return next(self._rows(values), None)

    def all(self, *values: Any) -> list[Row]:
        return list(self._rows(values))

    def _rows(self, values: Sequence[Any]) -> Iterator[Row]:
        with connection.cursor() as cursor:
            cursor.execute(self.sql, values)
            plan = self._plans.get(connection.vendor)
            if plan is None:
                plan = self._plans[connection.vendor] = _Plan(self.model, [row[0] for row in cursor.description])
            rows = cursor.fetchall()
        return (plan.instance(row) for row in rows)


class _Plan:
    """Which column goes where, and how it is converted."""

    def __init__(self, model: type[models.Model], columns: list[str]) -> None:
        self.model = model
        known = {field.column: field for field in model._meta.concrete_fields}
        order = [field for field in model._meta.concrete_fields if field.column in columns]
        self.names = [field.attname for field in order]
        self.places = [(columns.index(str(field.column)), _converter(field)) for field in order]
        self.beside = [(name, place) for place, name in enumerate(columns) if name not in known]

    def instance(self, row: Sequence[Any]) -> Any:
        values = [convert(row[place]) if convert else row[place] for place, convert in self.places]
        item = self.model.from_db(connection.alias, self.names, values)
        for name, place in self.beside:
            setattr(item, name, row[place])
        return item


def _converter(field: Any) -> Convert | None:
    """From what the driver gives to what the model has; None where they are the same."""
    column = field.get_col(field.model._meta.db_table)
    steps = [*connection.ops.get_db_converters(column), *column.get_db_converters(connection)]
    if not steps:
        return None

    def convert(value: Any) -> Any:
        for step in steps:
            value = step(value, column, connection)
        return value

    return convert


class Insert:
    """Storing one row of a model, whose key the database makes."""

    def __init__(self, model: type[models.Model]) -> None:
        self.fields: list[Any] = [field for field in model._meta.concrete_fields if not field.primary_key]
        names = ", ".join(f'"{field.column}"' for field in self.fields)
        gaps = ", ".join(["%s"] * len(self.fields))
        table, key = model._meta.db_table, model._meta.pk.column
        self.sql = f'INSERT INTO "{table}" ({names}) VALUES ({gaps}) RETURNING "{key}"'  # noqa: S608 - names of columns

    def run(self, item: models.Model) -> None:
        """Raises IntegrityError where a constraint is against it."""
        values = [field.get_db_prep_save(field.pre_save(item, True), connection) for field in self.fields]
        with connection.cursor() as cursor:
            cursor.execute(self.sql, values)
            (item.pk,) = cursor.fetchone()
        item._state.adding, item._state.db = False, connection.alias
