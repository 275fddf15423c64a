"""A home for the tests, and none of the settings of whoever runs them.

A plugin and no conftest, because pytest-django reads the settings before the first conftest: `-p` in pyproject.toml.
"""

import os
import shutil
import tempfile
from pathlib import Path

# Everything that statuscourse/settings.py reads but DATA_DIR; `make` exports some of it.
SETTINGS = (
    "ALLOWED_HOSTS",
    "BACKUP_DIR",
    "BACKUP_HOURS",
    "BACKUP_KEEP_DAYS",
    "BACKUP_KEEP_MONTHS",
    "BACKUP_KEEP_WEEKS",
    "BEHIND_PROXY",
    "DATABASE_URL",
    "DEBUG",
    "HOST",
    "LOG_FORMAT",
    "LOG_LEVEL",
    "LOG_REQUESTS",
    "METRICS_TOKEN",
    "PAGE_THROTTLES",
    "PORT",
    "PRUNE_DAYS",
    "SECRET_KEY",
    "SITE_URL",
    "SSL_REDIRECT",
    "TIME_ZONE",
)
for name in (*SETTINGS, "DJANGO_SETTINGS_MODULE"):
    os.environ.pop(name, None)

# The suite runs on SQLite, or on the PostgreSQL of `make test-postgres`.
if os.environ.get("TEST_DATABASE_URL"):
    os.environ["DATABASE_URL"] = os.environ["TEST_DATABASE_URL"]

HOME = Path(tempfile.mkdtemp(prefix="statuscourse-tests-")).resolve()
os.environ["DATA_DIR"] = str(HOME)  # also for every process that a test starts
# Playwright's sync API runs a loop in this thread, and the ORM would refuse to work beside it.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


def pytest_unconfigure(config):
    shutil.rmtree(HOME, ignore_errors=True)
