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
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.html import escape

from quizzes.actions import start_attempt
from quizzes.core.grading import grade, read_response
from quizzes.models import Answer, Attempt, Draft, Question, Quiz, get_revision
from quizzes.reports import feedback
from statuscourse.accounts.actions import sign_up
from statuscourse.accounts.models import Learner, new_token, token_digest

from .browser import Browser, Form, htmx, raw
from .client import LoadError, Request
from .responses import SERIAL, Raw, fields, numbered, responses
from .saves import Saves

LESSON = "/lessons/who-are-you/"
QUIZ = "who-are-you"
EXAM = "exam"
FEWEST, MOST = 3, 40  # questions of a kind that are asked
FEWEST_RESPONSES = 8  # different ones of a kind
SAVES_A_PLACE = 3
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


def headline(revision_id: int, raw: Raw) -> bytes:
    """What the page says to this response, from the same report that the view uses."""
    body = get_revision(revision_id).body
    response = read_response(body, raw)
    graded = grade(body, response)
    answer = Answer(revision_id=revision_id, response=response, verdict=graded.verdict, mark=graded.mark)
    return f">{escape(feedback(answer).headline)}</".encode()


def coded(choice: str) -> Raw:
    """The response of somebody who chose a code, or the button for not knowing."""
    return {"unknown": True} if choice == "unknown" else {"code": choice}


def asked(port: int) -> list[Asked]:
    """The check of every section of every lesson, read from the pages."""
    browser = Browser(port)
    found = []
    for link in sorted(set(re.findall(r"/lessons/[a-z0-9-]+/", browser.get("/lessons/")))):
        for form in browser.forms(link):
            if not form.action.startswith("/questions/"):
                continue
            revision = int(form.fields["revision"])
            if get_revision(revision).body["kind"] == "code":
                heads = {choice: headline(revision, coded(choice)) for choice in form.choices}
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


@dataclass(frozen=True)
class Reply:
    """One response to a question: what its form sends, and what the feedback must say."""

    path: str
    given: str
    others: str
    head: bytes


def replies(port: int, kind: str) -> list[Reply]:
    """Responses to questions of a kind, right, partly right and wrong ones in turn; none where it has too few."""
    rows = Question.objects.filter(kind=kind, retired_at=None).order_by("pk").values_list("pk", "current")[:MOST]
    if len(rows) < FEWEST:
        return []
    browser, rng = Browser(port), Random(2026)
    found = [_replies(browser, question, revision, rng) for question, revision in rows]
    connection.close()
    pool = [reply for each in found for reply in each]
    if len({(reply.path, reply.given) for reply in pool}) < FEWEST_RESPONSES or len({reply.head for reply in pool}) < 2:
        raise LoadError(f"too few different responses to questions of the kind {kind}")
    rng.shuffle(pool)
    return pool


def _replies(browser: Browser, question: str, revision: int, rng: Random) -> list[Reply]:
    path = f"/questions/{question}/"
    form = next(form for form in browser.forms(path) if form.action == path)
    body = get_revision(revision).body
    fixed = {name: value for name, value in form.fields.items() if name not in {"csrfmiddlewaretoken", "key"}}
    found = []
    for response in responses(body, rng):
        sent = fields(body["kind"], response)
        if not {name for name, _ in sent} <= form.names:
            raise LoadError(f"the form of {question} has no {sorted({name for name, _ in sent} - form.names)}")
        heads = {headline(revision, numbered(response, number)) for number in ("1", "987654")}
        if len(heads) > 1:
            raise LoadError(f"the number in a response to {question} changes what is said: {heads}")
        others = {name: value for name, value in fixed.items() if name not in dict(sent)}
        found.append(Reply(path, urlencode(sent), urlencode(others), heads.pop()))
    return found


def kind_answers(port: int, people: list[Person], pool: list[Reply]) -> Iterator[Request]:
    """Questions by themselves, answered as htmx sends their forms."""
    run = secrets.token_hex(5)
    more = htmx(port, "/quizzes/")
    for number in itertools.count():
        person, reply = people[number % len(people)], pool[number % len(pool)]
        serial = f"{run}{number:012d}"
        given = reply.given.replace(SERIAL, serial)
        body = f"csrfmiddlewaretoken={person.token}&key={serial}&{reply.others}&{given}"
        yield raw("POST", reply.path, port, cookie=person.cookie, body=body, more=more), reply.head


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
            layout=first.layout,
            terms=first.terms,
            is_exam=first.is_exam,
            started_at=timezone.now(),
        )
        for each in range(number)
    ]
    Attempt.objects.bulk_create(rows, batch_size=500)
    choices = {}
    for revision in first.revision_ids:
        codes = [str(option["code"]) for option in get_revision(revision).body["options"]]
        choices[revision] = [(code, headline(revision, coded(code))) for code in codes]
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


def exams(people: list[Person]) -> list[Attempt]:
    """An exam under way for each of these people, started as the page's button does it."""
    quiz = Quiz.objects.get(pk=EXAM)
    found = []
    for number, learner in enumerate(learners_of(people)):
        attempt = start_attempt(learner=learner, quiz=quiz, now=timezone.now(), rng=Random(number))
        if attempt is None or not attempt.agreed.is_exam:
            raise LoadError(f"the quiz {EXAM} is no exam any more")
        found.append(attempt)
    connection.close()
    return found


def autosaves(port: int, people: list[Person], attempts: list[Attempt], saves: Saves) -> Iterator[Request]:
    """Changes in exams under way, as the page's script sends them: a few at each place, in all exams at once."""
    drafts = {revision: _drafts(revision) for revision in {pk for attempt in attempts for pk in attempt.revision_ids}}
    connection.close()
    more = f"Origin: http://127.0.0.1:{port}\r\n"
    for round_ in itertools.count():
        place = round_ // SAVES_A_PLACE % attempts[0].length + 1
        for person, attempt in zip(people, attempts, strict=True):
            revision = attempt.revision_ids[place - 1]
            given = drafts[revision][round_ % len(drafts[revision])]
            if saves.waits(attempt.pk.hex, place):
                continue
            version, key = saves.next(attempt.pk.hex, place)
            body = (
                f"revision={revision}&{given.replace(SERIAL, key)}&confidence=think"
                f"&csrfmiddlewaretoken={person.token}&version={version}&save_key={key}"
            )
            path = f"/quizzes/{EXAM}/attempts/{attempt.pk}/{place}/draft/"
            data = raw("POST", path, port, cookie=person.cookie, body=body, more=more, accept="application/json")
            yield data, saves.expected(version, key)


def _drafts(revision_id: int) -> list[str]:
    body = get_revision(revision_id).body
    found = responses(body, Random(revision_id))[:-1]  # an exam has no button for not knowing
    return [urlencode(fields(body["kind"], each)) for each in found]


def summed_up(attempts: list[Attempt]) -> list[Attempt]:
    """Copies of exams under way with drafts in them, at which nobody is working."""
    copies = [_cut(attempt, attempt.length) for attempt in attempts]
    Attempt.objects.bulk_create(copies)
    fill_in(copies)
    connection.close()
    return copies


def _cut(attempt: Attempt, length: int) -> Attempt:
    return Attempt(
        learner=attempt.learner,
        quiz=attempt.quiz,
        revision_ids=attempt.revision_ids[:length],
        layout=attempt.layout[:length],
        terms=attempt.terms,
        is_exam=attempt.is_exam,
        started_at=attempt.started_at,
        deadline=attempt.deadline,
    )


def summaries(port: int, people: list[Person], attempts: list[Attempt]) -> Iterator[Request]:
    """The summary before handing in."""
    ready = []
    for person, attempt in zip(people, attempts, strict=True):
        path = f"/quizzes/{EXAM}/attempts/{attempt.pk}/hand-in/"
        ready.append((raw("GET", path, port, cookie=person.cookie), b"<title>Before you hand in"))
    return itertools.cycle(ready)


def summary_queries(port: int, person: Person, attempt: Attempt) -> dict[int, int]:
    """How many queries the summary makes, by the number of questions: measured with Django's test client in here."""
    found = {}
    cookies = dict(part.split("=", 1) for part in person.cookie.split("; "))
    for length in (4, attempt.length):
        short = _cut(attempt, length)
        short.save(force_insert=True)
        fill_in([short])
        client = Client(headers={"host": f"127.0.0.1:{port}"})
        client.cookies.load(cookies)
        path = f"/quizzes/{EXAM}/attempts/{short.pk}/hand-in/"
        for _ in range(2):  # the second time nothing is new to this process
            with CaptureQueriesContext(connection) as caught:
                answer = client.get(path)
        if answer.status_code != 200 or answer.content.count(b'class="state') < length:
            raise LoadError(f"no summary of {length} questions: {answer.status_code} {answer.content[:300]!r}")
        found[length] = len(caught)
        short.delete()
    connection.close()
    return found


def fill_in(attempts: list[Attempt]) -> None:
    """Drafts at three places of four, right and wrong and incomplete ones, some of them flagged."""
    rows = []
    for attempt in attempts:
        for place, revision_id in enumerate(attempt.revision_ids, start=1):
            if place % 4 == 0:
                continue
            body = get_revision(revision_id).body
            offered = responses(body, Random(place))[:-1]
            given = numbered(offered[place % len(offered)], "1")
            if place % 7 == 0:  # the last situation or step is still open
                given = {name: dict([*v.items()][:-1]) if isinstance(v, dict) else v for name, v in given.items()}
            draft = Draft(attempt=attempt, position=place, flagged=place % 5 == 0, save_key=secrets.token_hex(16))
            draft.response = read_response(body, given, complete=False)
            draft.saved_at = timezone.now()
            rows.append(draft)
    Draft.objects.bulk_create(rows, batch_size=100)
