"""Which backups stay: everything of the last day, then the newest of so many days, weeks and months. Pure Python."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from .files import is_future, time_of

LAST_DAY = timedelta(hours=24)


@dataclass(frozen=True)
class Keep:
    """For how many days, ISO weeks and months that have a backup the newest one stays."""

    days: int = 7
    weeks: int = 4
    months: int = 6


def to_delete(times: Iterable[datetime], keep: Keep, now: datetime) -> set[datetime]:
    """What goes. The newest never does, and a folder that nobody writes to any more loses nothing by waiting.

    What is from the future is not counted, or it would be the last day, and stays until its time has come.
    """
    ordered = sorted((time for time in times if not is_future(time, now)), reverse=True)
    if not ordered:
        return set()
    stays = {time for time in ordered if ordered[0] - time < LAST_DAY}
    stays |= _newest_of_each(ordered, keep.days, lambda time: (time.year, time.month, time.day))
    stays |= _newest_of_each(ordered, keep.weeks, lambda time: tuple(time.isocalendar()[:2]))
    stays |= _newest_of_each(ordered, keep.months, lambda time: (time.year, time.month))
    return set(ordered) - stays


def _newest_of_each(
    ordered: list[datetime], number: int, period: Callable[[datetime], tuple[int, ...]]
) -> set[datetime]:
    found: dict[tuple[int, ...], datetime] = {}
    for time in ordered:
        found.setdefault(period(time.astimezone(UTC)), time)
    return set(list(found.values())[:number])


def prune(folder: Path, keep: Keep, now: datetime) -> list[str]:
    """Delete what need not stay; the names of what went. Only files that are named as backups are looked at."""
    named = {time: path for path in folder.glob("statuscourse-*.zip") if (time := time_of(path.name))}
    gone = [named[time] for time in sorted(to_delete(named, keep, now))]
    for path in gone:
        path.unlink(missing_ok=True)
    return [path.name for path in gone]
