"""The settings of a release whose upgrade fails."""

from statuscourse.settings import *  # noqa: F403

MIGRATION_MODULES = {"lessons": "tests.upgrades.failing"}
