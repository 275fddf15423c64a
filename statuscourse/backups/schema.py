"""Which migrations this code knows, which a database has, and what lies between."""

from collections.abc import Iterable

from django.db import connections
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder


def known() -> set[str]:
    """Every migration of this code, as "quizzes.0001_initial", those among them that others replaced."""
    loader = MigrationLoader(None)
    replaced = {step for migration in loader.disk_migrations.values() for step in migration.replaces}
    return {f"{app}.{name}" for app, name in {*loader.disk_migrations, *replaced}}


def unknown(applied: Iterable[str]) -> list[str]:
    """What a database has and this code does not know: it is of a newer release."""
    return sorted(set(applied) - known())


def pending(applied: Iterable[str]) -> list[str]:
    """What this code would still apply."""
    loader = MigrationLoader(None)
    return sorted({f"{app}.{name}" for app, name in loader.graph.nodes} - set(applied))


def applied_in(alias: str) -> list[str]:
    """What a database has; nothing where it is empty."""
    return sorted(f"{app}.{name}" for app, name in MigrationRecorder(connections[alias]).applied_migrations())
