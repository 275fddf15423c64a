"""A real browser on the real server: one site for all tests, a fresh context of the one Chromium for each."""

import os
from pathlib import Path

import pytest

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
