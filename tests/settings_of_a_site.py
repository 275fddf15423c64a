"""The names of the settings, as `.env.example` has them, so that nobody's own change a test or a measurement."""

import re
from collections.abc import Mapping
from pathlib import Path

EXAMPLE = Path(__file__).resolve().parent.parent / ".env.example"
NAMES = frozenset(re.findall(r"^([A-Z_]+)=", EXAMPLE.read_text(encoding="utf-8"), re.MULTILINE))


def without_settings(environment: Mapping[str, str]) -> dict[str, str]:
    """An environment without any of them, nor Django's name for the settings."""
    return {name: value for name, value in environment.items() if name not in {*NAMES, "DJANGO_SETTINGS_MODULE"}}
