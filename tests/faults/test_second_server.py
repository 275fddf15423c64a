"""Two servers started on one data folder: the second says whose it is, and changes nothing."""

import os
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


def test_a_second_server_is_refused_until_the_first_and_all_its_workers_have_ended():
    with running_site() as site:
        before = sorted(path.name for path in site.data.iterdir())
        another = start_another(site)
        assert another.returncode == 1
        said = another.stderr.strip()
        assert said.startswith(f"CommandError: Another server has the data folder {site.data} (process ")
        assert f"at {site.url}; processes that have it now: {site.process.pid}, " in said
        assert said.endswith("Stop it first, or give this one a folder of its own: DATA_DIR=... make serve")
        assert sorted(path.name for path in site.data.iterdir()) == before

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
        left = ", ".join(str(worker.pid) for worker in sorted(workers, key=lambda each: each.pid))
        assert f"processes that have it now: {left}). Nothing was changed." in another.stderr

        site.start()  # a lock of the dead is none
        assert is_whole(site.data / FILE)
        assert rows(site.data / FILE, "SELECT COUNT(*) FROM django_migrations")[0][0] > 0
