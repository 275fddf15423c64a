"""A live session under load: ``make load-live``. 300 phones, 20 questions, and a bare floor in the same run.

Every phone polls each two seconds with the tag that it has and answers within five seconds of each opening, as the
page's script does; the screen polls each second. Afterwards every answer that was acknowledged is read back from the
database. The floor of ``floor.py`` gets the same rhythm: a line of text for a poll, its graded answer for an answer. It
ends with 1 where a target is missed.
"""

import argparse
import asyncio
import random
import re
import signal
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

from .browser import Browser, Forms, htmx, raw
from .client import LoadError, unzipped
from .sites import Floor, Site, load_course

PHONES = 300
POLL, WATCH = 2.0, 1.0  # seconds between two polls of a phone, and of the screen
ANSWERED, SHOWN = 5.0, 2.5  # seconds in which everybody answers, and for which the answer is shown
PATIENCE = 10.0
TARGETS = {"answers": 300, "polls": 200}  # milliseconds at the 99th percentile
CODES = ("400", "404", "409", "422")


@dataclass
class Times:
    """What one kind of request took, in seconds, and what went wrong with it."""

    taken: list[float] = field(default_factory=list)
    unchanged: int = 0
    errors: list[str] = field(default_factory=list)

    def at(self, share: float) -> float:
        """A percentile in milliseconds; 1 is the longest."""
        if not self.taken:
            return 0.0
        return 1000 * sorted(self.taken)[min(len(self.taken) - 1, int(share * len(self.taken)))]


@dataclass
class Side:
    """One server under this load."""

    name: str
    polls: Times = field(default_factory=Times)
    answers: Times = field(default_factory=Times)
    screen: Times = field(default_factory=Times)
    acknowledged: dict[tuple[int, int], str] = field(default_factory=dict)  # by phone and question
    opened: dict[int, float] = field(default_factory=dict)  # by question: when
    over: bool = False
    cpu: float = 0.0


class Line:
    """A connection that is kept, one request under way on it."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.ends: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def ask(self, data: bytes, times: Times) -> tuple[int, bytes, str]:
        """Status, head and content; status 0, and an error, where there was no answer."""
        start = time.perf_counter()
        try:
            status, head, body = await asyncio.wait_for(self._ask(data), PATIENCE)
        except (OSError, TimeoutError, asyncio.IncompleteReadError) as error:
            self.close()
            times.errors.append(repr(error))
            return 0, b"", ""
        times.taken.append(time.perf_counter() - start)
        times.unchanged += status == 304
        if status not in (200, 303, 304):
            times.errors.append(f"{status}: {unzipped(head, body)[:200]!r}")
        return status, head, unzipped(head, body).decode()

    async def _ask(self, data: bytes) -> tuple[int, bytes, bytes]:
        if self.ends is None:
            self.ends = await asyncio.open_connection("127.0.0.1", self.port)
        reader, writer = self.ends
        writer.write(data)
        head = (await reader.readuntil(b"\r\n\r\n")).lower()
        length = re.search(rb"\r\ncontent-length: *(\d+)", head)
        body = await reader.readexactly(int(length[1])) if length and b" 304 " not in head[:16] else b""
        return int(head[9:12]), head, body

    def close(self) -> None:
        if self.ends is not None:
            self.ends[1].close()
            self.ends = None


@dataclass
class Phone:
    """A member's page: its cookie, its form, and the state that it shows."""

    number: int
    cookie: str
    token: str
    base: str = ""
    tag: str = ""
    question: int = 0  # that it was asked
    member: int = 0
    choices: list[str] = field(default_factory=lambda: [*CODES])

    def read(self, html: str) -> None:
        """Take over what the server said."""
        if found := re.search(r'data-tag="&quot;([^&]*)&quot;"', html):
            self.tag = found[1]
        if found := re.search(r'name="position" value="(\d+)"', html):
            self.question = max(self.question, int(found[1]))
            self.choices = re.findall(r'name="answer" value="(\d+)"', html)


async def play(
    side: Side, phone: Phone, line: Line, poll: Callable[[Phone], bytes], answer: Callable[..., bytes]
) -> None:
    """One phone from the lobby to the end."""
    rng = random.Random(phone.number)
    delays = {number: rng.uniform(0, ANSWERED) for number in range(1, 101)}
    done: set[int] = set()
    next_poll = time.monotonic() + rng.uniform(0, POLL)
    while not side.over:
        due = side.opened.get(phone.question, 0.0) + delays.get(phone.question, 0.0)
        waits = phone.question and phone.question not in done
        wake = min(next_poll, due) if waits else next_poll
        await asyncio.sleep(max(0.0, wake - time.monotonic()))
        if waits and time.monotonic() >= due:
            number, code = phone.question, rng.choice(phone.choices)
            done.add(number)
            status, _head, html = await line.ask(answer(phone, number, code), side.answers)
            if status == 200:
                side.acknowledged[phone.number, number] = code
                phone.read(html)
        if time.monotonic() >= next_poll:
            next_poll += POLL
            status, _head, html = await line.ask(poll(phone), side.polls)
            if status == 200:
                phone.read(html)
    line.close()


# The site


class Session:
    """A live session on the site: its members, made here, and its host."""

    def __init__(self, site: Site, phones: int, questions: int) -> None:
        from django.db import connection  # noqa: PLC0415 - needs Django set up

        from statuscourse.classrooms.models import Classroom  # noqa: PLC0415

        site.use()
        self.port = site.server.port
        user, cookie = self._host()
        self.quiz = self._quiz(questions)
        self.classroom = Classroom.objects.create(name="The load", owner=user, created_at=_now())
        tokens = self._members(phones)
        connection.close()
        self.host = Browser(self.port, {"sessionid": cookie})
        page = f"/classes/{self.classroom.pk}/live/"
        form = next(form for form in self.host.forms(page) if "quiz" in form.names)
        there = self.host.post(form, page, quiz=self.quiz).headers["Location"]
        self.base = there.removesuffix("screen/")
        self.phones = [self._open(number, member, token) for number, (member, token) in enumerate(tokens)]

    def _host(self) -> tuple[object, str]:
        from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: PLC0415
        from django.contrib.sessions.backends.db import SessionStore  # noqa: PLC0415

        from statuscourse.accounts.models import User  # noqa: PLC0415

        user = User.objects.create(username="the-host", password="!", role="instructor")
        store = SessionStore()
        store[SESSION_KEY], store[HASH_SESSION_KEY] = str(user.pk), user.get_session_auth_hash()
        store[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
        store.save()
        return user, str(store.session_key)

    def _quiz(self, questions: int) -> str:
        from quizzes.models import Question, Quiz  # noqa: PLC0415

        ids = (
            Question.objects.shipped().filter(kind="code", retired_at=None).order_by("pk").values_list("pk", flat=True)
        )
        made = Quiz.objects.create(
            slug="the-load", title="The load", summary="-", question_ids=list(ids[:questions]), is_shipped=True
        )
        return str(made.pk)

    def _members(self, phones: int) -> list[tuple[int, str]]:
        from statuscourse.accounts.models import Learner, new_token, token_digest  # noqa: PLC0415
        from statuscourse.classrooms.models import Membership  # noqa: PLC0415

        found = []
        for number in range(phones):
            token = new_token()
            learner = Learner.objects.create(token_digest=token_digest(token))
            row = Membership.objects.create(
                classroom=self.classroom, learner=learner, name=f"Learner {number}", joined_at=_now()
            )
            found.append((row.pk, token))
        return found

    def _open(self, number: int, member: int, token: str) -> Phone:
        """A phone in the lobby. Its token is that of another page of the site: the lobby has no form."""
        browser = Browser(self.port, {"learner": token})
        html = browser.get(self.base)
        form = next(form for form in browser.forms("/quizzes/mixed/") if "csrfmiddlewaretoken" in form.fields)
        phone = Phone(number, browser.cookie, form.fields["csrfmiddlewaretoken"], self.base, member=member)
        phone.read(html)
        return phone

    def poll(self, phone: Phone) -> bytes:
        more = f'If-None-Match: "{phone.tag}"\r\n{htmx(self.port, self.base)}'
        return raw("GET", f"{self.base}state/", self.port, cookie=phone.cookie, more=more)

    def answer(self, phone: Phone, number: int, code: str) -> bytes:
        body = urlencode({"csrfmiddlewaretoken": phone.token, "position": number, "typed": code, "answer": code})
        path = f"{self.base}answer/"
        return raw("POST", path, self.port, cookie=phone.cookie, body=body, more=htmx(self.port, self.base))

    def step(self) -> str:
        """Press the first button of the screen; returns which step it was."""
        form = next(form for form in self.host.forms(f"{self.base}screen/") if form.action.endswith("/step/"))
        self.host.post(form)
        return form.fields["step"]

    async def watch(self, side: Side) -> None:
        line, tag = Line(self.port), ""
        while not side.over:
            more = f'If-None-Match: "{tag}"\r\n{htmx(self.port, self.base)}'
            data = raw("GET", f"{self.base}state/?screen=1", self.port, cookie=self.host.cookie, more=more)
            _status, _head, html = await line.ask(data, side.screen)
            if found := re.search(r'data-tag="&quot;([^&]*)&quot;"', html):
                tag = found[1]
            await asyncio.sleep(WATCH)
        line.close()

    async def lead(self, side: Side, questions: int) -> None:
        for number in range(1, questions + 1):
            await asyncio.to_thread(self.step)
            side.opened[number] = time.monotonic()
            await asyncio.sleep(ANSWERED + POLL + 0.5)
            await asyncio.to_thread(self.step)
            await asyncio.to_thread(self.step)
            await asyncio.sleep(SHOWN)
        await asyncio.to_thread(self.step)
        await asyncio.sleep(POLL + 0.5)
        side.over = True

    def lost(self, side: Side) -> list[str]:
        """Every acknowledged answer that is not stored as it was sent, in the session and in an attempt at its end."""
        from django.db import connection  # noqa: PLC0415

        from quizzes.models import Answer  # noqa: PLC0415
        from statuscourse.classrooms.models import LiveAnswer  # noqa: PLC0415

        rows = LiveAnswer.objects.values_list("membership", "position", "response", "membership__learner")
        stored = {(member, position): str(response["code"]) for member, position, response, _learner in rows}
        learners = {member: learner for member, _position, _response, learner in rows}
        given = Answer.objects.exclude(attempt__occasion="").values_list("learner", "position", "response")
        handed_in = {(learner, position): str(response["code"]) for learner, position, response in given}
        connection.close()
        found = []
        for (number, position), code in side.acknowledged.items():
            member = self.phones[number].member
            if stored.get((member, position)) != code or handed_in.get((learners.get(member, 0), position)) != code:
                found.append(f"phone {number}, question {position}: {code}")
        return found


def _now() -> object:
    from django.utils import timezone  # noqa: PLC0415

    return timezone.now()


# The floor


async def floor_lead(side: Side, phones: list[Phone], questions: int) -> None:
    """The same rhythm; its polls tell nothing, so that phones hear of a question here."""
    for number in range(1, questions + 1):
        side.opened[number] = time.monotonic()
        for phone in phones:
            phone.question = number
        await asyncio.sleep(ANSWERED + POLL + 0.5 + SHOWN)
    side.over = True


def floor_phones(floor: Floor, number: int) -> list[Phone]:
    page = Browser(floor.server.port)
    token = Forms(page.get("/lesson/")).found[0].fields["csrfmiddlewaretoken"]
    sessions = floor.sessions
    return [Phone(n, f"{page.cookie}; sessionid={sessions[n % len(sessions)]}", token) for n in range(number)]


def floor_requests(port: int) -> tuple[Callable[[Phone], bytes], Callable[..., bytes]]:
    def poll(phone: Phone) -> bytes:
        return raw("GET", "/ok", port, cookie=phone.cookie)

    def answer(phone: Phone, number: int, code: str) -> bytes:
        body = urlencode({"csrfmiddlewaretoken": phone.token, "answer": code, "key": f"{phone.number}-{number}"})
        path = f"/answer/{number % 80 + 1}/"
        return raw("POST", path, port, cookie=phone.cookie, body=body, more=htmx(port, "/lesson/"))

    return poll, answer


async def together(*parts: Awaitable[None]) -> None:
    await asyncio.gather(*parts)


def run(folder: Path, phones: int, questions: int, started: list[Floor | Site]) -> tuple[Side, Side, list[str]]:
    floor, site = Floor(folder), Site(folder, folder / "loaded", 0)
    started += [floor, site]
    for place in started:
        place.server.wait()
    session = Session(site, phones, questions)
    bare, live = Side("the floor"), Side("the site")
    people, port = floor_phones(floor, phones), floor.server.port
    requests = floor_requests(port)
    before = floor.server.cpu()
    lines = [play(bare, phone, Line(port), *requests) for phone in people]
    asyncio.run(together(floor_lead(bare, people, questions), *lines))
    bare.cpu = floor.server.cpu() - before
    before = site.server.cpu()
    lines = [play(live, phone, Line(session.port), session.poll, session.answer) for phone in session.phones]
    asyncio.run(together(session.lead(live, questions), session.watch(live), *lines))
    live.cpu = site.server.cpu() - before
    return bare, live, session.lost(live)


def text(side: Side) -> str:
    rows = [f"{side.name}: {side.cpu:.1f} s of processor time"]
    for name, times in (("answers", side.answers), ("polls", side.polls), ("screen", side.screen)):
        if not times.taken:
            continue
        said = f"  {name:8} {len(times.taken):6} p50 {times.at(0.5):6.1f} ms  p99 {times.at(0.99):6.1f} ms"
        said += f"  max {times.at(1):6.1f} ms  errors {len(times.errors)}"
        rows.append(said + (f"  304: {100 * times.unchanged / len(times.taken):.0f} %" if times.unchanged else ""))
    return "\n".join(rows)


def missed(side: Side, expected: int, lost: list[str]) -> list[str]:
    """The targets that were missed, each in a sentence."""
    found = [
        f"p99 of {name} is {times.at(0.99):.0f} ms, the target {TARGETS[name]} ms"
        for name, times in (("answers", side.answers), ("polls", side.polls))
        if times.at(0.99) >= TARGETS[name]
    ]
    errors = [*side.answers.errors, *side.polls.errors, *side.screen.errors]
    found += [f"{len(errors)} errors, the first: {errors[0]}"] if errors else []
    found += [f"{len(lost)} acknowledged answers are not stored, the first: {lost[0]}"] if lost else []
    if len(side.acknowledged) != expected:
        found.append(f"{len(side.acknowledged)} answers were acknowledged of {expected}")
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--phones", type=int, default=PHONES)
    parser.add_argument("--questions", type=int, default=20)
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the servers are stopped then, too
    started: list[Floor | Site] = []
    with tempfile.TemporaryDirectory(prefix="statuscourse-load-") as name:
        try:
            load_course(Path(name) / "loaded")
            bare, live, lost = run(Path(name), options.phones, options.questions, started)
        except LoadError as error:
            print(f"The run failed, its numbers are worth nothing: {error}", file=sys.stderr)
            return 1
        finally:
            for place in started:
                place.server.stop()
    print(
        f"{options.phones} phones, {options.questions} questions; a poll each {POLL:g} s, answers within {ANSWERED:g} s"
    )
    print(text(live), text(bare), sep="\n")
    kept = len(live.acknowledged) - len(lost)
    print(f"{len(live.acknowledged)} answers acknowledged, {kept} of them stored and handed in")
    problems = missed(live, options.phones * options.questions, lost)
    print(*(problems or ["Every target is met."]), sep="\n")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
