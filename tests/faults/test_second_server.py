"""Two servers started on one data folder: the second says whose it is, and changes nothing."""

import os
import re
import signal
import subprocess
import sys

import psutil

from tests.faults.files import FILE, is_whole, on_sqlite, rows
from tests.running import ROOT, free_port, running_site

pytestmark = on_sqlite


def start_another(site):
    environment = {**site.environment, "PORT": str(free_port())}
    command = [sys.executable, "manage.py", "serve"]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60, check=False)


def named(said):
    """The processes that a refusal names."""
    return {int(number) for number in re.search(r"have it now: ([\d, ]+)\)", said)[1].split(", ")}


def kept(site):
    """What stands in the folder, but for what SQLite has beside its file while it is open."""
    return sorted(path.name for path in site.data.iterdir() if not path.name.startswith(f"{FILE}-"))


def test_a_second_server_is_refused_until_the_first_and_all_its_workers_have_ended():
    with running_site() as site:
        before = kept(site)
        another = start_another(site)
        assert another.returncode == 1
        said = another.stderr.strip()
        assert said.startswith(f"CommandError: Another server has the data folder {site.data} (process ")
        assert f"at {site.url}; processes that have it now: " in said
        assert site.process.pid in named(said)
        assert said.endswith("Stop it first, or give this one a folder of its own: DATA_DIR=... make serve")
        assert kept(site) == before

        # Only the first process dies, as by the kernel when memory is short: its workers go on serving.
        workers = psutil.Process(site.process.pid).children(recursive=True)
        os.kill(site.process.pid, signal.SIGKILL)
        site.process.wait(timeout=20)
        try:
            another = start_another(site)
        finally:
            for worker in workers:
                worker.kill()
        psutil.wait_procs(workers, timeout=20)
        assert another.returncode == 1
        assert named(another.stderr) == {worker.pid for worker in workers}

        site.start()  # a lock of the dead is none
        assert is_whole(site.data / FILE)
        assert rows(site.data / FILE, "SELECT COUNT(*) FROM django_migrations")[0][0] > 0
