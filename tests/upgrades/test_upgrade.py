"""The course of the release before, brought up to this one by its server, and the way back."""

import sqlite3
import subprocess
import sys
import time
import urllib.request
from contextlib import closing
from datetime import UTC, datetime

import psutil
import pytest

from statuscourse.backups.files import newest
from tests.running import ROOT, running_site
from tests.upgrades.make_release import SECRET
from tests.upgrades.released import RELEASES, asked, columns_of, fingerprints, unpack

PAGES = ("/", "/lessons/", "/codes/404/", "/quizzes/", "/accounts/sign-in/", "/progress/", "/readyz")
# The pages of an instructor on the rows of her class, asked for within one process.
TEACHING = """
from django.test import Client
from statuscourse.accounts.models import User
from statuscourse.classrooms.models import Classroom
browser, item = Client(HTTP_HOST='127.0.0.1'), Classroom.objects.get()
browser.force_login(User.objects.get(username="ines"))
assigned = item.assignments.order_by("created_at").first()
pages = ["", "people/", "gradebook/", "insight/", "convention/", f"assignments/{assigned.pk}/"]
found = [browser.get(f"/classes/{item.pk}/{page}").status_code for page in pages]
print(found + [browser.get(page).status_code for page in ("/author/", "/author/reports/", "/accounts/my-data/export/")])
"""
LATER = {"DJANGO_SETTINGS_MODULE": "tests.upgrades.later_settings"}
FAILING = {"DJANGO_SETTINGS_MODULE": "tests.upgrades.failing_settings"}


def command(site, *words, **environment):
    words = [sys.executable, "manage.py", *words]
    env = {**site.environment, **environment}
    return subprocess.run(words, cwd=ROOT, env=env, capture_output=True, text=True, check=False, timeout=120)


def status_of(site, page):
    with urllib.request.urlopen(f"{site.url}{page}", timeout=10) as answer:
        return answer.status


def log_of(site):
    return (site.data / "log").read_text()


@pytest.fixture
def stopped():
    """A site that is set up and not running."""
    with running_site(SECRET_KEY=SECRET, is_started=False) as site:
        yield site


@pytest.mark.parametrize("version", RELEASES)
def test_the_course_of_an_earlier_release_goes_on(stopped, version):
    file = unpack(stopped.data, version)
    columns = columns_of(file)
    before, revisions = fingerprints(file, columns), asked(file)
    assert min(count for count, _ in (before[name] for name in HAS)) > 0
    stopped.start()
    assert [page for page in PAGES if status_of(stopped, page) != 200] == []
    assert revisions <= asked(file)
    taught = command(stopped, "shell", "--verbosity", "0", "-c", TEACHING)
    assert taught.stdout == f"{[200] * 9}\n", taught.stderr
    assert changed(before, fingerprints(file, columns)) <= {"accounts_user"}  # she has signed in


# What the file of a release is to have rows of, or it proves little.
HAS = (
    "accounts_learner", "accounts_user", "accounts_device", "accounts_personalcode",
    "quizzes_answer", "quizzes_attempt",
    "quizzes_draft", "quizzes_regrade", "quizzes_regradedanswer", "quizzes_questionreport", "quizzes_share",
    "classrooms_classroom", "classrooms_membership", "classrooms_assignment", "classrooms_extension",
    "classrooms_gradechange", "classrooms_livesession", "classrooms_player", "classrooms_liveanswer",
)  # fmt: skip


def test_there_is_a_way_back_from_an_upgrade(stopped):
    """A release with a migration more takes the course over; this one leaves it alone, and gets back what was."""
    file = unpack(stopped.data)
    columns = columns_of(file)
    before = fingerprints(file, columns)
    stopped.environment |= LATER
    stopped.start()
    stopped.stop()
    (backup,) = (stopped.data / "backups").glob("before-upgrade-*.zip")
    assert "Upgrading the database to release" in log_of(stopped)
    assert f"manage.py restore --replace {backup}" in log_of(stopped)
    assert "later" in lesson_columns(file)
    assert fingerprints(file, columns) == before

    del stopped.environment["DJANGO_SETTINGS_MODULE"]
    refused = command(stopped, "serve")
    assert refused.returncode == 1
    assert "of a newer release than this one" in refused.stderr
    assert "lessons.0002_later" in refused.stderr
    assert "later" in lesson_columns(file)

    done = command(stopped, "restore", "--replace", str(backup))
    assert done.returncode == 0, done.stderr
    assert "later" not in lesson_columns(file)
    assert fingerprints(file, columns) == before
    stopped.start()
    assert status_of(stopped, "/lessons/") == 200


def test_without_a_backup_there_is_no_upgrade(stopped):
    file = unpack(stopped.data)
    columns = columns_of(file)
    before = fingerprints(file, columns), lesson_columns(file)
    (stopped.data / "full").write_text("")
    refused = command(stopped, "serve", **LATER, BACKUP_DIR=str(stopped.data / "full" / "backups"))
    assert refused.returncode == 1
    assert "first a backup has to be made. No backup was made in" in refused.stderr
    assert "To upgrade without one: manage.py migrate, then start." in refused.stderr
    assert (fingerprints(file, columns), lesson_columns(file)) == before


def test_an_upgrade_that_fails_and_is_tried_again_and_again_fills_no_disk(stopped):
    """A supervisor starts it again every two seconds; a backup is kept where something was changed."""
    file = unpack(stopped.data)
    kept = []
    for _ in range(3):
        assert command(stopped, "serve", **FAILING).returncode == 1
        kept.append(sorted((stopped.data / "backups").glob("before-upgrade-*.zip")))
    assert (len(kept[0]), kept[1:]) == (1, [kept[0]] * 2)
    assert "later" not in lesson_columns(file)


def test_the_backup_of_a_later_release_is_refused(stopped, tmp_path):
    unpack(stopped.data)
    assert command(stopped, "migrate", **LATER).returncode == 0
    assert command(stopped, "backup", str(tmp_path), **LATER).returncode == 0
    (stopped.data / "statuscourse.sqlite3").unlink()
    (made,) = tmp_path.glob("*.zip")
    refused = command(stopped, "restore", str(made))
    assert refused.returncode == 1
    assert "it does not know lessons.0002_later" in refused.stderr
    assert not (stopped.data / "statuscourse.sqlite3").exists()


def test_a_running_server_is_known(stopped, tmp_path):
    unpack(stopped.data)
    stopped.start()
    made = command(stopped, "backup", str(tmp_path))
    assert made.returncode == 0, made.stderr
    (file,) = tmp_path.glob("*.zip")
    refused = command(stopped, "restore", "--replace", str(file))
    assert refused.returncode == 1
    assert f"A server runs on {stopped.data}. Stop it first." in refused.stderr
    stopped.stop()
    assert command(stopped, "restore", "--replace", str(file)).returncode == 0


# What `make serve` becomes, with a schedule that waits for nothing.
IMPATIENT = """
import sys
from datetime import timedelta
from statuscourse.backups import schedule
schedule.FIRST = schedule.AGAIN = timedelta(0)
from statuscourse import server
from statuscourse.management.commands import serve
sys.argv = ["server", *serve.GRANIAN, "--workers", "2", "--port", sys.argv[1], "statuscourse.asgi:application"]
server.main()
"""


def test_a_server_goes_on_making_backups_whatever_is_killed_beside_it(stopped):
    """The system kills the largest process where memory ends, and that may be any that the server started."""
    unpack(stopped.data)
    assert command(stopped, "migrate").returncode == 0
    folder = stopped.data / "backups"
    stopped.environment["BACKUP_HOURS"] = "1"
    words = [sys.executable, "-c", IMPATIENT, stopped.environment["PORT"]]
    stopped.process = subprocess.Popen(words, cwd=ROOT, env=stopped.environment)
    made = first_backup_in(folder)
    children = psutil.Process(stopped.process.pid).children(recursive=True)
    assert len(children) >= 2
    for child in children:
        child.kill()
    made.unlink()
    first_backup_in(folder).unlink()
    stopped.stop()
    time.sleep(3)
    assert list(folder.glob("*.zip")) == [], "the schedule outlived its server"


def first_backup_in(folder):
    end = time.monotonic() + 60
    while not (found := list(folder.glob("*.zip"))):
        assert time.monotonic() < end
        time.sleep(0.1)
    return found[0]


def test_a_schedule_makes_a_backup_when_it_is_due_and_no_second_one(tmp_path, stopped):
    unpack(stopped.data)
    folder = tmp_path / "backups"
    # Whoever runs the tests in the background has it ignore Ctrl-C, and what it starts would, too.
    words = ["env", "--default-signal=INT", sys.executable, "manage.py", "backup", str(folder), "--every", "1"]
    with subprocess.Popen(words, cwd=ROOT, env=stopped.environment, stdout=subprocess.PIPE) as first:
        second = subprocess.Popen(words, cwd=ROOT, env=stopped.environment, stdout=subprocess.PIPE)
        try:
            end = time.monotonic() + 30
            while not (folder.is_dir() and newest(folder, datetime.now(UTC))):
                assert time.monotonic() < end
                time.sleep(0.1)
            while psutil.Process(first.pid).children() or psutil.Process(second.pid).children():
                time.sleep(0.1)
        finally:
            for process in (first, second):
                process.send_signal(2)
                process.wait(timeout=20)
    assert (len(list(folder.glob("*.zip"))), first.returncode, second.returncode) == (1, 0, 0)


def changed(before, after):
    return {name for name in {*before, *after} if before.get(name) != after.get(name)}


def lesson_columns(file):
    with closing(sqlite3.connect(file)) as database:
        return [row[1] for row in database.execute("PRAGMA table_info(lessons_lesson)")]
