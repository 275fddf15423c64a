"""Which questions the picks of a quiz may take now."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Q

from ..core.picking import ByRule, Candidate, Pick, Rule
from .asked import Question

COLUMNS = ("pk", "current", "topic", "kind", "difficulty", "is_shipped", "owner")


def candidates(picks: Iterable[Pick], owner_id: int | None) -> dict[str, Candidate]:
    """All questions that some pick may take and that are published and not retired. One query, however many picks."""
    picks = list(picks)
    rules = [pick.rule for pick in picks if isinstance(pick, ByRule)]
    wanted = Q(pk__in=[pick.question for pick in picks if not isinstance(pick, ByRule)])
    for rule in rules:
        wanted |= _of(rule, owner_id)
    names = (*COLUMNS, "tags") if any(rule.labels for rule in rules) else COLUMNS  # much to read where nobody asks
    rows = Question.objects.askable().filter(wanted).order_by("pk").values(*names)
    return {row["pk"]: _candidate(row, owner_id) for row in rows}


def _candidate(row: Mapping[str, Any], owner_id: int | None) -> Candidate:
    return Candidate(
        id=row["pk"],
        revision=row["current"],
        topic=row["topic"],
        kind=row["kind"],
        difficulty=row["difficulty"],
        is_course=row["is_shipped"],
        mine=row["owner"] is not None and row["owner"] == owner_id,
        labels=tuple(row.get("tags", {}).get("labels") or ()),
    )


def _of(rule: Rule, owner_id: int | None) -> Q:
    course, mine = Q(is_shipped=True), Q(owner=owner_id, owner__isnull=False)
    found = {"course": course, "mine": mine}.get(rule.source, course | mine)
    if rule.topics:
        found &= Q(topic__in=rule.topics)
    if rule.kinds:
        found &= Q(kind__in=rule.kinds)
    return found & Q(difficulty__in=rule.difficulties) if rule.difficulties else found
