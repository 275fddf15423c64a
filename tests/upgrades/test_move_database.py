"""`manage.py move_database`: a running course goes from its file to a PostgreSQL, whole or not at all."""

import re
import shutil
import sqlite3
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from contextlib import closing
from http.cookiejar import CookieJar

import pytest

from statuscourse.backups import sqlite
from statuscourse.moving import left
from tests.running import ROOT, running_site
from tests.upgrades.make_release import SECRET
from tests.upgrades.servers import ask, cluster, contents, course, empty, manage, tables_of  # noqa: F401 - fixtures
from tests.visitor import Forms

REPORT = "SELECT text FROM quizzes_questionreport"


@pytest.fixture
def site(course):  # noqa: F811
    """A course in a site that is stopped."""
    with running_site(SECRET_KEY=SECRET, is_started=False) as made:
        shutil.copy(course, made.data)
        yield made


def inside(site, *statements):
    with closing(sqlite3.connect(site.data / "statuscourse.sqlite3")) as database:
        found = [database.execute(statement).fetchall() for statement in statements]
        database.commit()
    return found[-1]


def counts_of(site):
    return sqlite.counts(site.data / "statuscourse.sqlite3")


def is_untouched(site, url):
    return (tables_of(url), [path.name for path in site.data.glob("m*.json")]) == (set(), [])


def test_everything_arrives_and_is_proved(site, empty):  # noqa: F811
    done = manage(site, "move_database", empty)
    assert done.returncode == 0, done.stderr
    lines = [line.split() for line in done.stdout.splitlines() if line.endswith((" =", " DIFFERS"))]
    assert {line[0]: int(line[1]) for line in lines} == counts_of(site)
    assert {(line[1] == line[2], line[4]) for line in lines} == {(True, "=")}
    assert {name: len(rows) for name, rows in contents(empty).items()} == counts_of(site)
    assert ask(empty, REPORT) == inside(site, REPORT) == [("“Gone” – naïve 🫖?\nA second line.",)]
    assert "rows in " in done.stdout
    assert "Next: set DATABASE_URL to that address and start the site anew" in done.stdout


def test_numbers_go_on_beyond_those_of_deleted_rows(site, empty):  # noqa: F811
    inside(site, "UPDATE sqlite_sequence SET seq = 7000 WHERE name = 'accounts_learner'")
    assert manage(site, "move_database", empty).returncode == 0
    made = "INSERT INTO accounts_learner (created_at) VALUES (now()) RETURNING id"
    assert ask(empty, made) == [(7001,)]


def test_the_file_that_was_left_is_not_served_by_mistake(site, empty):  # noqa: F811
    assert manage(site, "move_database", empty).returncode == 0
    refused = manage(site, "serve")
    assert refused.returncode == 1
    assert "This course was moved to a PostgreSQL, and DATABASE_URL is not set." in refused.stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["maintenance", "off"], "Then start the site anew, which opens it. Nothing was changed."),
        (["backup"], "No backup was made: it would be one of the old file."),
        (["prune_learners", "--days", "30", "--apply"], "Nothing was deleted."),
    ],
)
def test_no_command_goes_on_with_the_file_that_was_left_by_mistake(site, words, said):
    (site.data / "moved.json").write_text("{}")
    (site.data / "maintenance.json").write_text('{"read_only": true}')
    before = inside(site, "SELECT id FROM accounts_learner ORDER BY id")
    refused = manage(site, *words, DATABASE_URL="")
    assert refused.returncode == 1
    assert f"{left.sentence()} {said}" in refused.stderr
    assert inside(site, "SELECT id FROM accounts_learner ORDER BY id") == before
    assert (site.data / "maintenance.json").is_file()
    assert not (site.data / "backups").exists()


def test_the_doctor_names_the_file_that_was_left_and_does_not_say_to_open_it(site):
    (site.data / "moved.json").write_text("{}")
    (site.data / "maintenance.json").write_text('{"read_only": true}')
    found = manage(site, "doctor", "--quick", DATABASE_URL="")
    assert found.returncode == 2
    assert "ERROR (settings): This course was moved to a PostgreSQL, and DATABASE_URL is not set." in found.stdout
    assert "maintenance off" not in found.stdout


def test_a_start_on_the_new_database_says_that_it_opened_the_site(site, empty):  # noqa: F811
    assert manage(site, "move_database", empty).returncode == 0
    site.environment["DATABASE_URL"] = empty
    site.start()
    told = (site.data / "log").read_text()
    assert "The course has moved to its PostgreSQL. The site is open again." in told
    assert f", database {empty.rpartition('/')[2]} at 127.0.0.1)" in told


def awaits_its_database(site):
    return (site.data / "moved.json").is_file() and (site.data / "maintenance.json").is_file()


def refused_by_a_start_on(site, url):
    """What is said, where nothing was made there and the site is as the move left it."""
    before = tables_of(url)
    refused = manage(site, "serve", DATABASE_URL=url)
    assert (refused.returncode, tables_of(url), awaits_its_database(site)) == (1, before, True)
    assert "Traceback" not in refused.stderr
    return refused.stderr


def test_a_start_on_an_empty_database_is_refused_where_the_course_went_to_another(site, cluster, empty):  # noqa: F811
    assert manage(site, "move_database", empty).returncode == 0
    said = refused_by_a_start_on(site, cluster.create("misspelled"))
    where = f"{empty.rpartition('/')[2]} at 127.0.0.1"
    assert f"DATABASE_URL names misspelled at 127.0.0.1, and the course was moved to {where}" in said
    assert "Set DATABASE_URL to where it was moved, and start again." in said
    site.environment["DATABASE_URL"] = empty
    site.start()
    assert not (site.data / "maintenance.json").exists()


def test_a_start_on_the_database_of_an_earlier_trial_is_refused(site, cluster, empty):  # noqa: F811
    """It has a course with the same classes, and not the last answers."""
    trial = cluster.create("trial")
    assert manage(site, "move_database", trial).returncode == 0
    (site.data / "moved.json").unlink()
    assert manage(site, "move_database", empty).returncode == 0
    assert "DATABASE_URL names trial at 127.0.0.1, and the course was moved to " in refused_by_a_start_on(site, trial)


KILLED = """
import os
from statuscourse.moving import left
write = left.write
def killed(facts):
    write(facts)
    os._exit(9)
left.write = killed
from django.core.management import call_command
call_command("move_database", {url!r})
"""


def test_a_move_that_was_killed_before_its_end_opens_no_empty_course(site, empty):  # noqa: F811
    before = counts_of(site)
    killed = manage(site, "shell", "--verbosity", "0", "-c", KILLED.format(url=empty))
    assert (killed.returncode, tables_of(empty), awaits_its_database(site)) == (9, set(), True)
    said = refused_by_a_start_on(site, empty)
    mark = site.data / "moved.json"
    assert "Where move_database never said that everything arrived, the course is still in the file" in said
    assert f"unset DATABASE_URL, delete {mark}, and run: manage.py maintenance off" in said
    mark.unlink()  # as it was told
    assert manage(site, "maintenance", "off").returncode == 0
    assert manage(site, "move_database", empty).returncode == 0
    assert counts_of(site) == before


def test_every_later_start_and_one_after_a_restore_knows_the_database_again(site, empty):  # noqa: F811
    assert manage(site, "move_database", empty).returncode == 0
    made = manage(site, "backup", DATABASE_URL=empty)
    assert made.returncode == 0, made.stderr
    (backup,) = (site.data / "backups").glob("statuscourse-*.zip")
    site.environment["DATABASE_URL"] = empty
    site.start()
    ask(empty, "DELETE FROM quizzes_draft", "INSERT INTO accounts_learner (created_at) VALUES (now())")
    site.stop()
    site.start()
    site.stop()
    done = manage(site, "restore", "--replace", str(backup))
    assert done.returncode == 0, done.stderr
    site.start()


def test_a_database_that_does_not_answer_is_told_and_the_site_stays_as_it_is(site, empty):  # noqa: F811
    assert manage(site, "move_database", empty).returncode == 0
    refused = manage(site, "serve", DATABASE_URL="postgres://a:hidden@127.0.0.1:1/b")
    assert (refused.returncode, awaits_its_database(site)) == (1, True)
    assert refused.stderr.startswith("CommandError: The database failed: connection failed")
    assert "hidden" not in refused.stderr


class Answering(threading.Thread):
    """A learner who answers questions until told that nothing is stored; every status is kept."""

    def __init__(self, site, questions):
        super().__init__()
        self.site, self.questions = site, questions
        self.browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
        self.stored, self.refused, self.reads, self.ended = [], [], [], threading.Event()

    def run(self):
        for question in self.questions:
            if self.ended.is_set():
                return
            self.reads.append(self.ask("/lessons/")[0])
            status, page = self.ask(f"/questions/{question}/")
            self.reads.append(status)
            told = self.answer(question, page)
            (self.stored if told == 200 else self.refused).append((question, told))
            time.sleep(0.1)

    def answer(self, question, page):
        """The status of the first option of the question, which is on that page."""
        form = next(form for form in Forms(page).found if f"/questions/{question}/" in form.action)
        values = form.values | {"answer": re.search(r'name="answer" value="(\d+)"', page)[1]}
        return self.ask(form.action, urllib.parse.urlencode(values, doseq=True).encode())[0]

    def ask(self, address, body=None):
        try:
            with self.browser.open(self.site.url + address, body, timeout=30) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            if error.code == 503 and not error.headers.get("Retry-After"):
                return "503 without Retry-After", ""
            return error.code, error.read().decode()


def test_a_running_course_is_read_meanwhile_and_loses_no_answer(site, empty):  # noqa: F811
    site.start()
    shipped = inside(
        site,
        "SELECT id FROM quizzes_question WHERE kind = 'code' AND retired_at IS NULL AND id NOT LIKE 'tests-%'",
    )
    learner = Answering(site, [name for (name,) in shipped])
    before = inside(site, "SELECT count(*) FROM quizzes_answer")[0][0]
    learner.start()
    try:
        while len(learner.stored) < 3:
            assert learner.is_alive()
            time.sleep(0.05)
        done = manage(site, "move_database", empty)
        assert done.returncode == 0, done.stderr
        count = len(learner.refused)
        while len(learner.refused) < count + 2:  # the file takes nothing any more
            assert learner.is_alive()
            time.sleep(0.05)
    finally:
        learner.ended.set()
        learner.join()
    assert set(learner.reads) == {200}
    assert {status for _, status in learner.refused} == {503}
    assert ask(empty, "SELECT count(*) FROM quizzes_answer")[0][0] == before + len(learner.stored)

    site.stop()
    site.environment["DATABASE_URL"] = empty
    site.start()
    assert learner.ask("/progress/")[0] == 200
    question = learner.refused[0][0]
    assert learner.answer(question, learner.ask(f"/questions/{question}/")[1]) == 200


def test_whoever_waited_to_write_stops_the_move(site, empty):  # noqa: F811
    """A request from before the site was closed, which gets the file when the move lets go of it."""
    words = [sys.executable, "-u", "manage.py", "move_database", empty]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    inside(site, "PRAGMA journal_mode=WAL")
    with (
        closing(sqlite3.connect(site.data / "statuscourse.sqlite3", timeout=60)) as late,
        subprocess.Popen(words, cwd=ROOT, env=site.environment, **pipes) as moving,
    ):
        while "accounts_device" not in moving.stdout.readline():
            assert moving.poll() is None
        late.execute("DELETE FROM quizzes_draft")
        late.commit()
        said = moving.stderr.read()
    assert moving.returncode == 1
    assert "Somebody wrote into the file during the move. Nothing was moved; try again." in said
    assert is_untouched(site, empty)


@pytest.mark.parametrize(
    ("statement", "sentence"),
    [
        ("UPDATE quizzes_questionreport SET text = 'a' || char(0) || 'b'",
         "quizzes_questionreport, row 1: text has a NUL character, which PostgreSQL keeps in no text"),
        ("UPDATE accounts_user SET first_name = printf('%.200c', 'x') WHERE id = 2",
         "accounts_user, row 2: first_name is longer than 150 characters"),
        ("UPDATE quizzes_draft SET response = json_object('kind', char(0)) WHERE position = 1",
         "response has a NUL character or half a character in its JSON"),
        ("UPDATE quizzes_draft SET response = 'NaN' WHERE position = 1", "quizzes_draft, row 1: response is no JSON"),
        ("UPDATE quizzes_draft SET version = 3000000000 WHERE position = 1",
         "quizzes_draft, row 1: version is not between 0 and 2147483647"),
    ],
)  # fmt: skip
def test_what_postgresql_does_not_take_is_told_with_its_row(site, empty, statement, sentence):  # noqa: F811
    inside(site, "PRAGMA ignore_check_constraints=ON", statement)
    refused = manage(site, "move_database", empty)
    assert refused.returncode == 1
    assert sentence in refused.stderr
    assert "1 things that PostgreSQL does not take. Nothing was written." in refused.stderr
    assert is_untouched(site, empty)


def test_a_written_backslash_is_no_obstacle(site, empty):  # noqa: F811
    """An author may write of \\u0000; JSON doubles the backslash."""
    inside(site, r"""UPDATE quizzes_draft SET response = '{"kind": "the text \\u0000"}' WHERE position = 1""")
    assert manage(site, "move_database", empty).returncode == 0


def test_a_database_with_something_in_it_is_left_alone(site, empty):  # noqa: F811
    ask(empty, "CREATE TABLE a (b int)")
    refused = manage(site, "move_database", empty)
    assert refused.returncode == 1
    assert "The database there has 1 tables already. It has to be empty: make a new one." in refused.stderr
    assert tables_of(empty) == {"a"}


def test_a_file_of_another_release_is_not_moved(site, empty):  # noqa: F811
    inside(site, "DELETE FROM django_migrations WHERE app = 'quizzes' AND name = '0008_house'")
    refused = manage(site, "move_database", empty)
    assert refused.returncode == 1
    assert "Start the site once (make serve), then move it." in refused.stderr
    assert is_untouched(site, empty)


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("postgres://a:hidden@127.0.0.1:1/b", "The PostgreSQL cannot be used"),
        ("sqlite:///a", "The address names no PostgreSQL database"),
        ("nonsense", "The address cannot be read"),
    ],
)
def test_an_address_that_leads_nowhere_is_told_without_its_password(site, url, sentence):
    refused = manage(site, "move_database", url)
    assert refused.returncode == 1
    assert sentence in refused.stderr
    assert "hidden" not in refused.stdout + refused.stderr


def test_an_address_may_come_from_standard_input_where_nobody_else_reads_it(site):
    words = [sys.executable, "manage.py", "move_database", "-"]
    url = "postgres://a:hidden@127.0.0.1:1/b\n"
    refused = subprocess.run(
        words, cwd=ROOT, env=site.environment, input=url, capture_output=True, text=True, check=False, timeout=120
    )
    assert (refused.returncode, "The PostgreSQL cannot be used" in refused.stderr) == (1, True)
    assert "hidden" not in refused.stdout + refused.stderr


def test_a_course_that_is_in_a_postgresql_is_not_moved(site, empty):  # noqa: F811
    refused = manage(site, "move_database", empty, DATABASE_URL=empty)
    assert refused.returncode == 1
    assert "DATABASE_URL is set, so the course is not in a file." in refused.stderr
    assert tables_of(empty) == set()
