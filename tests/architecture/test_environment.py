"""The tests have a home of their own, and nothing of what the machine's environment says reaches them."""

import os
import subprocess
import sys
from pathlib import Path

from django.conf import settings

from tests import environment


def test_the_data_folder_of_the_project_is_left_alone():
    paths = [settings.DATA_DIR, settings.STATIC_ROOT]
    if settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"):  # on PostgreSQL it is a name and no path
        paths.append(settings.DATABASES["default"]["NAME"])
    assert [path for path in paths if not Path(path).is_relative_to(environment.HOME)] == []


def test_pytest_reads_the_settings_in_that_home(tmp_path):
    """Whatever the machine says, a run of its own makes nothing where the machine would have it."""
    env = {**os.environ, "DATA_DIR": str(tmp_path / "data"), "PORT": "nonsense"}
    command = [sys.executable, "-m", "pytest", "-q", "tests/web/test_charts.py", "--collect-only"]
    done = subprocess.run(command, cwd=settings.BASE_DIR, env=env, capture_output=True, text=True, check=False)
    assert (done.returncode, (tmp_path / "data").exists()) == (0, False), done.stderr
