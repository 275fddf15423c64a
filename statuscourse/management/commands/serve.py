"""Bring the data folder up to date and serve: what `make serve` runs."""

import os
import resource
import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError, connection

from lessons.models import Lesson
from statuscourse import prepared
from statuscourse.backups import upgrading
from statuscourse.moving.carrying import MoveRefused, arrive
from statuscourse.web.logs import hidden
from statuscourse.web.serving import AlreadyServed, hold_alone, hold_in_use, workers
from statuscourse.web.turns import starting

# ASGI without lifespan: ``statuscourse.asgi`` collects bodies and runs Django in one thread.
GRANIAN = ["--interface", "asginl", "--no-ws", "--respawn-failed-workers", "--no-access-log"]
# Where it would tell HTTP/2 by the first bytes it waits for them without an end, and whoever opens connections and says
# nothing could keep everybody else out. Proxies speak 1.1 to what is behind them.
GRANIAN += ["--http", "1"]
# Its backpressure counts connections, and browsers keep up to six of them open for half a minute. With 512 for each
# worker, the default, five hundred learners could keep the next one out while nobody asks for anything.
CONNECTIONS = 4096
GRANIAN += ["--backlog", "4096", "--backpressure", str(CONNECTIONS)]


class Command(BaseCommand):
    help = "Migrate, load the course and collect static files where something changed, then serve with granian."

    def handle(self, *args: Any, **options: Any) -> None:
        allow_connections()
        try:
            self._enter()
            self._prepare()
        except OperationalError as broken:
            where = "DATABASE_URL" if connection.vendor == "postgresql" else "DATA_DIR"
            said = hidden(str(broken)).strip()
            raise CommandError(
                f"The database failed: {said}\nStart or mend it, or {where}, and start again."
            ) from broken
        self._greet()
        command = [sys.executable, "-m", "statuscourse.server", *GRANIAN, "--workers", str(workers())]
        command += ["--host", settings.HOST, "--port", str(settings.PORT), "--log-level", "warning"]
        self.stdout.flush()
        os.execv(sys.executable, [*command, "statuscourse.asgi:application"])  # noqa: S606 - our own arguments

    def _enter(self) -> None:
        """Nobody restores a database under this server, and no other serves it; none that has moved."""
        try:
            hold_in_use(Path(settings.DATA_DIR))
        except BlockingIOError:
            raise CommandError(f"A backup is being restored into {settings.DATA_DIR}. Start when it is done.") from None
        try:
            if arrive():
                self.stdout.write("The course has moved to its PostgreSQL. The site is open again.")
        except MoveRefused as refused:
            raise CommandError(str(refused)) from refused
        if connection.vendor == "sqlite":
            self._alone()

    def _alone(self) -> None:
        try:
            hold_alone(Path(settings.DATA_DIR), f"process {os.getpid()}, at {settings.SITE_URL}")
        except AlreadyServed as other:
            raise CommandError(
                f"Another server has the data folder {settings.DATA_DIR} ({other}). Nothing was changed. Stop it first,"
                " or give this one a folder of its own: DATA_DIR=... make serve"
            ) from None

    def _prepare(self) -> None:
        """Bring everything up to date; where several machines start on one database, one after the other."""
        with starting():
            self._update()

    def _update(self) -> None:
        """Migrate always; load and collect where the code, the content or the database changed since the last start."""
        try:
            upgrading.upgrade(say=self.stdout.write)
        except upgrading.UpgradeRefused as refused:
            raise CommandError(str(refused)) from refused
        mark = prepared.fingerprint()
        if prepared.kept() == mark and Path(settings.STATIC_ROOT).is_dir() and Lesson.objects.exists():
            return
        loaded = self._load()
        call_command("collectstatic", interactive=False, verbosity=0)
        if loaded:
            prepared.keep(mark)

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
        database = connection.settings_dict
        where = f", database {database['NAME']} at {database['HOST']}" if connection.vendor == "postgresql" else ""
        self.stdout.write(f"Status Course is at {settings.SITE_URL}/ (data in {settings.DATA_DIR}{where})")
        if not settings.HTTPS:
            self.stdout.write(
                "  Plain http: for this machine or a classroom's own network. SITE_URL=https://... for more."
            )
        self.stdout.write(
            "  First instructor: sign up on the site, then: make appoint NAME=<user name> ROLE=instructor"
        )
        self.stdout.write("  Stop with Ctrl-C.")


def allow_connections() -> None:
    """Raise the limit of open files, 1024 in many shells, to what a worker may need; workers inherit it."""
    now, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = 2 * CONNECTIONS if most == resource.RLIM_INFINITY else min(2 * CONNECTIONS, most)
    if now != resource.RLIM_INFINITY and now < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, most))
