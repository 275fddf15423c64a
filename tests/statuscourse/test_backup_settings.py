"""What the settings say of backups, and what they refuse."""

import os
import subprocess
import sys

import pytest
from django.conf import settings

SHOW = "from django.conf import settings as s; print(s.BACKUP_HOURS, s.BACKUP_DIR, s.BACKUP_KEEP_DAYS)"


def read(tmp_path, **environment):
    env = {**os.environ, "DJANGO_SETTINGS_MODULE": "statuscourse.settings", "DATA_DIR": str(tmp_path), **environment}
    return subprocess.run(
        [sys.executable, "-c", SHOW], cwd=settings.BASE_DIR, env=env, capture_output=True, text=True, check=False
    )


def test_a_file_is_backed_up_daily_beside_itself(tmp_path):
    assert read(tmp_path, DATABASE_URL="").stdout == f"24 {tmp_path}/backups 7\n"


def test_a_postgresql_is_backed_up_where_somebody_says_so(tmp_path):
    url = "postgres://a@127.0.0.1/b"
    assert read(tmp_path, DATABASE_URL=url).stdout.startswith("0 ")
    assert read(tmp_path, DATABASE_URL=url, BACKUP_HOURS="6").stdout.startswith("6 ")


@pytest.mark.parametrize(
    ("name", "most"),
    [("BACKUP_HOURS", 8760), ("BACKUP_KEEP_DAYS", 3650), ("BACKUP_KEEP_WEEKS", 520), ("BACKUP_KEEP_MONTHS", 120)],
)
def test_a_number_that_makes_no_sense_stops_the_start(tmp_path, name, most):
    said = read(tmp_path, **{name: str(most + 1)})
    assert said.returncode == 1
    assert f"{name} is '{most + 1}'; write a whole number from 0 to {most}" in said.stderr
