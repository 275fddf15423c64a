"""What is measured: the cases of the issues and a few beside them, each of the floor and of every site."""

import itertools
import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from urllib.parse import urlencode

from quizzes.core.kinds import KINDS

from . import authored, figures, product
from .browser import Browser, Forms, htmx, raw
from .client import Check, PageHolds, Request, content_holds, not_modified
from .report import Measured
from .saves import Saves
from .sites import EXAMINEES, Floor, Site

SUMMARIES = 32  # exams whose summary is looked at

NAMES: dict[str, tuple[float | None, bool]] = {  # with the target of the ratio, and whether an issue asks for it
    "anonymous lesson": (2.5, True),
    "signed-in lesson": (0.9, True),
    "revalidation": (3.0, True),
    "answer": (0.7, True),
    "answer, signed in": (0.7, False),
    **{f"answer: {kind}": (0.6, True) for kind in KINDS},
    "answer in a quiz": (0.6, True),
    "autosave": (0.8, True),
    "exam summary": (None, True),
    "list of 10,000": (0.25, True),  # a page of it, under 4 times the floor's signed-in lesson
    "one line (healthz)": (None, False),
    figures.CASE: (None, True),  # last: it adds its own answers to the table
}


@dataclass
class Side:
    """One participant in one case: what is sent to it and what has to come back."""

    place: Floor | Site
    requests: Iterator[Request]
    check: Check
    stores: bool = False  # an answer with each request
    saves: Saves | None = None
    prepare: Callable[[], None] | None = None  # what this case alone needs, before it is measured
    measured: Measured = field(default_factory=Measured)


def site_sides(site: Site, connections: int, seconds: float) -> dict[str, Side]:
    """The cases that this site can be asked; a kind of which the bank has too few questions is left out."""
    site.use()
    port = site.server.port
    title = product.page_title(port)
    questions = product.asked(port)

    def page(people: list[product.Person]) -> Side:
        return Side(site, product.lesson_requests(port, people, title), PageHolds(b"</html>"))

    def answer(requests: Iterator[Request]) -> Side:
        return Side(site, requests, content_holds, stores=True)

    pools = {kind: product.replies(port, kind) for kind in KINDS}
    exams, saves = product.exams(site.examinees), Saves(secrets.token_hex(5))
    looked_at = product.summed_up(exams[:SUMMARIES])
    site.summary_queries = product.summary_queries(port, site.examinees[0], exams[0])
    return {
        "anonymous lesson": page([]),
        "signed-in lesson": page(site.members),
        "revalidation": Side(site, product.revalidations(port, connections), not_modified),
        "answer": answer(product.answers(port, site.people, questions)),
        "answer, signed in": answer(product.answers(port, site.members, questions)),
        "answer in a quiz": answer(product.attempt_answers(port, site.people, int((seconds + 3) * 150))),
        **{
            f"answer: {kind}": answer(product.kind_answers(port, site.people, pool))
            for kind, pool in pools.items()
            if pool
        },
        "autosave": Side(site, product.autosaves(port, site.examinees, exams, saves), saves.check, saves=saves),
        "exam summary": Side(
            site, product.summaries(port, site.examinees[:SUMMARIES], looked_at), PageHolds(b"</html>")
        ),
        "list of 10,000": Side(site, authored.lists(port), content_holds),  # last: the others need no such questions
        "one line (healthz)": Side(site, _repeated(raw("GET", "/healthz", port), b"ok"), content_holds),
        figures.CASE: Side(site, figures.requests(port), PageHolds(b"</html>"), prepare=lambda: figures.prepare(site)),
    }


def floor_sides(floor: Floor) -> dict[str, Side]:
    port = floor.server.port

    saves = Saves(secrets.token_hex(5))

    def page(path: str, sessions: list[str]) -> Side:
        cookies = [f"sessionid={key}" for key in sessions] or [""]
        ready = [raw("GET", path, port, cookie=cookie) for cookie in cookies]
        return Side(floor, _in_turn(ready, b"<title>Who are you"), PageHolds(b"</html>"))

    def answer() -> Side:
        return Side(floor, _floor_answers(port, floor.sessions), content_holds, stores=True)

    return {
        "anonymous lesson": page("/lesson/", []),
        "signed-in lesson": page("/signed-in/", floor.sessions),
        "revalidation": page("/lesson/", []),
        "answer": answer(),
        "answer, signed in": answer(),
        "answer in a quiz": answer(),
        **{f"answer: {kind}": answer() for kind in KINDS},
        "autosave": Side(floor, _floor_saves(port, floor, saves), saves.check, saves=saves),
        "exam summary": page("/signed-in/", floor.sessions),
        "list of 10,000": page("/signed-in/", floor.sessions),
        "one line (healthz)": Side(floor, _repeated(raw("GET", "/ok", port), b"ok"), content_holds),
        figures.CASE: page("/signed-in/", floor.sessions),
    }


def _repeated(data: bytes, expected: bytes) -> Iterator[Request]:
    return _in_turn([data], expected)


def _in_turn(ready: list[bytes], expected: bytes) -> Iterator[Request]:
    while True:
        for data in ready:
            yield data, expected


def _floor_answers(port: int, sessions: list[str]) -> Iterator[Request]:
    """The floor's answer, sent as the site's form would send it."""
    page = Browser(port)
    form = Forms(page.get("/lesson/")).found[0]
    fields = form.fields | {"revision": "1", "context": "check", "typed": ""}
    codes = form.choices[:5]
    for number in range(10**9):
        choice = codes[number % len(codes)]
        body = urlencode({**fields, "key": f"{number:022d}", "answer": choice})
        cookie = f"{page.cookie}; sessionid={sessions[number % len(sessions)]}"
        head = b"401 it is." if choice == "401" else f"Not {choice}.".encode()
        path = f"/answer/{number % 80 + 1}/"
        yield raw("POST", path, port, cookie=cookie, body=body, more=htmx(port, "/lesson/")), head


def _floor_saves(port: int, floor: Floor, saves: Saves) -> Iterator[Request]:
    """The floor's drafts, place by place in everybody's attempt, as the site's script sends them."""
    page = Browser(port)
    token = Forms(page.get("/lesson/")).found[0].fields["csrfmiddlewaretoken"]
    more = f"Origin: http://127.0.0.1:{port}\r\n"
    for round_ in itertools.count():
        place = round_ // product.SAVES_A_PLACE % 40 + 1
        for session, attempt in zip(floor.sessions[:EXAMINEES], floor.attempts[:EXAMINEES], strict=True):
            if saves.waits(attempt.replace("-", ""), place):
                continue
            version, key = saves.next(attempt.replace("-", ""), place)
            body = (
                f"revision={place}&answer=the-option-number-{round_ % 5}&confidence=think"
                f"&csrfmiddlewaretoken={token}&version={version}&save_key={key}"
            )
            cookie = f"{page.cookie}; sessionid={session}"
            path = f"/draft/{attempt}/{place}/"
            data = raw("POST", path, port, cookie=cookie, body=body, more=more, accept="application/json")
            yield data, saves.expected(version, key)
