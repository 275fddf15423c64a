"""A live session as a machine: its phase at a moment, and where a step leads. Pure; ``now`` is an argument."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

LOBBY, ASKING, CLOSED, REVEALED, OVER = "lobby", "asking", "closed", "revealed", "over"
ASK, CLOSE, REVEAL, END = "ask", "close", "reveal", "end"
STEPS = (ASK, CLOSE, REVEAL, END)
SECONDS = (20, 30, 45, 60, 90)  # for a question, where a timer closes it

GRACE = timedelta(seconds=2)  # what was sent in time may arrive a moment later: a slow network is nobody's fault
FORGOTTEN = timedelta(hours=12)  # after which a session that nobody ended is over


class NoSuchStep(Exception):
    """The step leads nowhere from where the session stands."""


@dataclass(frozen=True)
class Standing:
    """Where a session stands: its phase, the question (from 1; 0 before the first) and when that closes by itself."""

    phase: str
    position: int
    length: int
    seconds: int | None = None
    asked_at: datetime | None = None
    ends_at: datetime | None = None

    def at(self, now: datetime) -> "Standing":
        """As whoever looks at that time sees it: a question whose time is over is closed, and nothing had to run."""
        if self.phase == ASKING and self.ends_at is not None and now >= self.ends_at:
            return replace(self, phase=CLOSED)
        return self

    def takes_answers(self, position: int, now: datetime) -> bool:
        """Whether an answer to a question counts that arrives at that time."""
        if position != self.position or self.phase not in (ASKING, CLOSED):
            return False
        return self.ends_at is None or now <= self.ends_at + GRACE

    @property
    def next_step(self) -> str:
        """What the host most likely does next; empty once it is over."""
        if self.phase == REVEALED:
            return ASK if self.position < self.length else END
        return {LOBBY: ASK, ASKING: CLOSE, CLOSED: REVEAL}.get(self.phase, "")

    def after(self, step: str, now: datetime) -> "Standing":
        """Where a step leads at that time. Raises NoSuchStep."""
        here = self.at(now)
        if step == END and here.phase != OVER:
            return replace(self, phase=OVER)
        if step == CLOSE and self.phase == ASKING:  # also one whose time has just run out: the host was as fast
            return replace(self, phase=CLOSED, ends_at=min(now, self.ends_at or now))
        if not step or step != here.next_step:
            raise NoSuchStep(step)
        if step == REVEAL:
            return replace(self, phase=REVEALED)
        ends_at = now + timedelta(seconds=self.seconds) if self.seconds else None
        return replace(self, phase=ASKING, position=self.position + 1, asked_at=now, ends_at=ends_at)

    def came_by(self, step: str, position: int) -> bool:
        """Whether the session stands where this step led from a question: a double click is one step."""
        if step == ASK:
            return self.phase == ASKING and self.position == position + 1
        wanted = {CLOSE: CLOSED, REVEAL: REVEALED, END: OVER}.get(step)
        return self.phase == wanted and self.position == position

    def seconds_left(self, now: datetime) -> float | None:
        """Never below 0; None where no timer runs. A tenth of a second counts: what is chosen then is sent."""
        if self.phase != ASKING or self.ends_at is None:
            return None
        return max(0.0, round((self.ends_at - now).total_seconds(), 1))

    def is_forgotten(self, started_at: datetime, now: datetime) -> bool:
        return self.phase != OVER and now - started_at >= FORGOTTEN


def counted(standing: Standing, last_was_answered: bool) -> int:
    """How many questions of a session count when it ends: those that were closed.

    One that was still open counts where somebody had answered it, so that no answer is lost.
    """
    if standing.phase == ASKING and not last_was_answered:
        return standing.position - 1
    return standing.position
