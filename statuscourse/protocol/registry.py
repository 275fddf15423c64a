"""The registered status codes and what the specifications say of each.

The facts stand in ``registry.yaml`` beside this module; ``tests/protocol/test_registry.py`` compares them with a
snapshot of the IANA registry.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

CLASS_NAMES = {1: "Informational", 2: "Successful", 3: "Redirection", 4: "Client error", 5: "Server error"}


@dataclass(frozen=True)
class FieldRule:
    """A header field that a response with some status must, should or may carry, or must not."""

    name: str
    strength: str  # MUST, SHOULD, MAY, "MUST NOT", "SHOULD NOT" or "none": the keyword of the specification
    note: str


@dataclass(frozen=True)
class StatusCode:
    """One registered code. ``body`` is ``allowed``, ``forbidden`` or ``required``."""

    code: int
    phrase: str
    rfc: str
    section: str
    registry_status: str
    required_headers: tuple[FieldRule, ...]
    body: str
    body_note: str
    cacheable_by_default: bool
    must_not_be_stored: bool
    former_phrases: tuple[str, ...]
    in_course: bool

    @property
    def class_digit(self) -> int:
        return self.code // 100

    @property
    def class_name(self) -> str:
        return CLASS_NAMES[self.class_digit]

    @property
    def line(self) -> str:
        """The code with its phrase, as on a status line."""
        return f"{self.code} {self.phrase}"

    @property
    def citation(self) -> str:
        return f"{self.rfc}, {self.section}" if self.rfc.startswith("RFC") else self.rfc


@cache
def registry() -> dict[int, StatusCode]:
    """Every registered code, ascending."""
    codes = [_status_code(entry) for entry in _document()["codes"]]
    return {status.code: status for status in sorted(codes, key=lambda status: status.code)}


def class_rules() -> list[str]:
    """Rules that hold for whole classes of codes, one sentence each."""
    return list(_document()["class_rules"])


def phrase(code: int) -> str:
    """The registered phrase, or an empty string for a code that is not registered."""
    status = registry().get(code)
    return status.phrase if status else ""


def treated_as(code: int) -> int | None:
    """How a client that does not know the code must treat it (RFC 9110, 15): as the x00 of its class.

    Codes from 600 up are invalid and are to be handled as a server error; below 100 there is no answer.
    """
    if code in registry():
        return code
    if 100 <= code <= 599:
        return code // 100 * 100
    return 500 if code >= 600 else None


@cache
def _document() -> dict[str, Any]:
    with Path(__file__).with_name("registry.yaml").open(encoding="utf-8") as file:
        document: dict[str, Any] = yaml.safe_load(file)
    return document


def _status_code(entry: dict[str, Any]) -> StatusCode:
    fields = tuple(FieldRule(**rule) for rule in entry["required_headers"])
    phrases = tuple(entry["former_phrases"])
    return StatusCode(
        **{**entry, "section": str(entry["section"]), "required_headers": fields, "former_phrases": phrases}
    )
