"""The benchmark: ``python -m tests.load.bench``. The site beside a floor of bare Django, in the same run.

The floor, the site with an empty table and the site with a million stored answers are served alike: same server, flags,
workers and SQLite settings, in a temporary folder. Short goes of the three alternate (A B C A B C ...) while the others
are idle; every answer is checked, and at the end the stored answers are counted against those that were acknowledged.
Nothing is timed in the tests: this is for people to run.
"""

import argparse
import gc
import json
import os
import platform
import re
import signal
import sqlite3
import sys
import tempfile
import time
from importlib.metadata import version
from pathlib import Path
from typing import Any

import psutil

from . import growth, imports, report
from .client import LoadError, drive
from .servers import command
from .sites import EXAMINEES, MEMBERS, PEOPLE, WORKERS, Floor, Site, load_course, rows

REST = 5.0  # seconds to wait for other programs before one go, at most
GOES = 4  # into which each measurement is divided
WARM_UP = 1.5  # seconds: templates, caches of questions, pages of SQLite


class Bench:
    """The floor and the sites, how long and how hard they are asked."""

    def __init__(self, options: argparse.Namespace) -> None:
        self.seconds: float = options.seconds
        self.connections: int = options.connections
        self.patience: float = options.patience
        self.only: list[str] = options.only or [""]
        self.places: list[Any] = []

    def wants(self, name: str) -> bool:
        return any(word in name for word in self.only)

    def start(self, folder: Path, answers: list[int]) -> tuple[Floor, list[Site]]:
        floor = Floor(folder)
        self.places.append(floor)
        sites = []
        for number in answers:
            sites.append(Site(folder, folder / "loaded", number))
            self.places.append(sites[-1])
        for place in self.places:
            place.server.wait()
        for site in sites:
            site.weigh("started")
            site.populate(progress)
            site.weigh("people signed in")
        return floor, sites

    def stop(self) -> None:
        for place in self.places:
            place.server.stop()

    def measure(self, sides: list[Any]) -> None:
        for side in sides:
            if side.prepare:
                side.prepare()
        for side in sides:
            self.go(side, WARM_UP)
            side.measured = report.Measured()
        for _ in range(GOES):
            for side in sides:
                self.go(side, self.seconds / GOES)

    def go(self, side: Any, seconds: float) -> None:
        server = side.place.server
        self.rest()
        gc.collect()
        gc.disable()
        before, ours, all_work = server.cpu(), sum(os.times()[:2]), busy()
        try:
            load = drive(server.port, side.requests, side.check, seconds=seconds, connections=self.connections)
        except LoadError as error:
            raise LoadError(f"{side.place.name}: {error}\n{server.complaints()}") from error
        finally:
            gc.enable()
        spent, client = server.cpu() - before, sum(os.times()[:2]) - ours
        side.measured.add(load, spent, client, (busy() - all_work - spent - client) / load.seconds)
        if side.stores:
            side.place.acknowledged += load.requests

    def rest(self) -> None:
        """Wait until other programs rest, though not for ever; what they do during a go is reported in any case.

        Once the patience of the whole run is used up it is a moment only, so that a run has an end on a busy machine.
        """
        end = time.monotonic() + min(REST, max(0.25, self.patience))
        while time.monotonic() < end:
            before = busy()
            time.sleep(0.25)
            self.patience -= 0.25
            if busy() - before < 0.25 * report.NOISE:
                return

    def measure_all(self, floor: Floor, sites: list[Site]) -> list[report.Phase]:
        from . import cases  # noqa: PLC0415 - needs Django set up

        bare = cases.floor_sides(floor)
        asked = [cases.site_sides(site, self.connections, self.seconds) for site in sites]
        phases = [report.Phase(site.answers) for site in sites]
        for name, (target, wanted) in cases.NAMES.items():
            if not self.wants(name):
                continue
            if any(name not in each for each in asked):
                progress(f"{name}: left out, the bank has too few questions")
                for phase in phases:
                    phase.left_out.append(name)
                continue
            sides = [bare[name], *(each[name] for each in asked)]
            self.measure(sides)
            progress(f"{name}: {', '.join(f'{side.place.name} {side.measured.rate:.0f}' for side in sides)} a second")
            for phase, side in zip(phases, sides[1:], strict=True):
                phase.lines.append(report.Line(name, target, wanted, sides[0].measured, side.measured))
        for place in self.places:
            stored = rows(place.file, place.table)
            if stored != place.acknowledged:
                raise LoadError(f"{place.name}: {stored} answers stored, {place.acknowledged} acknowledged")
        for each in (bare, *asked):
            side = each["autosave"]
            if side.saves:
                side.saves.compare(side.place.file, side.place.drafts)
        for phase, site in zip(phases, sites, strict=True):
            phase.stored, phase.memory = site.acknowledged, site.server.memory()
            phase.memory_before = site.memory
            phase.floor_stored, phase.floor_memory = floor.acknowledged, floor.server.memory()
            phase.summary_queries = site.summary_queries
            phase.rebuilt = site.rebuilt
        for phase, each in zip(phases, asked, strict=True):
            phase.saves, phase.floor_saves = each["autosave"].saves.number, bare["autosave"].saves.number
        return phases

    def all_phases(self, folder: Path, answers: list[int]) -> list[report.Phase]:
        """The cases that are asked for with so many answers each; nothing is served where there is none."""
        from . import cases  # noqa: PLC0415 - needs Django set up

        if not any(map(self.wants, cases.NAMES)):
            return []
        return self.measure_all(*self.start(folder, answers))

    def all_imports(self, folder: Path) -> list[imports.Taken]:
        """First, while nothing is served: the servers would share the cores and the disk with it."""
        if not self.wants(imports.CASE):
            return []
        self.rest()
        taken = imports.measure(folder)
        progress(f"{imports.CASE}: {', '.join(f'{each.name} {each.seconds:.1f} s' for each in taken)}")
        return taken


def busy() -> float:
    """Processor seconds that the whole machine has worked."""
    times = psutil.cpu_times()
    return float(times.user + times.nice + times.system + times.irq + times.softirq)


def progress(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


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
        "site": " ".join(command("statuscourse.asgi:application", 0, WORKERS)[1:]),
        "floor": " ".join(command("tests.load.floor:application", 0, WORKERS)[1:]),
        "load": f"{bench.connections} connections, one request under way on each; {bench.seconds:g} s a measurement in "
        f"{GOES} goes, after {WARM_UP} s of warming up; {PEOPLE} learners, {EXAMINEES} more in exams, "
        f"{MEMBERS} accounts; Accept-Encoding: gzip",
        "load average before": " ".join(f"{value:.2f}" for value in os.getloadavg()),
    }


def main() -> int:
    if "--growth" in sys.argv:  # other sites, other options
        sys.argv.remove("--growth")
        return growth.main()
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=8, help="of each measurement (default 8)")
    parser.add_argument("--connections", type=int, default=16)
    parser.add_argument("--answers", type=int, nargs="+", default=[0, 1_000_000], help="stored ones (0 1000000)")
    parser.add_argument("--patience", type=float, default=90, help="seconds to wait for other programs, in all")
    parser.add_argument("--only", nargs="+", metavar="WORD", help="only the cases with one of these words")
    parser.add_argument("--json", type=Path, help="also write all numbers to this file")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the servers are stopped then, too
    bench = Bench(options)
    with tempfile.TemporaryDirectory(prefix="statuscourse-bench-") as name:
        try:
            load_course(Path(name) / "loaded")
            facts = machine(Path(name), bench)
            taken = bench.all_imports(Path(name))
            phases = bench.all_phases(Path(name), sorted(set(options.answers)))
        except LoadError as error:
            progress(f"The run failed, its numbers are worth nothing: {error}")
            return 1
        finally:
            bench.stop()
    print(report.text(facts, phases, taken))
    if options.json:
        options.json.write_text(json.dumps(report.data(facts, phases, taken), indent=1) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
