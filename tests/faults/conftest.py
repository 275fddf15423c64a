"""One site on a SQLite file for the faults that a site survives; those that end it start one of their own."""

import pytest

from tests.running import running_site


@pytest.fixture(scope="session")
def site():
    with running_site() as running:
        yield running
