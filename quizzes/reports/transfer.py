"""What the pages of import and export show: a plan by what happens, an export and what its format cannot carry."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from statuscourse.accounts.models import User

from ..core.interchange import planning
from ..core.interchange.comparing import bare
from ..core.interchange.formats import FORMATS, Format
from ..core.interchange.model import Loss, Source, Written
from ..core.interchange.planning import CHANGE, CREATE, SKIP, Step
from ..core.interchange.text import LIMIT
from ..core.sources import slug_of
from ..models import Import, Question

ROWS = 50  # of a plan on one page
MOST_LOSSES = 300  # questions whose losses a page names
MOST_IDS = 500

SHOWN = {
    "": gettext_lazy("all"),
    CREATE: gettext_lazy("new"),
    CHANGE: gettext_lazy("changed"),
    SKIP: gettext_lazy("skipped"),
    "published": gettext_lazy("published at once"),
    "drafts": gettext_lazy("drafts"),
}


@dataclass(frozen=True)
class Part:
    """A part of a plan: what it is called, how many rows it has, and whether it is the one that is shown."""

    name: str
    label: Any
    number: int
    is_shown: bool


@dataclass(frozen=True)
class PlanPage:
    """A plan as its page shows it."""

    item: Import
    counts: dict[str, int]
    parts: list[Part]
    show: str
    page: Page[Step]
    notes: list[tuple[int, str]]

    @property
    def todo(self) -> int:
        """How many questions applying it writes."""
        return self.counts.get(CREATE, 0) + self.counts.get(CHANGE, 0)

    @property
    def state(self) -> str:
        if self.item.undone_at:
            return "undone"
        return "applied" if self.item.applied_at else "open"


def plan_page(item: Import, *, show: str, page: str) -> PlanPage:
    """The rows of a plan that are asked for; an unknown part is the whole, an unknown page the nearest one."""
    show = show if show in SHOWN else ""
    rows = item.plan["steps"]
    told = planning.counts(rows)
    parts = [
        Part(name, label, told[name] if name else len(rows), name == show)
        for name, label in SHOWN.items()
        if not name or told[name]
    ]
    shown = [row for row in rows if planning.is_in(row, show)] if show else rows
    pages = Paginator(shown, ROWS).get_page(page)
    pages.object_list = [Step.of(row) for row in pages.object_list]
    return PlanPage(item, dict(told), parts, show, pages, [(line, text) for line, text in item.plan["notes"]])


def recent_imports(user: User) -> list[Import]:
    """A user's last imports, the plan that is open among them; without what the rows are about."""
    return list(Import.objects.filter(by=user).defer("plan", "before").order_by("-created_at")[:10])


@dataclass(frozen=True)
class Selection:
    """Which questions an export takes: by the filters of the authors' list, or by their ids."""

    text: str = ""
    kind: str = ""
    topic: str = ""
    state: str = ""
    owner: str = "mine"
    ids: tuple[str, ...] = ()
    drafts: bool = False  # working copies, and what was never published

    def of(self, user: User) -> QuerySet[Question]:
        """Those that the user may view, in the order of their topics and ids."""
        rows: QuerySet[Question] = Question.objects.visible_to(user)
        rows = rows.filter(pk__in=self.ids[:MOST_IDS]) if self.ids else self._owned(self._filtered(rows), user)
        if not self.with_drafts:
            rows = rows.exclude(current=None)
        return rows.select_related("current").order_by("topic", "pk")

    @property
    def with_drafts(self) -> bool:
        return self.drafts or self.state in {"draft", "changed"}

    def _filtered(self, rows: QuerySet[Question]) -> QuerySet[Question]:
        for word in self.text.casefold().split():
            rows = rows.filter(search_text__contains=word)
        rows = rows.filter(kind=self.kind) if self.kind else rows
        rows = rows.filter(topic=self.topic) if self.topic else rows
        if self.state == "retired":
            return rows.exclude(retired_at=None)
        rows = rows.filter(retired_at=None)
        if self.state == "draft":
            return rows.filter(current=None)
        changed = {"changed": False, "published": True}.get(self.state)
        return rows if changed is None else rows.exclude(current=None).filter(draft__isnull=changed)

    def _owned(self, rows: QuerySet[Question], user: User) -> QuerySet[Question]:
        if self.owner == "mine":
            return rows.filter(owner=user)
        if self.owner == "course":
            return rows.filter(is_shipped=True)
        return rows.filter(is_shipped=False).exclude(owner=user) if self.owner == "shared" else rows


@dataclass(frozen=True)
class Export:
    """A file of questions with what did not fit into it, by question."""

    format: Format
    number: int
    written: Written
    name: str
    missing: list[str] = field(default_factory=list)  # ids that were asked for and are not here for this user

    @property
    def losses(self) -> list[tuple[str, list[str]]]:
        return [(name, [loss.text for loss in some]) for name, some in _by_question(self.written.losses)][:MOST_LOSSES]

    @property
    def lossy(self) -> int:
        """How many questions lose something."""
        return len({loss.question for loss in self.written.losses})

    @property
    def unnamed(self) -> int:
        """How many of these the page does not name."""
        return max(0, self.lossy - MOST_LOSSES)

    @property
    def kilobytes(self) -> int:
        return -(-len(self.written.content) // 1000)

    @property
    def is_too_large(self) -> bool:
        """Whether no import takes it in one piece."""
        return len(self.written.content) > LIMIT


def _by_question(losses: Iterable[Loss]) -> Iterable[tuple[str, Iterable[Loss]]]:
    return groupby(sorted(losses, key=lambda loss: loss.question), key=lambda loss: loss.question)


def sources_of(rows: Iterable[Question], *, drafts: bool) -> list[Source]:
    """What an export says of these questions: as learners get them, or as their authors left them."""
    return [bare(row.working_copy if drafts else row.source()) for row in rows]


def export(user: User, selection: Selection, format_name: str, *, now: datetime) -> Export:
    """The file with the questions that were selected."""
    chosen = FORMATS[format_name]
    assert chosen.write is not None  # noqa: S101 - the form offers those that are written
    rows = list(selection.of(user))
    written = chosen.write(sources_of(rows, drafts=selection.with_drafts))
    there = {row.pk for row in rows}
    missing = [name for name in selection.ids if name not in there]
    return Export(chosen, len(rows), written, file_name(selection, chosen, now), missing)


def file_name(selection: Selection, chosen: Format, now: datetime) -> str:
    """A name of small letters, digits and hyphens, whatever was asked for."""
    about = slug_of(selection.topic)[:40] or "questions"
    return f"{about}-{now:%Y-%m-%d}{chosen.suffixes[0]}"


def writable() -> list[tuple[str, str]]:
    """The formats that an export can have, with their names."""
    return [(one.name, _(one.label)) for one in FORMATS.values() if one.write]


def topics_of(user: User) -> list[str]:
    """The topics of what a user may view."""
    rows = Question.objects.visible_to(user).order_by("topic")
    return list(rows.values_list("topic", flat=True).distinct())
