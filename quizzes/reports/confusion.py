"""Which codes are taken for which, over all learners of this server: by topic, of questions that an author may see."""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Count, QuerySet

from statuscourse.accounts.models import User
from statuscourse.web.matrix import MatrixDrawing

from ..actions.keeping import codes_taken
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
    """From the kept sums of questions, with what came since they were looked at last. Seven queries at most."""
    questions = _questions(user).filter(topic=topic) if topic else _questions(user)
    counts: dict[str, int] = defaultdict(int)
    for kind, sums in codes_taken(questions):
        for pair, number in sums.counts.items():
            # A code that is missing is "I don't know" where codes are offered; elsewhere it is a text that is none.
            if kind == "code" or not pair.endswith("-"):
                counts[pair] += number
    few = bool(counts) and _has_few_learners(questions)
    return ConfusionPage(topic, tuple(known.items()), ConfusionSums(counts).matrix(), few)


def _questions(user: User) -> QuerySet[Question]:
    return Question.objects.visible_to(user).exclude(current=None)


def _answers(questions: QuerySet[Question]) -> QuerySet[Answer]:
    return Answer.objects.filter(revision__in=QuestionRevision.objects.filter(question__in=questions))


def _has_few_learners(questions: QuerySet[Question]) -> bool:
    return len(_answers(questions).order_by().values("learner").distinct()[:SMALL]) < SMALL
