"""The file that a course has left: a mark in the data folder says so to whoever would go on with it by mistake."""

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
