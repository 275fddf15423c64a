"""`manage.py restore`: looked at first, and what was there is kept."""

import errno
import json
import os
import shutil
import sqlite3
import zipfile
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from django.core.management import call_command

from statuscourse.backups import files, restoring, schema, sqlite
from statuscourse.web import serving
from tests.statuscourse.kept import KEY, make_course, names, only_sqlite, point_to, refused, run, take

pytestmark = only_sqlite
LEARNERS = "SELECT count(*) FROM accounts_learner"


@pytest.fixture
def course(tmp_path, monkeypatch, settings):
    return make_course(tmp_path / "data", monkeypatch, settings)


@pytest.fixture
def made(course, tmp_path):
    return take(tmp_path / "backups")


@pytest.fixture
def fresh(made, tmp_path, monkeypatch, settings):
    """A machine that has nothing but a key that it made at its first start."""
    (tmp_path / "fresh").mkdir()
    (tmp_path / "fresh" / "secret_key").write_text("another key")
    settings.SECRET_KEY = "another key"
    point_to(tmp_path / "fresh" / "statuscourse.sqlite3", monkeypatch, settings)
    return tmp_path / "fresh"


def state_of(folder):
    return {path: path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file() and path.suffix != ".lock"}


def rewritten(backup, *statements, **changes):
    """The same backup with other rows in it, which it says of itself."""
    manifest = files.read_manifest(backup)
    folder = backup.parent / "parts"
    folder.mkdir()
    for name in manifest.parts:
        files.extract(backup, manifest, name, folder / name)
    database = folder / "database.sqlite3"
    if statements:
        run(database, *statements)
    truth = {"counts": sqlite.counts(database), "migrations": sqlite.migrations(database)}
    files.write(backup, replace(manifest, **(truth | changes)), {path.name: path for path in folder.iterdir()})
    return backup


def test_a_new_machine_gets_everything_with_the_key(made, fresh, course, capsys):
    call_command("restore", made)
    assert names(fresh) == ["secret_key", "statuscourse.sqlite3"]
    assert (fresh / "secret_key").read_text() == KEY
    with closing(sqlite3.connect(course)) as before, closing(sqlite3.connect(fresh / "statuscourse.sqlite3")) as after:
        assert list(before.iterdump()) == list(after.iterdump())
    said = capsys.readouterr().out
    assert "read back and found the same." in said
    assert "The secret key of the backup is in place" in said
    assert said.endswith("Next: make serve\n")


def test_the_database_is_its_owners_alone(made, fresh):
    call_command("restore", made)
    assert (fresh / "statuscourse.sqlite3").stat().st_mode & 0o777 == 0o600


def test_a_course_that_is_there_is_not_replaced_without_being_told(made, course):
    before = state_of(course.parent)
    said = refused("restore", made)
    assert "has a course already. --replace puts it aside and restores this one." in said
    assert said.endswith("Nothing was changed.")
    assert state_of(course.parent) == before


def test_what_was_there_is_put_aside_with_its_log(made, course, capsys):
    run(course, "PRAGMA journal_mode=WAL")
    with closing(sqlite3.connect(course)) as crashed:
        crashed.execute("DELETE FROM quizzes_draft")
        crashed.commit()
        log = course.with_name("statuscourse.sqlite3-wal").read_bytes()
        call_command("restore", made, replace=True)
        (aside,) = course.parent.glob("before-restore-*")
        assert (aside / "statuscourse.sqlite3-wal").read_bytes() == log
    assert f"What was there before is kept in {aside}" in capsys.readouterr().out
    assert run(course, "SELECT count(*) FROM quizzes_draft") == [(2,)]
    assert not course.with_name("statuscourse.sqlite3-wal").exists()


def test_a_wrong_restore_can_be_undone(made, course):
    run(course, "DELETE FROM quizzes_draft")
    before = course.read_bytes()
    call_command("restore", made, replace=True)
    (aside,) = course.parent.glob("before-restore-*")
    (aside / course.name).replace(course)
    assert course.read_bytes() == before


def test_the_next_start_loads_the_course_that_its_release_ships(made, fresh):
    """The one in the backup may be older, and the start loads it only where it was not prepared."""
    (fresh / "prepared").write_text("by an earlier start")
    call_command("restore", made)
    assert not (fresh / "prepared").exists()


def test_the_key_that_was_there_is_put_aside_too(made, course, settings):
    (course.parent / "secret_key").write_text("a later key")
    settings.SECRET_KEY = "a later key"
    call_command("restore", made, replace=True)
    (aside,) = course.parent.glob("before-restore-*")
    assert ((aside / "secret_key").read_text(), (course.parent / "secret_key").read_text()) == ("a later key", KEY)


def test_a_key_in_the_environment_stays_and_is_told(made, fresh, monkeypatch, capsys):
    monkeypatch.setenv("SECRET_KEY", "another key")
    call_command("restore", made)
    assert (fresh / "secret_key").read_text() == "another key"
    assert "SECRET_KEY is set and is another one than that of the backup" in capsys.readouterr().out


def test_a_damaged_database_is_replaced_and_kept(made, course):
    course.write_bytes(b"nothing of the kind")
    call_command("restore", made, replace=True)
    (aside,) = course.parent.glob("before-restore-*")
    assert (aside / course.name).read_bytes() == b"nothing of the kind"
    assert run(course, LEARNERS)[0][0] > 10


def crafted(backup, **changes):
    """The same file with a manifest that says something else."""
    with zipfile.ZipFile(backup) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    said = json.loads(parts["manifest.json"])
    parts["manifest.json"] = json.dumps(said | changes).encode()
    with zipfile.ZipFile(backup, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return backup


def test_a_backup_for_which_there_is_no_room_is_refused_before_the_disk_is_full(made, fresh, monkeypatch):
    usage = shutil.disk_usage(fresh)._replace(free=1_000_000)
    monkeypatch.setattr(restoring.shutil, "disk_usage", lambda folder: usage)
    before = state_of(fresh)
    said = refused("restore", made)
    assert (f"{fresh} has room for 1 MB. Make room first." in said, state_of(fresh)) == (True, before)


def test_no_more_is_unpacked_than_the_file_says_of_itself(made, fresh, monkeypatch):
    written = []
    copy = files._copy
    monkeypatch.setattr(files, "CHUNK", 1000)
    monkeypatch.setattr(files, "_copy", lambda *given: written.append(copy(*given)) or written[-1])
    parts = files.read_manifest(made).parts
    bomb = parts | {"database.sqlite3": parts["database.sqlite3"] | {"bytes": 10_000}}
    assert "database.sqlite3 is not what was written" in refused("restore", crafted(made, parts=bomb))
    assert (max(each["bytes"] for each in written), names(fresh)) == (11_000, ["secret_key"])


@pytest.mark.parametrize("changes", [{"version": "1\x1b[2J"}, {"migrations": ["\n"]}, {"counts": {"a\r": 1}}])
def test_what_would_move_the_cursor_of_a_terminal_is_no_backup(made, fresh, changes):
    said = refused("restore", crafted(made, **changes))
    assert ("is no backup of Status Course" in said, names(fresh)) == (True, ["secret_key"])


def test_an_empty_file_is_no_course(made, fresh):
    (fresh / "statuscourse.sqlite3").write_bytes(b"")
    call_command("restore", made)
    assert run(fresh / "statuscourse.sqlite3", LEARNERS)[0][0] > 10


@pytest.mark.parametrize("damage", [lambda data: data[:-2000], lambda data: data[:9000] + b"x" + data[9001:]])
def test_a_damaged_backup_changes_nothing(made, fresh, damage):
    made.write_bytes(damage(made.read_bytes()))
    before = state_of(fresh)
    assert refused("restore", made).endswith("Nothing was changed.")
    assert (state_of(fresh), names(fresh)) == (before, ["secret_key"])


def test_a_backup_that_says_other_rows_than_it_has_changes_nothing(made, fresh):
    rewritten(made, counts={"accounts_learner": 7})
    assert "The database in the file has other rows than the file says." in refused("restore", made)
    assert names(fresh) == ["secret_key"]


def test_a_newer_release_is_refused_with_its_migrations(made, fresh):
    added = "INSERT INTO django_migrations (app, name, applied) VALUES ('quizzes', '0099_later', '2027-01-01')"
    rewritten(made, added, version="9.1.0")
    said = refused("restore", made)
    assert "of release 9.1.0, whose database this release cannot read: it does not know quizzes.0099_later." in said
    assert "Restore it with release 9.1.0 or a newer one, or take an older backup." in said
    assert names(fresh) == ["secret_key"]


def test_a_newer_form_of_file_is_refused(made, fresh):
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("manifest.json", '{"format": 2, "version": "9.1.0"}')
    assert "was written by a newer release, '9.1.0'. Use that one." in refused("restore", made)
    assert names(fresh) == ["secret_key"]


def test_an_older_release_is_restored_and_the_next_step_told(made, fresh, capsys):
    rewritten(made, "DELETE FROM django_migrations WHERE app = 'quizzes' AND name = '0008_house'")
    call_command("restore", made)
    assert "The next start brings it up to this release: " in capsys.readouterr().out
    assert "quizzes.0008_house" in schema.pending(sqlite.migrations(fresh / "statuscourse.sqlite3"))


def test_a_backup_of_the_other_engine_is_refused(made, fresh):
    manifest = files.read_manifest(made)
    dump = made.parent / "database.pgdump"
    dump.write_bytes(b"PGDMP")
    files.write(made, replace(manifest, engine="postgresql"), {dump.name: dump})
    said = refused("restore", made)
    assert "This is a backup of a PostgreSQL, and the settings name an SQLite file." in said
    assert "Set DATABASE_URL to an empty PostgreSQL database and restore it there." in said
    assert names(fresh) == ["secret_key"]


def test_under_a_running_server_it_is_refused(made, course):
    held = serving.hold_in_use(course.parent)
    before = state_of(course.parent)
    try:
        said = refused("restore", made, replace=True)
    finally:
        os.close(held)
    assert f"A server runs on {course.parent}. Stop it first." in said
    assert state_of(course.parent) == before


def test_told_so_it_is_restored_under_the_connections_of_a_server(made, course, capsys):
    held = serving.hold_in_use(course.parent)
    try:
        with closing(sqlite3.connect(course, isolation_level=None)) as server:
            server.execute("PRAGMA journal_mode=WAL")
            server.execute("DELETE FROM quizzes_draft")
            call_command("restore", made, replace=True, running=True)
            assert server.execute("SELECT count(*) FROM quizzes_draft").fetchone() == (2,)
    finally:
        os.close(held)
    (aside,) = course.parent.glob("before-restore-*")
    assert run(aside / course.name, "SELECT count(*) FROM quizzes_draft") == [(0,)]
    assert capsys.readouterr().out.endswith("Next: start the server anew at once.\n")


def test_no_server_starts_while_one_is_restored(course):
    with (
        serving.alone(course.parent / serving.IN_USE),
        pytest.raises(BlockingIOError),
    ):
        serving.hold_in_use(course.parent)


def test_what_fails_half_way_is_undone(made, course, monkeypatch):
    rename = Path.rename

    def fail(self, target):
        if ".restoring-" in str(self):
            raise OSError(errno.EIO, "Input/output error")
        return rename(self, target)

    before = state_of(course.parent)
    monkeypatch.setattr(Path, "rename", fail)
    said = refused("restore", made, replace=True)
    assert "The database could not be put in its place" in said
    assert (state_of(course.parent), list(course.parent.glob("before-restore-*"))) == (before, [])


def test_a_key_that_cannot_be_put_in_place_is_not_told_as_nothing_changed(made, fresh, monkeypatch):
    rename = Path.rename

    def fail(self, target):
        if self.name == "secret_key":
            raise OSError(errno.EACCES, "Permission denied")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", fail)
    said = refused("restore", made)
    assert said.startswith("The database of the backup is in its place, and then something failed:")
    assert ("Permission denied" in said, "Nothing was changed" in said) == (True, False)


def test_what_reads_back_otherwise_is_told_as_such(made, fresh, monkeypatch):
    monkeypatch.setattr(restoring.sqlite, "put_in_place", lambda new, target, aside: run(target, "CREATE TABLE a (b)"))
    said = refused("restore", made)
    assert said == "The restored database has other rows than the backup. Restore it again, or another one."
