"""The servers under measurement: started alike, watched with psutil, stopped by their own process ids."""

import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import psutil

from tests.settings_of_a_site import without_settings

from .client import LoadError

ROOT = Path(__file__).resolve().parent.parent.parent


# The floor is served the way that is fastest for a bare WSGI application; the product pays for its own entry point.
FLOOR_FLAGS = [
    "--interface",
    "wsgi",
    "--blocking-threads",
    "1",
    "--no-ws",
    "--respawn-failed-workers",
    "--no-access-log",
]


def command(target: str, port: int, workers: int) -> list[str]:
    """The production server's command line: the flags of `make serve` for the site, plain WSGI for the floor."""
    from statuscourse.management.commands.serve import GRANIAN as SITE_FLAGS  # noqa: PLC0415 - needs Django set up

    ours = target.startswith("statuscourse")
    module, flags = ("statuscourse.server", SITE_FLAGS) if ours else ("granian", FLOOR_FLAGS)
    place = ["--host", "127.0.0.1", "--port", str(port), "--workers", str(workers), "--log-level", "warning"]
    return [sys.executable, "-m", module, *flags, *place, target]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Server:
    """One server with its workers."""

    def __init__(self, name: str, target: str, environment: dict[str, str], folder: Path, workers: int) -> None:
        self.name = name
        self.port = int(environment.get("PORT") or free_port())
        self.log = folder / f"{name}.log"
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                command(target, self.port, workers), cwd=ROOT, env=environment, stdout=log, stderr=subprocess.STDOUT
            )
        self.workers = workers

    def wait(self, seconds: float = 30) -> None:
        """Until every worker is there and the port answers."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                break
            with suppress(OSError), socket.create_connection(("127.0.0.1", self.port), timeout=1):
                if len(self.processes()) > self.workers:
                    return
            time.sleep(0.1)
        raise LoadError(f"{self.name} did not start: {self.log.read_text()[-2000:]}")

    def processes(self) -> list[psutil.Process]:
        parent = psutil.Process(self.process.pid)
        return [parent, *parent.children(recursive=True)]

    def cpu(self) -> float:
        """Processor seconds of all its processes so far."""
        return sum(times.user + times.system for times in (process.cpu_times() for process in self.processes()))

    def shares(self) -> list[float]:
        """Processor seconds of each process."""
        return [sum(process.cpu_times()[:2]) for process in self.processes()]

    def memory(self) -> float:
        """Megabytes (of 1,000,000) in the sum of the proportional set sizes of all its processes."""
        total = 0
        for process in self.processes():
            for line in Path(f"/proc/{process.pid}/smaps_rollup").read_text().splitlines():
                if line.startswith("Pss:"):
                    total += int(line.split()[1]) * 1024
        return total / 1e6

    def complaints(self) -> str:
        return self.log.read_text()[-2000:].strip()

    def stop(self) -> None:
        try:
            processes = self.processes()
        except psutil.NoSuchProcess:
            return
        self.process.send_signal(signal.SIGTERM)
        _, left = psutil.wait_procs(processes, timeout=15)
        for process in left:
            with suppress(psutil.NoSuchProcess):
                process.kill()
        self.process.wait(timeout=10)


def environment(**more: str) -> dict[str, str]:
    """Ours without what would change the site's settings, and no backup in the middle of a measurement."""
    return without_settings(os.environ) | {"BACKUP_HOURS": "0"} | more
