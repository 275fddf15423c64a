"""What was autosaved, on either side: which version of which place comes next, and whether all of it is stored."""

import sqlite3
from pathlib import Path

from .client import LoadError, content_holds

Place = tuple[str, int]  # the attempt, the question's place in it


class Saves:
    """Every save names the version that it changes, so a place has one save under way, as a browser sees to.

    Whoever asks for the next one leaves out the places that still wait: a writer that SQLite lets wait for its turn
    may be overtaken by a hundred others.
    """

    def __init__(self, run: str) -> None:
        self.run = run
        self.number = 0
        self.last: dict[Place, tuple[int, str]] = {}  # the version and the key that were sent last
        self.under_way: dict[bytes, Place] = {}  # by what the answer has to hold

    def waits(self, attempt: str, place: int) -> bool:
        return (attempt, place) in self.under_way.values()

    def next(self, attempt: str, place: int) -> tuple[int, str]:
        """The version to send, and a key of its own."""
        version, _ = self.last.get((attempt, place), (0, ""))
        self.number += 1
        key = f"{self.run}{self.number:022d}"
        self.last[attempt, place] = (version + 1, key)
        self.under_way[self.expected(version, key)] = (attempt, place)
        return version, key

    def check(self, status: int, head: bytes, body: bytes, expected: bytes) -> str:
        self.under_way.pop(expected)
        return content_holds(status, head, body, expected)

    @staticmethod
    def expected(version: int, key: str) -> bytes:
        """How the answer to a save begins; any other answer ends the run."""
        return f'{{"version": {version + 1}, "save_key": "{key}"'.encode()

    def compare(self, file: Path, table: str) -> None:
        """Every place holds the last version that was acknowledged, by its key."""
        base = sqlite3.connect(f"file:{file}?mode=ro", uri=True)
        try:
            rows = base.execute(f"SELECT attempt_id, position, version, save_key FROM {table}").fetchall()
        finally:
            base.close()
        stored = {(attempt, place): (version, key) for attempt, place, version, key in rows}
        lost = {place: last for place, last in self.last.items() if stored.get(place) != last}
        if lost:
            place, last = next(iter(lost.items()))
            raise LoadError(f"{len(lost)} saves are not stored; at {place} {last} and not {stored.get(place)}")
