"""Whether two databases have the same rows. Pure Python.

A row is written in one way, whichever database it came from: moments in UTC, keys of JSON sorted, whole numbers without
a point (PostgreSQL's jsonb gives 1.0 for what was 1.0, but 1000 for 1e3). The hash of a table is the sum of the SHA-256
of its rows, modulo 2**256: the order in which a database returns them is its own business.
"""

import hashlib
import json
from collections.abc import Sequence
from datetime import UTC, datetime
from ipaddress import ip_address
from typing import Any

MODULUS = 1 << 256
EXACT = 1 << 53  # up to here every whole number is a float of its own


class Digest:
    """Counts rows and adds their hashes up."""

    def __init__(self) -> None:
        self.rows = 0
        self._sum = 0

    def add(self, row: Sequence[Any]) -> None:
        written = json.dumps([plain(value) for value in row], sort_keys=True, separators=(",", ":"))
        self._sum = (self._sum + int.from_bytes(hashlib.sha256(written.encode()).digest())) % MODULUS
        self.rows += 1

    @property
    def result(self) -> tuple[int, str]:
        return self.rows, f"{self._sum:064x}"


def plain(value: Any) -> Any:
    """What stands for a value in the hash."""
    if value is None or isinstance(value, bool | str | int):
        return value
    if isinstance(value, float):
        return int(value) if value.is_integer() and abs(value) <= EXACT else value
    if isinstance(value, dict):
        return {key: plain(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [plain(part) for part in value]
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return str(value)


def plain_address(value: str | None) -> str | None:
    """An address of the internet in its shortest form, which is the one that PostgreSQL keeps."""
    return str(ip_address(value)) if value else value
