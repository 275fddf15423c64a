"""Which codes are taken for which, over all learners of this server: by topic, of questions that an author may see."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet

from statuscourse.accounts.models import User
from statuscourse.web.matrix import MatrixDrawing

from ..core.statistics.confusion import ConfusionMatrix, ConfusionSums, Taken
from ..models import Answer, Question, QuestionRevision
from .quiz_statistics import drawn
from .readings import SMALL, told

NAMED = 8  # confusions that are said in words


@dataclass(frozen=True)
class ConfusionPage:
    """All that the page shows. ``topic`` is empty for all of them; ``topics`` are names with numbers of questions."""

    topic: str
    topics: tuple[tuple[str, int], ...]
    matrix: ConfusionMatrix
    few_learners: bool

    @property
    def questions(self) -> int:
        return sum(number for name, number in self.topics if self.topic in {"", name})

    @property
    def drawing(self) -> MatrixDrawing:
        return drawn(self.matrix)

    @property
    def taken(self) -> list[Taken]:
        return self.matrix.strongest(NAMED)

    @property
    def strongest(self) -> list[str]:
        return [told(taken.sentence) for taken in self.taken]


def topics(user: User) -> dict[str, int]:
    """The topics of published questions that an author may see, with their numbers of questions."""
    rows = _questions(user).values_list("topic").annotate(Count("pk")).order_by("topic")
    return dict(rows)


def confusion_page(user: User, *, topic: str, known: dict[str, int]) -> ConfusionPage:
    """Three queries, whose index holds all that they read (``quizzes_answer_confusion``)."""
    questions = _questions(user).filter(topic=topic) if topic else _questions(user)
    counts: dict[tuple[int, int | None], int] = defaultdict(int)
    # A code that is missing is "I don't know" where codes are offered; elsewhere it is a text that is none.
    offered = questions.filter(kind="code")
    for rows in (_pairs(offered), _pairs(questions.exclude(kind="code"), chosen_code__isnull=False)):
        for _revision, best, chosen, stands, number in rows:
            if stands and best is not None:
                counts[best, chosen] += number
    few = bool(counts) and _has_few_learners(questions)
    return ConfusionPage(topic, tuple(known.items()), ConfusionSums.of(counts).matrix(), few)


def _questions(user: User) -> QuerySet[Question]:
    return Question.objects.visible_to(user).exclude(current=None)


def _answers(questions: QuerySet[Question]) -> QuerySet[Answer]:
    return Answer.objects.filter(revision__in=QuestionRevision.objects.filter(question__in=questions))


def _pairs(questions: QuerySet[Question], **only: Any) -> Iterable[tuple[Any, ...]]:
    """Counts in the order of the index, so that nothing is sorted; what does not stand is left out afterwards."""
    columns = ("revision", "best_code", "chosen_code", "stands")
    return _answers(questions).filter(**only).values_list(*columns).annotate(Count("pk")).order_by(*columns)


def _has_few_learners(questions: QuerySet[Question]) -> bool:
    return len(_answers(questions).order_by().values("learner").distinct()[:SMALL]) < SMALL
