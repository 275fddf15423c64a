"""The file that a course has left: a mark in the data folder says so to whoever would go on with it by mistake."""

import json
import os
from contextlib import suppress
from pathlib import Path

from django.conf import settings

MARK = "moved.json"  # in DATA_DIR, from when on the file there is not the course any more


def mark() -> Path:
    return Path(settings.DATA_DIR) / MARK


def is_left() -> bool:
    """Whether the settings name the file, and the course is in a PostgreSQL."""
    return bool(settings.DATABASES["default"]["ENGINE"].endswith("sqlite3")) and mark().is_file()


def sentence() -> str:
    """What is told to whoever has the file before them."""
    return "This course was moved to a PostgreSQL, and DATABASE_URL is not set. Set it."


def write(facts: dict[str, str]) -> None:
    """Leave the mark, whole and on disk before the course is anywhere else."""
    draft = mark().with_name(f".{MARK}")
    with draft.open("w", encoding="utf-8") as stream:
        stream.write(json.dumps(facts))
        stream.flush()
        os.fsync(stream.fileno())
    draft.replace(mark())


def facts() -> dict[str, str]:
    """What the mark says: which move it was, where to and when. Nothing where it cannot be read."""
    with suppress(OSError, ValueError):
        found = json.loads(mark().read_text(encoding="utf-8"))
        if isinstance(found, dict):
            return {name: value for name, value in found.items() if isinstance(value, str)}
    return {}
