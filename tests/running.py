"""The real site on a free port, with its own data folder: for browser tests and screenshots."""

import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parent.parent


@dataclass
class RunningSite:
    url: str
    data: Path
    environment: dict[str, str]
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with (self.data / "log").open("ab") as log:
            command = [sys.executable, "manage.py", "serve"]
            self.process = subprocess.Popen(command, cwd=ROOT, env=self.environment, stdout=log, stderr=log)
        wait_until_ready(self)

    def stop(self) -> None:
        if self.process is not None:
            self.process.terminate()
            self.process.wait(timeout=20)

    def kill(self) -> None:
        """Every process at once, as ``kill -9`` or a power cut would: nothing is finished, nothing is said."""
        assert self.process is not None
        parent = psutil.Process(self.process.pid)
        for process in [*parent.children(recursive=True), parent]:
            process.kill()
        self.process.wait(timeout=20)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running_site(**environment: str) -> Iterator[RunningSite]:
    """Start what `make serve` starts and stop it afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        port = free_port()
        env = {**os.environ, "DATA_DIR": folder, "PORT": str(port), "HOST": "127.0.0.1", **environment}
        for name in ("SITE_URL", "DATABASE_URL", "DEBUG", "PAGE_THROTTLES", "SECRET_KEY", "DJANGO_SETTINGS_MODULE"):
            if name not in environment:
                env.pop(name, None)
        site = RunningSite(f"http://127.0.0.1:{port}", Path(folder), env)
        try:
            site.start()
            yield site
        finally:
            site.stop()


def wait_until_ready(site: RunningSite, seconds: float = 180) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if site.process is None or site.process.poll() is not None:
            break
        try:
            with urllib.request.urlopen(f"{site.url}/readyz", timeout=2) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("the site did not start:\n" + (site.data / "log").read_text(errors="replace"))
