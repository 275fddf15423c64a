"""Write the course into one file, or look at such a file."""

import logging
from argparse import ArgumentParser
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from statuscourse.backups import schedule, taking
from statuscourse.backups.files import BackupRefused
from statuscourse.backups.retention import Keep, prune
from statuscourse.moving import left
from statuscourse.pruning import prune_as_set

log = logging.getLogger("statuscourse.backups")


class Command(BaseCommand):
    help = "Write the whole course into one file while it runs, read it back, and delete backups that are too old."
    requires_system_checks = []
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", nargs="?", type=Path, default=settings.BACKUP_DIR)
        parser.add_argument("--check", type=Path, metavar="FILE", help="look at a backup, write nothing")
        parser.add_argument("--every", type=float, metavar="HOURS", help="go on, with a backup every so many hours")
        parser.add_argument(
            "--scheduled",
            action="store_true",
            help="say nothing where all went well; prune as PRUNE_DAYS says; with --every: one, where it is due",
        )
        for period, kept in (("days", "DAYS"), ("weeks", "WEEKS"), ("months", "MONTHS")):
            default = getattr(settings, f"BACKUP_KEEP_{kept}")
            what = f"for how many {period} the newest backup stays (default {default})"
            parser.add_argument(f"--keep-{period}", type=int, default=default, metavar="N", help=what)

    def handle(self, *args: Any, **options: Any) -> None:
        if options["check"]:
            self._check(options["check"])
        elif left.is_left():
            raise CommandError(f"{left.sentence()} No backup was made: it would be one of the old file.")
        elif options["every"] is not None and not options["scheduled"]:
            self._go_on(options)
        else:
            self._take(options)

    def _check(self, path: Path) -> None:
        try:
            manifest = taking.check_backup(path)
        except (BackupRefused, OSError) as refused:
            raise CommandError(str(refused)) from refused
        self.stdout.write(
            f"{path} is whole: release {manifest.version}, made {manifest.made_at}, {manifest.engine}, "
            f"{manifest.rows:,} rows in {len(manifest.counts)} tables."
        )

    def _go_on(self, options: dict[str, Any]) -> None:
        hours, folder = options["every"], options["folder"].resolve()
        keep = _keep(options)
        if not 0.01 <= hours <= 8760:
            raise CommandError(f"--every is {hours:g}; write hours from 0.01 to 8760")
        self.stdout.write(f"A backup every {hours:g} hours into {folder}. Stop with Ctrl-C.")
        self.stdout.flush()
        try:
            schedule.run(timedelta(hours=hours), folder, first=timedelta(0), words=_words(keep))
        except KeyboardInterrupt:
            self.stdout.write("Stopped.")

    def _take(self, options: dict[str, Any]) -> None:
        keep = _keep(options)
        folder, quiet = options["folder"].resolve(), options["scheduled"]
        every = timedelta(hours=options["every"]) if options["every"] is not None else None
        try:
            taken = taking.take_backup(folder, now=timezone.now(), every=every)
            gone = prune(folder, keep, timezone.now())
        except taking.Busy:
            if not quiet:
                raise CommandError(f"Another backup is being written into {folder}. Nothing was done.") from None
            return
        except (BackupRefused, OSError) as refused:
            if quiet:
                log.error("%s", refused)
                raise SystemExit(1) from refused
            raise CommandError(str(refused)) from refused
        if quiet:
            prune_as_set(now=timezone.now())
            return
        self.stdout.write(taken.sentence)
        if gone:
            self.stdout.write(f"Deleted, as too old to keep: {', '.join(gone)}")


def _keep(options: dict[str, Any]) -> Keep:
    keep = Keep(options["keep_days"], options["keep_weeks"], options["keep_months"])
    if min(keep.days, keep.weeks, keep.months) < 0:
        raise CommandError("--keep-days, --keep-weeks and --keep-months are 0 or more")
    return keep


def _words(keep: Keep) -> list[str]:
    """For the process that makes the backup."""
    return [f"--keep-days={keep.days}", f"--keep-weeks={keep.weeks}", f"--keep-months={keep.months}"]
