"""What is carried: the tables of all models, with rows as Python has them."""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from django.apps import apps
from django.db import connections
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import AutoField, BigAutoField, Field, Model

BATCH = 2000


class Table(NamedTuple):
    """A table with its columns. Rows come in the order of these."""

    name: str
    model: type[Model]
    fields: tuple["Field[Any, Any]", ...]

    @property
    def columns(self) -> list[str]:
        return [str(field.column) for field in self.fields]

    @property
    def counter(self) -> str:
        """The column that the database numbers by itself, or nothing."""
        key = self.model._meta.pk
        return str(key.column) if isinstance(key, AutoField | BigAutoField) else ""

    def rows(self, alias: str) -> Iterator[Sequence[Any]]:
        names = [field.attname for field in self.fields]
        rows = self.model._base_manager.using(alias).order_by().values_list(*names)
        return rows.iterator(chunk_size=BATCH)


def tables() -> list[Table]:
    """Every table of this code, many-to-many tables and the list of migrations too, by name."""
    models: list[type[Model]] = [
        *(
            model
            for model in apps.get_models(include_auto_created=True)
            if model._meta.managed and not model._meta.proxy
        ),
        MigrationRecorder.Migration,
    ]
    found = [Table(model._meta.db_table, model, tuple(model._meta.concrete_fields)) for model in models]
    return sorted(found, key=lambda table: table.name)


def strangers(alias: str) -> list[str]:
    """Tables of a database that no model of this code has."""
    return sorted(set(connections[alias].introspection.table_names()) - {table.name for table in tables()})
