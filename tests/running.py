"""The real site on a free port, with its own data folder and database: for browser tests and screenshots.

Its database is a file in the folder; in the suite on PostgreSQL a new one there, so that the same tests run on both.
"""

import os
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import psutil
import psycopg

from tests.settings_of_a_site import without_settings

ROOT = Path(__file__).resolve().parent.parent


@dataclass
class RunningSite:
    url: str
    data: Path
    environment: dict[str, str]
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with (self.data / "log").open("ab") as log:
            command = [sys.executable, "manage.py", "serve"]
            self.process = subprocess.Popen(command, cwd=ROOT, env=self.environment, stdout=log, stderr=log)
        wait_until_ready(self)

    def stop(self) -> None:
        if self.process is not None:
            self.process.terminate()
            self.process.wait(timeout=20)

    def kill(self) -> None:
        """Every process at once, as ``kill -9`` or a power cut would: nothing is finished, nothing is said."""
        assert self.process is not None
        parent = psutil.Process(self.process.pid)
        for process in [*parent.children(recursive=True), parent]:
            process.kill()
        self.process.wait(timeout=20)

    def sql(self, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        """Ask the site's database past the site, in SQL that both kinds read, with ``%s`` for values; times are UTC."""
        if url := self.environment.get("DATABASE_URL"):
            return asked(url, statement, *values)
        with closing(sqlite3.connect(self.data / "statuscourse.sqlite3", timeout=20)) as base, base:
            return base.execute(statement.replace("%s", "?"), values).fetchall()


def asked(url: str, statement: str, *values: Any) -> list[tuple[Any, ...]]:
    """What a PostgreSQL answers to one statement."""
    with psycopg.connect(url, autocommit=True, options="-c timezone=UTC") as base:
        rows = base.execute(statement, values)
        return rows.fetchall() if rows.description else []


@contextmanager
def new_database(server: str) -> Iterator[str]:
    """The address of a database of its own on a PostgreSQL, dropped at the end."""
    name = f"site-{uuid4().hex[:12]}"
    asked(server, f'CREATE DATABASE "{name}"')
    try:
        yield f"{server.rpartition('/')[0]}/{name}"
    finally:
        asked(server, f'DROP DATABASE "{name}" WITH (FORCE)')


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running_site(*, is_started: bool = True, **environment: str) -> Iterator[RunningSite]:
    """Start what `make serve` starts and stop it afterwards. A test may start it itself."""
    server = os.environ.get("TEST_DATABASE_URL")
    if server and "DATABASE_URL" not in environment:
        with (
            new_database(server) as url,
            running_site(is_started=is_started, DATABASE_URL=url, **environment) as site,
        ):
            yield site
        return
    with tempfile.TemporaryDirectory() as folder:
        port = free_port()
        place = {"DATA_DIR": folder, "PORT": str(port), "HOST": "127.0.0.1", "BACKUP_HOURS": "0"}
        env = without_settings(os.environ) | place | environment
        site = RunningSite(f"http://127.0.0.1:{port}", Path(folder), env)
        try:
            if is_started:
                site.start()
            yield site
        finally:
            site.stop()


def wait_until_ready(site: RunningSite, seconds: float = 300) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if site.process is None or site.process.poll() is not None:
            break
        try:
            with urllib.request.urlopen(f"{site.url}/readyz", timeout=2) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("the site did not start:\n" + (site.data / "log").read_text(errors="replace"))
