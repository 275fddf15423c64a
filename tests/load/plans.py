"""The queries of a request, counted in this process, and those of their plans that read a large table as a whole."""

import re
from functools import cache
from http.cookies import SimpleCookie

from django.apps import apps
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from .client import LoadError

# What grows with the people and with the years; the course, its questions and quizzes do not.
LARGE = (
    "quizzes_answer", "quizzes_attempt", "quizzes_draft", "lessons_sectionreading", "accounts_learner",
    "accounts_user", "accounts_personalcode", "django_session", "classrooms_membership", "classrooms_player",
    "classrooms_liveanswer", "classrooms_assignment", "classrooms_classroom", "classrooms_livesession",
    "quizzes_questionreport",
)  # fmt: skip


def queries(data: bytes, host: str) -> list[str]:
    """The statements of a request, sent the second time to Django's test client, when nothing is new any more."""
    head, _, body = data.partition(b"\r\n\r\n")
    first, *lines = head.decode().split("\r\n")
    method, path, _ = first.split(" ")
    headers = dict(line.split(": ", 1) for line in lines if ": " in line)
    client = Client(headers={"host": host})
    client.cookies = SimpleCookie(headers.pop("Cookie", ""))
    kept = {name: value for name, value in headers.items() if name.startswith(("HX-", "If-", "Accept"))}
    kind = headers.get("Content-Type", "application/octet-stream")
    with CaptureQueriesContext(connection) as caught:
        answer = client.generic(method, path, body, content_type=kind, headers=kept)
    if answer.status_code >= 400:
        raise LoadError(f"{method} {path}: {answer.status_code} {answer.content[:300]!r}")
    words = ("SELECT", "UPDATE", "DELETE", "INSERT")
    return [query["sql"] for query in caught.captured_queries if query["sql"].lstrip().startswith(words)]


@cache
def _partial() -> frozenset[str]:
    """Indexes of a few rows, such as what is not counted yet: reading one as a whole is what it is there for."""
    every = [index for model in apps.get_models() for index in model._meta.indexes]
    return frozenset(index.name for index in every if index.condition is not None)


def scanned(sql: str) -> set[str]:
    """The large tables that a statement reads as a whole, by the database's own plan."""
    if not sql.lstrip().startswith(("SELECT", "UPDATE", "DELETE")):
        return set()
    with connection.cursor() as cursor:
        cursor.execute(("EXPLAIN QUERY PLAN " if connection.vendor == "sqlite" else "EXPLAIN ") + sql)
        lines = [line for (*_, line) in cursor.fetchall() if not any(f" {name}" in line for name in _partial())]
    found = set()
    for name in set(re.findall(r"(?:\bSCAN (?:TABLE )?|Seq Scan on )\"?(\w+)", "\n".join(lines))):
        called = {table for table, alias in re.findall(r'"(\w+)" (?:AS )?"?([TUVW]\d+)"?', sql) if alias == name}
        large = (called or {name}) & set(LARGE)
        # In a statement of several parts a name may stand for several tables; those that are looked up are not read.
        if len(large) > sum(f"SEARCH {name} " in line for line in lines) * (len(called) > 1):
            found |= large
    return found
