"""Fixtures for every test: the course loaded once, factories, and the cast.

Ada is a signed-in learner, Ines an instructor and Ivan another one, Olga an administrator, Sam a learner who has no
business with Ada's things, and ``anonymous`` has never been here. Each is a browser that enforces CSRF; see
``visitor.py``.
"""

import os
from contextlib import contextmanager

import hypothesis
import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import OperationalError, connection
from django.test.utils import setup_databases, teardown_databases
from playwright.sync_api import sync_playwright

from lessons import access as lesson_pages
from lessons.reports import _index
from quizzes.models import CountedThrough, Question, Quiz, Regrade, RevisionSums, get_revision
from quizzes.reports.feedback import _feedback_html, _frame_html, _question_html
from quizzes.reports.questions import _shown_question
from statuscourse.accounts.budgets import forget_counts
from statuscourse.accounts.models import Learner, User
from tests import factories
from tests.browser.chromium import launch, wait_for_behaviours
from tests.environment import HOME
from tests.visitor import Visitor

# The same examples in every run: a failure is news about the code and not about the dice.
hypothesis.settings.register_profile("course", deadline=None, database=None, derandomize=True, max_examples=60)
hypothesis.settings.load_profile("course")

settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
DATABASE = settings.DATABASES["default"]
if DATABASE["ENGINE"].endswith("sqlite3"):
    # A database in a file, because threads cannot share one in memory. Nothing has opened it yet.
    DATABASE.setdefault("TEST", {})["NAME"] = str(HOME / "tests.sqlite3")
    DATABASE["OPTIONS"]["init_command"] = "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF;"


# What a test asks for that has a database, its own or that of a site.
WITH_DATABASE = {"django_db_setup", "_django_db_helper", "site", "chromium"}
OWN_SERVERS = {"faults", "upgrades"}  # folders whose tests bring databases of both kinds where they need them


def pytest_collection_modifyitems(config, items):
    """On PostgreSQL what has no database is left out: it would be the same once more."""
    if DATABASE["ENGINE"].endswith("sqlite3"):
        return
    left_out = [item for item in items if not _has_database(item)]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if _has_database(item)]


def _has_database(item):
    if item.path.parent.name in OWN_SERVERS:
        return False
    return bool(WITH_DATABASE & {*item.fixturenames}) or item.get_closest_marker("django_db") is not None


@pytest.fixture(scope="session")
def static_files():
    """Static storage is a manifest: a page can only be drawn after the files were collected."""
    call_command("collectstatic", interactive=False, verbosity=0)


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment, django_db_blocker, static_files):
    """The database of the tests holds the course as it is shipped, loaded once.

    pytest-django would make it for marked tests only, and `committed` needs it without a mark.
    """
    with django_db_blocker.unblock(), open(os.devnull, "w", encoding="utf-8") as nowhere:
        made = setup_databases(verbosity=0, interactive=False, aliases={"default"})
        call_command("load_course", stdout=nowhere)
    yield
    with django_db_blocker.unblock():
        teardown_databases(made, verbosity=0)


@pytest.fixture(autouse=True)
def nothing_remembered():
    """A process keeps pages and revisions by their number, and a rollback gives the same numbers out again."""
    yield
    lesson_pages._pages.clear()
    forget_counts()
    for cached in (get_revision, _shown_question, _frame_html, _feedback_html, _question_html, _index):
        cached.cache_clear()


# Factories


@pytest.fixture
def make_user(db):
    return factories.make_user


@pytest.fixture
def make_learner(db):
    return factories.make_learner


@pytest.fixture
def make_question(db):
    return factories.make_question


@pytest.fixture
def make_quiz(db):
    return factories.make_quiz


@pytest.fixture
def make_attempt(db):
    return factories.make_attempt


@pytest.fixture
def make_answer(db):
    return factories.make_answer


@pytest.fixture
def make_draft(db):
    return factories.make_draft


@pytest.fixture
def make_reading(db):
    return factories.make_reading


@pytest.fixture
def committed(django_db_setup, django_db_blocker):
    """Rows that are written for real, so that other threads see them; they are taken away afterwards."""
    with django_db_blocker.unblock():
        yield
        for model in (Regrade, RevisionSums, CountedThrough, Learner, User, Session):
            model.objects.all().delete()
        Quiz.objects.filter(slug__startswith="tests-").delete()
        Question.objects.filter(pk__startswith="tests-").update(current=None)
        Question.objects.filter(pk__startswith="tests-").delete()


@pytest.fixture
def without_database(db):
    """``with without_database():`` the database does not answer."""

    def refuse(execute, sql, params, many, context):
        raise OperationalError("unable to open database file")

    @contextmanager
    def broken():
        with connection.execute_wrapper(refuse):
            yield

    return broken


# The browser. One for all of them: a process may start Playwright only once at a time, so no folder has its own.


@pytest.fixture(scope="session")
def chromium():
    with sync_playwright() as playwright:
        browser = launch(playwright)
        yield browser
        browser.close()


@pytest.fixture
def open_page(site, chromium):
    """Open a page of the folder's ``site`` as a newcomer; keyword arguments are those of a browser context."""
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


# The cast


@pytest.fixture
def anonymous(db):
    return Visitor()


@pytest.fixture
def ada(make_user):
    return Visitor.signed_in(make_user(username="ada"))


@pytest.fixture
def sam(make_user):
    return Visitor.signed_in(make_user(username="sam"))


@pytest.fixture
def ines(make_user):
    return Visitor.signed_in(make_user(username="ines", role="instructor"))


@pytest.fixture
def ivan(make_user):
    return Visitor.signed_in(make_user(username="ivan", role="instructor"))


@pytest.fixture
def olga(make_user):
    return Visitor.signed_in(make_user(username="olga", role="administrator"))
