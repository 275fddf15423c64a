"""One run: fill a site, walk it as everybody, attack it, and say what came of it."""

import re
from collections import Counter, deque
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from random import Random
from threading import Lock
from time import monotonic
from urllib.parse import urlsplit

from tests.fuzz.attack import Attacker
from tests.fuzz.rules import broken_by
from tests.fuzz.site import PARAMETER, Map, fuzzed_site, read_page, survey
from tests.fuzz.wire import Line, Request, Response
from tests.running import RunningSite

SHOWN = 12  # faults that are printed whole
WALKED, AT_MOST = 0.4, 4_000  # the share of requests that look for forms before the attack, and how many


@dataclass
class Report:
    asked: int = 0
    sent: int = 0
    statuses: Counter[int] = field(default_factory=Counter)
    routes: set[str] = field(default_factory=set)
    faults: list[str] = field(default_factory=list)
    kinds: Counter[str] = field(default_factory=Counter)
    forms: int = 0
    known: int = 0
    slowest: tuple[float, str] = (0.0, "")
    seconds: float = 0.0
    log: str = ""

    @property
    def is_short(self) -> bool:
        """Whether its time ended before everything was sent: what was not sent found nothing."""
        return self.sent < self.asked

    def text(self) -> str:
        total = sum(self.statuses.values())
        by_class = Counter({f"{status // 100}xx": 0 for status in self.statuses})
        for status, number in self.statuses.items():
            by_class[f"{status // 100}xx"] += number
        short = f"too short: {self.sent} of the {self.asked} requests that were asked for were sent"
        lines = [
            f"{total} requests in {self.seconds:.0f} s, {total / max(self.seconds, 0.1):.0f} a second",
            "statuses: " + ", ".join(f"{status} {number}" for status, number in sorted(self.statuses.items())),
            "classes: " + ", ".join(f"{name} {number}" for name, number in sorted(by_class.items())),
            f"{len(self.routes)} of {self.known} addresses of the map were reached, {self.forms} forms were attacked",
            f"the slowest answer took {self.slowest[0]:.1f} s: {self.slowest[1]}",
            *([short] if self.is_short else []),
            f"faults: {len(self.faults)}",
            *[f"  {number} x {kind}" for kind, number in self.kinds.most_common()],
            *self.faults[:SHOWN],
        ]
        return "\n".join([*lines, *(["the log of the server ends:", self.log] if self.faults else [])])


class Run:
    def __init__(self, site: RunningSite, known: Map, seed: int, requests: int, minutes: float) -> None:
        self.site, self.known, self.seed = site, known, seed
        self.left, self.ends = requests, monotonic() + minutes * 60
        self.port = urlsplit(site.url).port or 80
        self.host = f"127.0.0.1:{self.port}"
        self.report = Report(asked=requests, known=len(known.routes))
        self.lock = Lock()
        self.patterns = [(route, re.compile("^/" + PARAMETER.sub("[^/]+", route) + "$")) for route in known.routes]

    def send(self, line: Line, request: Request) -> Response | None:
        response = line.ask(request)
        found = broken_by(request, response)
        path = request.target.partition("?")[0]
        with self.lock:
            self.left -= 1
            self.report.sent += 1
            if response is not None:
                self.report.statuses[response.status] += 1
                self._stay(request, response)
                if response.seconds > self.report.slowest[0]:
                    self.report.slowest = response.seconds, f"{request.who} {request.method} {request.target[:100]}"
            if response is not None and response.status not in {400, 404, 405, 501}:
                self.report.routes |= {route for route, pattern in self.patterns if pattern.match(path)}
            for text in found:
                self.report.kinds[f"{text} ({self._route(path)})"] += 1
                self.report.faults.append(f"\n{text}: as {request.who}, send\n  {request.raw()[:1500]!r}")
        return response

    def _route(self, path: str) -> str:
        return next((route for route, pattern in self.patterns if pattern.match(path)), "no address of the map")

    def walk(self, requests: int) -> None:
        """Find pages and forms: from the first page on by links, and from the map."""
        rng, line = Random(self.seed), Line(self.port)
        attacker = Attacker(self.known, self.host, rng)
        everybody = list(self.known.cookies)
        queues = {who: deque(["/"]) for who in everybody}
        for who in everybody:
            queues[who].extend(self.known.address(route, rng) for route in self.known.routes)
        seen: dict[str, set[str]] = {who: set() for who in everybody}
        end = self.left - requests
        while self.left > end and any(queues.values()):
            for who in everybody:
                page = queues[who].popleft() if queues[who] else ""
                if page and page not in seen[who]:
                    seen[who].add(page)
                    self._visit(line, attacker, who, page, queues[who])
        line.close()
        self.report.forms = len(self.known.forms)

    def _visit(self, line: Line, attacker: Attacker, who: str, page: str, queue: deque[str]) -> None:
        response = self.send(line, attacker.plain(who, "GET", page))
        if response is None or not response.get("content-type").startswith("text/html"):
            return
        links, forms = read_page(who, page, response.body.decode("utf-8", "replace"))
        queue.extend(links)
        for form in forms:
            # One for each person, page and goal by kind: a hundred lessons have the same form.
            goal, place = self._route(urlsplit(form.action).path), self._route(page.partition("?")[0])
            for_whom = "anonymous" if "sign" in goal else who
            self.known.forms.setdefault((for_whom, f"{form.method} {goal} {place}"), form)

    def attack(self, number: int) -> None:
        rng, line = Random(f"{self.seed} {number}"), Line(self.port)
        attacker = Attacker(self.known, self.host, rng)
        while self.left > 0 and monotonic() < self.ends:
            self.send(line, attacker.next())
        line.close()

    def _stay(self, request: Request, response: Response) -> None:
        """Some requests sign out; the next one has another session."""
        ended = any(text.startswith('sessionid=""') for name, text in response.headers if name.lower() == "set-cookie")
        session = self.known.cookie(request.who)
        if ended and session and any(session in text for name, text in request.headers if name == "Cookie"):
            self.known.next_session(request.who)


def run(*, requests: int, seed: int, lines: int = 3, postgres: bool = False, minutes: float = 60) -> Report:
    """Send so many requests, for so many minutes at most, to a site of its own; what came of it."""
    with fuzzed_site(postgres=postgres) as site:
        known = survey(site)
        begun = monotonic()
        this = Run(site, known, seed, requests, minutes)
        this.walk(min(int(requests * WALKED), AT_MOST))
        with ThreadPoolExecutor(max_workers=lines) as pool:
            for done in [pool.submit(this.attack, number) for number in range(lines)]:
                done.result()
        this.report.seconds = monotonic() - begun
        if site.process is not None and site.process.poll() is not None:
            this.report.faults.append("the server ended")
        tail = (site.data / "log").read_text(errors="replace")
        this.report.log = _tracebacks(tail)
        return this.report


def _tracebacks(log: str) -> str:
    """The last lines of each different traceback, but for those of refusals that are meant."""
    ends = re.findall(r"Traceback \(most recent call last\):\n(?:[ \t].*\n)*.*", log)
    different = {each.splitlines()[-1]: each for each in ends}
    for refusal in [last for last in different if "PermissionDenied" in last or "Http404" in last]:
        del different[refusal]
    return "\n".join("\n".join(each.splitlines()[-14:]) for each in list(different.values())[:8])
