"""Sites of several sizes in one kind of database, filled once and kept in a folder, and served as `make serve` does."""

import os
import statistics
import sys
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from .client import LoadError
from .servers import Server, environment, free_port
from .sites import WORKERS, run

# Or filling it waits for a checkpoint each few seconds.
ROOMY = ("max_wal_size=8GB", "checkpoint_timeout=30min")


@dataclass
class Figures:
    """What a page cost at one size: processor milliseconds a request in each go, and how long the answers took."""

    cpu: list[float] = field(default_factory=list)
    taken: list[float] = field(default_factory=list)
    queries: int = 0
    scans: set[str] = field(default_factory=set)

    @property
    def middle(self) -> float:
        return statistics.median(self.cpu) if self.cpu else 0.0

    @property
    def error(self) -> float:
        """The standard error of a go's figure, as a share of it."""
        if len(self.cpu) < 2 or not self.middle:
            return 0.0
        return statistics.stdev(self.cpu) / len(self.cpu) ** 0.5 / self.middle

    @property
    def half(self) -> float:
        """The time in milliseconds within which half of the answers came."""
        return 1000 * statistics.median(self.taken) if self.taken else 0.0


class Engine:
    """One kind of database. Its processes, where it has any, belong to the cost of a request."""

    def __init__(self, name: str, folder: Path) -> None:
        self.name, self.folder = name, folder / name
        self.folder.mkdir(parents=True, exist_ok=True)
        self.cluster = None
        if name == "postgresql":
            from ..postgres import cluster_in  # noqa: PLC0415 - where it is wanted

            made = self.folder / "cluster"
            made.mkdir(exist_ok=True)
            made.chmod(0o755)
            for above in (self.folder, folder):
                above.chmod(0o755)  # its user has to get in
            self.cluster = cluster_in(made, *ROOMY)
            self.cluster.start()

    def address(self, place: str) -> str:
        """What DATABASE_URL is for a site of it; the database is made where there is none."""
        if self.cluster is None:
            return ""
        with suppress(Exception):  # it is there from an earlier run
            self.cluster.create(place)
        return self.cluster.url_of(place)

    def cpu(self) -> float:
        """Processor seconds of the database's own processes, those that have ended included."""
        if self.cluster is None or self.cluster.process is None:
            return 0.0
        total = 0.0
        for process in self._processes():
            with suppress(psutil.NoSuchProcess):
                total += sum(process.cpu_times()[:2])
        return total

    def memory(self) -> float:
        """Megabytes (of 1,000,000), what processes share counted once."""
        if self.cluster is None:
            return 0.0
        total = 0
        for process in self._processes():
            with suppress(psutil.NoSuchProcess, OSError):
                text = Path(f"/proc/{process.pid}/smaps_rollup").read_text()
                total += sum(int(line.split()[1]) for line in text.splitlines() if line.startswith("Pss:"))
        return total * 1024 / 1e6

    def _processes(self) -> list[psutil.Process]:
        assert self.cluster is not None
        assert self.cluster.process is not None
        parent = psutil.Process(self.cluster.process.pid)
        return [parent, *parent.children(recursive=True)]

    def stop(self) -> None:
        if self.cluster is not None:
            self.cluster.stop()


class Place:
    """A site of one size."""

    def __init__(self, engine: Engine, learners: int, answers: int) -> None:
        self.engine, self.learners, self.answers = engine, learners, answers
        self.name = f"growth_{answers}"
        self.data = engine.folder / self.name
        self.data.mkdir(exist_ok=True)
        # One key for all, because this process makes the sessions of each.
        more = {"DATA_DIR": str(self.data), "HOST": "127.0.0.1", "PORT": str(free_port()), "SECRET_KEY": "growth-" * 9}
        more["PAGE_THROTTLES"] = "0"  # a few people ask for what thousands would
        if url := engine.address(self.name):
            more["DATABASE_URL"] = url
        self.environment = environment(**more)
        self.figures: dict[str, Figures] = {}
        self.server: Server | None = None

    @property
    def database(self) -> str:
        return self.name if self.engine.cluster else str(self.data / "statuscourse.sqlite3")

    def use(self) -> None:
        """Let this process's Django read and write this database."""
        from django.db import connection  # noqa: PLC0415 - needs Django set up

        connection.close()
        connection.settings_dict["NAME"] = self.database

    def load_course(self) -> None:
        """What `make serve` does first; a site of an earlier run is only brought up to date."""
        loaded = (self.data / "cast.json").exists()
        for words in ("migrate --verbosity 0", *(() if loaded else ("load_course",)), "collectstatic --noinput -v 0"):
            run([sys.executable, "manage.py", *words.split()], self.environment)

    def fill(self, say) -> None:  # type: ignore[no-untyped-def]
        from . import bulk, population  # noqa: PLC0415 - needs Django set up

        self.use()
        kept = self.data / "cast.json"
        if not kept.exists():
            start = time.monotonic()
            cast = population.populate(learners=self.learners, answers=self.answers)
            cast.seconds = time.monotonic() - start
            kept.write_text(population.as_json(cast))
            say(f"{self.engine.name}: {cast.answers:,} answers stored in {cast.seconds:.0f} s")
        self.cast = population.from_json(kept.read_text())
        population.put_back(self.cast)
        population.sign_in(self.cast)
        self.bytes, self.index_bytes = bulk.size()
        from django.db import connection  # noqa: PLC0415

        connection.close()

    def serve(self) -> None:
        from .asks import Asks  # noqa: PLC0415 - needs Django set up

        self.server = Server(f"{self.name}", "statuscourse.asgi:application", self.environment, self.data, WORKERS)
        self.server.wait()
        self.use()
        self.asks = {ask.name: ask for ask in Asks(self.server.port, self.cast).all()}

    def cpu(self) -> float:
        assert self.server is not None
        return self.server.cpu() + self.engine.cpu()

    def stop(self) -> None:
        if self.server is not None:
            self.server.stop()


def set_up(place: Place) -> None:
    """Set Django up in this process, for the kind of database that the place has."""
    os.environ.clear()
    os.environ.update(place.environment, DJANGO_SETTINGS_MODULE="statuscourse.settings")
    import django  # noqa: PLC0415 - the settings read the environment

    django.setup()


__all__ = ["Engine", "Figures", "LoadError", "Place", "set_up"]
