"""The terms of an attempt: how a quiz behaves, fixed when the attempt starts. Pure; ``now`` is an argument."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import datetime, timedelta
from typing import Any, Literal

from .kinds.base import MARKS

PRACTICE, EXAM = "practice", "exam"
Review = Literal["at-once", "after-close", "never"]

# What was sent before the deadline may arrive a moment after it: a slow network is not the learner's fault.
GRACE = timedelta(seconds=10)


@dataclass(frozen=True)
class Terms:
    """How a quiz behaves.

    practice: each answer is graded at once; after a wrong one there are ``tries`` in all, each earlier one costing
    ``penalty`` of the full mark. exam: nothing is graded before it is handed in; ``minutes`` to do it in (None for no
    limit), between ``opens`` and ``closes`` (ISO 8601, empty for no bound), ``attempts`` times (None for any number);
    ``review`` says when it is explained. ``house``: by place (from 1, as text, for JSON) the code that a class's
    convention answers there. ``explained``: no after-close exam is explained before that, where somebody else may take
    it longer (ISO 8601). ``caption`` is whom it is for, in the words of whoever started it, and ``zone`` the IANA
    name of the time zone that its times are told in; empty for a learner of their own accord, and for the site's.
    """

    mode: Literal["practice", "exam"] = "practice"
    tries: int = 1
    penalty: float = 0.0
    hints: bool = False
    shuffle: bool = False
    confidence: bool = False
    minutes: int | None = None
    opens: str = ""
    closes: str = ""
    attempts: int | None = None
    review: Review = "at-once"
    house: Mapping[str, int] = field(default_factory=dict)
    explained: str = ""
    caption: str = ""
    zone: str = ""

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> "Terms":
        """The terms in a stored attempt or quiz; what an older one did not know has its default."""
        known = {each.name for each in fields(cls)}
        return cls(**{name: value for name, value in stored.items() if name in known})

    def snapshot(self) -> dict[str, Any]:
        """What an attempt keeps: the terms, and the marks, so that a later change of a rule changes no attempt."""
        return {**asdict(self), "marks": dict(MARKS)}

    def without_occasion(self) -> "Terms":
        """The same for a learner of their own accord: no window, no number of attempts, for nobody."""
        return replace(self, opens="", closes="", attempts=None, minutes=None, explained="", caption="", zone="")

    @property
    def is_exam(self) -> bool:
        return self.mode == EXAM

    @property
    def opens_at(self) -> datetime | None:
        return datetime.fromisoformat(self.opens) if self.opens else None

    @property
    def closes_at(self) -> datetime | None:
        return datetime.fromisoformat(self.closes) if self.closes else None

    @property
    def explained_at(self) -> datetime | None:
        """When an after-close exam is explained: once it has closed for everybody."""
        times = [datetime.fromisoformat(text) for text in (self.closes, self.explained) if text]
        return max(times) if self.closes else None

    def refusal(self, now: datetime, taken: int) -> str:
        """Why no attempt may start now: ``early``, ``late``, ``used``, or nothing. ``taken`` are those finished."""
        if self.opens_at and now < self.opens_at:
            return "early"
        if self.closes_at and now >= self.closes_at:
            return "late"
        return "used" if self.attempts is not None and taken >= self.attempts else ""

    def deadline(self, started_at: datetime) -> datetime | None:
        """When an attempt that starts then has to be handed in; None where there is no limit."""
        ends = [self.closes_at] if self.closes_at else []
        if self.minutes is not None:
            ends.append(started_at + timedelta(minutes=self.minutes))
        return min(ends, default=None)

    def explains(self, now: datetime) -> bool:
        """Whether a finished attempt may be looked through with its explanations."""
        if not self.is_exam or self.review == "at-once":
            return True
        return self.review == "after-close" and self.explained_at is not None and now >= self.explained_at

    def is_over(self, deadline: datetime | None, now: datetime) -> bool:
        """Whether the limit has passed, the time that a request may take on its way included."""
        return deadline is not None and now > deadline + GRACE
