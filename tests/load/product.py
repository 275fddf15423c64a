"""What the benchmark asks of the site: people who came in by the front door, forms as the pages have them.

Django is set up by the caller; these functions run in the benchmark's own process, beside the servers.
"""

import itertools
import re
import secrets
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from random import Random
from typing import Any
from urllib.parse import urlencode

from django.db import connection
from django.utils import timezone
from django.utils.html import escape

from quizzes.access import get_revision
from quizzes.actions import start_attempt
from quizzes.core.grading import grade
from quizzes.models import Answer, Attempt, Quiz
from quizzes.reports import feedback
from statuscourse.accounts.actions import sign_up
from statuscourse.accounts.models import Learner, new_token, token_digest

from .browser import Browser, Form, htmx, raw
from .client import LoadError, Request

LESSON = "/lessons/who-are-you/"
QUIZ = "who-are-you"
PASSWORD = "a-long-one-for-the-bench"


@dataclass(frozen=True)
class Asked:
    """A question's form with, for each choice, what the feedback must say."""

    form: Form
    heads: dict[str, bytes]


@dataclass(frozen=True)
class Person:
    """Who answers: the cookies of a browser and the token of its forms."""

    cookie: str
    token: str


def page_title(port: int) -> bytes:
    """The title of the lesson's page, which each response is searched for; the page is looked at as a whole first."""
    text = Browser(port).get(LESSON)
    title = re.search(r"<title>[^<]*Who are you[^<]*</title>", text)
    if title is None or not text.rstrip().endswith("</html>") or "⟦" in text:
        raise LoadError(f"the lesson's page is not whole: {text[:300]}")
    return title[0].encode()


def headline(revision_id: int, choice: str) -> bytes:
    """What the page says to this choice, from the same report that the view uses."""
    code = None if choice == "unknown" else int(choice)
    graded = grade(get_revision(revision_id).body, {"kind": "code", "code": code})
    answer = Answer(revision_id=revision_id, verdict=graded.verdict, mark=graded.mark, chosen_code=graded.chosen)
    return f">{escape(feedback(answer).headline)}</".encode()


def asked(port: int) -> list[Asked]:
    """The check of every section of every lesson, read from the pages."""
    browser = Browser(port)
    found = []
    for link in sorted(set(re.findall(r"/lessons/[a-z0-9-]+/", browser.get("/lessons/")))):
        for form in browser.forms(link):
            if form.action.startswith("/questions/"):
                heads = {choice: headline(int(form.fields["revision"]), choice) for choice in form.choices}
                found.append(Asked(form, heads))
    connection.close()
    if len(found) < 20:
        raise LoadError(f"only {len(found)} checks in the lessons")
    return found


def _at_home(browser: Browser) -> Person:
    """This person with the lesson's page open."""
    form = next(form for form in browser.forms(LESSON) if form.action.startswith("/questions/"))
    return Person(browser.cookie, form.fields["csrfmiddlewaretoken"])


def newcomers(port: int, number: int) -> list[Person]:
    """People who opened a lesson, answered its first check and have the learner's cookie since then."""
    people = []
    for _ in range(number):
        browser = Browser(port)
        form = next(form for form in browser.forms(LESSON) if form.action.startswith("/questions/"))
        browser.post(form, answer=form.choices[0])
        if "learner" not in browser.cookies:
            raise LoadError(f"an answer made no learner: {browser.cookie}")
        people.append(_at_home(browser))
    return people


def members(port: int, number: int) -> list[Person]:
    """People with an account who signed in with the form."""
    people = []
    for each in range(number):
        sign_up(username=f"member-{each}", password=PASSWORD, email="", learner=None)
        connection.close()
        browser = Browser(port)
        form = next(form for form in browser.forms("/accounts/sign-in/") if "password" in form.fields)
        browser.post(form, "/accounts/sign-in/", username=f"member-{each}", password=PASSWORD)
        if "sessionid" not in browser.cookies:
            raise LoadError(f"nobody is signed in: {browser.cookie}")
        people.append(_at_home(browser))
    return people


def regulars(port: int, learners: Iterable[Learner]) -> list[Person]:
    """Learners of the big table who come back with a cookie of their own."""
    people = []
    for learner in learners:
        token = new_token()
        Learner.objects.filter(pk=learner.pk).update(token_digest=token_digest(token))
        connection.close()
        people.append(_at_home(Browser(port, {"learner": token})))
    return people


def learners_of(people: list[Person]) -> list[Learner]:
    digests = [token_digest(re.findall(r"learner=([\w-]+)", person.cookie)[0]) for person in people]
    known = {learner.token_digest: learner for learner in Learner.objects.filter(token_digest__in=digests)}
    return [known[digest] for digest in digests]


def lesson_requests(port: int, people: list[Person], title: bytes) -> Iterator[Request]:
    """The lesson, again and again; without people by somebody who has no cookie at all."""
    cookies = [person.cookie for person in people] or [""]
    return itertools.cycle([(raw("GET", LESSON, port, cookie=cookie), title) for cookie in cookies])


def revalidations(port: int, number: int) -> Iterator[Request]:
    """The lesson with the tag and the cookie that it came with."""
    ready = []
    for _ in range(number):
        browser = Browser(port)
        response, _text = browser.send("GET", LESSON)
        tag = response.headers["ETag"]
        ready.append((raw("GET", LESSON, port, cookie=browser.cookie, more=f"If-None-Match: {tag}\r\n"), tag.encode()))
    return itertools.cycle(ready)


def answers(port: int, people: list[Person], questions: list[Asked]) -> Iterator[Request]:
    """Checks of lessons as the page's form sends them, each with a key of its own."""
    more = htmx(port, LESSON)
    run = secrets.token_hex(5)
    for number in itertools.count():
        person = people[number % len(people)]
        item = questions[number * 7 % len(questions)]
        choice = item.form.choices[number % len(item.form.choices)]
        own = {"csrfmiddlewaretoken": person.token, "key": f"{run}{number:012d}", "answer": choice}
        body = urlencode(item.form.fields | own)
        yield raw("POST", item.form.action, port, cookie=person.cookie, body=body, more=more), item.heads[choice]


def attempt_answers(port: int, people: list[Person], number: int) -> Iterator[Request]:
    """Places of attempts that were prepared for these people, as the page of an attempt sends them."""
    learners = learners_of(people)
    quiz = Quiz.objects.get(pk=QUIZ)
    first = start_attempt(learner=learners[0], quiz=quiz, now=timezone.now(), rng=Random(1))
    rows = [
        Attempt(
            id=uuid.uuid4(),
            learner=learners[each % len(learners)],
            quiz=quiz,
            revision_ids=first.revision_ids,
            terms=first.terms,
            started_at=timezone.now(),
        )
        for each in range(number)
    ]
    Attempt.objects.bulk_create(rows, batch_size=500)
    choices = {}
    for revision in first.revision_ids:
        codes = [str(option["code"]) for option in get_revision(revision).body["options"]]
        choices[revision] = [(code, headline(revision, code)) for code in codes]
    connection.close()
    cookies = dict(part.split("=", 1) for part in people[0].cookie.split("; "))
    path = f"/quizzes/{QUIZ}/attempts/{first.pk}/1/"
    form = next(form for form in Browser(port, cookies).forms(path) if form.choices)
    return _attempt_requests(port, people, form, rows, choices)


def _attempt_requests(
    port: int, people: list[Person], form: Form, rows: list[Attempt], choices: dict[int, list[tuple[str, bytes]]]
) -> Iterator[Request]:
    for start in range(0, len(rows), 64):
        for place in range(1, rows[0].length + 1):
            for each, attempt in enumerate(rows[start : start + 64], start=start):
                person = people[each % len(people)]
                revision = attempt.revision_ids[place - 1]
                choice, head = choices[revision][(each + place) % len(choices[revision])]
                fields: dict[str, Any] = {**form.fields, "revision": revision, "answer": choice}
                body = urlencode({**fields, "csrfmiddlewaretoken": person.token})
                path = f"/quizzes/{attempt.quiz_id}/attempts/{attempt.pk}/{place}/"
                yield raw("POST", path, port, cookie=person.cookie, body=body, more=htmx(port, path)), head
    raise LoadError("the prepared attempts ran out; ask for a shorter measurement")
