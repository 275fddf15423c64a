"""What is wrong with a response by the specifications: broken MUSTs and SHOULDs, no conventions.

For the site's own answers and for every exchange that the course shows as right.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from statuscourse.protocol.messages import Message

from .exchange import ELLIPSIS, Exchange, of_message
from .rules import RULES
from .rules.rule import Level

Fields = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Fault:
    """A broken rule, its level and the section that decides."""

    rule: str
    level: Level
    section: str
    text: str


def faults(method: str, status: int, fields: Fields, content: bytes) -> list[Fault]:
    """Every fault of one response as it crossed the wire, in the order of the rules.

    ``method`` is empty where the request is not known; of the request nothing else is.
    """
    request = Message(1, "HTTP/1.1", method.upper(), "/") if method else None
    return exchange_faults(Exchange(request, status, "", tuple(fields), content))


def message_faults(request: Message | None, response: Message) -> list[Fault]:
    """The faults of an exchange as a lesson writes it, where an ellipsis stands for what was left out."""
    if response.status is None:
        return []
    exchange = of_message(request, response)
    fields = tuple((name, value.replace(ELLIPSIS, "")) for name, value in exchange.fields)
    return exchange_faults(replace(exchange, fields=fields))


def exchange_faults(exchange: Exchange) -> list[Fault]:
    """Every fault of an exchange, in the order of the rules."""
    return [
        Fault(rule.id, rule.level, finding.section or rule.section, finding.text)
        for rule in RULES.values()
        if rule.level != "advice"
        for finding in rule.judge(exchange).findings
    ]
