"""Slowing down the guessing of codes, without locking out a room behind one address.

Only wrong codes count, in fixed windows: a few for one browser, which is what somebody who mistypes looks like, and
many for one address, which is what is left of somebody who throws every cookie away.
"""

from datetime import UTC, datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from statuscourse.web.addresses import at
from statuscourse.web.http import problem_page

from .lockout import client_address
from .models import Tally

WINDOW = timedelta(minutes=10)
OF_BROWSER, OF_ADDRESS = 10, 200


def seconds_to_wait(request: HttpRequest, name: str, now: datetime) -> int:
    """How long this browser or its address has to wait before it may try another code; 0 for not at all."""
    window = _window(now)
    browser, address = _keys(request)
    too_often = Q(key=browser, count__gte=OF_BROWSER) | Q(key=address, count__gte=OF_ADDRESS)
    if not Tally.objects.filter(too_often, name=name, window=window).exists():
        return 0
    return int((window + WINDOW - now).total_seconds()) + 1


def count_wrong(request: HttpRequest, name: str, now: datetime) -> None:
    """Remember that a wrong code came from here. The counts of earlier windows go."""
    get_token(request)  # sets its cookie, by which the browser is known the next time
    window = _window(now)
    for key in _keys(request):
        if not _add(name, key, window):
            Tally.objects.filter(window__lt=window).delete()
            _begin(name, key, window)


def too_many_codes(request: HttpRequest, seconds: int) -> HttpResponse:
    """429 with Retry-After (RFC 6585, 4)."""
    text = _(
        "Too many codes that are not valid were tried from here. Wait %(minutes)d minutes, then try again."
        " Nothing is lost meanwhile, and whoever is in a class already gets there as before."
    )
    return _too_many(request, seconds, _("Too many wrong codes"), text)


def too_many_names(request: HttpRequest, seconds: int) -> HttpResponse:
    """The same for names that stand in a class already."""
    text = _("Too many names that are taken were tried from here. Wait %(minutes)d minutes, then join with another.")
    return _too_many(request, seconds, _("Too many names"), text)


def _too_many(request: HttpRequest, seconds: int, title: str, text: str) -> HttpResponse:
    told = text % {"minutes": -(-seconds // 60)}
    page = problem_page(request, 429, title, told, way_out=at("/classes/"), way_out_label=_("Classes"))
    page.headers["Retry-After"] = str(seconds)
    page.headers["Cache-Control"] = "no-store"
    return page


def _window(now: datetime) -> datetime:
    length = int(WINDOW.total_seconds())
    return datetime.fromtimestamp(int(now.timestamp()) // length * length, UTC)


def _keys(request: HttpRequest) -> tuple[str, str]:
    """Digests of the browser, by its CSRF cookie, and of the address; keyed, because addresses are few."""
    browser = request.META.get("CSRF_COOKIE", "")  # who has none was never counted
    return _digest("browser", browser), _digest("address", client_address(request))


def _digest(kind: str, value: str) -> str:
    return salted_hmac(f"statuscourse.throttling.{kind}", value, algorithm="sha256").hexdigest()


def _add(name: str, key: str, window: datetime) -> bool:
    return bool(Tally.objects.filter(name=name, key=key, window=window).update(count=F("count") + 1))


def _begin(name: str, key: str, window: datetime) -> None:
    try:
        with transaction.atomic():
            Tally.objects.create(name=name, key=key, window=window, count=1)
    except IntegrityError:  # somebody else in the room was faster
        _add(name, key, window)
