"""The classes that somebody teaches, a page at a time: an administrator has all of a school's."""

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import F, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from statuscourse.accounts.models import User

from ..models import Classroom
from .people import people_counts

ON_A_PAGE = 25  # more than somebody teaches; whoever has more looks for one by its name


@dataclass(frozen=True)
class TaughtClass:
    """A line of the list. Its words are put together here: in a template they cost more than all queries."""

    classroom: Classroom
    people: int
    is_mine: bool

    @property
    def said(self) -> str:
        """What stands beside the name: whether it is over, whose it is, how many are in it."""
        owner = self.classroom.owner
        whose = _("of %s") % owner.username if owner else _("without an owner")
        number = ngettext("%s learner", "%s learners", self.people) % self.people
        parts = [_("archived") if self.classroom.archived_at else "", "" if self.is_mine else whose, number]
        return ", ".join(filter(None, parts))


@dataclass(frozen=True)
class Taught:
    """``page`` holds lines; ``words`` is what was looked for."""

    page: "Page[TaughtClass]"
    words: str

    @property
    def may_search(self) -> bool:
        return bool(self.words) or self.page.has_other_pages()


def taught_classes(user: User, *, words: str, page: str) -> Taught:
    """Those whose name or owner's name has these words in it, archived ones last, by name. Three queries."""
    rows = Classroom.objects.taught_by(user)
    for word in words.split()[:8]:
        rows = rows.filter(Q(name__icontains=word) | Q(owner__username__icontains=word))
    order = F("archived_at").asc(nulls_first=True), "name", "pk"
    found: Page[Any] = Paginator(rows.select_related("owner").order_by(*order), ON_A_PAGE).get_page(page)
    items = list(found.object_list)
    counts = people_counts(items) if items else {}
    found.object_list = [TaughtClass(item, counts.get(item.pk, 0), item.owner_id == user.pk) for item in items]
    return Taught(found, words)
