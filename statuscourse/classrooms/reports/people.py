"""Who is in a class, and how each of them gets in."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, Exists, F, OuterRef, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from statuscourse.accounts.models import Device, Learner, PersonalCode, User

from ..models import Classroom, Membership

ON_A_PAGE = 200
# How somebody gets in. "waiting" and "unused" have never been here.
WAITING, UNUSED, CODE, ELSEWHERE, ACCOUNT, BROWSER = "waiting", "unused", "code", "elsewhere", "account", "browser"


@dataclass(frozen=True)
class Person:
    """A member as teachers see them."""

    id: int
    name: str
    number: str
    extra_time: int
    way: str
    account: str
    joined_at: datetime
    seen_at: datetime | None

    @property
    def way_said(self) -> str:
        return {
            WAITING: _("no way in yet: print a slip"),
            UNUSED: _("a code, not used yet"),
            CODE: _("personal code"),
            ELSEWHERE: _("personal code of another class"),
            ACCOUNT: _("account %s") % self.account,
            BROWSER: _("their browser alone"),
        }[self.way]

    @property
    def may_have_code(self) -> bool:
        return self.way not in {ACCOUNT, ELSEWHERE}


def people_page(classroom: Classroom, *, words: str, page: str) -> Page[Person]:
    """The members whose name or number has these words in it, by name. Two queries."""
    rows = _rows(classroom)
    if words:
        rows = rows.filter(Q(name__icontains=words) | Q(number__icontains=words))
    found = Paginator(rows, ON_A_PAGE).get_page(page)
    found.object_list = [_person(row) for row in found.object_list]
    return found


def all_people(classroom: Classroom) -> list[Person]:
    """Everybody who is in a class now, by name. One query."""
    return [_person(row) for row in _rows(classroom)]


def people_gone(classroom: Classroom) -> list[Membership]:
    """Those who left or were taken out, the last ones first; not more than a page of them."""
    rows = Membership.objects.filter(classroom=classroom).exclude(left_at=None)
    return list(rows.order_by("-left_at", "pk")[:ON_A_PAGE])


def person(member: Membership) -> Person:
    return _person(_rows(member.classroom).get(pk=member.pk))


def ways_in(classroom: Classroom) -> dict[str, int]:
    """How many get in in which way."""
    counts: dict[str, int] = {}
    for each in all_people(classroom):
        counts[each.way] = counts.get(each.way, 0) + 1
    return counts


def people_counts(classrooms: Any) -> dict[Any, int]:
    """How many people are in each of these classes."""
    rows = Membership.objects.present().filter(classroom__in=classrooms).values_list("classroom")
    return dict(rows.annotate(Count("pk")).order_by())


def known_as(learner: Learner | None) -> list[tuple[str, str]]:
    """The name that each class of a learner knows them by, with the class's name."""
    if learner is None:
        return []
    rows = Membership.objects.present().filter(learner=learner).order_by("joined_at", "pk")
    return list(rows.values_list("name", "classroom__name"))


def teaches(user: User, learner: Learner) -> bool:
    """Whether somebody teaches a class that a learner is in."""
    taught = Classroom.objects.taught_by(user).values("pk")
    return Membership.objects.present().filter(learner=learner, classroom__in=taught).exists()


def _rows(classroom: Classroom) -> Any:
    mine = {"learner": OuterRef("learner")}
    rows = (
        Membership.objects.present()
        .filter(classroom=classroom)
        .annotate(
            has_code=Exists(PersonalCode.objects.filter(**mine)),
            has_device=Exists(Device.objects.filter(**mine)),
            token=F("learner__token_digest"),
            account=F("learner__user__username"),
        )
    )
    return rows.order_by(Lower("name"), "pk")


def _person(row: Any) -> Person:
    return Person(
        id=row.pk,
        name=row.name,
        number=row.number,
        extra_time=row.extra_time,
        way=_way(row),
        account=row.account or "",
        joined_at=row.joined_at,
        seen_at=row.seen_at,
    )


def _way(row: Any) -> str:
    if row.account is not None:
        return ACCOUNT
    been_here = row.token is not None or row.has_device
    if not row.has_code:
        return BROWSER if been_here else WAITING
    if not row.code_is_ours:
        return ELSEWHERE
    return CODE if been_here else UNUSED
