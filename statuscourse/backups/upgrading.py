"""A way back from every upgrade: a backup before a database is migrated. An older release leaves a newer one alone."""

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import DEFAULT_DB_ALIAS, Error
from django.utils import timezone

from statuscourse import VERSION

from . import schema, taking
from .files import BackupRefused

NAME = "before-upgrade-{now:%Y%m%d-%H%M%S}.zip"  # not a name that retention deletes


class UpgradeRefused(Exception):
    """The database stays as it is; the sentence says why and how to go on."""


def upgrade(*, say: Callable[[str], object]) -> None:
    """Bring the database up to this release, with a backup before anything is changed. Raises UpgradeRefused.

    A migration that fails raises what it failed by. Where it changed nothing, the backup goes again: a supervisor tries
    every few seconds, and each try would leave a file that is never deleted.
    """
    before = schema.applied_in(DEFAULT_DB_ALIAS)
    backup = _before_migrating(before, say)
    try:
        call_command("migrate", verbosity=0)
    except Exception:
        with suppress(Error, OSError):
            if backup and schema.applied_in(DEFAULT_DB_ALIAS) == before:
                backup.unlink()
                say("  The upgrade failed, and the database is as it was; that backup was deleted again.")
        raise


def _before_migrating(applied: list[str], say: Callable[[str], object]) -> Path | None:
    """Back up a database that is about to be migrated; where, or None where there is nothing to migrate or to keep.

    Raises UpgradeRefused where the database is of a newer release, or the backup cannot be made.
    """
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
            "To upgrade without one: manage.py migrate, then start."
        ) from refused
    say(f"Upgrading the database to release {VERSION}: {', '.join(pending)}")
    say(f"  The way back: manage.py restore --replace {taken.path}, and then start the release before.")
    return taken.path
