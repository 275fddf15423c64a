"""The places under measurement, each in a folder of its own: the floor, and the product with so many answers."""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from .client import LoadError
from .servers import ROOT, Server, environment, free_port

WORKERS = 2
PEOPLE = 200
MEMBERS = 16
EXAMINEES = 100  # others, since nobody may answer by itself what an exam under way asks


def run(words: list[str], env: dict[str, str]) -> str:
    done = subprocess.run(words, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    if done.returncode:
        raise LoadError(f"{' '.join(words)}: {done.stderr[-2000:]}{done.stdout[-2000:]}")
    return done.stdout


def rows(file: Path, table: str) -> int:
    base = sqlite3.connect(f"file:{file}?mode=ro", uri=True)
    try:
        return int(base.execute(f"SELECT COUNT(*) FROM {table}").fetchone()[0])
    finally:
        base.close()


class Floor:
    """Bare Django with people who are signed in."""

    def __init__(self, folder: Path) -> None:
        self.name = "floor"
        self.file, self.table, self.drafts = folder / "floor.sqlite3", "floor_answer", "floor_draft"
        self.acknowledged = 0
        env = environment(FLOOR_DIR=str(folder))
        made = json.loads(run([sys.executable, "-m", "tests.load.floor", str(PEOPLE)], env))
        self.sessions: list[str] = made["sessions"]
        self.attempts: list[str] = made["attempts"]
        self.server = Server(self.name, "tests.load.floor:application", env, folder, WORKERS)


class Site:
    """The product with so many stored answers: a copy of a folder in which the course was loaded.

    With ``database``, the address of a PostgreSQL in which it was loaded as well, this is where it is kept.
    """

    def __init__(
        self, folder: Path, loaded: Path, answers: int, *, name: str = "", database: str = "", throttles: bool = False
    ) -> None:
        self.answers = answers
        self.name = name or f"site with {answers:,}"
        data = folder / f"data-{name or answers}"
        shutil.copytree(loaded, data)
        self.file, self.table, self.drafts = data / "statuscourse.sqlite3", "quizzes_answer", "quizzes_draft"
        self.acknowledged = 0
        ours = {"DATA_DIR": str(data), "HOST": "127.0.0.1", "PORT": str(free_port())}
        if not throttles:  # a handful of connections send here what hundreds of people would
            ours["PAGE_THROTTLES"] = "0"
        env = environment(**ours, **_database(database))
        self.is_file = not database
        self.server = Server(self.name, "statuscourse.asgi:application", env, folder, WORKERS)
        self.members: list[Any] = []
        self.people: list[Any] = []
        self.examinees: list[Any] = []
        self.summary_queries: dict[int, int] = {}  # by the number of questions
        self.rebuilt: tuple[int, float, float] | None = None  # answers; seconds to count them anew, and of work
        self.memory: dict[str, float] = {}  # MB by stage

    def weigh(self, stage: str) -> None:
        self.memory[stage] = self.server.memory()

    def use(self) -> None:
        """Let this process's Django read and write this site's database."""
        from django.db import connection  # noqa: PLC0415 - needs Django set up

        connection.close()
        if self.is_file:
            connection.settings_dict["NAME"] = str(self.file)

    def populate(self, progress: Callable[[str], None]) -> None:
        """People sign in, and others answer: newcomers to an empty table, or some of those who filled it."""
        from . import filling, product  # noqa: PLC0415

        self.use()
        port = self.server.port
        self.members = product.members(port, MEMBERS)
        if not self.answers:
            people = product.newcomers(port, PEOPLE + EXAMINEES)
            self.acknowledged += len(people)
            self.people, self.examinees = people[:PEOPLE], people[PEOPLE:]
            return
        start = time.monotonic()
        learners = filling.fill(self.answers)
        os.sync()
        self.acknowledged += self.answers
        wanted = PEOPLE + EXAMINEES
        people = product.regulars(port, learners[:: max(1, len(learners) // wanted)][:wanted])
        if len(people) < wanted:
            raise LoadError(f"{self.answers:,} answers have {len(people)} learners; {wanted} are needed")
        self.people, self.examinees = people[:PEOPLE], people[PEOPLE:]
        progress(f"stored {self.answers:,} answers of {len(learners):,} learners in {time.monotonic() - start:.0f} s")


def _database(address: str) -> dict[str, str]:
    return {"DATABASE_URL": address} if address else {}


def load_course(folder: Path, database: str = "") -> None:
    """Make the folder that the sites are copies of, and set up Django in this process with it."""
    env = environment(DATA_DIR=str(folder), HOST="127.0.0.1", PORT=str(free_port()), **_database(database))
    for words in ("migrate --verbosity 0", "load_course", "collectstatic --noinput --verbosity 0"):
        run([sys.executable, "manage.py", *words.split()], env)
    os.environ.clear()
    os.environ.update(env, DJANGO_SETTINGS_MODULE="statuscourse.settings")
    import django  # noqa: PLC0415 - the settings read the environment

    django.setup()
