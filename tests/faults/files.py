"""A site on a SQLite file, and what stands in that file, asked past the site."""

import os
import re
import sqlite3
import time
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from statuscourse.accounts.models import token_digest
from tests.faults.crowd import Examinee, Person
from tests.running import RunningSite

FILE = "statuscourse.sqlite3"

# What another kind of database does with such a fault, test_two_servers.py shows.
on_sqlite = pytest.mark.skipif(bool(os.environ.get("TEST_DATABASE_URL")), reason="faults of a file")


def port_of(site: RunningSite) -> int:
    return int(site.url.rpartition(":")[2])


def rows(file: Path, statement: str, *values: object) -> list[tuple]:
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True, timeout=20)) as base:
        return base.execute(statement, values).fetchall()


def codes(file: Path) -> list[str]:
    """The ids of all questions that ask for a code."""
    statement = "SELECT id FROM quizzes_question WHERE kind = 'code' AND retired_at IS NULL ORDER BY id"
    return [name for (name,) in rows(file, statement)]


def counted(file: Path, person: Person) -> Counter[str]:
    """How often each question of somebody's is in the file."""
    statement = """
        SELECT revision.question_id, COUNT(*) FROM quizzes_answer AS answer
        JOIN quizzes_questionrevision AS revision ON revision.id = answer.revision_id
        JOIN accounts_learner AS learner ON learner.id = answer.learner_id
        WHERE learner.token_digest = ? GROUP BY 1
    """
    return Counter(dict(rows(file, statement, token_digest(person.cookies["learner"]))))


def draft(file: Path, person: Examinee) -> tuple[int, str] | None:
    """The version and the key of the save that stands at somebody's place."""
    attempt, place = person.attempt
    statement = "SELECT version, save_key FROM quizzes_draft WHERE attempt_id = ? AND position = ?"
    found = rows(file, statement, attempt.replace("-", ""), place)
    return found[0] if found else None


def is_whole(file: Path) -> bool:
    return rows(file, "PRAGMA integrity_check") == [("ok",)] and rows(file, "PRAGMA foreign_key_check") == []


def lines_of_log(site: RunningSite) -> list[str]:
    return (site.data / "log").read_text(errors="replace").splitlines()


def wait_until(condition: Callable[[], object], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not come to that"
        time.sleep(0.02)


def words(text: str) -> str:
    return " ".join(re.sub(r"<[^>]*>", " ", text).split())
