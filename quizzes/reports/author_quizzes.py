"""What authors see of quizzes together: the list, and the questions that they may pick."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from statuscourse.accounts.models import User

from ..core.kinds import KINDS
from ..models import Question, Quiz
from .shelf import KIND_LABELS, STATE_LABELS

PAGE = 50  # quizzes on a page of the list
FOUND = 20  # questions that a search shows
LONGEST = 100  # characters of a search

LEVELS = {"1": gettext_lazy("warm-up"), "2": gettext_lazy("daily work"), "3": gettext_lazy("sharp edge")}
OWNERS = {"mine": gettext_lazy("mine"), "shared": gettext_lazy("shared with me"), "course": gettext_lazy("the course")}


# The list


@dataclass(frozen=True)
class Filters:
    """What a list is narrowed to, as its address says it; what the address says wrongly narrows nothing."""

    q: str = ""
    owner: str = ""  # mine, shared or course
    state: str = ""
    topic: str = ""
    kind: str = ""
    difficulty: str = ""
    label: str = ""

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> "Filters":
        values = {name: str(data.get(name, "")).replace("\x00", "").strip()[:LONGEST] for name in cls.__annotations__}
        known: dict[str, Collection[str]] = {
            "owner": OWNERS,
            "state": STATE_LABELS,
            "kind": KINDS,
            "difficulty": LEVELS,
        }
        return cls(**{name: value for name, value in values.items() if name not in known or value in known[name]})

    @property
    def any(self) -> bool:
        return any(asdict(self).values())

    @property
    def address(self) -> str:
        """What the address says of them, with nothing in it that says nothing."""
        return urlencode({name: value for name, value in asdict(self).items() if value})


def _of_whom(owner: str, user: User) -> Q:
    ways = {"mine": Q(owner=user), "course": Q(is_shipped=True), "shared": ~Q(owner=user) & Q(is_shipped=False)}
    return ways.get(owner, Q())


IN_STATE = {
    "draft": Q(retired_at=None, is_shipped=False, published_at=None),
    "published": Q(retired_at=None, draft__isnull=True) & (Q(is_shipped=True) | Q(published_at__isnull=False)),
    "changed": Q(retired_at=None, draft__isnull=False) & (Q(is_shipped=True) | Q(published_at__isnull=False)),
    "retired": Q(retired_at__isnull=False),
}


@dataclass(frozen=True)
class QuizLine:
    """A quiz in the list of an author."""

    quiz: Quiz
    is_mine: bool

    @property
    def state(self) -> str:
        return str(STATE_LABELS[self.quiz.state])

    @property
    def length(self) -> int:
        return sum(number_of(pick) for pick in self.quiz.working_copy.get("picks") or [])

    @property
    def whose(self) -> str:
        if self.quiz.is_shipped:
            return _("the course")
        if self.is_mine:
            return _("mine")
        return self.quiz.owner.username if self.quiz.owner else _("nobody any more")


def number_of(pick: Mapping[str, Any]) -> int:
    """How many questions a stored pick asks; 0 where that was mistyped."""
    number = pick.get("number", 1)
    return number if isinstance(number, int) else 0


def author_quiz_lines(user: User, filters: Filters, page: str) -> Page[QuizLine]:
    """The quizzes that somebody may look at as an author, what was worked on last first. Two queries."""
    rows = Quiz.objects.visible_to(user).filter(_of_whom(filters.owner, user), IN_STATE.get(filters.state, Q()))
    for word in filters.q.split()[:8]:
        rows = rows.filter(Q(title__icontains=word) | Q(summary__icontains=word) | Q(slug__icontains=word))
    rows = rows.select_related("owner").order_by(F("edited_at").desc(nulls_last=True), "order", "slug")
    found: Page[Any] = Paginator(rows, PAGE).get_page(page)
    found.object_list = [QuizLine(quiz, quiz.owner_id == user.pk) for quiz in found.object_list]
    return found


# Finding questions to pick


ASKED_IN_STATE = {
    "draft": Q(current=None),
    "published": Q(current__isnull=False, draft__isnull=True),
    "changed": Q(current__isnull=False, draft__isnull=False),
}


@dataclass(frozen=True)
class FoundQuestions:
    """What a search for questions shows: at most ``FOUND``, and whether there are more."""

    filters: Filters
    rows: list[tuple[Question, str, bool]]  # with its kind in words, and whether it is picked already
    more: bool


def found_questions(user: User, filters: Filters, picked: Iterable[str]) -> FoundQuestions:
    """Questions that an author may pick. One query."""
    rows: QuerySet[Question] = Question.objects.visible_to(user).filter(retired_at=None)
    rows = rows.filter(_of_whom(filters.owner, user))
    rows = rows.filter(ASKED_IN_STATE.get(filters.state, Q()))
    for name in ("topic", "kind", "difficulty"):
        if value := getattr(filters, name):
            rows = rows.filter(**{name: value})
    if filters.label:
        rows = rows.filter(search_text__contains=filters.label.casefold(), tags__labels__icontains=filters.label)
    for word in filters.q.casefold().split()[:8]:
        rows = rows.filter(search_text__contains=word)
    found = list(rows.select_related("owner").defer("search_text", "tags").order_by("title", "pk")[: FOUND + 1])
    already = set(picked)
    shown = [(item, str(KIND_LABELS.get(item.kind, item.kind)), item.pk in already) for item in found[:FOUND]]
    return FoundQuestions(filters, shown, len(found) > FOUND)


def pickable_topics(user: User) -> list[str]:
    return sorted(set(Question.objects.visible_to(user).values_list("topic", flat=True).distinct()))
