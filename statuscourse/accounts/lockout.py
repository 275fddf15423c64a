"""The answer to too many wrong passwords."""

from ipaddress import IPv6Address, IPv6Network, ip_address
from typing import Any

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from statuscourse.web.http import how_long, problem_page, way_again

from .models import User


def client_address(request: HttpRequest) -> str:
    """The address that a request came from. Behind a proxy it is the last one that the proxy added itself.

    Of IPv6 it is the network: every machine has 2^64 addresses of its own there, and would have as many tries.
    """
    if settings.BEHIND_PROXY:
        forwarded = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
        if _is_address(forwarded):
            return _network(forwarded)
    return _network(str(request.META.get("REMOTE_ADDR", "")))


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:  # what no proxy writes; PostgreSQL's column for addresses would refuse it
        return False
    return "%" not in text


def _network(address: str) -> str:
    try:
        read = IPv6Address(address)
    except ValueError:
        return address
    if read.ipv4_mapped is not None:
        return str(read.ipv4_mapped)
    return str(IPv6Network((read.packed, 64), strict=False).network_address)


class Tried:
    """Who tried to sign in, for the log: by name only where an account has it.

    Now and then somebody types a password where the name belongs. The database is asked when a line is written.
    """

    def __init__(self, username: str, address: str) -> None:
        self.username, self.address = username, address

    def __str__(self) -> str:
        try:
            is_known = User.objects.filter(username__iexact=self.username).exists()
        except DatabaseError:
            is_known = False
        return f"{self.username if is_known else 'a name that no account has'} from {self.address}"


def who_tried(username: str | None, ip_address: str, user_agent: str, path_info: str, request: HttpRequest) -> Tried:
    """What axes writes into the log."""
    return Tried(username or "", ip_address)


def too_many_attempts(request: HttpRequest, response: Any = None, credentials: Any = None, *args: Any) -> HttpResponse:
    """429 with Retry-After (RFC 6585, 4), for one name from one address; others in the room are not affected."""
    seconds = int(settings.AXES_COOLOFF_TIME.total_seconds())
    text = _("This name was tried too often from here. Wait %(time)s, then try again.") % {"time": how_long(seconds)}
    page = problem_page(request, 429, _("Too many wrong passwords"), text, **way_again(request))
    page.headers["Retry-After"] = str(seconds)
    page.headers["Cache-Control"] = "no-store"
    return page
