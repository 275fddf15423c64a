"""A real browser on the real server: one site and one Chromium for all tests, a fresh context for each."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from tests.browser.chromium import launch
from tests.running import running_site

# What is gone through on PostgreSQL too: what browsers ask of the database in ways that no other test does.
ON_POSTGRES = {"test_answering.py", "test_autosave.py", "test_class_pages.py", "test_exam.py", "test_live.py"}


def pytest_collection_modifyitems(config, items):
    """On PostgreSQL the looks of pages are left out: they would be the same once more."""
    if not os.environ.get("TEST_DATABASE_URL"):
        return
    here = Path(__file__).parent
    left_out = [item for item in items if item.path.parent == here and item.path.name not in ON_POSTGRES]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if item not in left_out]


@pytest.fixture(scope="session")
def site():
    with running_site() as running:
        yield running


@pytest.fixture(scope="session")
def chromium():
    with sync_playwright() as playwright:
        browser = launch(playwright)
        yield browser
        browser.close()


@pytest.fixture
def open_page(site, chromium):
    """Open a page as a newcomer; keyword arguments are those of a browser context."""
    contexts = []

    def opened(address="/", **options):
        context = chromium.new_context(**{"base_url": site.url, "viewport": {"width": 1280, "height": 900}, **options})
        context.set_default_timeout(10_000)
        contexts.append(context)
        page = context.new_page()
        page.goto(address)
        if options.get("java_script_enabled", True) and address.startswith("/"):
            wait_for_behaviours(page)
        return page

    yield opened
    for context in contexts:
        context.close()


def wait_for_behaviours(page):
    """The theme switch is shown by the first module, in the same turn in which the others begin to listen."""
    page.locator(".theme").wait_for()


PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
