"""`manage.py doctor`: each thing that can be wrong is found, said with what to type, and nothing is changed."""

import json
import os
import shutil
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.core.management import call_command
from django.db import OperationalError, connection
from django.utils import timezone

from lessons.models import Lesson
from quizzes.models import Question, QuestionRevision
from statuscourse import doctor, prepared
from statuscourse.backups import files
from statuscourse.doctor import backups, course, database, machine
from statuscourse.doctor import settings as doctor_settings
from statuscourse.doctor.findings import Finding, size
from statuscourse.web import maintenance
from statuscourse.web.turns import turn
from tests.factories import NOW

GOOD_KEY = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@pytest.fixture
def data(settings, tmp_path, monkeypatch):
    """A data folder of its own, with a database file that nothing opens."""
    folder = tmp_path / "data"
    folder.mkdir(mode=0o700)
    settings.DATA_DIR = folder
    settings.STATIC_ROOT = folder / "static"
    settings.BACKUP_DIR = folder / "backups"
    for module in (machine, backups):
        monkeypatch.setattr(module, "sqlite_file", lambda: folder / "statuscourse.sqlite3")
    return folder


def said(examination):
    """What an examination finds: level and sentence of each."""
    return [(found.level, found.what) for found in examination()]


def only(examination):
    (found,) = examination()
    assert all((found.what, found.why, found.do))
    return found.level, found.what


# Settings


def test_debug_is_an_error(settings):
    settings.DEBUG = True
    assert only(doctor_settings.debug) == ("error", "DEBUG is on.")


@pytest.mark.parametrize("weak", ["x" * 60, "short", "django-insecure-" + GOOD_KEY])
def test_a_key_that_can_be_guessed_is_an_error(settings, data, weak):
    settings.SECRET_KEY = weak
    assert only(doctor_settings.key) == ("error", "SECRET_KEY can be guessed.")


def test_another_key_than_the_kept_one_is_told(settings, data):
    (data / "secret_key").write_text(GOOD_KEY[::-1])
    settings.SECRET_KEY = GOOD_KEY
    level, what = only(doctor_settings.key)
    assert (level, what) == ("warning", f"SECRET_KEY is another one than the key in {data}/secret_key.")


def test_a_key_that_nobody_set_beside_a_shared_database_is_told(settings, data, monkeypatch):
    (data / "secret_key").write_text(GOOD_KEY)
    settings.SECRET_KEY = GOOD_KEY
    monkeypatch.setattr(doctor_settings, "_shared", lambda: False)
    assert said(doctor_settings.key) == []
    monkeypatch.setattr(doctor_settings, "_shared", lambda: True)
    level, what = only(doctor_settings.key)
    assert (level, what.startswith("DATABASE_URL is set and SECRET_KEY is not")) == ("warning", True)
    monkeypatch.setenv("SECRET_KEY", GOOD_KEY)  # as docs/operating.md says, the one that the file has
    assert said(doctor_settings.key) == []


def names(settings, **values):
    for name, value in {"BEHIND_PROXY": False, "HTTPS": False, "PORT": 8000, "HOST": "0.0.0.0", **values}.items():
        setattr(settings, name, value)
    return said(doctor_settings.names)


def test_a_port_that_nobody_listens_on_is_told(settings):
    found = names(settings, SITE_URL="http://192.168.1.20", ALLOWED_HOSTS=["192.168.1.20"])
    assert ("warning", "SITE_URL says port 80, and the server listens on 8000.") in found


def test_a_server_that_only_this_machine_reaches_is_told(settings):
    found = names(settings, SITE_URL="http://192.168.1.20:8000", HOST="127.0.0.1")
    assert ("warning", "The server listens on 127.0.0.1 only, and SITE_URL says http://192.168.1.20:8000.") in found


def test_a_server_behind_a_tunnel_is_reached_through_it(settings):
    found = names(settings, SITE_URL="https://course.example", HTTPS=True, HOST="127.0.0.1")
    assert found == []


def test_names_that_fit_are_left_alone_but_for_plain_http(settings):
    found = names(settings, SITE_URL="http://192.168.1.20:8000", ALLOWED_HOSTS=["192.168.1.20"])
    assert [level for level, _what in found] == ["note"]


def test_https_of_which_nobody_tells_the_server_is_noted(settings):
    settings.HTTPS, settings.BEHIND_PROXY = True, False
    assert only(doctor_settings.proxy) == ("note", "SITE_URL is https and BEHIND_PROXY is 0.")


def test_a_proxy_that_can_be_gone_around_is_noted(settings):
    settings.HTTPS, settings.BEHIND_PROXY, settings.HOST = True, True, "0.0.0.0"
    assert only(doctor_settings.proxy)[0] == "note"


def test_a_proxy_without_https_is_noted(settings):
    settings.HTTPS, settings.BEHIND_PROXY, settings.HOST = False, True, "127.0.0.1"
    assert only(doctor_settings.proxy) == ("note", "BEHIND_PROXY is 1 and SITE_URL is http.")


@pytest.mark.parametrize("name", ["ALLOWED_HOST", "SITEURL", "DATABASE_URI", "BEHINDPROXY"])
def test_a_misspelled_setting_is_told(monkeypatch, name):
    monkeypatch.setenv(name, "x")
    level, what = only(doctor_settings.misspelled)
    assert (level, what) == ("warning", f"There is {name} in the environment, which is no setting of this site.")


def test_other_names_in_the_environment_are_left_alone(monkeypatch):
    monkeypatch.setenv("HOSTNAME", "x")
    monkeypatch.setenv("LOGNAME", "x")
    assert said(doctor_settings.misspelled) == []


def test_a_zone_that_nobody_chose_is_noted(settings):
    settings.TIME_ZONE = "UTC"
    assert only(doctor_settings.zone)[0] == "note"
    settings.TIME_ZONE = "Europe/Berlin"
    assert said(doctor_settings.zone) == []


# Disk


def test_a_folder_that_cannot_be_written_is_an_error(settings, tmp_path):
    settings.DATA_DIR = tmp_path / "gone"
    level, what = only(machine.writable)
    assert (level, "cannot be written" in what) == ("error", True)


def test_a_folder_that_can_be_written_is_left_as_it_is(data):
    assert (said(machine.writable), said(machine.locks), list(data.iterdir())) == ([], [], [])


@pytest.mark.parametrize(("free", "levels"), [(10_000_000, ["error"]), (300_000_000, ["warning"]), (600_000_000, [])])
def test_a_disk_that_gets_full_is_told(data, monkeypatch, free, levels):
    monkeypatch.setattr(machine.shutil, "disk_usage", lambda path: SimpleNamespace(free=free))
    assert [level for level, _what in said(machine.room)] == levels


def test_room_is_wanted_for_three_databases(data, monkeypatch):
    file = data / "statuscourse.sqlite3"
    with file.open("wb") as stream:
        stream.truncate(1_000_000_000)
    monkeypatch.setattr(machine, "sqlite_file", lambda: file)
    monkeypatch.setattr(machine.shutil, "disk_usage", lambda path: SimpleNamespace(free=2_900_000_000))
    level, what = only(machine.room)
    assert (level, what) == ("warning", f"2.9 GB are free in {data}; the database has 1.0 GB.")


def test_a_disk_without_free_inodes_is_an_error(data, monkeypatch):
    monkeypatch.setattr(machine.os, "statvfs", lambda path: SimpleNamespace(f_files=100_000, f_favail=12))
    assert only(machine.files_left)[0] == "error"


def test_a_disk_without_inodes_of_that_kind_is_left_alone(data, monkeypatch):
    monkeypatch.setattr(machine.os, "statvfs", lambda path: SimpleNamespace(f_files=0, f_favail=0))
    assert said(machine.files_left) == []


@pytest.mark.parametrize(
    ("kind", "file", "levels"),
    [
        ("nfs4", "x", ["error"]),
        ("nfs4", None, ["note"]),
        ("tmpfs", "x", ["warning"]),
        ("overlay", "x", ["warning"]),
        ("tmpfs", None, []),
        ("ext4", "x", []),
    ],
)
def test_a_file_system_that_breaks_locks_is_told(data, monkeypatch, kind, file, levels):
    monkeypatch.setattr(machine, "mounted", lambda path: kind)
    monkeypatch.setattr(machine, "sqlite_file", lambda: file)
    assert [level for level, _what in said(machine.file_system)] == levels


MOUNTS = """\
22 1 8:1 / / rw - ext4 /dev/sda1 rw
30 22 0:40 / /srv rw - nfs4 server:/srv rw
31 22 0:41 / /srv/my\\040data rw - xfs /dev/sdb rw
"""


@pytest.mark.parametrize(
    ("place", "kind"), [("/var/data", "ext4"), ("/srv/data", "nfs4"), ("/srv/my data/x", "xfs"), ("/srvice", "ext4")]
)
def test_the_nearest_mount_says_the_kind(tmp_path, place, kind):
    table = tmp_path / "mountinfo"
    table.write_text(MOUNTS)
    assert machine.mounted(machine.Path(place), table) == kind


def test_a_system_without_that_table_says_nothing(tmp_path):
    assert machine.mounted(tmp_path, tmp_path / "none") == ""


def test_locks_that_mean_nothing_are_an_error(data, monkeypatch):
    monkeypatch.setattr(machine, "flock", lambda file, how: None)
    assert only(machine.locks)[0] == "error"


# Permissions


def test_a_folder_that_others_read_is_told(data):
    assert said(machine.private) == []
    data.chmod(0o755)
    assert only(machine.private) == ("warning", f"Others on this machine may look into {data} (755).")


def test_a_key_that_others_read_is_an_error(data):
    (data / "secret_key").write_text("x")
    (data / "secret_key").chmod(0o640)
    assert only(machine.private) == ("error", f"Others on this machine may read {data}/secret_key (640).")


def test_a_file_of_somebody_else_is_an_error(data, monkeypatch):
    if os.geteuid() != 0:
        pytest.skip("only root gives a file away")
    (data / "log").write_text("x")
    os.chown(data / "log", 12345, -1)
    found = said(machine.owners)
    assert ("error", f"{data}/log belongs to another user than {data}.") in found


def test_a_command_of_another_user_is_told(data, monkeypatch):
    monkeypatch.setattr(machine.os, "geteuid", lambda: 12345)
    level, what = only(machine.owners)
    assert (level, what.startswith("You are user 12345, and the data belongs to")) == ("warning", True)


def test_a_site_of_root_is_told(data, monkeypatch):
    monkeypatch.setattr(machine.os, "geteuid", lambda: data.stat().st_uid)
    levels = [level for level, _what in said(machine.owners)]
    assert levels == (["warning"] if data.stat().st_uid == 0 else [])


# Clock


def test_a_clock_before_the_course_is_an_error(data, monkeypatch):
    monkeypatch.setattr(machine.timezone, "now", lambda: machine.FIRST_DAY - timedelta(days=1))
    assert only(machine.plausible) == ("error", "The clock says 2025-12-31.")


def test_a_disk_with_another_clock_is_told(data, monkeypatch):
    real = machine.time.time
    monkeypatch.setattr(machine.time, "time", lambda: real() + 60)
    assert only(machine.plausible)[0] == "warning"


def test_an_answer_of_tomorrow_is_an_error(make_answer):
    assert said(database.newest_row) == []
    make_answer(at=timezone.now() + timedelta(minutes=59, seconds=50))
    assert only(database.newest_row) == ("error", "The newest answer is 60 minutes ahead of the clock.")


# The database


def test_a_database_that_answers_is_left_alone(db):
    assert [said(each) for each in (database.answers, database.migrated, database.sqlite_whole)] == [[], [], []]


def test_a_database_that_does_not_answer_is_an_error(without_database):
    with without_database():
        assert only(database.answers) == ("error", "The database does not answer: unable to open database file")


def test_a_database_that_is_not_there_is_an_error(db, monkeypatch, tmp_path):
    monkeypatch.setattr(database, "sqlite_file", lambda: tmp_path / "none")
    assert only(database.answers) == ("error", f"There is no database {tmp_path}/none.")
    assert not (tmp_path / "none").exists()


def test_a_change_that_was_not_made_is_an_error(db):
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'lessons'")
    level, what = only(database.migrated)
    assert (level, "are not made in the database yet, lessons.0001_" in what) == ("error", True)


def test_a_database_of_a_newer_release_is_an_error(db):
    with connection.cursor() as cursor:
        values = ["lessons", "9999_later", NOW]
        cursor.execute("INSERT INTO django_migrations (app, name, applied) VALUES (%s, %s, %s)", values)
    assert only(database.migrated) == (
        "error",
        "The database is of a newer release: this one does not know lessons.9999_later.",
    )


@pytest.fixture
def pragmas(monkeypatch, tmp_path):
    """What SQLite says of itself, to be changed."""
    values = {"journal_mode": "wal", "synchronous": 2, "quick_check(1)": "ok"}
    monkeypatch.setattr(database, "pragma", values.__getitem__)
    file = tmp_path / "x.sqlite3"
    file.touch()
    monkeypatch.setattr(database, "sqlite_file", lambda: file)
    return values


def test_a_sqlite_as_it_should_be_is_left_alone(pragmas):
    assert (said(database.sqlite_kept), said(database.sqlite_whole)) == ([], [])


def test_a_journal_of_another_kind_is_an_error(pragmas):
    pragmas["journal_mode"] = "delete"
    assert only(database.sqlite_kept) == ("error", "The database's journal is 'delete' instead of 'wal'.")


def test_a_database_that_does_not_wait_for_the_disk_is_an_error(pragmas):
    pragmas["synchronous"] = 1
    assert only(database.sqlite_kept)[0] == "error"


def test_a_large_log_is_told(pragmas, tmp_path):
    with (tmp_path / "x.sqlite3-wal").open("wb") as stream:
        stream.truncate(database.LARGE_LOG + 1)
    assert only(database.sqlite_kept) == ("warning", "The write-ahead log has 200 MB.")


def test_an_old_sqlite_is_an_error(pragmas, monkeypatch):
    monkeypatch.setattr(database.sqlite3, "sqlite_version_info", (3, 34, 1))
    assert only(database.sqlite_kept)[0] == "error"


def test_a_damaged_file_is_an_error(pragmas):
    pragmas["quick_check(1)"] = "*** in database main ***\nPage 7: btreeInitPage() returns error code 11"
    assert only(database.sqlite_whole) == ("error", "The database's file is damaged: *** in database main ***")


def test_a_file_that_is_no_database_is_an_error(pragmas, monkeypatch):
    def broken(name):
        raise OperationalError("file is not a database")

    monkeypatch.setattr(database, "pragma", broken)
    assert only(database.sqlite_whole) == ("error", "The database's file is damaged: file is not a database")


POSTGRES = {
    "server_version_num": "150010",
    "server_version": "15.10",
    "server_encoding": "UTF8",
    "fsync": "on",
    "synchronous_commit": "on",
    "full_page_writes": "on",
    "max_connections": "100",
    "superuser_reserved_connections": "3",
}


def postgres(taken=0, **values):
    return [(each.level, each.what) for each in database.postgres_said(POSTGRES | values, taken=taken)]


def test_a_postgresql_as_it_should_be_is_left_alone():
    assert postgres() == []


@pytest.mark.parametrize(
    ("values", "what"),
    [
        ({"server_version_num": "130012", "server_version": "13.12"}, "PostgreSQL 13.12 is too old."),
        ({"server_encoding": "SQL_ASCII"}, "The database's encoding is SQL_ASCII."),
        ({"fsync": "off"}, "fsync is off in PostgreSQL."),
        ({"synchronous_commit": "off"}, "synchronous_commit is off in PostgreSQL."),
        ({"full_page_writes": "off"}, "full_page_writes is off in PostgreSQL."),
    ],
)
def test_a_postgresql_that_loses_something_is_an_error(values, what):
    assert postgres(**values) == [("error", what)]


def test_a_postgresql_without_connections_to_spare_is_told():
    ((level, what),) = postgres(taken=96)
    assert (level, what.startswith("96 of 97 connections are taken")) == ("warning", True)


def test_whatever_database_runs_says_how_it_keeps_things(db):
    """The PostgreSQL of the tests waits for no disk, and is told so."""
    careless = [f"{name} is off in PostgreSQL." for name in ("fsync", "synchronous_commit", "full_page_writes")]
    errors = [what for level, what in said(database.postgres_kept) if level == "error"]
    assert errors == (careless if connection.vendor == "postgresql" else [])
    assert said(database.database_clock) == []


# Content


def test_a_course_as_it_is_shipped_is_left_alone(db):
    assert (said(course.loaded), said(course.files), said(course.drawn)) == ([], [], [])


def test_a_site_without_lessons_is_an_error(db):
    Lesson.objects.all().delete()
    assert only(course.loaded) == ("error", "No lesson is loaded.")


def test_a_course_that_is_older_than_its_files_is_told(db):
    question = Question.objects.filter(is_shipped=True, retired_at=None).first()
    QuestionRevision.objects.filter(pk=question.current_id).update(digest="0" * 64)
    assert only(course.files) == ("warning", f"What is served is not what the files say: {question.pk}.")


def test_a_lesson_that_is_not_there_is_told(db):
    Lesson.objects.filter(pk="who-are-you").update(retired_at=NOW)
    assert only(course.files) == ("warning", "What is served is not what the files say: who-are-you.")


def test_files_with_problems_are_errors(db, settings, tmp_path):
    settings.COURSE_BANK = tmp_path
    (tmp_path / "broken.yaml").write_text("topic: [")
    found = said(course.files)
    assert ([level for level, _what in found], "of this kind" in found[-1][1]) == (["error"] * (course.MOST + 1), True)


def test_a_question_that_cannot_be_drawn_is_an_error(db):
    question = Question.objects.filter(retired_at=None).exclude(current=None).first()
    QuestionRevision.objects.filter(pk=question.current_id).update(body={"kind": "code"})
    level, what = only(course.drawn)
    assert (level, what.startswith(f"The question {question.pk} cannot be drawn: ")) == ("error", True)


def test_a_lesson_that_cannot_be_drawn_is_an_error(db, monkeypatch):
    def broken(slug):
        raise KeyError(slug)

    monkeypatch.setattr(course, "make_page", broken)
    found = said(course.drawn)
    assert (len(found), found[-1]) == (course.MOST + 1, ("error", "There are 9 more of this kind."))


def test_changed_code_is_noted(data):
    assert said(course.unchanged) == []
    (data / "prepared").write_text("of another day")
    assert only(course.unchanged)[0] == "note"
    (data / "prepared").write_text(prepared.fingerprint())
    assert said(course.unchanged) == []


# Backups


def backup(data, *, age=timedelta(0), **more):
    good = {"at": (timezone.now() - age).isoformat()}
    (data / "last-backup.json").write_text(json.dumps({"ok": True, **good, "last_good": good, **more}))


def test_a_site_without_a_backup_is_told(data):
    assert only(backups.backed_up) == ("warning", "No backup was made yet.")


@pytest.fixture
def shared(data, settings, monkeypatch):
    """One of several machines on a PostgreSQL, where the server makes no backups by itself."""
    monkeypatch.setattr(backups, "sqlite_file", lambda: None)
    settings.BACKUP_HOURS = 0
    return data


def test_one_of_several_machines_needs_no_backup_of_its_own(shared):
    (found,) = backups.backed_up()
    assert (found.level, found.what) == ("note", "No backup was made on this machine yet.")
    assert "statuscourse-backup.timer or BACKUP_HOURS" in found.do


def test_a_machine_that_is_to_make_them_is_told_that_none_was_made(shared, settings):
    settings.BACKUP_HOURS = 24
    assert only(backups.backed_up) == ("warning", "No backup was made yet.")


def test_the_machine_with_the_timer_is_told_of_an_old_backup_and_a_failed_one(shared):
    backup(shared, age=timedelta(hours=50))
    (found,) = backups.backed_up()
    assert (found.level, found.what.startswith("The last backup is of ")) == ("warning", True)
    assert f"If another machine makes them now, delete {shared}/last-backup.json." in found.do
    backup(shared, ok=False, error="No backup was made in /mnt: no room")
    assert only(backups.backed_up)[0] == "error"


def test_a_backup_of_today_is_enough(data):
    backup(data)
    assert said(backups.backed_up) == []


def test_an_old_backup_is_told(data):
    backup(data, age=timedelta(hours=50))
    level, what = only(backups.backed_up)
    assert (level, what.startswith("The last backup is of ")) == ("warning", True)


def test_a_backup_is_old_by_the_schedule_that_it_belongs_to(data, settings):
    settings.BACKUP_HOURS = 168
    backup(data, age=timedelta(days=8))
    assert said(backups.backed_up) == []
    backup(data, age=timedelta(days=15))
    assert only(backups.backed_up)[0] == "warning"


def test_a_backup_from_the_future_is_told(data):
    backup(data)
    (data / "backups").mkdir()
    name = files.name_for(timezone.now() + timedelta(days=400))
    (data / "backups" / name).write_text("")
    assert said(backups.backed_up)[0] == ("warning", f"{name} in {data / 'backups'} is from the future.")


def test_a_last_backup_from_the_future_says_nothing_of_today(data):
    backup(data, age=timedelta(days=-400))
    level, what = only(backups.backed_up)
    assert (level, what.startswith("The last backup is of ")) == ("warning", True)


def test_a_backup_that_failed_is_an_error(data):
    backup(data, ok=False, error="No backup was made in /mnt: no room")
    assert only(backups.backed_up) == ("error", "The last backup failed: No backup was made in /mnt: no room")


def test_backups_on_the_same_disk_are_noted(data):
    backup(data)
    (data / "backups").mkdir()
    assert only(backups.backed_up)[0] == "note"


@pytest.mark.parametrize(
    "record",
    [
        "",
        "[]",
        "{",
        "[" * 100_000,
        '{"last_good": 7}',
        '{"last_good": {"at": "2026-99-99T00:00"}}',
        '{"last_good": {"at": "2026-11-30T00:00"}}',
    ],
)
def test_a_record_that_says_nothing_is_no_backup(data, record):
    (data / "last-backup.json").write_text(record)
    assert only(backups.backed_up) == ("warning", "No backup was made yet.")


# The folder of backups


@pytest.fixture
def elsewhere(settings, data, tmp_path, monkeypatch):
    """Backups on another disk than the data, as docs/operating.md wants it."""
    folder = tmp_path / "elsewhere"
    folder.mkdir(mode=0o700)
    settings.BACKUP_DIR = folder
    monkeypatch.setattr(backups, "same_disk", lambda: False)
    return folder


def free_there(monkeypatch, folder, free):
    usage = lambda path: SimpleNamespace(free=free if path == folder else 10**12)  # noqa: E731
    monkeypatch.setattr(backups.shutil, "disk_usage", usage)


def test_a_folder_of_backups_as_it_should_be_is_left_as_it_is(elsewhere):
    assert [said(each) for each in (backups.writable, backups.room, backups.private)] == [[], [], []]
    assert list(elsewhere.iterdir()) == []


def test_backups_that_cannot_be_written_are_an_error(elsewhere, monkeypatch):
    real = machine.tempfile.TemporaryFile

    def refused(dir):
        if dir == elsewhere:
            raise PermissionError(13, "Permission denied")
        return real(dir=dir)

    monkeypatch.setattr(machine.tempfile, "TemporaryFile", refused)
    (found,) = backups.writable()
    assert (found.level, found.what.startswith(f"{elsewhere} cannot be written")) == ("error", True)
    assert (found.why, "BACKUP_DIR" in found.do) == ("No backup can be made.", True)


def test_backups_in_a_folder_that_is_not_there_yet_are_asked_of_the_one_above(elsewhere, settings):
    settings.BACKUP_DIR = elsewhere / "of" / "course"
    assert said(backups.writable) == []
    assert list(elsewhere.iterdir()) == []
    settings.BACKUP_DIR = elsewhere / "file" / "course"
    (elsewhere / "file").touch()
    assert only(backups.writable)[0] == "error"


@pytest.mark.parametrize(
    ("free", "levels"), [(900_000_000, ["error"]), (1_400_000_000, ["warning"]), (1_600_000_000, [])]
)
def test_room_is_wanted_for_the_next_backup(elsewhere, data, monkeypatch, free, levels):
    with (data / "statuscourse.sqlite3").open("wb") as stream:
        stream.truncate(1_000_000_000)
    free_there(monkeypatch, elsewhere, free)
    what = f"{size(free)} are free in {elsewhere}; the database has 1.0 GB."
    assert said(backups.room) == [(level, what) for level in levels]


def test_room_for_a_backup_of_a_postgresql_goes_by_the_last_one(elsewhere, monkeypatch):
    monkeypatch.setattr(backups, "sqlite_file", lambda: None)
    with (elsewhere / "statuscourse-20261130-021500.zip").open("wb") as stream:
        stream.truncate(1_000_000_000)
    free_there(monkeypatch, elsewhere, 1_900_000_000)
    assert only(backups.room) == ("warning", f"1.9 GB are free in {elsewhere}; the last backup has 1.0 GB.")


def test_a_disk_that_has_both_is_told_of_once(elsewhere, monkeypatch):
    monkeypatch.setattr(backups, "same_disk", lambda: True)
    monkeypatch.setattr(shutil, "disk_usage", lambda path: SimpleNamespace(free=10_000_000))
    assert ([level for level, _what in said(machine.room)], said(backups.room)) == (["error"], [])


def test_backups_that_others_read_are_told(elsewhere):
    elsewhere.chmod(0o750)
    assert only(backups.private) == ("warning", f"Others on this machine may look into {elsewhere} (750).")
    elsewhere.chmod(0o700)
    made = elsewhere / "statuscourse-20261130-021500.zip"
    made.touch(mode=0o600)
    assert said(backups.private) == []
    made.chmod(0o644)
    assert only(backups.private) == ("error", f"Others on this machine may read {made} (644).")


def test_backups_below_a_private_folder_are_private(data):
    (data / "backups").mkdir(mode=0o755)
    assert said(backups.private) == []


def test_a_machine_that_makes_no_backups_needs_no_folder_for_them(settings, shared, tmp_path):
    (tmp_path / "file").touch()
    settings.BACKUP_DIR = tmp_path / "file" / "backups"
    assert said(backups.writable) == []


def test_a_machine_that_made_backups_needs_the_folder_though_its_disk_went_away(settings, shared, tmp_path):
    backup(shared)
    (tmp_path / "file").touch()
    settings.BACKUP_DIR = tmp_path / "file" / "backups"
    assert only(backups.writable)[0] == "error"


# What is left behind


def test_a_closed_site_is_told(data):
    assert said(machine.closed) == []
    maintenance.begin(until=timezone.now() - timedelta(minutes=1))
    assert only(machine.closed) == ("warning", "The site is closed for maintenance, longer than was meant.")


def test_long_work_is_noted(db, data):
    assert said(machine.long_work) == []
    with turn():
        assert only(machine.long_work)[0] == "note"
    assert said(machine.long_work) == []


def test_styles_that_were_not_collected_are_an_error(data):
    assert only(machine.static_files)[0] == "error"
    (data / "static").mkdir()
    (data / "static" / "staticfiles.json").touch()
    assert said(machine.static_files) == []


# The command


@pytest.fixture
def found(monkeypatch):
    """Only what the test puts there is found."""
    rows = []
    monkeypatch.setattr(doctor, "PARTS", {"settings": (lambda: iter(rows),), "disk": ()})
    return rows


def run(capsys, *arguments):
    try:
        call_command("doctor", *arguments)
        code = 0
    except SystemExit as ended:
        code = ended.code
    return code, capsys.readouterr().out


def test_a_site_without_a_finding_is_well(found, capsys):
    assert run(capsys) == (0, "All is well. Looked at: settings, disk.\n")


def test_a_note_is_well_too(found, capsys):
    found.append(Finding("note", "What.", "Why.", "type this"))
    assert run(capsys) == (
        0,
        "NOTE (settings): What.\n  Why.\n  Do: type this\nAll is well (1 note). Looked at: settings, disk.\n",
    )


@pytest.mark.parametrize(("level", "code"), [("warning", 1), ("error", 2)])
def test_the_exit_code_says_how_bad_it_is(found, capsys, level, code):
    found.append(Finding(level, "What.", "Why.", "type this"))
    ended, words = run(capsys)
    assert (ended, words.splitlines()[-1]) == (code, f"1 {level}. Looked at: settings, disk.")


def test_a_program_reads_json(found, capsys):
    found.append(Finding("warning", "What.", "Why.", "type this"))
    code, words = run(capsys, "--json")
    assert (code, json.loads(words)) == (
        1,
        {
            "exit_code": 1,
            "looked_at": ["settings", "disk"],
            "findings": [{"part": "settings", "level": "warning", "what": "What.", "why": "Why.", "do": "type this"}],
        },
    )


def test_what_breaks_while_it_is_looked_at_is_a_finding(monkeypatch, capsys):
    def sick():
        """Whether it is well."""
        raise RuntimeError("no")
        yield

    monkeypatch.setattr(doctor, "PARTS", {"disk": (sick, lambda: iter([Finding("note", "Next.", "Why.", "Do.")]))})
    code, words = run(capsys)
    assert (code, "could not be looked at: Whether it is well. RuntimeError: no" in words, "Next." in words) == (
        2,
        True,
        True,
    )


def test_a_database_that_is_gone_is_said_once(without_database):
    with without_database():
        report = doctor.examine()
    errors = [
        found.what
        for part, found in report.findings
        if part in {"database", "clock", "content"} and found.level == "error"
    ]
    assert ("The database does not answer: unable to open database file" in errors, report.exit_code) == (True, 2)
    assert [part for part, found in report.findings if found == doctor.UNSEEN] == ["clock", "content"]


def test_it_changes_nothing(db, data):
    before = (Lesson.objects.count(), Question.objects.count())
    doctor.examine()
    assert (Lesson.objects.count(), Question.objects.count(), list(data.iterdir())) == (*before, [])


def test_what_takes_long_is_left_out_on_demand(db, monkeypatch):
    asked = []
    slow = lambda: iter(asked.append("slow") or [])  # noqa: E731
    monkeypatch.setattr(doctor, "PARTS", {"database": (slow,)})
    monkeypatch.setattr(doctor, "LONG", (slow,))
    doctor.examine(quick=True)
    assert asked == []
    doctor.examine()
    assert asked == ["slow"]
