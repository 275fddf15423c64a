"""What the people of the cast ask of a site, page by page: the same at every size."""

import itertools
import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db import connection

from quizzes.models import Attempt, Quiz
from statuscourse.accounts.models import Learner, token_digest

from . import product
from .browser import Browser, htmx, raw
from .client import Request
from .population import Cast
from .product import LESSON, Person
from .saves import Saves


@dataclass
class Ask:
    """A page: what is sent, one request after the other, and the status that has to come back."""

    name: str
    requests: Iterator[Request]
    statuses: tuple[int, ...] = (200,)
    after: Callable[[], None] | None = None  # puts back what a go has done
    is_timed: bool = True  # a password's hash costs a hundred times all else: its queries are counted, and no more
    most: int = 10_000  # requests in a go


class Asks:
    """The pages of one site, as its cast opens them. Reading comes first: what is written makes histories longer."""

    def __init__(self, port: int, cast: Cast) -> None:
        self.port, self.cast = port, cast
        self.people = [self._person({"learner": token}) for token in cast.askers]
        self.examinees = [self._person({"learner": token}) for token in cast.examinees]
        self.member, self.teacher, self.administrator = (
            self._person({"sessionid": key}) for key in (cast.member, cast.teacher, cast.administrator)
        )
        self.learners = list(Learner.objects.filter(token_digest__in=map(token_digest, cast.askers)))
        self.saves = Saves(secrets.token_hex(5))

    def _person(self, cookies: dict[str, str]) -> Person:
        browser = Browser(self.port, cookies)
        form = next(form for form in browser.forms(LESSON) if form.action.startswith("/questions/"))
        return Person(browser.cookie, form.fields["csrfmiddlewaretoken"])

    def all(self) -> list[Ask]:
        return [*self._learners_read(), *self._class_reads(), *self._authors_read(), *self._writes()]

    def _get(self, name: str, people: list[Person], *paths: str, more: str = "", status: int = 200) -> Ask:
        """A page, or one after the other, of these people in turn."""
        cookies = [person.cookie for person in people] or [""]
        ready = [(raw("GET", path, self.port, cookie=cookie, more=more), b"") for path in paths for cookie in cookies]
        return Ask(name, itertools.cycle(ready), (status,))

    def _learners_read(self) -> Iterator[Ask]:
        yield self._get("home", self.people, "/")
        yield self._get("lesson, anonymous", [], LESSON)
        yield self._get("lesson, signed in", [self.member], LESSON)
        yield self._get("lessons", self.people, "/lessons/")
        yield self._get("progress", self.people, "/progress/")
        yield self._get("list of codes", self.people, "/codes/")
        yield self._get("page of a code", self.people, "/codes/404/", "/codes/409/", "/codes/503/")
        yield self._get("search", self.people, "/search/?q=cache", "/search/?q=retry", "/search/?q=404")
        yield self._get("a question", self.people, f"/questions/{self._question()}/")
        yield self._get("list of quizzes", self.people, "/quizzes/")
        yield self._get("quiz", self.people, "/quizzes/mixed/", "/quizzes/who-are-you/")
        found = zip(self.people, self.cast.results, strict=True)
        ready = [
            (raw("GET", path, self.port, cookie=person.cookie), b"") for person, paths in found for path in paths[:4]
        ]
        yield Ask("result of a quiz", itertools.cycle(ready))
        yield self._get("export of my data", self.people, "/accounts/my-data/export/")

    def _class_reads(self) -> Iterator[Ask]:
        room = f"/classes/{self.cast.classroom}/"
        task = self.cast.assignments[0]
        yield self._get("classes", self.people, "/classes/")
        yield self._get("class, a member's", self.people, room)
        yield self._get("assignment, a member's", self.people, f"{room}assignments/{task}/")
        yield self._get("my grades", self.people, f"{room}grades/")
        yield self._get("class, its teacher's", [self.teacher], room)
        yield self._get("assignment, its teacher's", [self.teacher], f"{room}assignments/{task}/")
        yield self._get("gradebook of 30", [self.teacher], f"{room}gradebook/")
        yield self._get("insight of 30", [self.teacher], f"{room}insight/")
        poll = f"/live/{self.cast.session}/state/"
        yield self._get("live poll, new", self.people, poll, more=htmx(self.port, poll))
        tag = Browser(self.port, dict([self.people[0].cookie.split("; ")[0].split("=", 1)])).send("GET", poll)[0]
        same = f"If-None-Match: {tag.headers['ETag']}\r\n"
        yield self._get("live poll, unchanged", self.people[:1], poll, more=same, status=304)
        yield self._get("join, the page", [], f"/join/{self.cast.door}/")

    def _authors_read(self) -> Iterator[Ask]:
        yield self._get("author's list", [self.teacher], "/author/", "/author/?q=teap", "/author/?kind=code")
        question = f"/author/questions/{self._question()}/statistics/"
        yield self._get("statistics of a question", [self.teacher], question)
        yield self._get("statistics of a quiz", [self.teacher], f"/author/quizzes/{product.QUIZ}/statistics/")
        yield self._get("confusion, a topic", [self.teacher], "/author/confusion/?topic=access")
        yield self._get("confusion, all", [self.teacher], "/author/confusion/")
        yield self._get("reports, administrator's", [self.administrator], "/author/reports/")
        yield self._get("people, administrator's", [self.administrator], "/author/people/")
        yield self._get("people by name", [self.administrator], "/author/people/?name=the-t")
        yield self._get("classes, administrator's", [self.administrator], "/classes/")

    def _question(self) -> str:
        return str(Quiz.objects.get(pk=product.QUIZ).question_ids[0])

    def _writes(self) -> Iterator[Ask]:
        yield Ask("quiz, start", self._starts(), (303,), after=self._put_back, most=150)
        yield Ask("answer in a lesson", product.answers(self.port, self.people, product.asked(self.port)))
        yield Ask("answer in a quiz", product.attempt_answers(self.port, self.people, 320))
        attempts = product.exams(self.examinees)
        yield Ask("autosave", self._autosaves(attempts))
        yield Ask("exam summary", product.summaries(self.port, self.examinees, attempts))
        yield Ask("join", self._joins(), (200,))
        yield Ask("sign-in", self._sign_ins(), (200, 303), is_timed=False)

    def _starts(self) -> Iterator[Request]:
        """Every asker begins every quiz for practice."""
        slugs = [quiz.pk for quiz in Quiz.objects.shipped() if not quiz.terms.is_exam and quiz.pk != product.QUIZ]
        connection.close()
        for slug, person in itertools.cycle(itertools.product(slugs, self.people)):
            body = urlencode({"csrfmiddlewaretoken": person.token})
            yield raw("POST", f"/quizzes/{slug}/", self.port, cookie=person.cookie, body=body), b""

    def _put_back(self) -> None:
        """Nobody has begun anything, so that beginning it does not resume it."""
        begun = Attempt.objects.filter(learner__in=self.learners, finished_at=None)
        begun.exclude(quiz=product.QUIZ).filter(answers=None).delete()
        connection.close()

    def _autosaves(self, attempts: list[Attempt]) -> Iterator[Request]:
        for data, expected in product.autosaves(self.port, self.examinees, attempts, self.saves):
            yield data, expected
            self.saves.under_way.pop(expected, None)

    def _joins(self) -> Iterator[Request]:
        """Newcomers; the browser has the cookie of a form, and no other."""
        browser, path = Browser(self.port), f"/join/{self.cast.door}/"
        form = next(form for form in browser.forms(path) if "name" in form.names)
        cookie = browser.cookie
        while True:
            mine = {"key": secrets.token_hex(16), "name": f"Newcomer {secrets.token_hex(6)}"}
            body = urlencode({**form.fields, **mine})
            yield raw("POST", path, self.port, cookie=cookie, body=body), b""

    def _sign_ins(self) -> Iterator[Request]:
        browser, path = Browser(self.port), "/accounts/sign-in/"
        form = next(form for form in browser.forms(path) if "password" in form.fields)
        body = urlencode({**form.fields, "username": "ada-who-signs-in", "password": product.PASSWORD})
        return itertools.repeat((raw("POST", path, self.port, cookie=browser.cookie, body=body), b""))
