"""How the cost of each page grows: ``python -m tests.load.growth``. Three sites, from 10 to 50,000 learners.

Each is served as `make serve` does it, on SQLite and then on PostgreSQL, and asked by the same few people, one request
at a time on two connections. Short goes of the three alternate. What counts is the processor time of the server and of
the database for a request. The sites are kept in ``--folder`` and used again by the next run.
"""

import argparse
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from .client import LoadError, Request, split, unzipped
from .growing import Engine, Figures, Place, set_up

SIZES = ((10, 200), (1_000, 200_000), (50_000, 10_000_000))
GOES = 4  # at least
A_GO = 0.3  # processor seconds of the smallest site in a go, about; ten times that for the others, at most
WARM_UP, MOST = 4, 150  # requests before the first go, on both workers; and in one go
BOUND = 20  # percent
SURE = 0.05  # the standard error of a figure, as a share of it; for this, up to three times as many goes are made
PATIENCE = 120.0
PACE = 0.05  # seconds between two answers while a backup is made


class Line:
    """A connection that is kept, one request at a time."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def ask(self, data: bytes) -> tuple[int, bytes, bytes]:
        self.socket.sendall(data)
        buffer = b""
        while (response := split(buffer)) is None:
            more = self.socket.recv(1 << 18)
            if not more:
                raise LoadError("the server closed a connection")
            buffer += more
        return response


class Lines:
    """Two of them in turn, so that both workers have something to do."""

    def __init__(self, place: Place) -> None:
        assert place.server is not None
        self.lines = [Line(place.server.port) for _ in range(2)]
        self.place = place

    def ask(self, requests: Iterator[Request], statuses: tuple[int, ...], number: int) -> list[float]:
        taken = []
        for n, (data, expected) in enumerate(islice(requests, number)):
            start = time.perf_counter()
            status, head, body = self.lines[n % 2].ask(data)
            taken.append(time.perf_counter() - start)
            if status not in statuses or (expected and expected not in unzipped(head, body)):
                assert self.place.server is not None
                said = unzipped(head, body)[:400]
                raise LoadError(f"{data[:120]!r}: {status} {said!r} {self.place.server.complaints()}")
        return taken

    def close(self) -> None:
        for line in self.lines:
            line.socket.close()


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def measure(places: list[Place], name: str, goes: int, seconds: float) -> None:
    """Goes of all sites in turn, of the same number of requests, until the figures are sure or there were enough."""
    for place in places:
        place.figures[name] = Figures()
    lines = [Lines(place) for place in places]
    number = MOST
    for place, line in zip(places, lines, strict=True):
        before, ask = place.cpu(), place.asks[name]
        line.ask(ask.requests, ask.statuses, WARM_UP)
        each = max(0.0005, (place.cpu() - before) / WARM_UP)
        number = min(number, ask.most, max(WARM_UP, int((seconds if place is places[0] else 10 * seconds) / each)))
    for go in range(3 * goes):
        for place, line in zip(places, lines, strict=True):
            one_go(place, line, name, number)
        if go + 1 >= goes and all(place.figures[name].error < SURE for place in places):
            break
    for line in lines:
        line.close()


def one_go(place: Place, line: Lines, name: str, number: int) -> None:
    ask, figures = place.asks[name], place.figures[name]
    before = place.cpu()
    taken = line.ask(ask.requests, ask.statuses, number)
    figures.cpu.append(1000 * (place.cpu() - before) / number)
    figures.taken += taken
    if ask.after:
        place.use()
        ask.after()


def count_queries(places: list[Place], name: str) -> None:
    from .plans import queries, scanned  # noqa: PLC0415 - needs Django set up

    for place in places:
        place.use()
        assert place.server is not None
        host = f"127.0.0.1:{place.server.port}"
        figures = place.figures.setdefault(name, Figures())
        queries(next(place.asks[name].requests)[0], host)
        found = queries(next(place.asks[name].requests)[0], host)
        figures.queries = len(found)
        for sql in found:
            figures.scans |= scanned(sql)


def table(engine: Engine, places: list[Place]) -> Iterator[str]:
    yield f"### {engine.name}: processor ms a request (p50 ms)"
    yield ""
    sizes = " | ".join(f"{place.learners:,}" for place in places)
    yield f"| page | {sizes} | growth | queries | reads a whole table | within {BOUND} % |"
    yield f"|---|{'--:|' * len(places)}--:|--:|---|---|"
    for name in places[0].figures:
        yield row(name, [place.figures[name] for place in places])
    yield ""
    memory = ", ".join(
        f"{place.learners:,} learners {place.server.memory():.0f} MB" for place in places if place.server
    )
    yield f"Memory of the server's processes at the end (PSS): {memory}; of the database's: {engine.memory():.0f} MB."


def row(name: str, figures: list[Figures]) -> str:
    cells = " | ".join(f"{each.middle:.2f} ({each.half:.1f})" if each.cpu else "not timed" for each in figures)
    queries = {each.queries for each in figures}
    counted = str(queries.pop()) if len(queries) == 1 else " → ".join(str(each.queries) for each in figures)
    growth, verdict = "", "yes" if len(counted) < 3 else "NO"
    if figures[0].middle:
        percent = 100 * (figures[-1].middle / figures[0].middle - 1)
        error = 100 * (figures[0].error ** 2 + figures[-1].error ** 2) ** 0.5
        growth, verdict = f"{percent:+.0f} % ± {error:.0f}", "yes" if percent <= BOUND else "**NO**"
    scans = ", ".join(sorted(figures[-1].scans))
    return f"| {name} | {cells} | {growth} | {counted} | {scans} | {verdict} |"


def sizes(engine: Engine, places: list[Place]) -> Iterator[str]:
    yield ""
    yield "| learners | answers | filled in | database | a stored answer | of it indexes |"
    yield "|--:|--:|--:|--:|--:|--:|"
    for place in places:
        each, share = place.bytes / place.cast.answers, 100 * place.index_bytes / place.bytes
        size = f"{place.bytes / 1e6:,.0f} MB"
        cells = f"{place.cast.seconds:.0f} s | {size} | {each:,.0f} bytes | {share:.0f} %"
        yield f"| {place.learners:,} | {place.cast.answers:,} | {cells} |"


def backup(place: Place) -> Iterator[str]:
    """How long a backup takes, and how answers fare meanwhile, one each 50 ms."""
    name = "answer in a lesson"
    line, ask = Lines(place), place.asks[name]
    calm = [time_one(line, ask.requests) for _ in range(200)]
    with tempfile.TemporaryDirectory(prefix="growth-backup-", dir=place.data) as folder:
        words = [sys.executable, "manage.py", "backup", folder]
        start, during = time.monotonic(), []
        process = subprocess.Popen(words, env=place.environment, stdout=subprocess.DEVNULL)
        while process.poll() is None:
            during.append(time_one(line, ask.requests))
        took = time.monotonic() - start
        size = sum(file.stat().st_size for file in Path(folder).iterdir())
    line.close()
    if process.returncode:
        raise LoadError(f"manage.py backup: exit code {process.returncode}")
    yield ""
    yield (
        f"Backup of {place.cast.answers:,} answers with `manage.py backup`: {took:.0f} s, {size / 1e6:,.0f} MB."
        f" An answer each {1000 * PACE:.0f} ms took {at(calm, 0.5)} (p50) and {at(calm, 0.99)} (p99) before,"
        f" {at(during, 0.5)} and {at(during, 0.99)} meanwhile."
    )


def time_one(line: Lines, requests: Iterator[Request]) -> float:
    taken = line.ask(requests, (200,), 1)[0]
    time.sleep(max(0.0, PACE - taken))
    return taken


def at(taken: list[float], share: float) -> str:
    rows = sorted(taken) or [0.0]
    return f"{1000 * rows[min(len(rows) - 1, int(share * len(rows)))]:.0f} ms"


def one_engine(options: argparse.Namespace, name: str) -> Iterator[str]:
    engine = Engine(name, options.folder)
    places: list[Place] = []
    try:
        for learners, answers in zip(options.learners, options.answers, strict=True):
            places.append(Place(engine, learners, answers))
        set_up(places[0])
        for place in places:
            place.load_course()
            place.fill(say)
        if options.only_fill:
            return
        for place in places:
            place.serve()
        for ask in places[0].asks.values():
            if options.only and not any(word in ask.name for word in options.only):
                continue
            if ask.is_timed:
                measure(places, ask.name, options.goes, options.seconds)
            count_queries(places, ask.name)
            say(row(ask.name, [place.figures[ask.name] for place in places]))
        yield from table(engine, places)
        yield from sizes(engine, places)
        if not options.no_backup:
            yield from backup(places[-1])
    finally:
        for place in places:
            place.stop()
        engine.stop()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--learners", type=int, nargs="+", default=[size[0] for size in SIZES])
    parser.add_argument("--answers", type=int, nargs="+", default=[size[1] for size in SIZES])
    parser.add_argument("--engines", nargs="+", default=["sqlite", "postgresql"], choices=["sqlite", "postgresql"])
    parser.add_argument("--folder", type=Path, help="where the sites are kept for the next run; else they are deleted")
    parser.add_argument("--only", nargs="+", metavar="WORD", help="only the pages with one of these words")
    parser.add_argument("--goes", type=int, default=GOES, help="of each page, at least (default 4)")
    parser.add_argument("--seconds", type=float, default=A_GO, help="of processor time in a go (default 0.3)")
    parser.add_argument("--only-fill", action="store_true", help="store everything and measure nothing")
    parser.add_argument("--no-backup", action="store_true")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the servers are stopped then, too
    if len(options.engines) > 1:
        return each_engine(options)
    with tempfile.TemporaryDirectory(prefix="statuscourse-growth-") as name:
        options.folder = (options.folder or Path(name)).resolve()
        try:
            for line in one_engine(options, options.engines[0]):
                print(line, flush=True)
        except LoadError as error:
            say(f"The run failed, its numbers are worth nothing: {error}")
            return 1
    return 0


def each_engine(options: argparse.Namespace) -> int:
    """A process for each: Django is set up once in one, for one kind of database."""
    code = 0
    for engine in options.engines:
        words = [word for word in sys.argv[1:] if word not in ("--engines", "sqlite", "postgresql")]
        done = subprocess.run(
            [sys.executable, "-m", "tests.load.growth", *words, "--engines", engine], env=os.environ, check=False
        )
        code = code or done.returncode
    return code


if __name__ == "__main__":
    sys.exit(main())
