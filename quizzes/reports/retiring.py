"""What taking a question out of use means: where it stands, who is in the middle of it, what could come instead."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from statuscourse.accounts.models import User

from ..models import Attempt, Question, Quiz

OFFERED = 200  # questions that are offered as a replacement; any other one can be named too


@dataclass(frozen=True)
class Retiring:
    """The quizzes that hold a question, the attempts under way that ask it, and what could replace it."""

    quizzes: list[Quiz] = field(default_factory=list)
    under_way: int = 0
    offered: list[tuple[str, str]] = field(default_factory=list)


def retiring(question: Question, user: User) -> Retiring:
    """Four queries."""
    revisions = set(question.revisions.values_list("pk", flat=True))
    return Retiring(list(_holding(question.pk)), _under_way(revisions), _offered(question, user))


def _holding(question_id: str) -> Iterator[Quiz]:
    # The lists are JSON, which SQLite cannot search; there are some hundred quizzes at most, and each is short.
    for quiz in Quiz.objects.filter(retired_at=None).only("slug", "title", "order", "question_ids", "picks"):
        if question_id in quiz.question_ids or any(question_id in _named(pick) for pick in quiz.picks):
            yield quiz


def _named(pick: object) -> list[object]:
    return list(pick.values()) if isinstance(pick, dict) else [pick]


def _under_way(revisions: set[int]) -> int:
    rows = Attempt.objects.under_way().values_list("revision_ids", flat=True)
    return sum(not revisions.isdisjoint(row) for row in rows.iterator()) if revisions else 0


def _offered(question: Question, user: User) -> list[tuple[str, str]]:
    """Published ones of the same topic."""
    same = Question.objects.visible_to(user).filter(topic=question.topic, retired_at=None, current__isnull=False)
    return list(same.exclude(pk=question.pk).order_by("title").values_list("pk", "title")[:OFFERED])
