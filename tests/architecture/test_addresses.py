"""What every view of ours has: its methods written down, and one name for address, view and test."""

from pathlib import Path

import pytest
from django.urls import get_resolver
from django.urls.resolvers import URLPattern

TESTS = Path(__file__).parent.parent


def patterns(resolver=None, prefix=""):
    """Every address of the site with its whole route."""
    for item in (resolver or get_resolver()).url_patterns:
        route = prefix + str(item.pattern)
        if isinstance(item, URLPattern):
            yield route, item
        else:
            yield from patterns(item, route)


VIEWS = dict(patterns())


@pytest.mark.parametrize("route", VIEWS)
def test_every_view_says_which_methods_it_answers(route):
    assert "OPTIONS" in VIEWS[route].callback.allowed_methods


@pytest.mark.parametrize("route", VIEWS)
def test_who_answers_get_answers_head(route):
    allowed = VIEWS[route].callback.allowed_methods
    assert ("GET" in allowed) == ("HEAD" in allowed)


@pytest.mark.parametrize("route", VIEWS)
def test_an_address_is_named_like_its_view(route):
    assert VIEWS[route].name == VIEWS[route].callback.__name__


@pytest.mark.parametrize("route", VIEWS)
def test_a_view_has_a_file_of_tests(route):
    assert list(TESTS.rglob(f"test_{VIEWS[route].name}.py")) != []


@pytest.mark.parametrize("route", VIEWS)
def test_an_address_ends_with_a_slash_or_is_for_machines(route):
    assert route in {"", "healthz", "readyz", "metrics", "words.js"} or route.endswith(("/", ".csv"))


def test_names_are_used_once():
    names = [item.name for item in VIEWS.values()]
    assert len(names) == len(set(names))
