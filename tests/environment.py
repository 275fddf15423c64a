"""A home for the tests, and none of the settings of whoever runs them.

A plugin and no conftest, because pytest-django reads the settings before the first conftest: `-p` in pyproject.toml.
"""

import os
import shutil
import tempfile
from pathlib import Path

from tests.settings_of_a_site import without_settings

kept = without_settings(os.environ)
os.environ.clear()
os.environ.update(kept)

# The suite runs on SQLite, or on the PostgreSQL of `make test-postgres`.
if os.environ.get("TEST_DATABASE_URL"):
    os.environ["DATABASE_URL"] = os.environ["TEST_DATABASE_URL"]

HOME = Path(tempfile.mkdtemp(prefix="statuscourse-tests-")).resolve()
os.environ["DATA_DIR"] = str(HOME)  # also for every process that a test starts
# Playwright's sync API runs a loop in this thread, and the ORM would refuse to work beside it.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


def pytest_unconfigure(config):
    shutil.rmtree(HOME, ignore_errors=True)
