"""People at a site that fails them: each sends again what was not answered, with the key that its form has."""

import re
import secrets
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPMessage
from http.cookies import SimpleCookie
from random import Random
from threading import Event
from urllib.parse import urlencode, urlsplit

from tests.visitor import Form, Forms

PATIENCE = 60.0  # seconds for which one goes on trying
GONE = {502, 503, 504}  # from the proxy, or from a site without its database


@dataclass(frozen=True)
class Reply:
    status: int
    headers: HTTPMessage
    text: str


class Unanswered(Exception):
    """The request came to nothing, or nobody knows whether it did. ``reply`` is what was said instead of an answer."""

    def __init__(self, what: str = "", reply: Reply | None = None) -> None:
        super().__init__(what)
        self.reply = reply


class Person:
    """Somebody with cookies of their own. ``lost`` counts the requests that had to be sent again."""

    def __init__(self, port: int, number: int) -> None:
        self.port = port
        self.chance = Random(number)
        self.cookies: dict[str, str] = {}
        self.lost = 0

    def fetch(self, path: str, values: Mapping[str, object] | None = None) -> Reply:
        """One request, a POST where there are values. Raises Unanswered."""
        line = HTTPConnection("127.0.0.1", self.port, timeout=15)
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        body = None
        if values is not None:
            body, headers["Content-Type"] = urlencode(values, doseq=True), "application/x-www-form-urlencoded"
        try:
            line.request("POST" if body is not None else "GET", path, body, headers)
            answer = line.getresponse()
            reply = Reply(answer.status, answer.headers, answer.read().decode())
        except (OSError, HTTPException) as error:
            raise Unanswered from error
        finally:
            line.close()
        for cookie in reply.headers.get_all("Set-Cookie", []):
            self.cookies.update({name: morsel.value for name, morsel in SimpleCookie(cookie).items()})
        if reply.status in GONE:
            raise Unanswered(str(reply.status), reply)
        return reply

    def insist(self, path: str, values: Mapping[str, object] | None = None) -> Reply:
        """The same until there is an answer, as the page's script and a person with a reload button do."""
        end = time.monotonic() + PATIENCE
        while True:
            try:
                return self.fetch(path, values)
            except Unanswered:
                self.lost += 1
                if time.monotonic() > end:
                    raise
                time.sleep(0.1 + 0.2 * self.chance.random())

    def form(self, path: str, reply: Reply) -> Form:
        """The form of a page that posts to the page itself."""
        return next(form for form in Forms(reply.text).found if form.method == "post" and form.action in ("", path))


class Answerer(Person):
    """Answers one question after the other, each once. ``answered`` are those that were shown as graded."""

    def __init__(self, port: int, number: int) -> None:
        super().__init__(port, number)
        self.answered: list[str] = []

    def answer(self, question: str) -> None:
        path = f"/questions/{question}/"
        page = self.insist(path)
        offered = re.findall(r'name="answer" value="(\d{3})"', page.text)
        reply = self.insist(path, self.form(path, page).values | {"answer": self.chance.choice(offered)})
        assert (reply.status, f'id="ask-{question}"' in reply.text) == (200, True), reply.text[:500]
        self.answered.append(question)

    def go_on(self, questions: list[str], enough: Event) -> None:
        for question in self.chance.sample(questions, len(questions)):
            if enough.is_set():
                return
            self.answer(question)


class Examinee(Person):
    """Changes the same place of an exam again and again. ``version`` and ``key`` are those that were acknowledged."""

    def __init__(self, port: int, number: int) -> None:
        super().__init__(port, number)
        self.version, self.key, self.place = 0, "", ""

    def begin(self, quiz: str = "trial-exam") -> None:
        path = f"/quizzes/{quiz}/"
        begun = self.insist(path, self.form(path, self.insist(path)).values)
        base = re.match(r"/quizzes/[\w-]+/attempts/[\w-]+/", urlsplit(begun.headers["Location"]).path)
        assert base is not None
        for number in range(1, 13):
            self.place = f"{base[0]}{number}/"
            page = self.insist(self.place)
            self.offered = re.findall(r'name="answer" value="(\d{3})"', page.text)
            if self.offered:
                self.values = self.form(self.place, page).values
                return
        raise AssertionError("an exam of every kind asks for a code")

    @property
    def attempt(self) -> tuple[str, int]:
        """The attempt and the place in it, as the database has them."""
        parts = self.place.strip("/").split("/")
        return parts[-2], int(parts[-1])

    def save(self) -> None:
        self.save_once(self.insist)

    def save_once(self, ask: Callable[..., Reply] | None = None) -> None:
        """Raises Unanswered, and then nobody knows whether it was saved: the next one may meet its version."""
        answer = self.offered[self.version % len(self.offered)]
        sent = self.values | {"answer": answer, "version": self.version, "save_key": secrets.token_hex(16)}
        reply = (ask or self.fetch)(f"{self.place}draft/", sent)
        assert reply.status == 200, reply.text
        assert f'"version": {self.version + 1}, "save_key": "{sent["save_key"]}"' in reply.text
        self.version, self.key = self.version + 1, str(sent["save_key"])

    def go_on(self, enough: Event) -> None:
        while not enough.is_set():
            self.save()


class Crowd:
    """Eight who answer and four who change their exams, all known to the site and each in the middle of it."""

    def __init__(self, port: int, questions: list[str]) -> None:
        self.questions = questions
        self.answerers = [Answerer(port, number) for number in range(8)]
        self.examinees = [Examinee(port, number) for number in range(4)]
        for person in self.answerers:
            person.answer(questions[0])
        for person in self.examinees:
            person.begin()

    @property
    def done(self) -> int:
        """Answers and saves that were acknowledged to all of them."""
        return sum(len(person.answered) for person in self.answerers) + sum(each.version for each in self.examinees)

    @property
    def lost(self) -> int:
        return sum(person.lost for person in [*self.answerers, *self.examinees])

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """All of them go on, each in a thread; what one of them fails by is raised at the end."""
        enough = Event()
        with ThreadPoolExecutor(12) as pool:
            under_way = [pool.submit(person.go_on, self.questions[1:], enough) for person in self.answerers]
            under_way += [pool.submit(person.go_on, enough) for person in self.examinees]
            try:
                yield
            finally:
                enough.set()
        for each in under_way:
            each.result()
