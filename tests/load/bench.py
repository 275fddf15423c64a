"""The benchmark: ``python -m tests.load.bench``. The site beside a floor of bare Django, in the same run.

Both are served by the same server with the same flags, workers and SQLite settings, from a temporary folder. Short goes
of floor and product alternate (A B A B ...), the other one idle; every answer is checked, and at the end the stored
answers are counted against those that were acknowledged. Nothing is timed in the tests: this is for people to run.
"""

import argparse
import gc
import json
import os
import platform
import re
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import psutil

from . import report
from .browser import Browser, Forms, htmx, raw
from .client import Check, LoadError, PageHolds, Request, content_holds, drive, not_modified
from .servers import ROOT, Server, command, environment, free_port

GOES = 4  # how often floor and product alternate in one measurement
WARM_UP = 1.5  # seconds: templates, caches of questions, pages of SQLite
WORKERS = 2
PEOPLE = 200
MEMBERS = 16


@dataclass
class Side:
    """One of the two in one case: what is sent to which server and what has to come back."""

    server: Server
    requests: Iterator[Request]
    check: Check
    stores: str = ""  # the table that gets one row for each request
    measured: report.Measured = field(default_factory=report.Measured)


@dataclass
class Case:
    name: str
    target: float | None
    floor: Side
    product: Side
    beside: bool = False


class Bench:
    """Two servers, the folder that they live in, and how many answers each has acknowledged."""

    def __init__(self, folder: Path, seconds: float, connections: int, patience: float) -> None:
        self.folder = folder
        self.patience = patience
        self.seconds = seconds
        self.connections = connections
        self.acknowledged = {"product": 0, "floor": 0}
        port = free_port()
        self.product_environment = environment(DATA_DIR=str(folder / "data"), HOST="127.0.0.1", PORT=str(port))
        self.floor_environment = environment(FLOOR_DIR=str(folder))
        self.sessions: list[str] = []

    def prepare(self) -> None:
        for words in ("migrate --verbosity 0", "load_course", "collectstatic --noinput --verbosity 0"):
            run([sys.executable, "manage.py", *words.split()], self.product_environment)
        self.sessions = json.loads(run([sys.executable, "-m", "tests.load.floor", str(PEOPLE)], self.floor_environment))
        os.environ.clear()
        os.environ.update(self.product_environment, DJANGO_SETTINGS_MODULE="statuscourse.settings")
        import django  # noqa: PLC0415 - the settings read the environment

        django.setup()

    def start(self) -> None:
        self.product = Server(
            "product", "statuscourse.wsgi:application", self.product_environment, self.folder, WORKERS
        )
        self.floor = Server("floor", "tests.load.floor:application", self.floor_environment, self.folder, WORKERS)
        self.product.wait()
        self.floor.wait()

    def stop(self) -> None:
        for server in (getattr(self, "product", None), getattr(self, "floor", None)):
            if server:
                server.stop()

    def measure(self, case: Case) -> None:
        for side in (case.floor, case.product):
            self.go(side, WARM_UP)
            side.measured = report.Measured()
        for _ in range(GOES):
            for side in (case.floor, case.product):
                self.go(side, self.seconds / GOES)
        progress(f"  {case.name}: {case.product.measured.rate:.0f} / {case.floor.measured.rate:.0f} a second")

    def rest(self) -> None:
        """Wait until other programs rest, though not for ever; what they do during a go is reported in any case."""
        end = time.monotonic() + self.patience
        while time.monotonic() < end:
            before = busy()
            time.sleep(0.25)
            if busy() - before < 0.25 * report.NOISE:
                return

    def go(self, side: Side, seconds: float) -> None:
        self.rest()
        gc.collect()
        gc.disable()
        before, ours, all_work = side.server.cpu(), sum(os.times()[:2]), busy()
        try:
            load = drive(side.server.port, side.requests, side.check, seconds=seconds, connections=self.connections)
        except LoadError as error:
            raise LoadError(f"{side.server.name}: {error}\n{side.server.complaints()}") from error
        finally:
            gc.enable()
        spent, client = side.server.cpu() - before, sum(os.times()[:2]) - ours
        others = (busy() - all_work - spent - client) / load.seconds
        side.measured.add(load, spent, client, others)
        if side.stores:
            self.acknowledged[side.stores] += load.requests

    def count(self) -> dict[str, int]:
        """The answers that are stored, read from the files beside the servers."""
        return {
            "product": rows(self.folder / "data" / "statuscourse.sqlite3", "quizzes_answer"),
            "floor": rows(self.folder / "floor.sqlite3", "floor_answer"),
        }

    def compare_count(self) -> dict[str, int]:
        stored = self.count()
        if stored != self.acknowledged:
            raise LoadError(f"stored {stored}, acknowledged {self.acknowledged}")
        return stored


def run(words: list[str], env: dict[str, str]) -> str:
    done = subprocess.run(words, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    if done.returncode:
        raise LoadError(f"{' '.join(words)}: {done.stderr[-2000:]}{done.stdout[-2000:]}")
    return done.stdout


def rows(file: Path, table: str) -> int:
    base = sqlite3.connect(f"file:{file}?mode=ro", uri=True)
    try:
        return int(base.execute(f"SELECT COUNT(*) FROM {table}").fetchone()[0])
    finally:
        base.close()


def busy() -> float:
    """Processor seconds that the whole machine has worked."""
    times = psutil.cpu_times()
    return float(times.user + times.nice + times.system + times.irq + times.softirq)


def progress(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def floor_answers(port: int, sessions: list[str]) -> Iterator[Request]:
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


def repeated(data: bytes, expected: bytes) -> Iterator[Request]:
    while True:
        yield data, expected


def cases(bench: Bench, people: list[Any], members: list[Any]) -> list[Case]:
    from . import product  # noqa: PLC0415 - needs Django set up

    site, floor = bench.product, bench.floor
    title = product.page_title(site.port)
    questions = product.asked(site.port)
    sessions = bench.sessions

    def bare(path: str, session: bool = False) -> Side:
        cookies = [f"sessionid={key}" for key in sessions] if session else [""]
        ready = [(raw("GET", path, floor.port, cookie=cookie), b"<title>Who are you") for cookie in cookies]
        return Side(floor, (ready[n % len(ready)] for n in range(10**9)), PageHolds(b"</html>"))

    def bare_answer() -> Side:
        return Side(floor, floor_answers(floor.port, sessions), content_holds, "floor")

    def answer(requests: Iterator[Request]) -> Side:
        return Side(site, requests, content_holds, "product")

    def page(who: list[Any]) -> Side:
        return Side(site, product.lesson_requests(site.port, who, title), PageHolds(b"</html>"))

    def one_line(server: Server, path: str) -> Side:
        return Side(server, repeated(raw("GET", path, server.port), b"ok"), content_holds)

    again = product.revalidations(site.port, bench.connections)
    by_members = product.answers(site.port, members, questions)
    in_attempts = product.attempt_answers(site.port, people, int((bench.seconds + 3) * 150))
    return [
        Case("anonymous lesson", 2.5, bare("/lesson/"), page([])),
        Case("signed-in lesson", 0.9, bare("/signed-in/", session=True), page(members)),
        Case("revalidation", 3.0, bare("/lesson/"), Side(site, again, not_modified)),
        Case("answer", 0.7, bare_answer(), answer(product.answers(site.port, people, questions))),
        Case("answer, signed in", 0.7, bare_answer(), answer(by_members), beside=True),
        Case("answer in a quiz", 0.7, bare_answer(), answer(in_attempts), beside=True),
        Case("one line (healthz)", None, one_line(floor, "/ok"), one_line(site, "/healthz"), beside=True),
    ]


def regulars(bench: Bench, number: int) -> list[Any]:
    """The people who answer: newcomers to an empty table, or some of those who filled it."""
    from . import filling, product  # noqa: PLC0415

    port = bench.product.port
    if not number:
        bench.acknowledged["product"] += PEOPLE
        return product.newcomers(port, PEOPLE)
    start = time.monotonic()
    learners = filling.fill(number)
    bench.acknowledged["product"] += number
    os.sync()
    progress(f"stored {number:,} answers of {len(learners):,} learners in {time.monotonic() - start:.0f} s")
    return product.regulars(port, learners[:: max(1, len(learners) // PEOPLE)][:PEOPLE])


def measure_all(bench: Bench, answers: list[int]) -> list[report.Phase]:
    from . import product  # noqa: PLC0415

    phases = []
    members = product.members(bench.product.port, MEMBERS)
    for number in sorted(answers):
        progress(f"with {number:,} stored answers")
        found = cases(bench, regulars(bench, number), members)
        for case in found:
            bench.measure(case)
        lines = [report.Line(c.name, c.target, c.beside, c.floor.measured, c.product.measured) for c in found]
        stored = bench.compare_count()
        phases.append(report.Phase(number, lines, stored, bench.product.memory(), bench.floor.memory()))
    return phases


def machine(folder: Path, bench: Bench) -> dict[str, str]:
    model = re.search(r"model name\s*: (.*)", Path("/proc/cpuinfo").read_text())
    parts = [part for part in psutil.disk_partitions(all=True) if str(folder).startswith(part.mountpoint)]
    disk = max(parts, key=lambda part: len(part.mountpoint)).fstype
    memory = psutil.virtual_memory().total / 2**30
    packages = ", ".join(f"{name} {version(name)}" for name in ("django", "granian", "whitenoise", "django-htmx"))
    return {
        "machine": f"{os.cpu_count()} cores, {model[1] if model else '?'}, {memory:.0f} GiB, data on {disk}",
        "system": platform.platform(),
        "versions": f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, {packages}",
        "server": " ".join(command("...", 0, WORKERS)[1:]),
        "load": f"{bench.connections} connections, one request under way on each; {bench.seconds:g} s a measurement in "
        f"{GOES} goes, after {WARM_UP} s of warming up; {PEOPLE} learners, {MEMBERS} accounts; Accept-Encoding: gzip",
        "load average before": " ".join(f"{value:.2f}" for value in os.getloadavg()),
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=8, help="of each measurement (default 8)")
    parser.add_argument("--connections", type=int, default=16)
    parser.add_argument("--answers", type=int, nargs="+", default=[0, 1_000_000], help="stored ones (0 1000000)")
    parser.add_argument("--patience", type=float, default=10, help="seconds to wait for other programs before a go")
    parser.add_argument("--json", type=Path, help="also write all numbers to this file")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="statuscourse-bench-") as name:
        bench = Bench(Path(name), options.seconds, options.connections, options.patience)
        try:
            bench.prepare()
            facts = machine(Path(name), bench)
            bench.start()
            phases = measure_all(bench, options.answers)
        except LoadError as error:
            progress(f"The run failed, its numbers are worth nothing: {error}")
            return 1
        finally:
            bench.stop()
    print(report.text(facts, phases))
    if options.json:
        options.json.write_text(json.dumps(report.data(facts, phases), indent=1) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
