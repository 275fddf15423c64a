"""A way back from every upgrade: a backup before a database is migrated. An older release leaves a newer one alone."""

from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS
from django.utils import timezone

from statuscourse import VERSION

from . import schema, taking
from .files import BackupRefused

NAME = "before-upgrade-{now:%Y%m%d-%H%M%S}.zip"  # not a name that retention deletes


class UpgradeRefused(Exception):
    """The database stays as it is; the sentence says why and how to go on."""


def before_migrating(*, say: Callable[[str], object]) -> Path | None:
    """Back up a database that is about to be migrated; where, or None where there is nothing to migrate or to keep.

    Raises UpgradeRefused where the database is of a newer release, or the backup cannot be made.
    """
    applied = schema.applied_in(DEFAULT_DB_ALIAS)
    newer = schema.unknown(applied)
    if newer:
        raise UpgradeRefused(
            f"The database is of a newer release than this one ({VERSION}), which does not know {', '.join(newer)}. "
            "Start the newer release, or restore the backup from before the upgrade with this one: "
            f"manage.py restore --replace FILE, from {settings.BACKUP_DIR}"
        )
    pending = schema.pending(applied)
    if not applied or not pending:
        return None
    now = timezone.now()
    try:
        taken = taking.take_backup(settings.BACKUP_DIR, now=now, name=NAME.format(now=now))
    except (BackupRefused, taking.Busy) as refused:
        raise UpgradeRefused(
            f"Release {VERSION} changes the database, and first a backup has to be made. "
            f"{refused or 'Another one is being written at this moment.'} Mend that and start again. "
            "To upgrade without one: .venv/bin/python manage.py migrate, then start."
        ) from refused
    say(f"Upgrading the database to release {VERSION}: {', '.join(pending)}")
    say(f"  The way back: manage.py restore --replace {taken.path}, and then start the release before.")
    return taken.path
