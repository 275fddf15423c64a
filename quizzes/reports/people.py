"""Who has an account here, and which role."""

from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.db.models import Count

from statuscourse.accounts.models import User

A_PAGE = 50


@dataclass(frozen=True)
class People:
    page: "Page[User]"
    counts: list[tuple[str, str, int]]  # of each role: its name, its label, how many accounts

    @property
    def total(self) -> int:
        return sum(number for _role, _label, number in self.counts)


def people(*, name: str, role: str, page: str) -> People:
    """Accounts whose name contains ``name``, those of one role where it is one. Three queries."""
    found = User.objects.filter(is_active=True)
    counted = dict(found.order_by().values_list("role").annotate(Count("pk")))
    counts = [(value, str(label), counted.get(value, 0)) for value, label in User.Role.choices]
    if name:
        found = found.filter(username__icontains=name)
    if role in User.Role.values:
        found = found.filter(role=role)
    return People(Paginator(found.order_by("username"), A_PAGE).get_page(page), counts)
