"""Bring the data folder up to date and serve: what `make serve` runs."""

import hashlib
import os
import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from lessons.models import Lesson
from statuscourse.web.serving import AlreadyServed, hold_alone

# One worker a core. ASGI without lifespan: ``statuscourse.asgi`` collects bodies and runs Django in one thread.
GRANIAN = ["--interface", "asginl", "--no-ws", "--respawn-failed-workers", "--no-access-log"]
WATCHED = ("statuscourse", "lessons", "quizzes", "templates", "static", "requirements.txt")


class Command(BaseCommand):
    help = "Migrate, load the course and collect static files where something changed, then serve with granian."

    def handle(self, *args: Any, **options: Any) -> None:
        os.umask(0o077)  # the database and the key are nobody else's to read
        self._enter()
        self._prepare()
        self._greet()
        workers = str(max(1, min(os.cpu_count() or 1, 4)))
        command = [sys.executable, "-m", "statuscourse.server", *GRANIAN, "--workers", workers]
        command += ["--host", settings.HOST, "--port", str(settings.PORT), "--log-level", "warning"]
        self.stdout.flush()
        os.execv(sys.executable, [*command, "statuscourse.asgi:application"])  # noqa: S606 - our own arguments

    def _enter(self) -> None:
        """Keep a second server off the same file, before it changes anything."""
        if connection.vendor != "sqlite":
            return
        try:
            hold_alone(Path(settings.DATA_DIR), f"process {os.getpid()}, at {settings.SITE_URL}")
        except AlreadyServed as other:
            raise CommandError(
                f"Another server has the data folder {settings.DATA_DIR} ({other}). Nothing was changed. Stop it first,"
                " or give this one a folder of its own: DATA_DIR=... make serve"
            ) from None

    def _prepare(self) -> None:
        """Migrate always; load and collect where the code, the content or the database changed since the last start."""
        call_command("migrate", verbosity=0)
        stamp = Path(settings.DATA_DIR) / "prepared"
        mark = fingerprint()
        prepared = stamp.is_file() and stamp.read_text(encoding="ascii") == mark
        if prepared and Path(settings.STATIC_ROOT).is_dir() and Lesson.objects.exists():
            return
        loaded = self._load()
        call_command("collectstatic", interactive=False, verbosity=0)
        if loaded:
            stamp.write_text(mark, encoding="ascii")

    def _load(self) -> bool:
        """Whether the course could be loaded. Where it could not, an older one goes on being served: nobody's class
        stands before a closed door because a new question has the name of an instructor's.
        """
        try:
            call_command("load_course", stdout=self.stdout, stderr=self.stderr)
        except CommandError as refused:
            if not Lesson.objects.exists():
                raise
            self.stderr.write(f"  {refused} The course that was loaded before is served.")
            return False
        return True

    def _greet(self) -> None:
        self.stdout.write(f"Status Course is at {settings.SITE_URL}/ (data in {settings.DATA_DIR})")
        if not settings.HTTPS:
            self.stdout.write(
                "  Plain http: for this machine or a classroom's own network. SITE_URL=https://... for more."
            )
        self.stdout.write(
            "  First instructor: sign up on the site, then: make appoint NAME=<user name> ROLE=instructor"
        )
        self.stdout.write("  Stop with Ctrl-C.")


def fingerprint() -> str:
    """A hash over the names, sizes and times of everything that is served or loaded."""
    state = hashlib.sha256()
    for name in WATCHED:
        top = settings.BASE_DIR / name
        for path in [top] if top.is_file() else sorted(top.rglob("*")):
            if path.is_file() and path.suffix != ".pyc":
                about = path.stat()
                state.update(f"{path}:{about.st_size}:{about.st_mtime_ns}\n".encode())
    return state.hexdigest()
