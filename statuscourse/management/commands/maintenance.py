"""Close the site for a while, and open it again."""

from argparse import ArgumentParser, ArgumentTypeError
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from statuscourse.moving import left
from statuscourse.web import maintenance

MOST_MINUTES = 7 * 24 * 60


def minutes(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) < 6) or not 1 <= int(text) <= MOST_MINUTES:
        raise ArgumentTypeError(f"{text!r} is no number of minutes from 1 to {MOST_MINUTES}")
    return int(text)


class Command(BaseCommand):
    help = "Close the site: manage.py maintenance on --minutes 20. Open it: manage.py maintenance off."
    requires_system_checks = []  # a site that has problems must be closable

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("what", choices=["on", "off", "status"])
        parser.add_argument("--minutes", type=minutes, help="how long it is meant to take; learners are told")
        parser.add_argument(
            "--text", default="", help=f"a sentence for learners, up to {maintenance.MOST_TEXT} characters"
        )
        parser.add_argument("--read-only", action="store_true", help="pages go on; whatever would write is told 503")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["what"] == "on":
            self._begin(options)
        elif options["minutes"] or options["text"] or options["read_only"]:
            raise CommandError("--minutes, --text and --read-only go with: maintenance on. Nothing was changed.")
        elif options["what"] == "off":
            self._end()
        self.stdout.write(_state())

    def _begin(self, options: dict[str, Any]) -> None:
        text = " ".join(options["text"].split())
        if len(text) > maintenance.MOST_TEXT:
            raise CommandError(
                f"The text has {len(text)} characters; {maintenance.MOST_TEXT} are the most. Nothing was changed."
            )
        until = timezone.now() + timedelta(minutes=options["minutes"]) if options["minutes"] else None
        try:
            maintenance.begin(text=text, until=until, read_only=options["read_only"])
        except OSError as error:
            raise CommandError(f"The site was not closed: {error}") from error

    def _end(self) -> None:
        """A server that still has the old file must not take what would be lost with it."""
        if left.is_left():
            raise CommandError(
                f"{left.sentence()} Then start the site anew, which opens it. Nothing was changed. To go on with the"
                f" old file all the same, delete {left.mark()} first."
            )
        maintenance.end()


def _state() -> str:
    found = maintenance.under_way()
    if found is None:
        return "The site is open."
    state = "The site can be read, and nothing can be written" if found.read_only else "The site is closed"
    if found.until:
        state += f"; it is meant to open at {timezone.localtime(found.until):%Y-%m-%d %H:%M %Z}"
    return f"{state}. To open it: manage.py maintenance off"
