"""Looks at everything that a running site stands on, and says what is wrong, why it matters and what to type.

Nothing is changed. Each part is looked at by itself: what breaks while one is examined is a finding, not the end.
"""

from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from typing import Any

from statuscourse.web.logs import hidden

from . import backups, course, database, machine, settings
from .findings import Finding, note

Examination = Callable[[], Iterator[Finding]]

# What is looked at, in the order in which it is told. Those that read the whole database are left out by --quick.
PARTS: dict[str, tuple[Examination, ...]] = {
    "settings": settings.EXAMINATIONS,
    "disk": machine.DISK,
    "permissions": machine.PERMISSIONS,
    "database": database.EXAMINATIONS,
    "clock": (*machine.CLOCK, *database.CLOCK),
    "content": course.CONTENT,
    "backup": backups.EXAMINATIONS,
    "running": (*machine.RUNNING, *course.RUNNING),
}
LONG: tuple[Examination, ...] = (*database.LONG, *course.LONG)
ROWS: tuple[Examination, ...] = (*database.CLOCK, *course.CONTENT)
UNSEEN = note(
    "What stands in the database was not looked at here.", "The database has an error.", "Mend that, and ask again."
)


@dataclass(frozen=True)
class Report:
    """What was looked at, and what was found there."""

    looked_at: tuple[str, ...]
    findings: tuple[tuple[str, Finding], ...]  # the part, and what is wrong there

    @property
    def exit_code(self) -> int:
        """0 where all is well or only something is noted, 1 with a warning, 2 with an error."""
        levels = {found.level for _part, found in self.findings}
        return 2 if "error" in levels else 1 if "warning" in levels else 0

    def as_data(self) -> dict[str, Any]:
        rows = [{"part": part, **asdict(found)} for part, found in self.findings]
        return {"exit_code": self.exit_code, "looked_at": list(self.looked_at), "findings": rows}


def examine(*, quick: bool = False) -> Report:
    """Look at everything. ``quick`` leaves out what takes minutes with millions of answers."""
    left_out = LONG if quick else ()
    found: list[tuple[str, Finding]] = []
    for part, examinations in PARTS.items():
        # What needs the rows of a database that is not there would say the same thing over and over.
        without_rows = any(each.level == "error" for where, each in found if where == "database")
        for examination in examinations:
            if examination in left_out or (without_rows and examination in ROWS):
                continue
            found += [(part, each) for each in _safely(examination)]
        if without_rows and set(examinations) & set(ROWS):
            found.append((part, UNSEEN))
    return Report(tuple(PARTS), tuple(found))


def _safely(examination: Examination) -> list[Finding]:
    try:
        return list(examination())
    except Exception as error:  # whatever is broken: the other parts are looked at all the same
        about = (examination.__doc__ or examination.__name__).splitlines()[0].rstrip(".")
        what = f"This could not be looked at: {about}. {type(error).__name__}: {hidden(str(error)).strip()}"
        return [Finding("error", what, "What cannot be looked at may be broken.", "Mend what the message names.")]
