"""Budgets: how often something may be done by one person or from one place within a window of time.

The table holds what all processes share. Between two visits to it a process counts by itself, in steps: whoever goes
at the pace of a person causes no write and no query, and who floods is found out one step later in each process.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import F
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from .lockout import client_address
from .models import Tally

KEPT = 20_000  # counts that a process keeps at most; some MB

Counted = tuple[str, str, datetime]
_pending: dict[Counted, int] = {}
_spent: set[Counted] = set()


@dataclass(frozen=True)
class Budget:
    """So many times within a window that begins on the clock. ``step`` is how many are counted before one write."""

    name: str
    limit: int
    window: timedelta
    step: int = 1

    def spend(self, key: str, now: datetime, *, room: int = 1) -> int:
        """Take one. How many seconds to wait where nothing is left, else 0. ``room`` people share the key."""
        counted = (self.name, key, begin(self.window, now))
        if counted in _spent:
            return seconds_left(self.window, now)
        _make_room(now)
        if (pending := _pending.pop(counted, 0) + 1) < self.step:
            _pending[counted] = pending
            return 0
        if add(*counted, by=pending) <= self.limit * room:
            return 0
        _spent.add(counted)
        return seconds_left(self.window, now)

    def wait(self, key: str, now: datetime) -> int:
        """How many seconds to wait where nothing is left, else 0; takes nothing, and goes by what is written down."""
        row = Tally.objects.filter(name=self.name, key=key, window=begin(self.window, now), count__gte=self.limit)
        return seconds_left(self.window, now) if row.exists() else 0


def begin(window: timedelta, now: datetime) -> datetime:
    """When the window of that length began that it is now; windows begin on the clock."""
    length = int(window.total_seconds())
    return datetime.fromtimestamp(int(now.timestamp()) // length * length, UTC)


def seconds_left(window: timedelta, now: datetime) -> int:
    """Until the window of that length ends, at least 1."""
    return int((begin(window, now) + window - now).total_seconds()) + 1


def add(name: str, key: str, window: datetime, *, by: int = 1) -> int:
    """Count in the table, and what is counted there now. The counts of earlier windows of this name go."""
    rows = Tally.objects.filter(name=name, key=key, window=window)
    if not rows.update(count=F("count") + by):
        Tally.objects.filter(name=name, window__lt=window).delete()
        try:
            with transaction.atomic():
                Tally.objects.create(name=name, key=key, window=window, count=by)
        except IntegrityError:  # somebody else in the room was faster
            rows.update(count=F("count") + by)
    return rows.values_list("count", flat=True).first() or by


def client_key(kind: str, of: str | HttpRequest) -> str:
    """A keyed digest of who or where a request came from: its address, or what is given."""
    value = of if isinstance(of, str) else client_address(of)
    return salted_hmac(f"statuscourse.budgets.{kind}", value, algorithm="sha256").hexdigest()


def forget_counts() -> None:
    """Drop what this process has counted and not written down."""
    _pending.clear()
    _spent.clear()


def _make_room(now: datetime) -> None:
    if len(_pending) + len(_spent) > KEPT:
        old = now - timedelta(hours=1)
        for counted in [each for each in list(_pending) if each[2] < old]:
            _pending.pop(counted, None)
        _spent.difference_update([each for each in list(_spent) if each[2] < old])
        if len(_pending) + len(_spent) > KEPT:
            forget_counts()
