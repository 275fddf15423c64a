"""Write questions to a file, as the page of exports does."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from quizzes.core.interchange.formats import FORMATS, Format
from quizzes.models import Question
from quizzes.reports.transfer import loss_told, sources_of

WRITABLE = [one.name for one in FORMATS.values() if one.write]


class Command(BaseCommand):
    help = (
        "Write questions to FILE, or to the standard output; what the format cannot carry is named on the "
        "error output. Exit code 0: written. 1: refused, nothing was written."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, nargs="?")
        parser.add_argument("--format", choices=WRITABLE, default="", help="by the ending of FILE, or else yaml")
        parser.add_argument("--topic", nargs="+", default=[], help="these topics only")
        parser.add_argument("--owner", default="", help="this instructor's questions only")
        parser.add_argument("--drafts", action="store_true", help="drafts and unpublished changes too")

    def handle(self, *args: Any, **options: Any) -> None:
        chosen = self._format(options["file"], options["format"])
        rows = Question.objects.filter(retired_at=None).select_related("current").order_by("topic", "pk")
        rows = rows.filter(topic__in=options["topic"]) if options["topic"] else rows
        rows = rows.filter(owner__username=options["owner"]) if options["owner"] else rows
        rows = rows if options["drafts"] else rows.exclude(current=None)
        sources = sources_of(rows, drafts=options["drafts"])
        if not sources:
            raise CommandError("No question fits. Nothing was written.")
        assert chosen.write is not None  # noqa: S101 - one of WRITABLE
        written = chosen.write(sources)
        for loss in written.losses:
            self.stderr.write(f"{loss.question}: {loss_told(loss.text)}")
        self._write(options["file"], written.content)
        self.stderr.write(f"{len(sources)} questions as {chosen.label}.")

    def _format(self, file: Path | None, name: str) -> Format:
        if name:
            return FORMATS[name]
        suffix = file.suffix.casefold() if file else ".yaml"
        fitting = [FORMATS[each] for each in WRITABLE if suffix in FORMATS[each].suffixes]
        if not fitting:
            raise CommandError(f"No format is known by the ending {suffix!r}. Say it: --format {'|'.join(WRITABLE)}")
        return fitting[0]

    def _write(self, file: Path | None, content: bytes) -> None:
        if file is None:
            buffer = getattr(sys.stdout, "buffer", None)
            if buffer is None or self.stdout._out is not sys.stdout:
                self.stdout.write(content.decode("utf-8", "replace"), ending="")
                return
            buffer.write(content)
            buffer.flush()
            return
        try:
            file.write_bytes(content)
        except OSError as error:
            raise CommandError(f"{file} cannot be written: {error.strerror}.") from None
