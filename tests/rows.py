"""What the database holds, for tests that something changed nothing or left nothing."""

import json

from django.apps import apps
from django.db import connection

# Queries of PostgreSQL beyond those of SQLite: the learner and the attempt are locked, in a transaction if need be.
LOCKS = 2 if connection.features.has_select_for_update else 0
LOCKS_IN_TRANSACTION = 2 * LOCKS


def rows():
    """How many rows every table has."""
    return {model._meta.label: model._default_manager.count() for model in apps.get_models(include_auto_created=True)}


def traces(words):
    """The tables in which one of the words stands in some column, with the column."""
    found = set()
    for model in apps.get_models(include_auto_created=True):
        for row in model._default_manager.values():
            for column, value in row.items():
                if any(word in json.dumps(value, default=str) for word in words):
                    found.add(f"{model._meta.label}.{column}")
    return found
