"""Slowing down the guessing of codes and passwords, without locking out a room behind one address.

Of codes only wrong ones count: a few for one browser, which is what somebody who mistypes looks like, and many for one
address, which is what is left of somebody who throws every cookie away. Sign-ins that succeed, new accounts and the
form that changes a password count too, because each of them costs a hash. An address or a name that is over its number
keeps a trickle.
"""

from datetime import datetime, timedelta
from typing import Any
from unicodedata import normalize

from axes.models import AccessAttempt
from django.conf import settings
from django.db.models import Sum
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.utils.translation import gettext as _

from statuscourse.web.addresses import at
from statuscourse.web.http import how_long, problem_page, way_again

from .budgets import Budget, add, begin, client_key, seconds_left
from .events import note
from .lockout import client_address
from .models import Tally

WINDOW = timedelta(minutes=10)
OF_BROWSER, OF_ADDRESS = 10, 200
# Beyond that an address has a trickle, or one pupil with a script would keep a whole school from joining.
CODES = Budget("codes from address", 30, timedelta(minutes=1))

# Beside the throttle of django-axes, which counts one name from one address. Names that failed and have not got in
# since, from one address: a school whose pupils all sign in has some dozens. Failures of one name, from everywhere.
OF_NAMES, OF_NAME = 300, 50
# What is left then is a trickle and no lock: an owner still gets in, and whoever guesses needs years.
TRICKLES = {
    "address": Budget("sign-in from address", 30, timedelta(minutes=1)),
    "name": Budget("sign-in by name", 6, timedelta(minutes=1)),
}
PASSWORD_CHANGES = Budget("old password", 10, WINDOW)
# With the right password too each try is a hash, and one pupil could keep everybody else from signing in by repeating
# their own. A demo account on thirty screens fits in.
SIGNED_IN = Budget("signed in", 60, WINDOW, step=5)
CHANGE_FORMS = Budget("password form", 30, WINDOW, step=15)
SIGN_UPS = Budget("sign-up", 1000, timedelta(hours=1), step=20)
SIGN_UP_TRICKLE = Budget("sign-up trickle", 10, timedelta(minutes=1))


def seconds_to_wait(request: HttpRequest, name: str, now: datetime) -> int:
    """How long this browser or its address has to wait before it may try another code; 0 for not at all."""
    browser, address = _keys(request)
    rows = Tally.objects.filter(name=name, window=begin(WINDOW, now), key__in=[browser, address])
    wrong = dict(rows.values_list("key", "count"))
    if wrong.get(browser, 0) >= OF_BROWSER:
        return seconds_left(WINDOW, now)
    return CODES.spend(address, now) if wrong.get(address, 0) >= OF_ADDRESS else 0


def count_wrong(request: HttpRequest, name: str, now: datetime) -> None:
    """Remember that a wrong code came from here."""
    get_token(request)  # sets its cookie, by which the browser is known the next time
    for key in _keys(request):
        add(name, key, begin(WINDOW, now))


def sign_in_wait(request: HttpRequest, username: str, now: datetime) -> int:
    """How long a sign-in has to wait, because too many failed from this address or with this name; 0 for not at all."""
    username = _as_kept(username)
    # It is about load and not about guessing, so it is lifted where load is measured.
    waits = [SIGNED_IN.wait(client_key("signed in", username), now) if settings.PAGE_THROTTLES else 0]
    recent = AccessAttempt.objects.filter(attempt_time__gte=now - WINDOW)
    if recent.filter(ip_address=client_address(request)).values("username").distinct().count() >= OF_NAMES:
        waits.append(TRICKLES["address"].spend(client_key("address", request), now))
    failures = recent.filter(username=username).aggregate(found=Sum("failures_since_start"))["found"] or 0
    if failures >= OF_NAME:
        waits.append(TRICKLES["name"].spend(client_key("name", username), now))
    return max(waits)


def count_sign_in(username: str, now: datetime) -> None:
    """Remember that somebody got in. Who does not know the password cannot make this count."""
    SIGNED_IN.spend(client_key("signed in", _as_kept(username)), now)


def _as_kept(username: str) -> str:
    """A name as the form reads it, and as the throttle has kept it: other ways to write it are no other name."""
    return normalize("NFKC", username.replace("\x00", "").strip())[:150]  # PostgreSQL has no NUL


def sign_up_wait(request: HttpRequest, now: datetime) -> int:
    """How long a sign-up has to wait, because very many accounts were made from its address; 0 for not at all."""
    place = client_key("address", request)
    return SIGN_UP_TRICKLE.spend(place, now) if SIGN_UPS.wait(place, now) else 0


def count_sign_up(request: HttpRequest, now: datetime) -> None:
    SIGN_UPS.spend(client_key("address", request), now)


def change_wait(account: str, now: datetime) -> int:
    """How long changing a password has to wait: wrong ones were tried, or very many right ones. 0 for not at all."""
    return PASSWORD_CHANGES.wait(account, now) or CHANGE_FORMS.spend(account, now)


def too_many_sign_ins(request: HttpRequest, seconds: int) -> HttpResponse:
    """Said before a password is looked at, so it tells nothing about it."""
    text = _(
        "Very many sign-ins came from this address or with this name, so only some are taken for now."
        " Wait %(time)s, then try again. Nothing was changed, and whoever is signed in stays so."
    )
    return too_many(request, seconds, _("Sign-in is slowed down"), text % {"time": how_long(seconds)})


def too_many_accounts(request: HttpRequest, seconds: int) -> HttpResponse:
    text = _(
        "More accounts were made from this address within an hour than a school has pupils, so only a few are taken"
        " each minute. Wait %(time)s, then try again. What you answered in this browser stays, and can be"
        " gone on with."
    )
    return too_many(request, seconds, _("Too many new accounts"), text % {"time": how_long(seconds)})


def too_many_guesses(request: HttpRequest, seconds: int) -> HttpResponse:
    """Of the password that an account has now, by whoever sits at a browser that was left open."""
    text = _(
        "The password of now was typed wrong too often, or this form sent too often. Wait %(time)s, then try"
        " again; the password is as it was. Who forgot it asks whoever runs this site."
    )
    back = {"way_out": at("/accounts/"), "way_out_label": _("My account")}
    return too_many(request, seconds, _("Too many wrong passwords"), text % {"time": how_long(seconds)}, **back)


def too_many_codes(request: HttpRequest, seconds: int) -> HttpResponse:
    """429 with Retry-After (RFC 6585, 4)."""
    text = _(
        "Too many codes that are not valid were tried from here. Wait %(time)s, then try again."
        " Nothing is lost meanwhile, and whoever is in a class already gets there as before."
    )
    return _too_many(request, seconds, _("Too many wrong codes"), text)


def too_many_names(request: HttpRequest, seconds: int) -> HttpResponse:
    """The same for names that stand in a class already."""
    text = _("Too many names that are taken were tried from here. Wait %(time)s, then join with another.")
    return _too_many(request, seconds, _("Too many names"), text)


def _too_many(request: HttpRequest, seconds: int, title: str, text: str) -> HttpResponse:
    told = text % {"time": how_long(seconds)}
    return too_many(request, seconds, title, told, way_out=at("/classes/"), way_out_label=_("Classes"))


def too_many(request: HttpRequest, seconds: int, title: str, text: str, **more: Any) -> HttpResponse:
    """429 with Retry-After (RFC 6585, 4), for whatever was too much."""
    note(request, "throttled")
    page = problem_page(request, 429, title, text, **(way_again(request) | more))
    page.headers["Retry-After"] = str(seconds)
    page.headers["Cache-Control"] = "no-store"
    return page


def _keys(request: HttpRequest) -> tuple[str, str]:
    """Digests of the browser, by its CSRF cookie, and of the address; keyed, because addresses are few."""
    browser = request.META.get("CSRF_COOKIE", "")  # who has none was never counted
    return client_key("browser", browser), client_key("address", request)
