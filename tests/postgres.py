"""A PostgreSQL of one's own: a new cluster in a folder, on a free port, owned by a user that is not root.

``python -m tests.postgres COMMAND...`` runs a command with ``DATABASE_URL`` set to it. Debian's package ``postgresql``
has to be there: ``sh tests/find-postgres.sh`` installs it where it is not.
"""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from .running import free_port

OWNER = "postgres"  # the user that Debian's package makes; the server refuses to run as root
SETTINGS = ("listen_addresses=127.0.0.1", "max_connections=60", "shared_buffers=256MB")
FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")  # for tests of the site, not of its promises


class NoPostgres(Exception):
    """The programs of PostgreSQL are not there, or its server did not start."""


@dataclass
class Cluster:
    """A server that can be stopped and started again."""

    folder: Path
    port: int
    settings: tuple[str, ...]
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return self.url_of("postgres")

    def url_of(self, database: str) -> str:
        return f"postgres://{OWNER}@127.0.0.1:{self.port}/{database}"

    def create(self, database: str) -> str:
        """Make an empty database; its address."""
        _run([str(programs() / "createdb"), "-h", "127.0.0.1", "-p", str(self.port), "-U", OWNER, database])
        return self.url_of(database)

    def start(self) -> None:
        words = [str(programs() / "postgres"), "-D", str(self.folder / "data"), "-p", str(self.port)]
        for setting in (*SETTINGS, f"unix_socket_directories={self.folder}", *self.settings):
            words += ["-c", setting]
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen([*_as_owner(), *words], stdout=log, stderr=log, start_new_session=True)
        self._wait()

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """SIGINT ends its connections and stops in order; SIGQUIT lets it fall, as a power cut would."""
        if self.process is None:
            return
        with suppress(ProcessLookupError, FileNotFoundError):
            os.kill(int((self.folder / "data" / "postmaster.pid").read_text().split()[0]), how)
        self.process.wait(timeout=30)
        self.process = None

    def _wait(self, seconds: float = 30) -> None:
        end = time.monotonic() + seconds
        while time.monotonic() < end and self.process is not None and self.process.poll() is None:
            words = [str(programs() / "pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(self.port)]
            if subprocess.run(words, check=False).returncode == 0:
                return
            time.sleep(0.1)
        raise NoPostgres((self.folder / "log").read_text(errors="replace")[-2000:])


def programs() -> Path:
    """The folder of the newest PostgreSQL of this machine. Raises NoPostgres."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if found:
        return found[-1].parent
    elsewhere = shutil.which("initdb")
    if elsewhere is None:
        raise NoPostgres("no PostgreSQL here; run: sh tests/find-postgres.sh")
    return Path(elsewhere).parent


@contextmanager
def private_cluster(*settings: str) -> Iterator[Cluster]:
    """A new cluster that is stopped and deleted at the end. ``settings`` are such as ``fsync=off``."""
    with tempfile.TemporaryDirectory(prefix="statuscourse-postgres-", ignore_cleanup_errors=True) as name:
        cluster = cluster_in(Path(name), *settings)
        try:
            cluster.start()
            yield cluster
        finally:
            cluster.stop()


def cluster_in(folder: Path, *settings: str) -> Cluster:
    """The cluster of a folder, which is made where there is none; it is not started."""
    if not (folder / "data").exists():
        if os.geteuid() == 0:
            shutil.chown(folder, OWNER)
        words = ["initdb", "-D", str(folder / "data"), "-U", OWNER, "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8"]
        _run([*_as_owner(), str(programs() / words[0]), *words[1:], "--no-sync"])
    return Cluster(folder, free_port(), settings)


def _as_owner() -> list[str]:
    return ["setpriv", f"--reuid={OWNER}", f"--regid={OWNER}", "--clear-groups"] if os.geteuid() == 0 else []


def _run(words: list[str]) -> None:
    done = subprocess.run(words, capture_output=True, text=True, check=False, cwd="/")
    if done.returncode:
        raise NoPostgres(f"{' '.join(words)}: {done.stderr[-2000:]}")


def main() -> int:
    with private_cluster(*FAST) as cluster:
        # The tests drop the settings of whoever runs them, but for the second name.
        ours = {"DATABASE_URL": cluster.url, "TEST_DATABASE_URL": cluster.url}
        return subprocess.run(sys.argv[1:], env={**os.environ, **ours}, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
