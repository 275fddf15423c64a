"""Which code and content the data folder was made ready for: ``serve`` loads and collects where they have changed."""

import hashlib
from pathlib import Path

from django.conf import settings

WATCHED = ("statuscourse", "lessons", "quizzes", "templates", "static", "requirements.txt")


def fingerprint() -> str:
    """A hash over the names, sizes and times of everything that is served or loaded, and over the prefix, which stands
    in the lessons as they are loaded.
    """
    state = hashlib.sha256(settings.PREFIX.encode())
    for name in WATCHED:
        top = settings.BASE_DIR / name
        for path in [top] if top.is_file() else sorted(top.rglob("*")):
            if path.is_file() and path.suffix != ".pyc":
                about = path.stat()
                state.update(f"{path}:{about.st_size}:{about.st_mtime_ns}\n".encode())
    return state.hexdigest()


def kept() -> str:
    """The fingerprint that the folder was made ready for, empty where it never was."""
    stamp = _stamp()
    return stamp.read_text(encoding="ascii", errors="replace") if stamp.is_file() else ""


def keep(mark: str) -> None:
    _stamp().write_text(mark, encoding="ascii")


def forget() -> None:
    """Let the next start make everything ready anew."""
    _stamp().unlink(missing_ok=True)


def _stamp() -> Path:
    return Path(settings.DATA_DIR) / "prepared"
