"""Whose wrong passwords are counted together: the address of a request, with a proxy in front and without."""

import pytest
from django.test import RequestFactory

from statuscourse.accounts.lockout import client_address
from tests.factories import PASSWORD
from tests.visitor import Visitor

PAGE = "/accounts/sign-in/"
PROXY = "10.0.0.1"


def address(forwarded=None):
    headers = {} if forwarded is None else {"X-Forwarded-For": forwarded}
    return client_address(RequestFactory(REMOTE_ADDR=PROXY).get("/", headers=headers))


@pytest.mark.parametrize(
    ("forwarded", "client"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("198.51.100.1, 192.0.2.7", "192.0.2.7"),
        ("made up,192.0.2.7 ", "192.0.2.7"),
        ("2001:db8::7", "2001:db8::"),  # a network: its machines have any number of addresses each
        ("2001:db8:0:1:ffff:ffff:ffff:ffff", "2001:db8:0:1::"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
    ],
)
def test_behind_a_proxy_the_last_entry_counts(settings, forwarded, client):
    """What stands before it came with the request, and anybody can write that."""
    settings.BEHIND_PROXY = True
    assert address(forwarded) == client


@pytest.mark.parametrize("forwarded", [None, "", " ", "192.0.2.7, ", "x" * 5000, "192.0.2.7:80", "fe80::1%eth0"])
def test_behind_a_proxy_that_says_nothing_the_connection_counts(settings, forwarded):
    settings.BEHIND_PROXY = True
    assert address(forwarded) == PROXY


@pytest.mark.parametrize("forwarded", [None, "192.0.2.7", "198.51.100.1, 192.0.2.7"])
def test_without_a_proxy_the_header_is_ignored(settings, forwarded):
    settings.BEHIND_PROXY = False
    assert address(forwarded) == PROXY


def signed_in_after(tries, forwarded, then):
    """The code of a right password from ``then`` after wrong ones from ``forwarded``, all over one connection."""
    visitor = Visitor(REMOTE_ADDR=PROXY)
    values = visitor.form(PAGE).values | {"username": "ada"}
    for number in range(tries):
        headers = {"X-Forwarded-For": forwarded(number)}
        visitor.post(PAGE, values | {"password": "wrong"}, headers=headers)
    return visitor.post(PAGE, values | {"password": PASSWORD}, headers={"X-Forwarded-For": then}).status_code


@pytest.fixture
def account(make_user):
    return make_user(username="ada")


def test_a_made_up_header_gives_no_more_tries(account, settings):
    settings.BEHIND_PROXY = False
    assert signed_in_after(8, lambda number: f"192.0.2.{number}", "192.0.2.99") == 429


def test_a_made_up_entry_before_the_proxys_own_gives_no_more_tries(account, settings):
    settings.BEHIND_PROXY = True
    assert signed_in_after(8, lambda number: f"192.0.2.{number}, 198.51.100.1", "192.0.2.99, 198.51.100.1") == 429


def test_behind_a_proxy_the_same_name_from_another_address_is_not_throttled(account, settings):
    settings.BEHIND_PROXY = True
    assert signed_in_after(8, lambda number: "192.0.2.7", "192.0.2.8") == 303
