"""Fixtures for every test: a home of our own, the course loaded once, factories, and the cast.

Ada is a signed-in learner, Ines an instructor, Sam a learner who has no business with Ada's things, and ``anonymous``
has never been here. Each is a browser that enforces CSRF; see ``visitor.py``.
"""

import os
import shutil
import tempfile
from pathlib import Path

# Playwright's sync API runs a loop in this thread, and the ORM would refuse to work beside it.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
HOME = Path(tempfile.mkdtemp(prefix="statuscourse-tests-"))
os.environ["DATA_DIR"] = str(HOME)  # for every process that a test starts

import hypothesis  # noqa: E402
import pytest  # noqa: E402
from django.conf import settings  # noqa: E402

# The same examples in every run: a failure is news about the code and not about the dice.
hypothesis.settings.register_profile("course", deadline=None, database=None, derandomize=True, max_examples=60)
hypothesis.settings.load_profile("course")

# pytest-django has read the settings before it came to this file, so what points at a folder is turned round by hand.
# Nothing was opened yet. A database in a file, because threads cannot share one in memory.
settings.DATA_DIR = HOME
settings.STATIC_ROOT = HOME / "static"
settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
DATABASE = settings.DATABASES["default"]
DATABASE["NAME"] = HOME / "statuscourse.sqlite3"
DATABASE.setdefault("TEST", {})["NAME"] = str(HOME / "tests.sqlite3")
DATABASE["OPTIONS"]["init_command"] = "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF;"

from django.contrib.sessions.models import Session  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.test.utils import setup_databases, teardown_databases  # noqa: E402

from lessons import access as lesson_pages  # noqa: E402
from lessons.reports import _index  # noqa: E402
from quizzes.models import Question, Quiz, get_revision  # noqa: E402
from quizzes.reports import _feedback_html, shown_question  # noqa: E402
from statuscourse.accounts.models import Learner, User  # noqa: E402
from tests import factories  # noqa: E402
from tests.visitor import Visitor  # noqa: E402


def pytest_unconfigure(config):
    shutil.rmtree(HOME, ignore_errors=True)


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
    for cached in (get_revision, shown_question, _feedback_html, _index):
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
def make_reading(db):
    return factories.make_reading


@pytest.fixture
def committed(django_db_setup, django_db_blocker):
    """Rows that are written for real, so that other threads see them; they are taken away afterwards."""
    with django_db_blocker.unblock():
        yield
        for model in (Learner, User, Session):
            model.objects.all().delete()
        Quiz.objects.filter(slug__startswith="tests-").delete()
        Question.objects.filter(pk__startswith="tests-").update(current=None)
        Question.objects.filter(pk__startswith="tests-").delete()


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
