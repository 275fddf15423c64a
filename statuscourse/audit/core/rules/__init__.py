"""Every rule about responses, by id, in the order in which they are told."""

from . import (
    caching,
    challenges,
    content,
    dates,
    framing,
    honesty,
    methods,
    problem_details,
    ranges,
    redirects,
    status,
    upgrades,
    waiting,
)
from .rule import Finding, Judgement, Level, Rule

__all__ = ["RULES", "Finding", "Judgement", "Level", "Rule"]

SUBJECTS = (
    status, content, framing, challenges, methods, upgrades, redirects, ranges, waiting, dates, caching,
    problem_details, honesty,
)  # fmt: skip
RULES: dict[str, Rule] = {rule.id: rule for subject in SUBJECTS for rule in subject.RULES}
