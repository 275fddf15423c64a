"""The pages of a site that is closed, without its database, has too much to do, or is slowed down for somebody.

Each is brought about on a running site and undone again; the site's database has to be a file.
"""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from playwright.sync_api import Page, Route

from tests.running import ROOT, RunningSite

FORM = "/questions/six-one-brace/"
BUSY = """
import json
from statuscourse.web.refusing import busy_with_pages
for method in ("GET", "POST"):
    status, fields, content = busy_with_pages({"REQUEST_METHOD": method, "HTTP_ACCEPT": "text/html"})
    headers = {name.decode(): value.decode() for name, value in fields}
    print(json.dumps({"status": status, "headers": headers, "body": content.decode()}))
"""


def pages(page: Page, site: RunningSite) -> Iterator[str]:
    """The name of each page while it is shown. A newcomer's browser, which nothing was refused yet."""
    for walk in (_closed, _without_database, _broken, _busy, _slowed):
        yield from walk(page, site)


@contextmanager
def closed(site: RunningSite, **said: object) -> Iterator[None]:
    """What ``manage.py maintenance on`` writes."""
    switch = site.data / "maintenance.json"
    switch.write_text(json.dumps(said), encoding="utf-8")
    try:
        yield
    finally:
        switch.unlink()


@contextmanager
def without_database(site: RunningSite) -> Iterator[None]:
    file = site.data / "statuscourse.sqlite3"
    away = file.rename(site.data / "away.sqlite3")
    try:
        yield
    finally:
        away.rename(file)


def _send(page: Page) -> None:
    with page.expect_response(lambda response: response.request.method == "POST"):
        page.get_by_role("button", name="Send the answer").first.click()


def _send_as_a_page(page: Page) -> None:
    """As a browser without a script would."""
    with page.expect_navigation():
        page.evaluate("document.querySelector('form.asking').submit()")


def _choose(page: Page) -> None:
    page.goto(FORM)
    page.locator(".keys .key").first.click()


def _closed(page: Page, site: RunningSite) -> Iterator[str]:
    with closed(site):
        page.goto("/search/?q=retry")
        yield "refused-closed"
    until = (datetime.now(UTC) + timedelta(days=2)).isoformat()
    with closed(site, text="We are moving to a larger machine.", until=until):
        page.goto("/")
        yield "refused-closed-until"
    _choose(page)
    with closed(site, read_only=True):
        _send(page)
        page.get_by_role("alert").wait_for()
        yield "refused-read-only-in-place"
        _send_as_a_page(page)
        yield "refused-read-only-sent"


def _without_database(page: Page, site: RunningSite) -> Iterator[str]:
    _choose(page)
    with without_database(site):
        _send(page)
        page.get_by_role("alert").wait_for()
        yield "refused-database-in-place"
        _send_as_a_page(page)
        yield "refused-database-sent"
        page.goto("/progress/?from=quizzes")
        yield "refused-database"


def _broken(page: Page, site: RunningSite) -> Iterator[str]:
    site.sql("ALTER TABLE quizzes_quiz RENAME TO quizzes_away")
    try:
        page.goto("/quizzes/")
        yield "refused-broken"
    finally:
        site.sql("ALTER TABLE quizzes_away RENAME TO quizzes_quiz")


def _busy(page: Page, site: RunningSite) -> Iterator[str]:
    """The page itself; to keep a server that busy would take a crowd (tests/load)."""
    words = [sys.executable, "manage.py", "shell", "--verbosity", "0", "-c", BUSY]
    done = subprocess.run(words, cwd=ROOT, env=site.environment, capture_output=True, text=True, check=True)
    for name, line in zip(("refused-busy", "refused-busy-sent"), done.stdout.splitlines()[-2:], strict=True):
        page.route("**/lessons/", _with(json.loads(line)), times=1)
        page.goto("/lessons/")
        yield name


def _with(answer: dict[str, Any]) -> Callable[[Route], None]:
    return lambda route: route.fulfill(**answer)


def _slowed(page: Page, site: RunningSite) -> Iterator[str]:
    """Ten codes that open nothing are what somebody may mistype in ten minutes."""
    for _ in range(12):
        page.goto("/accounts/code/")
        page.get_by_role("textbox").first.fill("KTM4-7RWX")
        with page.expect_response(lambda response: response.request.method == "POST") as told:
            page.get_by_role("textbox").first.press("Enter")
        page.wait_for_load_state()
        if told.value.status == 429:
            break
    yield "refused-slowed"
