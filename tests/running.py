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

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class RunningSite:
    url: str
    data: Path
    process: subprocess.Popen[bytes]


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
        for name in ("SITE_URL", "DEBUG", "SECRET_KEY", "DJANGO_SETTINGS_MODULE"):
            if name not in environment:
                env.pop(name, None)
        log = (Path(folder) / "log").open("wb")
        process = subprocess.Popen([sys.executable, "manage.py", "serve"], cwd=ROOT, env=env, stdout=log, stderr=log)
        site = RunningSite(f"http://127.0.0.1:{port}", Path(folder), process)
        try:
            wait_until_ready(site)
            yield site
        finally:
            process.terminate()
            process.wait(timeout=20)
            log.close()


def wait_until_ready(site: RunningSite, seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if site.process.poll() is not None:
            break
        try:
            with urllib.request.urlopen(f"{site.url}/readyz", timeout=2) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("the site did not start:\n" + (site.data / "log").read_text(errors="replace"))
