"""`manage.py backup`: one file, consistent, read back, and the old ones deleted."""

import errno
import json
import os
import sqlite3
import zipfile
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import call_command

from statuscourse import VERSION
from statuscourse.backups import files, retention, schedule, sqlite, taking
from statuscourse.backups.files import BackupRefused
from statuscourse.web.serving import alone
from tests.statuscourse.kept import KEY, make_course, names, only_sqlite, refused, run, take

pytestmark = only_sqlite
NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
NEW_LEARNER = "INSERT INTO accounts_learner (created_at) VALUES ('2026-11-22 12:00:00')"
LEARNERS = "SELECT count(*) FROM accounts_learner"


@pytest.fixture
def course(tmp_path, monkeypatch, settings):
    return make_course(tmp_path / "data", monkeypatch, settings)


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "backups"


@pytest.fixture
def made(course, folder):
    return take(folder)


def inside(backup, folder):
    """The database of a backup as a file."""
    folder.mkdir()
    with zipfile.ZipFile(backup) as archive:
        archive.extract("database.sqlite3", folder)
    return folder / "database.sqlite3"


def test_a_backup_is_one_file_that_only_its_owner_reads(made, folder):
    assert (names(folder), made.stat().st_mode & 0o777) == ([made.name], 0o600)
    assert folder.stat().st_mode & 0o777 == 0o700


def test_it_has_the_database_the_generated_key_and_what_is_known_of_them(made, course):
    with zipfile.ZipFile(made) as archive:
        assert sorted(archive.namelist()) == ["database.sqlite3", "manifest.json", "secret_key"]
        assert archive.read("secret_key").decode() == KEY
        told = json.loads(archive.read("manifest.json"))
    assert (told["version"], told["engine"]) == (VERSION, "sqlite")
    assert told["counts"]["accounts_learner"] == run(course, LEARNERS)[0][0]
    assert "quizzes.0001_initial" in told["migrations"]


def test_a_key_from_the_environment_is_not_in_it(course, folder, monkeypatch):
    monkeypatch.setenv("SECRET_KEY", KEY)
    with zipfile.ZipFile(take(folder)) as archive:
        assert "secret_key" not in archive.namelist()


def test_it_says_where_how_much_and_how_long(course, folder, capsys):
    made = take(folder)
    said = capsys.readouterr().out
    assert f"{made}: " in said
    assert " rows, 0." in said
    assert " s, read back and found the same." in said


def test_what_was_committed_is_in_it_and_what_was_not_is_not(course, folder, tmp_path):
    """A server has the database open, with a log that is not in the file yet and a write under way."""
    before = run(course, LEARNERS)[0][0]
    with closing(sqlite3.connect(course, isolation_level=None)) as server:
        server.execute("PRAGMA journal_mode=WAL")
        server.execute("PRAGMA wal_autocheckpoint=0")
        server.execute(NEW_LEARNER)
        server.execute("BEGIN IMMEDIATE")
        server.execute(NEW_LEARNER)
        made = take(folder)
        server.execute("COMMIT")
    assert run(inside(made, tmp_path / "out"), LEARNERS) == [(before + 1,)]


def test_writing_goes_on_while_a_backup_is_made(course, folder, monkeypatch):
    run(course, "PRAGMA journal_mode=WAL")
    check = sqlite.check

    def write_meanwhile(path):
        with closing(sqlite3.connect(course, timeout=0)) as server:
            server.execute(NEW_LEARNER)
            server.commit()
        check(path)

    monkeypatch.setattr(sqlite, "check", write_meanwhile)
    assert take(folder).is_file()


def test_a_damaged_database_is_refused_and_no_file_is_left(course, folder):
    content = bytearray(course.read_bytes())
    content[4096 * 300 : 4096 * 340] = os.urandom(4096 * 40)
    course.write_bytes(content)
    said = refused("backup", folder)
    assert "No backup was made in" in said
    assert "The database is damaged" in said
    assert names(folder) == []


def test_a_row_that_names_nobody_is_refused(course, folder):
    run(course, "UPDATE quizzes_answer SET learner_id = 999999 WHERE id = (SELECT min(id) FROM quizzes_answer)")
    said = refused("backup", folder)
    assert "of quizzes_answer names a row of accounts_learner that is not there" in said
    assert names(folder) == []


def test_a_full_disk_is_told_and_nothing_is_left(course, folder, monkeypatch):
    def full(descriptor):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(files.os, "fsync", full)
    assert "No space left on device" in refused("backup", folder)
    assert names(folder) == []


def test_what_reads_back_as_something_else_is_no_backup(course, folder, monkeypatch):
    verify = files.verify

    def another(path):
        content = bytearray(path.read_bytes())
        content[5000] ^= 1
        path.write_bytes(content)
        return verify(path)

    monkeypatch.setattr(files, "verify", another)
    assert "is damaged: database.sqlite3" in refused("backup", folder)
    assert names(folder) == []


def test_a_folder_that_cannot_be_made_is_told(course, tmp_path):
    (tmp_path / "file").write_text("")
    assert "No backup was made in" in refused("backup", tmp_path / "file" / "backups")


def test_the_last_one_is_remembered_for_whoever_looks_after_the_site(course, folder):
    made = take(folder)
    told = json.loads((course.parent / "last-backup.json").read_text())
    assert (told["ok"], told["file"], told["bytes"]) == (True, str(made), made.stat().st_size)


def test_one_that_failed_is_remembered_with_the_last_good_one(course, folder):
    made = take(folder)
    course.write_bytes(b"nothing of the kind")
    refused("backup", folder)
    told = json.loads((course.parent / "last-backup.json").read_text())
    assert (told["ok"], told["last_good"]["file"]) == (False, str(made))
    assert "No backup was made" in told["error"]


def test_two_at_once_make_one(course, folder):
    folder.mkdir()
    with alone(folder / taking.LOCK):
        assert "Another backup is being written" in refused("backup", folder)
        call_command("backup", folder, scheduled=True)  # the schedule of another server has nothing to say
    assert names(folder) == []


def test_a_schedule_makes_none_where_another_one_has_just_made_it(course, folder):
    """Both found it due; the second one had to wait, or was slow to start."""
    made = take(folder)
    call_command("backup", folder, scheduled=True, every=1)
    assert names(folder) == [made.name]
    made.rename(folder / files.name_for(datetime.now(UTC) - timedelta(hours=2)))
    call_command("backup", folder, scheduled=True, every=1)
    assert len(names(folder)) == 2


def test_what_one_that_was_killed_left_is_taken_away(course, folder):
    (folder / ".making-abc").mkdir(parents=True)
    (folder / ".making-abc" / "database.sqlite3").write_text("half")
    (folder / ".statuscourse-20261122-120000.zip.77.part").write_text("half")
    assert [take(folder).name] == names(folder)


def test_a_schedule_says_nothing_where_all_went_well(course, folder, capsys):
    take(folder, scheduled=True)
    assert capsys.readouterr() == ("", "")


def test_a_schedule_logs_what_went_wrong(course, folder, caplog):
    course.write_bytes(b"nothing of the kind")
    with pytest.raises(SystemExit) as left:
        call_command("backup", folder, scheduled=True)
    assert left.value.code == 1
    assert "No backup was made in" in caplog.text


# Looking at one


def test_a_whole_one_is_told_to_be(made, capsys):
    call_command("backup", check=made)
    assert f"{made} is whole: release {VERSION}" in capsys.readouterr().out


@pytest.mark.parametrize("share", [0.001, 0.1, 0.5, 0.9, 0.99])
def test_one_bit_is_enough_to_be_refused(made, share):
    content = bytearray(made.read_bytes())
    content[int(len(content) * share)] ^= 1
    made.write_bytes(content)
    with pytest.raises(BackupRefused, match=r"is damaged|no backup of Status Course"):
        files.verify(made)


@pytest.mark.parametrize("share", [0, 0.3, 0.9, 0.9999])
def test_half_a_file_is_refused(made, share):
    content = made.read_bytes()
    made.write_bytes(content[: int(len(content) * share)])
    assert "is no backup of Status Course, or only a part of one" in refused("backup", check=made)


def test_a_file_that_is_not_there_is_told(tmp_path):
    assert refused("backup", check=tmp_path / "a.zip") == f"There is no file {tmp_path / 'a.zip'}."


@pytest.mark.parametrize(
    "members",
    [
        {},
        {"manifest.json": "[]"},
        {"manifest.json": "{"},
        {"manifest.json": '{"format": 1}'},
        {"manifest.json": '{"format": 1, "version": "1", "made_at": "", "engine": "oracle", "migrations": [], '
         '"counts": {}, "parts": {}}', },
        {"manifest.json": '{"format": 1, "version": "1", "made_at": "", "engine": "sqlite", "migrations": [], '
         '"counts": {}, "parts": {"../../etc/passwd": {"bytes": 0, "sha256": ""}}}', "../../etc/passwd": ""},
    ],
)  # fmt: skip
def test_a_foreign_zip_is_refused(tmp_path, members):
    file = tmp_path / "foreign.zip"
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    assert "is no backup of Status Course" in refused("backup", check=file)


def test_a_member_more_than_it_says_is_refused(made):
    with zipfile.ZipFile(made, "a") as archive:
        archive.writestr("settings.py", "")
    assert "is no backup of Status Course" in refused("backup", check=made)


# Which stay


def backups_at(folder, *times):
    folder.mkdir(exist_ok=True)
    for time in times:
        (folder / files.name_for(time)).write_text("")


def test_of_a_year_of_days_seven_days_four_weeks_and_six_months_stay():
    days = [NOW - timedelta(days=number) for number in range(365)]
    stays = sorted(set(days) - retention.to_delete(days, retention.Keep(), NOW), reverse=True)
    assert [f"{day:%m-%d}" for day in stays] == [
        "11-22", "11-21", "11-20", "11-19", "11-18", "11-17", "11-16", "11-15", "11-08", "11-01", "10-31", "09-30",
        "08-31", "07-31", "06-30",
    ]  # fmt: skip


def test_every_one_of_the_last_day_stays():
    hours = [NOW - timedelta(hours=number) for number in range(72)]
    deleted = retention.to_delete(hours, retention.Keep(days=2, weeks=0, months=0), NOW)
    assert set(hours[:24]) & deleted == set()
    assert len(deleted) == 48


def test_the_newest_is_never_deleted():
    old = NOW - timedelta(days=2)
    assert retention.to_delete([NOW], retention.Keep(0, 0, 0), NOW) == set()
    assert retention.to_delete([NOW, old], retention.Keep(0, 0, 0), NOW) == {old}


def test_a_folder_that_nobody_writes_to_loses_nothing_by_waiting():
    days = [NOW - timedelta(days=number) for number in range(30)]
    once = set(days) - retention.to_delete(days, retention.Keep(), NOW)
    assert retention.to_delete(once, retention.Keep(), NOW) == set()


def test_one_from_the_future_counts_for_nothing_and_stays_until_its_time_has_come():
    """The clock was wrong when it was made, or somebody named it so."""
    hours = [NOW - timedelta(hours=number) for number in range(48)]
    keep, future = retention.Keep(days=1, weeks=1, months=1), NOW + timedelta(days=400)
    assert retention.to_delete([*hours, future], keep, NOW) == retention.to_delete(hours, keep, NOW) == set(hours[24:])
    assert future in retention.to_delete([future, future + timedelta(days=2)], keep, future + timedelta(days=3))


def test_a_clock_that_goes_back_a_little_makes_no_future():
    late = NOW + timedelta(minutes=4)
    assert retention.to_delete([late, NOW - timedelta(days=2)], retention.Keep(0, 0, 0), NOW) == {
        NOW - timedelta(days=2)
    }


def test_backups_of_today_stay_beside_one_from_the_future(course, folder):
    now = datetime.now(UTC)
    backups_at(folder, now + timedelta(days=400), now - timedelta(hours=1), now - timedelta(hours=2))
    before = names(folder)
    take(folder, keep_days=0, keep_weeks=0, keep_months=0)
    assert set(before) < set(names(folder))


def test_what_is_too_old_goes_and_is_told(course, folder, capsys):
    old = NOW - timedelta(days=900)
    backups_at(folder, old, old - timedelta(days=1))
    take(folder, keep_days=2, keep_weeks=1, keep_months=1)
    assert names(folder)[0] == files.name_for(old)
    assert f"Deleted, as too old to keep: {files.name_for(old - timedelta(days=1))}\n" in capsys.readouterr().out


def test_files_of_other_names_stay(course, folder):
    folder.mkdir()
    others = ["before-upgrade-20200101-000000.zip", "statuscourse-2020.zip", "statuscourse-20209999-000000.zip", "mine"]
    for name in others:
        (folder / name).write_text("")
    take(folder, keep_days=0, keep_weeks=0, keep_months=0)
    assert set(others) < set(names(folder))


def test_where_a_backup_failed_nothing_is_deleted(course, folder):
    backups_at(folder, NOW, NOW - timedelta(days=900))
    course.write_bytes(b"nothing of the kind")
    refused("backup", folder, keep_days=0, keep_weeks=0, keep_months=0)
    assert len(names(folder)) == 2


def test_keeping_less_than_nothing_is_refused(course, folder):
    assert refused("backup", folder, keep_days=-1) == "--keep-days, --keep-weeks and --keep-months are 0 or more"
    assert not folder.exists()


# On a schedule


@pytest.mark.parametrize("hours", [0, -1, 9000, float("nan")])
def test_a_schedule_that_makes_no_sense_is_refused(course, folder, hours):
    assert "write hours from 0.01 to 8760" in refused("backup", folder, every=hours)


@pytest.mark.parametrize(
    ("broken", "said"),
    [(OSError(errno.EIO, "Input/output error"), "[Errno 5] Input/output error"), (MemoryError(), "no memory")],
)
def test_what_fails_for_a_while_ends_no_schedule(tmp_path, monkeypatch, capsys, broken, said):
    looks = []

    def gone(*args):
        looks.append(args)
        if len(looks) == 2:
            raise KeyboardInterrupt
        raise broken

    monkeypatch.setattr(schedule, "is_due", gone)
    monkeypatch.setattr(schedule, "LOOK", 0)
    with pytest.raises(KeyboardInterrupt):
        schedule.run(timedelta(0), tmp_path, first=timedelta(0))
    assert capsys.readouterr().err == f"No backup was made in {tmp_path}: {said}\n"


def test_a_schedule_keeps_what_it_was_told_to_keep(folder, monkeypatch, settings):
    asked = []

    def once(command, **options):
        asked.extend(command)
        raise KeyboardInterrupt

    monkeypatch.setattr(schedule.subprocess, "run", once)
    call_command("backup", folder, every=24, keep_days=3, keep_months=0)
    assert asked[-4:] == [
        "--scheduled",
        "--keep-days=3",
        f"--keep-weeks={settings.BACKUP_KEEP_WEEKS}",
        "--keep-months=0",
    ]


def test_a_schedule_that_keeps_less_than_nothing_is_refused(folder):
    assert refused("backup", folder, every=24, keep_days=-1).startswith("--keep-days, --keep-weeks and --keep-months")


def test_a_folder_without_a_backup_is_due(tmp_path):
    assert schedule.is_due(tmp_path, timedelta(hours=24), NOW)
    assert schedule.is_due(tmp_path / "none", timedelta(hours=24), NOW)


def test_one_is_due_when_the_newest_is_that_old(tmp_path):
    backups_at(tmp_path, NOW, NOW - timedelta(days=3))
    assert not schedule.is_due(tmp_path, timedelta(hours=24), NOW + timedelta(hours=23))
    assert schedule.is_due(tmp_path, timedelta(hours=24), NOW + timedelta(hours=24))


def test_a_backup_from_the_future_puts_nothing_off(tmp_path):
    backups_at(tmp_path, NOW + timedelta(days=400))
    assert schedule.is_due(tmp_path, timedelta(hours=24), NOW)


def test_beside_a_backup_from_the_future_none_is_made_before_it_is_due(tmp_path):
    """Or there would be one every quarter of an hour until that time has come."""
    backups_at(tmp_path, NOW + timedelta(days=400), NOW)
    assert not schedule.is_due(tmp_path, timedelta(hours=24), NOW + timedelta(hours=23))
    assert schedule.is_due(tmp_path, timedelta(hours=24), NOW + timedelta(hours=24))


def test_a_clock_that_goes_back_a_little_makes_no_backup_due(tmp_path):
    backups_at(tmp_path, NOW + timedelta(minutes=4))
    assert not schedule.is_due(tmp_path, timedelta(hours=24), NOW)
