"""A school at work: ``make load``. Three runs, each on a site of its own, on this machine alone.

classroom: 500 learners join by link within a minute, begin the quiz that their class was given and answer its 20
questions within ten minutes, as the pages and their scripts do it; and a bare floor with the same rhythm. crowd: the
same with 2,000. sign-ins: 200 people sign in with a password within a minute while 100 learners answer. All of them
come from one address, and the site's throttles are on. Afterwards every answer that was acknowledged is read back. It
prints Markdown, and ends with 1 where a target is missed.
"""

import argparse
import asyncio
import os
import random
import re
import signal
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from statistics import median
from urllib.parse import urlencode

from tests.postgres import private_cluster

from .browser import Browser, Form, Forms
from .client import LoadError
from .crowd import Crowd, GaveUp, Member, Scales, all_of
from .live import floor_phones
from .sites import Floor, Site, load_course

JOINING, ANSWERING = 60.0, 600.0  # seconds: within which all join, and have answered everything
THINKING = 22.0  # seconds for one question on average; the slowest of them need 586 for all
QUESTIONS = 20
CODE = "KTM47R"
PASSWORD = "a-long-one-for-the-load"
MEMORY, ANSWER, BESIDE_HASHES, AFTER = 250, 300, 500, 300  # targets: MB, and milliseconds at the 99th percentile
ASKING = re.compile(r'<form class="asking".*?</form>', re.DOTALL)


@dataclass
class Run:
    """One crowd at one site, and what was seen of it."""

    name: str
    crowd: Crowd
    learners: int
    scales: Scales
    lost: list[str] = field(default_factory=list)
    after: float = 0.0  # milliseconds of a page once it is over
    missed: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Rhythm:
    """How fast they are, 1 is ten minutes, and how many questions each answers."""

    scale: float
    questions: int = QUESTIONS

    def joins(self, rng: random.Random) -> float:
        return rng.uniform(0, JOINING) * self.scale

    def thinks(self, rng: random.Random) -> float:
        return rng.uniform(0.5, 1.5) * THINKING * self.scale


# What is there before


class School:
    """A class with a join code, the quiz that it was given, and people with passwords."""

    def __init__(self, site: Site, people: int = 0) -> None:
        from django.db import connection  # noqa: PLC0415 - needs Django set up
        from django.utils import timezone  # noqa: PLC0415

        from quizzes.models import Question, Quiz  # noqa: PLC0415
        from statuscourse.accounts.models import User  # noqa: PLC0415
        from statuscourse.classrooms.models import Assignment, Classroom  # noqa: PLC0415

        site.use()
        now = timezone.now()
        Classroom.objects.filter(join_code=CODE).update(join_code=None)
        owner, _ = User.objects.get_or_create(username="the-teacher", defaults={"password": "!", "role": "instructor"})
        shipped = Question.objects.shipped().filter(kind="code", retired_at=None).order_by("pk")
        ids = list(shipped.values_list("pk", flat=True)[:QUESTIONS])
        words = {"title": "The load", "summary": "-", "question_ids": ids, "is_shipped": True}
        quiz, _ = Quiz.objects.get_or_create(slug="the-load", defaults=words)
        room = Classroom.objects.create(name="The load", owner=owner, created_at=now, join_code=CODE)
        given = {"target_type": "quiz", "target": quiz.pk, "title": quiz.title, "created_at": now}
        self.assignment = Assignment.objects.create(classroom=room, **given)
        self.place = f"/classes/{room.pk}/assignments/{self.assignment.pk}/"
        self._people(people)
        connection.close()

    def _people(self, number: int) -> None:
        from statuscourse.accounts.models import User  # noqa: PLC0415

        if not number:
            return
        hashed = User(username="-")
        hashed.set_password(PASSWORD)
        User.objects.bulk_create([User(username=f"person-{each}", password=hashed.password) for each in range(number)])

    def lost(self, crowd: Crowd) -> list[str]:
        """Every acknowledged answer that the database does not have as it was sent."""
        from django.db import connection  # noqa: PLC0415

        from quizzes.models import Answer  # noqa: PLC0415

        rows = Answer.objects.filter(attempt__occasion=str(self.assignment.pk), stands=True)
        stored = {
            (str(attempt), position): str(response["code"])
            for attempt, position, response in rows.values_list("attempt", "position", "response")
        }
        connection.close()
        given = crowd.acknowledged.items()
        return [
            f"attempt {where[0]}, question {where[1]}: {code}" for where, code in given if stored.get(where) != code
        ]


# What people do


async def learn(member: Member, number: int, school: School, rhythm: Rhythm) -> None:
    """From the link on the wall to the last answer."""
    rng = random.Random(number)
    await asyncio.sleep(rhythm.joins(rng))
    path = f"/join/{CODE}/"
    form = _form((await member.get("join", path)).text, "name")
    name = {"name": f"Learner {number} {school.assignment.pk.hex[:6]}"}
    await member.post("join", path, urlencode(form.fields | name))
    form = _form((await member.get("pages", school.place)).text, "csrfmiddlewaretoken", school.place)
    begun = await member.post("begin", school.place, urlencode(form.fields))
    page = await member.get("pages", begun.place)
    base = re.sub(r"\d+/$", "", page.place or begun.place)
    for place in range(1, rhythm.questions + 1):
        await _answer(member, f"{base}{place}/", rng, rhythm)
    member.close()


async def _answer(member: Member, path: str, rng: random.Random, rhythm: Rhythm) -> None:
    """Open a question, think, choose, which the page saves, and send the answer, as the page's scripts do."""
    page = (await member.get("pages", path)).text
    asking = ASKING.search(page)
    if asking is None:
        raise LoadError(f"{path} asks nothing")
    (form,) = Forms(asking[0]).found
    await asyncio.sleep(rhythm.thinks(rng))
    code = rng.choice([choice for choice in form.choices if choice.isdecimal()])
    fields = form.fields | {"typed": code, "answer": code}
    save = fields | {"save_key": f"{rng.getrandbits(128):032x}"}
    await member.post("saves", f"{path}draft/", urlencode(save), accept="application/json")
    reply = await member.post("answers", path, urlencode(fields), page=path)
    if "data-announce" not in reply.text:
        raise LoadError(f"{path} was answered, and says no verdict: {reply.text[:300]}")
    *_, attempt, place, _ = path.split("/")
    member.crowd.acknowledged[attempt, int(place)] = code


def _form(page: str, name: str, action: str = "") -> Form:
    for form in Forms(page).found:
        if name in form.names and (not action or form.action == action):
            return form
    raise LoadError(f"no form with {name} in {re.sub('<[^>]*>', ' ', page)[:300]}")


async def sign_in(member: Member, number: int, within: float) -> None:
    await asyncio.sleep(random.Random(number).uniform(0, within))
    path = "/accounts/sign-in/"
    form = _form((await member.get("pages", path)).text, "password")
    values = form.fields | {"username": f"person-{number}", "password": PASSWORD}
    reply = await member.post("sign-ins", path, urlencode(values))
    if reply.status != 303:
        raise LoadError(f"person-{number} did not get in")
    member.close()


async def bare(member: Member, number: int, token: str, rhythm: Rhythm) -> None:
    """The same rhythm at the floor: a page, and its graded answer."""
    rng = random.Random(number)
    await asyncio.sleep(rhythm.joins(rng))
    for place in range(1, rhythm.questions + 1):
        await member.get("pages", "/signed-in/")
        await asyncio.sleep(rhythm.thinks(rng))
        code = rng.choice(("400", "404", "409", "422"))
        body = urlencode({"csrfmiddlewaretoken": token, "answer": code, "key": f"{number}-{place}"})
        await member.post("answers", f"/answer/{place}/", body, page="/lesson/")
    member.close()


# The runs


def measure(run: Run, people: list[Callable[[], Awaitable[None]]], school: School | None = None) -> Run:
    """Let a crowd go; then read back what was acknowledged, and ask once more."""
    with run.scales:
        asyncio.run(all_of(run.crowd, people))
    run.lost = school.lost(run.crowd) if school else []
    run.after = median(_page_ms(run.crowd.port) for _ in range(10)) if school else 0.0
    return run


def _page_ms(port: int) -> float:
    start = time.perf_counter()
    Browser(port).get("/")
    return 1000 * (time.perf_counter() - start)


def classroom(site: Site, learners: int, rhythm: Rhythm, *, is_school: bool = True) -> Run:
    """``is_school`` for what a school is promised; else it may slow down and say 503, and nothing else."""
    school, crowd = School(site), Crowd(site.server.port)
    run = Run(site.name, crowd, learners, Scales(site.server))
    measure(run, [partial(learn, Member(crowd), number, school, rhythm) for number in range(learners)], school)
    run.missed += _kept(run, learners * rhythm.questions)
    if is_school:
        run.missed += _within(run, ANSWER, MEMORY) + _turned_away(run)
        run.missed += _late(run, "join", JOINING * rhythm.scale) + _late(run, "answers", ANSWERING * rhythm.scale)
    return run


def signing_in(site: Site, people: int, learners: int, within: float, questions: int) -> Run:
    """The learners answer for as long as the others sign in."""
    school, crowd = School(site, people), Crowd(site.server.port)
    run = Run(site.name, crowd, learners, Scales(site.server))
    rhythm = Rhythm(within / (JOINING / 2 + questions * THINKING), questions)
    everybody: list[Callable[[], Awaitable[None]]] = [
        partial(learn, Member(crowd), number, school, rhythm) for number in range(learners)
    ]
    everybody += [partial(sign_in, Member(crowd), number, within) for number in range(people)]
    measure(run, everybody, school)
    run.missed += _kept(run, learners * rhythm.questions) + _within(run, BESIDE_HASHES, 0)
    run.missed += _turned_away(run) + _late(run, "sign-ins", within)
    inside = len(crowd.kinds["sign-ins"].taken)
    run.missed += [f"{inside} people signed in of {people}"] if inside != people else []
    return run


def floor(folder: Path, learners: int, rhythm: Rhythm, started: list[Floor | Site]) -> Run:
    place = Floor(folder)
    started.append(place)
    place.server.wait()
    crowd = Crowd(place.server.port)
    members = [(Member(crowd, _cookies(each.cookie)), each.token) for each in floor_phones(place, learners)]
    people = [partial(bare, member, number, token, rhythm) for number, (member, token) in enumerate(members)]
    return measure(Run("floor", crowd, learners, Scales(place.server)), [*people])


def _cookies(text: str) -> dict[str, str]:
    return dict(part.split("=", 1) for part in text.split("; "))


def _kept(run: Run, expected: int) -> list[str]:
    """What nobody may miss, however many there are."""
    crowd = run.crowd
    found = [f"{len(crowd.errors)} errors, the first: {crowd.errors[0]}"] if crowd.errors else []
    found += [f"{len(run.lost)} acknowledged answers are not stored, the first: {run.lost[0]}"] if run.lost else []
    if len(crowd.acknowledged) != expected:
        found.append(f"{len(crowd.acknowledged)} answers were acknowledged of {expected}")
    return found + ([f"a page took {run.after:.0f} ms afterwards"] if run.after > AFTER else [])


def _within(run: Run, milliseconds: int, megabytes: int) -> list[str]:
    p99, most = run.crowd.kinds["answers"].at(0.99), run.scales.most
    found = [f"p99 of an answer is {p99:.0f} ms, the target {milliseconds} ms"] if p99 >= milliseconds else []
    return found + ([f"memory was {most:.0f} MB, the target {megabytes} MB"] if 0 < megabytes <= most else [])


def _turned_away(run: Run) -> list[str]:
    refused, unanswered = run.crowd.refused, run.crowd.unanswered
    found = [f"{refused} requests were told 503"] if refused else []
    return found + ([f"{unanswered} saves and answers were given up and sent again"] if unanswered else [])


def _late(run: Run, kind: str, promised: float) -> list[str]:
    """A request takes a while, however fast the run is."""
    last = run.crowd.kinds[kind].last
    is_late = last > 1.02 * promised + 3
    return [f"the last of {kind} was done after {last:.0f} s, the target {promised:.0f} s"] if is_late else []


# What is said


HEAD = (
    "| run | kind | requests | p50 ms | p99 ms | max ms | 503, then done | given up, sent again | first and last, s |\n"
    "|---|---|--:|--:|--:|--:|--:|--:|--:|"
)


def table(runs: list[Run]) -> str:
    rows = [HEAD]
    for run in runs:
        for name in ("join", "pages", "begin", "saves", "answers", "sign-ins"):
            kind = run.crowd.kinds.get(name)
            if kind and kind.taken:
                figures = f"{kind.at(0.5):.1f} | **{kind.at(0.99):.1f}** | {kind.at(1):.1f} | {kind.statuses[503]}"
                figures += f" | {kind.unanswered} | {kind.first:.1f} to {kind.last:.1f}"
                rows.append(f"| {run.name} | {name} | {len(kind.taken):,} | {figures} |")
    return "\n".join(rows)


def sentences(run: Run) -> str:
    crowd, scales = run.crowd, run.scales
    kept = len(crowd.acknowledged) - len(run.lost)
    said = f"* {run.name}, {run.learners:,} learners: {len(crowd.errors)} errors, {crowd.refused} times 503."
    said += f" {crowd.unanswered} saves and answers were given up and sent again, {crowd.reopened} idle connections"
    said += " opened anew."
    if crowd.acknowledged:
        said += f" {len(crowd.acknowledged):,} answers acknowledged, {kept:,} of them stored as they were sent."
        said += f" Afterwards a page took {run.after:.0f} ms."
    said += (
        f" {scales.cpu:.1f} s of processor time; memory {scales.last:.0f} MB at the end, {scales.most:.0f} MB at most."
    )
    return "\n".join([said, *(f"  * **Missed**: {each}" for each in run.missed)])


def runs_of(options: argparse.Namespace, folder: Path, started: list[Floor | Site], database: str) -> list[Run]:
    def site(name: str) -> Site:
        place = Site(folder, folder / "loaded", 0, name=name, database=database, throttles=True)
        started.append(place)
        place.server.wait()
        return place

    from statuscourse.management.commands.serve import allow_connections  # noqa: PLC0415 - needs Django set up

    allow_connections()  # for the learners' ends, and the servers inherit it, as they do from `make serve`
    rhythm, found = Rhythm(options.minutes / 10, options.questions), []
    if options.learners:
        found.append(classroom(site("classroom"), options.learners, rhythm))
        started[-1].server.stop()
    if options.learners and not options.no_floor:
        found.append(floor(folder, options.learners, rhythm, started))
        started[-1].server.stop()
    if options.crowd:
        found.append(classroom(site("crowd"), options.crowd, rhythm, is_school=False))
        started[-1].server.stop()
    if options.sign_ins:
        within = max(60 * options.minutes / 10, 5.0)
        found.append(signing_in(site("sign-ins"), options.sign_ins, options.beside, within, options.questions))
    return found


def asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--learners", type=int, default=500, help="of the classroom; 0 leaves it out")
    parser.add_argument("--crowd", type=int, default=2000, help="learners beyond what is promised; 0 leaves it out")
    parser.add_argument("--sign-ins", type=int, default=200, help="people with passwords; 0 leaves it out")
    parser.add_argument("--beside", type=int, default=100, help="learners who answer meanwhile")
    parser.add_argument("--minutes", type=float, default=10.0, help="for all of it: less is a trial, with less rest")
    parser.add_argument("--questions", type=int, default=QUESTIONS, help="that each answers, 20 at most")
    parser.add_argument("--no-floor", action="store_true", help="leave the bare floor out")
    parser.add_argument("--postgres", action="store_true", help="on a PostgreSQL of its own instead of SQLite")
    return parser.parse_args()


def main() -> int:
    options = asked()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the servers are stopped then, too
    started: list[Floor | Site] = []
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="statuscourse-load-")))
        database = stack.enter_context(private_cluster()).create("course") if options.postgres else ""
        try:
            load_course(folder / "loaded", database)
            found = runs_of(options, folder, started, database)
        except (LoadError, GaveUp) as error:
            print(f"The run failed, its numbers are worth nothing: {error}", file=sys.stderr)
            return 1
        finally:
            for place in started:
                place.server.stop()
    kept_in = "PostgreSQL" if database else "SQLite"
    busy = f"load of the machine at the end {os.getloadavg()[1]:.1f}"
    print(f"{kept_in}, {os.cpu_count()} cores with the learners on them, {options.minutes:g} minutes; {busy}\n")
    print(table(found), "", *map(sentences, found), sep="\n")
    missed = [each for run in found for each in run.missed]
    print(f"\n{len(missed)} targets missed." if missed else "\nEvery target is met.")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
