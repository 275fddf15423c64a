"""Backup and restore of a course in a PostgreSQL."""

import os
import shutil
import subprocess
import urllib.request

import psycopg
import pytest

from tests.postgres import OWNER
from tests.running import ROOT, running_site
from tests.upgrades.make_release import SECRET
from tests.upgrades.released import COURSE, PLUMBING
from tests.upgrades.servers import ask, cluster, contents, course, empty, manage, tables_of  # noqa: F401 - fixtures

LATER = {"DJANGO_SETTINGS_MODULE": "tests.upgrades.later_settings"}
DRAFTS = "SELECT count(*) FROM quizzes_draft"


@pytest.fixture(scope="module")
def site(cluster, course):  # noqa: F811
    """A course in a PostgreSQL."""
    with running_site(SECRET_KEY=SECRET, is_started=False) as made:
        shutil.copy(course, made.data)
        url = cluster.create("the_course")
        assert manage(made, "move_database", url).returncode == 0
        made.environment["DATABASE_URL"] = url
        yield made


@pytest.fixture(scope="module")
def backup(site):
    done = manage(site, "backup")
    assert done.returncode == 0, done.stderr
    (made,) = (site.data / "backups").glob("statuscourse-*.zip")
    return made


def test_an_empty_database_gets_everything_back(site, backup, empty):  # noqa: F811
    done = manage(site, "restore", str(backup), DATABASE_URL=empty)
    assert done.returncode == 0, done.stderr
    assert "read back and found the same." in done.stdout
    assert contents(empty) == contents(site.environment["DATABASE_URL"])


def test_a_backup_is_looked_at_without_a_server(site, backup):
    done = manage(site, "backup", "--check", str(backup), DATABASE_URL="")
    assert (done.returncode, "is whole: release" in done.stdout) == (0, True), done.stderr


def test_another_schema_is_refused_and_not_taken_for_an_empty_one(site, empty):  # noqa: F811
    ask(empty, "CREATE SCHEMA course")
    elsewhere = f"{empty}?options=-c%20search_path%3Dcourse"
    done = manage(site, "backup", str(site.data / "elsewhere"), DATABASE_URL=elsewhere)
    assert (done.returncode, "names the schema course, and only public" in done.stderr) == (1, True), done.stderr
    assert list((site.data / "elsewhere").glob("*.zip")) == []


def test_it_is_one_moment_however_long_it_takes(site):
    """Rows that come in while the dump is written are in neither the dump nor its counts."""
    url = site.environment["DATABASE_URL"]
    script = (
        "import threading, psycopg\n"
        "from statuscourse.backups import postgres\n"
        "run = postgres._run\n"
        "def late(words):\n"
        f"    with psycopg.connect({url!r}) as other:\n"
        "        other.execute('INSERT INTO accounts_learner (created_at) VALUES (now())')\n"
        "    run(words)\n"
        "postgres._run = late\n"
        "from django.core.management import call_command\n"
        f"call_command('backup', {str(site.data / 'one')!r})\n"
    )
    before = ask(url, "SELECT count(*) FROM accounts_learner")[0][0]
    done = manage(site, "shell", "--verbosity", "0", "-c", script)
    assert done.returncode == 0, done.stderr
    (made,) = (site.data / "one").glob("*.zip")
    from statuscourse.backups.files import read_manifest  # noqa: PLC0415

    assert read_manifest(made).counts["accounts_learner"] == before
    assert ask(url, "SELECT count(*) FROM accounts_learner")[0][0] == before + 1


def test_a_course_that_is_there_is_replaced_only_when_told_and_then_kept(site, backup, empty):  # noqa: F811
    assert manage(site, "restore", str(backup), DATABASE_URL=empty).returncode == 0
    ask(empty, "DELETE FROM quizzes_draft")
    refused = manage(site, "restore", str(backup), DATABASE_URL=empty)
    assert (refused.returncode, ask(empty, DRAFTS)) == (1, [(0,)])
    assert "The database has a course already. --replace puts it aside" in refused.stderr

    done = manage(site, "restore", "--replace", str(backup), DATABASE_URL=empty)
    assert done.returncode == 0, done.stderr
    (aside,) = [
        name for (name,) in ask(empty, "SELECT nspname FROM pg_namespace") if name.startswith("before_restore_")
    ]
    assert f"What was there before is kept in the schema {aside}" in done.stdout
    assert (ask(empty, DRAFTS), ask(empty, f"SELECT count(*) FROM {aside}.quizzes_draft")) == ([(2,)], [(0,)])


def test_what_fails_half_way_leaves_the_course_that_was_there(site, backup, empty, tmp_path):  # noqa: F811
    assert manage(site, "restore", str(backup), DATABASE_URL=empty).returncode == 0
    ask(empty, "DELETE FROM quizzes_draft")
    before = contents(empty)
    # A restore that meets an error in the middle of its script.
    (tmp_path / "psql").write_text(
        '#!/bin/sh\nfor last; do :; done\n[ "$last" = --version ] || echo "SELECT 1/0;" >> "$last"\n'
        'exec /usr/bin/psql "$@"\n'
    )
    (tmp_path / "psql").chmod(0o755)
    path = f"{tmp_path}:{site.environment['PATH']}"
    refused = manage(site, "restore", "--replace", str(backup), DATABASE_URL=empty, PATH=path)
    assert refused.returncode == 1
    assert "division by zero" in refused.stderr
    assert refused.stderr.rstrip().endswith("Nothing was changed.")
    assert contents(empty) == before


def lesson_columns(url):
    found = ask(url, "SELECT column_name FROM information_schema.columns WHERE table_name = 'lessons_lesson'")
    return {name for (name,) in found}


def done_by_people(url):
    """Every row that is not of the course, which a start loads anew, nor of the plumbing of Django."""
    return {name: rows for name, rows in contents(url).items() if not name.startswith(PLUMBING) and name not in COURSE}


def status_of(url):
    with urllib.request.urlopen(url, timeout=10) as answer:
        return answer.status


@pytest.fixture
def upgraded(backup, empty):  # noqa: F811
    """A course in a PostgreSQL of its own that a release with a migration more has taken over; stopped."""
    with running_site(SECRET_KEY=SECRET, is_started=False, DATABASE_URL=empty) as made:
        assert manage(made, "restore", str(backup)).returncode == 0
        made.before = done_by_people(empty)
        made.environment |= LATER
        made.start()
        made.stop()
        del made.environment["DJANGO_SETTINGS_MODULE"]
        yield made


def test_before_an_upgrade_a_backup_is_made_and_people_lose_nothing_by_it(upgraded, empty):  # noqa: F811
    (backup,) = (upgraded.data / "backups").glob("before-upgrade-*.zip")
    told = (upgraded.data / "log").read_text()
    assert "Upgrading the database to release" in told
    assert f"The way back: manage.py restore --replace {backup}" in told
    assert "later" in lesson_columns(empty)
    assert done_by_people(empty) == {**upgraded.before, "lessons_later": []}


def test_an_older_release_leaves_an_upgraded_database_alone(upgraded, empty):  # noqa: F811
    before = contents(empty)
    refused = manage(upgraded, "serve")
    assert refused.returncode == 1
    assert "of a newer release than this one" in refused.stderr
    assert "lessons.0002_later" in refused.stderr
    assert contents(empty) == before


@pytest.mark.parametrize("release", [{}, LATER], ids=["the older release", "the newer release"])
def test_there_is_a_way_back_from_an_upgrade(upgraded, empty, release):  # noqa: F811
    (backup,) = (upgraded.data / "backups").glob("before-upgrade-*.zip")
    done = manage(upgraded, "restore", "--replace", str(backup), **release)
    assert done.returncode == 0, done.stderr
    assert tables_of(empty).isdisjoint({"lessons_later"})
    assert done_by_people(empty) == upgraded.before
    upgraded.start()
    assert (status_of(f"{upgraded.url}/lessons/"), status_of(f"{upgraded.url}/readyz")) == (200, 200)
    upgraded.stop()
    assert done_by_people(empty) == upgraded.before
    again = manage(upgraded, "backup")  # what was put aside is in none
    assert again.returncode == 0, again.stderr


def test_without_a_backup_there_is_no_upgrade(site, tmp_path):
    url = site.environment["DATABASE_URL"]
    before = contents(url)
    (tmp_path / "full").write_text("")
    refused = manage(site, "serve", **LATER, BACKUP_DIR=str(tmp_path / "full" / "backups"))
    assert refused.returncode == 1
    assert "first a backup has to be made. No backup was made in" in refused.stderr
    assert contents(url) == before


def test_while_others_are_connected_it_is_refused_unless_told(site, backup, empty):  # noqa: F811
    with psycopg.connect(empty):
        refused = manage(site, "restore", str(backup), DATABASE_URL=empty)
        assert (refused.returncode, tables_of(empty)) == (1, set())
        assert "Others are connected to the database. Stop them first." in refused.stderr
        assert manage(site, "restore", "--running", str(backup), DATABASE_URL=empty).returncode == 0


def test_without_pg_dump_the_way_out_is_told(site, tmp_path):
    refused = manage(site, "backup", str(tmp_path / "here"), PATH=str(tmp_path))
    assert refused.returncode == 1
    assert "pg_dump is not installed here." in refused.stderr
    assert "apt install postgresql-client-" in refused.stderr
    assert list((tmp_path / "here").glob("*.zip")) == []


def test_a_pg_dump_older_than_the_server_is_refused(site, tmp_path):
    (tmp_path / "pg_dump").write_text('#!/bin/sh\necho "pg_dump (PostgreSQL) 9.6.1"\n')
    (tmp_path / "pg_dump").chmod(0o755)
    path = f"{tmp_path}:{site.environment['PATH']}"
    refused = manage(site, "backup", str(tmp_path / "here"), PATH=path)
    assert refused.returncode == 1
    assert "pg_dump is pg_dump (PostgreSQL) 9.6.1 and the server is PostgreSQL" in refused.stderr


def test_a_backup_of_a_file_is_not_restored_into_a_postgresql(site, course, empty, tmp_path):  # noqa: F811
    (tmp_path / "data").mkdir()
    shutil.copy(course, tmp_path / "data")  # that of the site has moved away
    assert manage(site, "backup", str(tmp_path), DATABASE_URL="", DATA_DIR=str(tmp_path / "data")).returncode == 0
    (made,) = tmp_path.glob("*.zip")
    refused = manage(site, "restore", str(made), DATABASE_URL=empty)
    assert (refused.returncode, tables_of(empty)) == (1, set())
    assert "carry it over with manage.py move_database" in refused.stderr


def test_a_server_that_is_gone_is_told(site, tmp_path):
    gone = "postgres://postgres@127.0.0.1:1/gone"
    refused = manage(site, "backup", str(tmp_path / "here"), DATABASE_URL=gone)
    assert refused.returncode == 1
    assert "No backup was made in" in refused.stderr


def test_the_role_of_compose_owns_its_database_and_nothing_else(cluster, site, tmp_path):  # noqa: F811
    env = {**os.environ, "PGHOST": "127.0.0.1", "PGPORT": str(cluster.port), "POSTGRES_PASSWORD": "o'brien $1"}
    subprocess.run(["bash", ROOT / "deploy/postgres-role.sh"], env=env, check=True, timeout=60)
    may = "rolsuper, rolcreatedb, rolcreaterole, rolreplication, rolbypassrls"
    assert ask(cluster.url, f"SELECT {may} FROM pg_roles WHERE rolname = 'statuscourse'") == [(False,) * 5]
    passwords = dict(ask(cluster.url, "SELECT rolname, rolpassword FROM pg_authid WHERE rolcanlogin"))
    assert (passwords[OWNER], passwords["statuscourse"][:13]) == (None, "SCRAM-SHA-256")
    own = cluster.url_of("statuscourse").replace(f"{OWNER}@", "statuscourse@")
    assert manage(site, "backup", str(tmp_path)).returncode == 0
    (backup,) = tmp_path.glob("*.zip")
    for words in ([], ["--replace"]):
        done = manage(site, "restore", str(backup), *words, DATABASE_URL=own)
        assert done.returncode == 0, done.stderr
    assert contents(own) == contents(site.environment["DATABASE_URL"])
