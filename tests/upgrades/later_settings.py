"""The settings of a release after this one: the same site with a migration more."""

from statuscourse.settings import *  # noqa: F403

MIGRATION_MODULES = {"lessons": "tests.upgrades.later"}
