"""Times of a class's own zone as they are typed, and UTC as they are kept. Pure.

Twice a year clocks are changed. An hour that is left out then cannot be meant, so it is refused. An hour that comes
twice is taken in the learners' favour: the first one where something opens, the second one where it is due.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

YEARS = range(2000, 2200)  # further off no zone can be reckoned with
MINUTE = timedelta(minutes=1)


class NoTime(ValueError):
    """The text is no date and time of day."""


class LeftOut(ValueError):
    """The clocks are put forward past this time; ``instead`` is what they show then, as text to be typed."""

    def __init__(self, instead: str) -> None:
        super().__init__("left out")
        self.instead = instead


def read_local(text: str, zone: ZoneInfo, *, later: bool) -> datetime:
    """A typed time as UTC. ``later`` takes the second of two. Raises NoTime and LeftOut."""
    if ":" not in text:  # a day alone would be its first minute, which nobody means who says when something is due
        raise NoTime
    try:
        naive = datetime.fromisoformat(text.strip())
    except ValueError:
        raise NoTime from None
    if naive.tzinfo is not None or naive.year not in YEARS:
        raise NoTime
    at = naive.replace(tzinfo=zone, fold=int(later)).astimezone(UTC)
    if at.astimezone(zone).replace(tzinfo=None) != naive:
        # Read as if nothing had been put forward it is the time that the clocks show by then.
        raise LeftOut(local_text(naive.replace(tzinfo=zone, fold=0).astimezone(UTC), zone))
    return at


def local_text(at: datetime | None, zone: ZoneInfo) -> str:
    """A time as it is typed in its zone, to the minute; empty for none."""
    return at.astimezone(zone).strftime("%Y-%m-%dT%H:%M") if at else ""


def comes_twice(at: datetime, zone: ZoneInfo) -> bool:
    """Whether the clocks of the zone show this time a second time that night."""
    naive = at.astimezone(zone).replace(tzinfo=None, fold=0)
    # An hour that is left out has two offsets too, but no clock ever shows it.
    return naive.replace(tzinfo=zone).utcoffset() != naive.replace(tzinfo=zone, fold=1).utcoffset()


@dataclass(frozen=True)
class Span:
    """How far off something is: whole days, hours or minutes. ``ago`` where it has passed."""

    number: int
    unit: str  # day, hour or minute
    ago: bool


def span(at: datetime, now: datetime) -> Span:
    """The distance in the largest unit of which there are two, so that "1 day" never stands for 47 hours."""
    seconds = abs(int((at - now).total_seconds()))
    for unit, size in (("day", 86400), ("hour", 3600)):
        if seconds >= 2 * size:
            return Span(seconds // size, unit, at < now)
    return Span(seconds // 60, "minute", at < now)
