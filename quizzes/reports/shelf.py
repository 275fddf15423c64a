"""The authors' list: which questions, in which order, and how many. A fixed number of queries, whatever there is."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import lru_cache, reduce
from typing import Any, Literal
from urllib.parse import urlencode

from django.db import connection
from django.db.models import BooleanField, F, Func, Q, QuerySet, Value
from django.db.models.functions import Coalesce
from django.db.models.lookups import Exact
from django.template.loader import get_template
from django.utils.functional import Promise
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext_lazy

from statuscourse.accounts.models import User
from statuscourse.web.addresses import at
from statuscourse.web.statements import Statement, counting, fetched, statement

from ..core.sources import telling_parts
from ..models import Question, QuestionReport, Share

EACH_PAGE = 50
WORDS = 8  # of a search that are looked for
KEPT = 1024  # rows that a process remembers, as they are drawn

KIND_LABELS: dict[str, str | Promise] = {
    "code": gettext_lazy("Which code?"),
    "situation": gettext_lazy("Which situation?"),
    "one": gettext_lazy("One of several"),
    "several": gettext_lazy("Several of several"),
    "match": gettext_lazy("Match"),
    "order": gettext_lazy("Order"),
    "fault": gettext_lazy("Find the fault"),
    "type": gettext_lazy("Type it"),
    "write": gettext_lazy("Write the response"),
}
STATE_LABELS: dict[str, str | Promise] = {  # of questions and of quizzes
    "draft": gettext_lazy("draft"),
    "published": gettext_lazy("published"),
    "changed": gettext_lazy("published, with changes"),
    "retired": gettext_lazy("retired"),
}


@dataclass(frozen=True)
class Filters:
    """What the list is narrowed to; what is empty narrows nothing.

    ``owner`` is mine, shared, course, or by- and the name of somebody, which only an administrator may ask for.
    """

    text: str = ""
    kind: str = ""
    topic: str = ""
    state: str = ""
    owner: str = ""
    problem: str = ""
    difficulty: int | None = None
    label: str = ""
    sort: str = ""
    page: int = 1

    @property
    def words(self) -> list[str]:
        return self.text.casefold().split()[:WORDS]

    def address(self, page: int = 1) -> str:
        """The list with these filters, and nothing in it that says nothing."""
        said: dict[str, Any] = {"q": self.text, **{name: getattr(self, name) for name in NAMES}}
        said = {name: value for name, value in said.items() if value} | ({"page": page} if page > 1 else {})
        return at(f"/author/?{urlencode(said)}" if said else "/author/")

    @property
    def narrows(self) -> bool:
        return any(getattr(self, name) for name in ("text", *NAMES) if name != "sort")


NAMES = ("kind", "topic", "state", "owner", "problem", "difficulty", "label", "sort")


@dataclass(frozen=True, eq=False)
class ShelfRow:
    """A question in the list; one object for as long as the database says the same of it."""

    id: str
    title: str
    topic: str
    kind: str
    best_code: int | None
    difficulty: int
    problems: int
    owner: str | None
    is_shipped: bool
    edited_at: datetime | None
    retired_at: datetime | None
    current: int | None
    has_draft: bool
    reports: int = 0

    @property
    def kind_label(self) -> str:
        return str(KIND_LABELS.get(self.kind, self.kind))

    @property
    def state(self) -> str:
        """As ``Question.state`` says it."""
        if self.retired_at is not None:
            return "retired"
        if self.current is None:
            return "draft"
        return "changed" if self.has_draft else "published"

    @property
    def state_label(self) -> str:
        return str(STATE_LABELS[self.state])


@lru_cache(maxsize=KEPT)
def _row_html(row: ShelfRow, language: str) -> str:
    """The row as it is drawn: the same for everybody, and kept with the row."""
    return get_template("quizzes/author/_shelf_row.html").render({"row": row})


@dataclass(frozen=True)
class Shelf:
    """A page of the list. ``all`` counts what the filters leave, on all pages."""

    filters: Filters
    rows: list[ShelfRow] = field(default_factory=list)
    all: int = 0
    page: int = 1

    @property
    def html(self) -> SafeString:
        """All rows as they are drawn."""
        language = get_language() or ""
        return mark_safe("\n".join([_row_html(row, language) for row in self.rows]))  # noqa: S308 - of a template

    @property
    def pages(self) -> int:
        return _pages(self.all)

    @property
    def first(self) -> int:
        return (self.page - 1) * EACH_PAGE + 1

    @property
    def last(self) -> int:
        return self.first + len(self.rows) - 1

    @property
    def before(self) -> str:
        return self.filters.address(self.page - 1) if self.page > 1 else ""

    @property
    def after(self) -> str:
        return self.filters.address(self.page + 1) if self.page < self.pages else ""


def shelf(user: User, filters: Filters) -> Shelf:
    """The page of the list that the filters ask for; the last one where there are fewer. Three queries at most.

    Where an index has what is asked for, the number and the page come from it one by one. Texts and labels are in the
    rows: they are looked through once, for both.
    """
    if filters.words or filters.label:
        found = _fetched(user, filters, "ids")
        page = min(filters.page, _pages(len(found)))
        return Shelf(filters, _rows([row[0] for row in found[_slice(page)]]), len(found), page)
    ((total,),) = _fetched(user, filters, "number")
    page = min(filters.page, _pages(total))
    return Shelf(filters, _rows([row[0] for row in _fetched(user, replace(filters, page=page), "page")]), total, page)


def shelf_topics(user: User) -> list[str]:
    """The topics of all questions that somebody sees, by their names."""
    return sorted(topic for (topic,) in fetched(_of_topics(user.pk, user.role, connection.vendor)))


@lru_cache(maxsize=512)
def _of_topics(user_id: int, role: str, vendor: str) -> Statement | None:
    # The order of the list's own index would be sorted once more; a set of fifteen names is sorted elsewhere.
    found = Question.objects.visible_to(User(pk=user_id, role=role)).order_by()
    return statement(found.values_list("topic").distinct())


def shelf_owners(user: User) -> list[str]:
    """Whose questions an administrator may choose from."""
    if user.role != User.Role.ADMINISTRATOR:
        return []
    owners = Question.objects.filter(is_shipped=False).order_by().values("owner")
    return sorted(User.objects.filter(pk__in=owners).values_list("username", flat=True))


def course_topics() -> list[str]:
    """The topics of the course itself, which a new question may join."""
    return sorted(Question.objects.shipped().order_by().values_list("topic", flat=True).distinct())


def _pages(total: int) -> int:
    return max(1, -(-total // EACH_PAGE))


def _slice(page: int) -> slice:
    return slice((page - 1) * EACH_PAGE, page * EACH_PAGE)


Wanted = Literal["ids", "page", "number"]


def _fetched(user: User, filters: Filters, wanted: Wanted) -> list[tuple[Any, ...]]:
    return fetched(_statement(user.pk, user.role, filters, wanted, connection.vendor))


@lru_cache(maxsize=256)
def _statement(user_id: int, role: str, filters: Filters, wanted: Wanted, vendor: str) -> Statement | None:
    """The query in plain SQL, which says nothing that changes: building it costs more than most of them take."""
    found = _narrowed(User(pk=user_id, role=role), filters)
    if wanted == "number":
        return counting(found)
    order = ORDERS.get(filters.sort) or ORDERS["mine" if filters.owner == "mine" else "all"]
    ids = found.order_by(*order).values_list("pk")
    return statement(ids if wanted == "ids" else ids[_slice(filters.page)])


def _narrowed(user: User, filters: Filters) -> QuerySet[Question]:
    found: QuerySet[Question] = Question.objects.visible_to(user)
    for name in ("kind", "topic", "difficulty"):
        if value := getattr(filters, name):
            found = found.filter(**{name: value})
    if filters.state:
        found = found.filter(STATES[filters.state])
    if filters.owner:
        found = _owned(found, filters.owner, user)
    if filters.problem == "unfinished":
        found = found.filter(problems__gt=0)
    elif filters.problem == "reported":
        reported = QuestionReport.objects.filter(closed_at=None).values("revision__question_id")
        found = found.filter(pk__in=reported)
    if filters.label:
        found = _labelled(found, filters.label)
    return reduce(lambda rows, part: rows.filter(search_text__contains=part), telling_parts(filters.words), found)


# Not "current is null": the index of that column alone would be taken, and each row be fetched for the rest.
NEVER_PUBLISHED = Exact(Coalesce("current", 0), 0)
STATES: Mapping[str, Q] = {
    "draft": Q(NEVER_PUBLISHED, retired_at=None),
    "published": Q(retired_at=None, current__isnull=False, draft__isnull=True),
    "changed": Q(retired_at=None, current__isnull=False, draft__isnull=False),
    "retired": Q(retired_at__isnull=False),
}


def _owned(found: QuerySet[Question], owner: str, user: User) -> QuerySet[Question]:
    if owner == "mine":
        return found.filter(owner=user)
    if owner == "course":
        return found.filter(is_shipped=True)
    if owner == "shared":
        return found.filter(pk__in=Share.objects.filter(user=user, question__isnull=False).values("question"))
    return found.filter(is_shipped=False, owner__username=owner.removeprefix("by-"))


class _HasLabel(Func):
    """Whether a label stands in the tags, in the JSON of SQLite."""

    output_field = BooleanField()
    template = "EXISTS (SELECT 1 FROM json_each(%(expressions)s))"
    arg_joiner = ", '$.labels') WHERE value = ("


def _labelled(found: QuerySet[Question], label: str) -> QuerySet[Question]:
    if connection.features.supports_json_field_contains:
        return found.filter(tags__contains={"labels": [label]})
    # The text has the labels too, in small letters: most rows are passed over without reading JSON.
    parts = telling_parts([label.casefold()])
    by_text = reduce(lambda rows, part: rows.filter(search_text__contains=part), parts, found)
    return by_text.filter(_HasLabel(F("tags"), Value(label)))


# Of what is shipped nobody knows when it was changed. The last two are orders of an index.
ORDERS = {
    "title": ("title", "id"),
    "mine": ("-edited_at", "id"),
    "all": ("is_shipped", "-edited_at", "id"),
}
# Whether there is a working copy, and not the copy, which is large.
ROWS = """
    SELECT row."id", "title", "topic", "kind", "best_code", "difficulty", "problems", "username", "is_shipped",
        "edited_at", "retired_at", "current_id", "draft" IS NOT NULL,
        (SELECT COUNT(*) FROM quizzes_questionrevision AS revision
            JOIN quizzes_questionreport AS report ON report.revision_id = revision.id
            WHERE revision.question_id = row.id AND report.closed_at IS NULL)
    FROM quizzes_question AS row LEFT JOIN accounts_user AS owner ON owner.id = row.owner_id WHERE row.id IN ({})
"""


def _rows(ids: list[str]) -> list[ShelfRow]:
    """What is told of these questions, with the number of open reports of each; one that is gone is left out."""
    if not ids:
        return []
    found = fetched((ROWS.format(", ".join(["%s"] * len(ids))), tuple(ids)))
    rows = {row[0]: _row(*row) for row in found}
    return [rows[name] for name in ids if name in rows]


@lru_cache(maxsize=KEPT)
def _row(*values: Any) -> ShelfRow:
    """A row as the database gives it, with times that are times: SQLite has neither them nor true and false."""
    row = ShelfRow(*values)
    return replace(
        row,
        is_shipped=bool(row.is_shipped),
        has_draft=bool(row.has_draft),
        edited_at=_time(row.edited_at),
        retired_at=_time(row.retired_at),
    )


def _time(value: datetime | str | None) -> datetime | None:
    if value is None:
        return None
    time = datetime.fromisoformat(value) if isinstance(value, str) else value
    return time if time.tzinfo else time.replace(tzinfo=UTC)
