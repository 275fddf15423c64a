"""Who has an account here, and which role."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from statuscourse.accounts.models import User

A_PAGE = 25


@dataclass(frozen=True)
class Account:
    """A line of the list. Its words are put together here: in a template they cost more than all queries."""

    user: User
    options: SafeString  # of the field that changes the role

    @property
    def said(self) -> str:
        since = _("since %s") % date_format(localtime(self.user.date_joined), "j M Y")
        return f"{self.user.get_role_display()}, {since}"

    @property
    def label(self) -> str:
        return _("Role of %s") % self.user.username


@dataclass(frozen=True)
class People:
    page: "Page[Account]"
    counts: list[tuple[str, str, int]]  # of each role: its name, its label, how many accounts

    @property
    def total(self) -> int:
        return sum(number for _role, _label, number in self.counts)


def people(*, name: str, role: str, page: str) -> People:
    """Accounts whose name contains ``name``, those of one role where it is one. Two queries; three with a name.

    The index that holds active accounts by role (``accounts_user_of_role``) is read to count them.
    """
    found = User.objects.filter(is_active=True)
    counted = dict(found.order_by().values_list("role").annotate(Count("role")))
    number: int | None = sum(counted.values())
    if role in User.Role.values:
        found, number = found.filter(role=role), counted.get(role, 0)
    if name:
        found, number = found.filter(username__icontains=name), None
    pages = Paginator(found.order_by("username"), A_PAGE)
    if number is not None:
        pages.count = number  # known already
    shown: Page[Any] = pages.get_page(page)
    options = _options()
    shown.object_list = [Account(user, options[user.role]) for user in shown.object_list]
    return People(shown, [(value, str(label), counted.get(value, 0)) for value, label in User.Role.choices])


def _options() -> Mapping[str, SafeString]:
    """The choices of a role's field, by the role that is chosen: the same few for every line."""
    return {role: format_html_join("", "{}", [(_option(each, role),) for each in User.Role]) for role in User.Role}


def _option(each: User.Role, role: User.Role) -> SafeString:
    chosen = SafeString(" selected") if each == role else ""
    return format_html('<option value="{}"{}>{}</option>', each.value, chosen, each.label)
