"""A shelf of questions as a busy school has it after years: written by instructors, some of them still drafts."""

import itertools
from collections.abc import Iterator
from datetime import timedelta
from random import Random
from typing import Any

from django.db import connection
from django.db.models import OuterRef, Subquery
from django.http import QueryDict
from django.utils import timezone

from quizzes.core.bank import digest
from quizzes.core.sources import search_text, tags_of
from quizzes.forms.shelf import ShelfForm
from quizzes.models import Question, QuestionRevision
from quizzes.reports.shelf import shelf
from statuscourse.accounts.actions import sign_up
from statuscourse.accounts.models import User

from .browser import Browser, raw
from .client import LoadError, Request
from .product import PASSWORD

NUMBER = 10_000
THINGS = [
    "teapot",
    "parcel",
    "invoice",
    "ticket",
    "seat",
    "meter",
    "loan",
    "tram",
    "parking",
    "harbour",
    "library",
    "kettle",
]
PLACES = ["Bremen", "Delft", "Ghent", "Turku", "Porto", "Graz", "Lyon", "Tartu", "Cork", "Malmö"]
DRAFTS, CHANGED, RETIRED = 5, 7, 11  # every so many


def author_questions(owners: list[User], number: int = NUMBER) -> list[Question]:
    """Store so many questions of these people in turn: bodies of the course's own, with titles and labels of theirs."""
    random = Random(2026)
    shipped = list(Question.objects.shipped().filter(retired_at=None).select_related("current").order_by("pk"))
    rows = [_question(shipped[n % len(shipped)], owners[n % len(owners)], n, random) for n in range(number)]
    Question.objects.bulk_create(rows, batch_size=500)
    revisions = [
        QuestionRevision(
            question=row, number=1, body=(body := _body(shipped[n % len(shipped)], row)), digest=digest(body)
        )
        for n, row in enumerate(rows)
        if n % DRAFTS
    ]
    QuestionRevision.objects.bulk_create(revisions, batch_size=500)
    first = QuestionRevision.objects.filter(question=OuterRef("pk"), number=1).values("pk")[:1]
    Question.objects.filter(is_shipped=False, current=None).update(current=Subquery(first))
    return rows


def _body(model: Question, row: Question) -> dict[str, Any]:
    assert model.current is not None
    return {**model.current.body, "title": row.title}


def _question(model: Question, owner: User, number: int, random: Random) -> Question:
    title = f"The {random.choice(THINGS)} of {random.choice(PLACES)}, number {number}"
    name = f"{model.topic}-bench-{number:05d}"
    labels = [f"week {random.randint(1, 14)}"]
    source = {**model.source(), "id": name, "title": title, "labels": labels}
    is_draft = number % DRAFTS == 0
    edited = timezone.now() - timedelta(minutes=random.randint(1, 500_000))
    return Question(
        id=name,
        topic=model.topic,
        kind=model.kind,
        title=title,
        section=model.section,
        best_code=None if is_draft else model.best_code,
        agreement=model.agreement,
        difficulty=random.randint(1, 3),
        tags=tags_of(source),
        is_linked=number % 2 == 0,
        owner=owner,
        edited_by=owner,
        edited_at=edited,
        draft=source if is_draft or number % CHANGED == 0 else None,
        draft_version=1 + random.randint(0, 30),
        problems=random.randint(0, 4) if is_draft else 0,
        retired_at=edited if number % RETIRED == 0 else None,
        search_text=search_text(source),
    )


# What an instructor asks the list for: pieces as somebody types and chooses, and whole pages.
TYPED = (
    "q=teap", "q=teapot", "q=teapot+bremen", "q=nowhere", "kind=fault", "topic=caching&state=draft",
    "owner=mine&problem=unfinished", "label=week+3",
)  # fmt: skip
OPENED = ("", "kind=code&page=7")


def lists(port: int, number: int = NUMBER) -> Iterator[Request]:
    """The list of so many questions, asked for by the instructor who wrote them; each page says how many it found."""
    sign_up(username="instructor", password=PASSWORD, email="", learner=None)
    owner = User.objects.get(username="instructor")
    User.objects.filter(pk=owner.pk).update(role=User.Role.INSTRUCTOR)
    owner.refresh_from_db()
    author_questions([owner], number)
    browser = Browser(port)
    form = next(form for form in browser.forms("/accounts/sign-in/") if "password" in form.fields)
    browser.post(form, "/accounts/sign-in/", username="instructor", password=PASSWORD)
    ready = [_list(port, browser.cookie, owner, query, "HX-Request: true\r\n") for query in TYPED]
    ready += [_list(port, browser.cookie, owner, query, "") for query in OPENED]
    connection.close()
    return itertools.cycle(ready)


def _list(port: int, cookie: str, owner: User, query: str, more: str) -> Request:
    form = ShelfForm(QueryDict(query))
    if not form.is_valid():
        raise LoadError(f"the list has no filters {query}: {form.errors}")
    number = shelf(owner, form.filters).all
    said = f"data-say>{number} question" if number else "data-say>No question"
    return raw("GET", f"/author/?{query}", port, cookie=cookie, more=more), said.encode()
