"""What a rule is: a sentence about responses that can be taught, shown and checked."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

from ..exchange import Exchange

Level = Literal["error", "warning", "advice"]


@dataclass(frozen=True)
class Finding:
    """One thing that breaks a rule. ``section`` is set where another section than the rule's own decides."""

    rule_id: str
    text: str
    section: str = ""


@dataclass(frozen=True)
class Judgement:
    """What a rule says of an exchange: whether it comes into play at all, and what breaks it."""

    applies: bool
    findings: tuple[Finding, ...] = ()

    @property
    def holds(self) -> bool:
        return self.applies and not self.findings


Check = Callable[[Exchange], Iterable[Finding] | None]


@dataclass(frozen=True)
class Rule:
    """One rule about responses.

    ``level`` is ``error`` for a broken MUST, ``warning`` for a broken SHOULD and ``advice`` for a convention, which
    the teaching names as one. ``good`` and ``bad`` are exchanges, a request and its response: they are shown to
    learners, and they are the rule's own tests. ``check`` gives None where the rule does not come into play.
    """

    id: str
    level: Level
    section: str
    summary: str
    teaching: str
    good: str
    bad: str
    check: Check

    def judge(self, exchange: Exchange) -> Judgement:
        found = self.check(exchange)
        return Judgement(applies=False) if found is None else Judgement(applies=True, findings=tuple(found))


def carries(rule_id: str, statuses: set[int], field: str, text: str, *, may_be_empty: bool = False) -> Check:
    """The check that a response with one of these codes has a field, and that the field says something."""

    def check(exchange: Exchange) -> Iterable[Finding] | None:
        if exchange.status not in statuses:
            return None
        values = exchange.values(field)
        kept = bool(values) if may_be_empty else any(values)
        return [] if kept else [Finding(rule_id, text.format(status=exchange.status))]

    return check
