"""Carry the course from its file to a PostgreSQL."""

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from statuscourse.moving.carrying import MoveRefused, move_to


class Command(BaseCommand):
    help = "Carry the course to an empty PostgreSQL: manage.py move_database postgres://user:password@host:5432/name"
    requires_system_checks = []
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("url", help="the address that DATABASE_URL will have, or - to read it from standard input")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            move_to(self._url(options["url"]), say=self._say)
        except (MoveRefused, OSError) as refused:
            raise CommandError(str(refused)) from refused
        self.stdout.write(
            "Everything arrived. Next: set DATABASE_URL to that address and start the site anew, which opens it,\n"
            "  unless somebody had closed it before.\n"
            "  Other machines of the course need the same SECRET_KEY: it stands in DATA_DIR/secret_key.\n"
            "  The file stays where it is. It is the way back for as long as nothing new was stored."
        )

    def _url(self, given: str) -> str:
        """The address. What stands in the command line is everybody's to read on the machine (``ps``), and is kept."""
        return sys.stdin.readline().strip() if given == "-" else given

    def _say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()
