"""Put the course of a backup back."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from django.utils import timezone

from statuscourse.backups.files import BackupRefused
from statuscourse.backups.restoring import Restored, RestoredWrongly, restore_backup


class Command(BaseCommand):
    help = "Put the course of a backup where the settings say that the database is. What was there before is kept."
    requires_system_checks = []
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--replace", action="store_true", help="also where there is a course, which is put aside")
        parser.add_argument("--running", action="store_true", help="also while a server has the database open")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            done = restore_backup(
                options["file"], replace=options["replace"], running=options["running"], now=timezone.now()
            )
        except RestoredWrongly as wrong:
            raise CommandError(str(wrong)) from wrong
        except (BackupRefused, OSError, DatabaseError) as refused:
            raise CommandError(f"{refused}\nNothing was changed.") from refused
        self._tell(done, running=options["running"])

    def _tell(self, done: Restored, *, running: bool) -> None:
        of = done.manifest
        self.stdout.write(
            f"Restored release {of.version} of {of.made_at}: {of.rows:,} rows in {len(of.counts)} tables, "
            "read back and found the same."
        )
        self.stdout.write(done.key)
        if done.aside:
            what = "" if "/" in done.aside else "the schema "
            self.stdout.write(f"What was there before is kept in {what}{done.aside}")
        if done.pending:
            self.stdout.write(f"The next start brings it up to this release: {', '.join(done.pending)}")
        self.stdout.write("Next: start the server anew at once." if running else "Next: make serve")
