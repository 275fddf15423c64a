"""What the last backup left behind about itself: ``last-backup.json`` in the data folder."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.dateparse import parse_datetime

FILE = "last-backup.json"


def last_good_backup() -> datetime | None:
    """When the last backup was made that could be read back, or None."""
    good = _record().get("last_good")
    at = good.get("at") if isinstance(good, dict) else None
    try:
        found = parse_datetime(at) if isinstance(at, str) else None
    except ValueError:
        return None
    return found if found and found.tzinfo else None  # without a zone it is not what we write


def last_failure() -> str:
    """Why the last try was none, empty where it went well or there was none."""
    record = _record()
    return str(record.get("error") or "unknown") if record.get("ok") is False else ""


def _record() -> dict[str, Any]:
    try:
        found = json.loads((Path(settings.DATA_DIR) / FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}
