"""What the doctor says: four sentences at most."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Finding:
    """An error keeps the site from working or loses something; a warning will; a note is worth knowing."""

    level: Literal["error", "warning", "note"]
    what: str
    why: str
    do: str  # what to type or change


def error(what: str, why: str, do: str) -> Finding:
    return Finding("error", what, why, do)


def warning(what: str, why: str, do: str) -> Finding:
    return Finding("warning", what, why, do)


def note(what: str, why: str, do: str) -> Finding:
    return Finding("note", what, why, do)


def size(number: float) -> str:
    """Bytes as one says them, in megabytes of 1,000,000 or gigabytes."""
    return f"{number / 1e9:.1f} GB" if number >= 1e9 else f"{number / 1e6:.0f} MB"
