"""Delete what nobody can come back to. Without --apply it only counts."""

from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from statuscourse import pruning
from statuscourse.moving import left
from statuscourse.web import maintenance

LATER = 75  # EX_TEMPFAIL of sysexits.h: nothing is wrong, and the timer's unit takes it so


class Command(BaseCommand):
    help = "Count idle learners without an account, and what ran out by itself; with --apply delete them."

    def add_arguments(self, parser: ArgumentParser) -> None:
        what = f"idle for so many days, at least {pruning.LEAST_DAYS} (default: PRUNE_DAYS; 0 is nobody)"
        parser.add_argument("--days", type=int, help=what)
        parser.add_argument("--apply", action="store_true", help="delete; there is no way back but a backup")

    def handle(self, *args: Any, **options: Any) -> None:
        is_named, applies, now = options["days"] is not None, options["apply"], timezone.now()
        days = options["days"] if is_named else settings.PRUNE_DAYS
        if days and not pruning.LEAST_DAYS <= days <= 3650:
            raise CommandError(
                f"--days is {days}; write a number from {pruning.LEAST_DAYS} to 3650, or 0 for nobody."
                " Nothing was deleted."
            )
        if left.is_left():
            raise CommandError(f"{left.sentence()} Nothing was deleted.")
        if applies and not is_named and maintenance.under_way() is not None:
            raise CommandError(
                "The site is closed for maintenance, and whoever closed it is at work on the database. Nothing was"
                " deleted. Open it first (manage.py maintenance off), or say for how many days: --days 180.",
                returncode=LATER,
            )
        verb = "Deleted" if applies else "Would delete"
        self.stdout.write(self._learners(days, applies, verb))
        found = pruning.clear_leftovers(now=now) if applies else pruning.leftovers(now)
        self.stdout.write(
            f"{verb} what ran out: {found.sessions} sessions, {found.sign_in_attempts} counted sign-ins, "
            f"{found.wrong_codes} counted codes, {found.devices} browsers of personal codes."
        )
        if not applies:
            self.stdout.write("Nothing was changed. To do it: the same with --apply, after a backup.")

    def _learners(self, days: int, applies: bool, verb: str) -> str:
        if not days:
            return "No learner goes, because PRUNE_DAYS is 0. Write --days 180 to see who would."
        before = timezone.now() - timedelta(days=days)
        found = pruning.prune_learners(before=before) if applies else pruning.idle_learners(before).count()
        return (
            f"{verb} {found} learners without account, class and personal code who did nothing for {days} days, "
            "with their answers, attempts and read sections."
        )
