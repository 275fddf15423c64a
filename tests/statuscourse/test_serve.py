"""`manage.py serve`: what it prepares, and when it need not."""

import os
import shutil
import subprocess
import sys

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from lessons.models import Lesson
from quizzes.models import Question
from statuscourse import prepared
from statuscourse.backups import upgrading
from statuscourse.management.commands import serve
from tests.running import ROOT, free_port
from tests.settings_of_a_site import without_settings

EVERYTHING = ["migrate", "load_course", "collectstatic"]


@pytest.fixture
def site(tmp_path, settings, monkeypatch, db):
    """A site of one file with the shipped lessons in its database; the list is what was done to bring it up to date."""
    settings.BASE_DIR = tmp_path
    settings.DATA_DIR = tmp_path / "data"
    settings.STATIC_ROOT = settings.DATA_DIR / "static"
    for name in (*prepared.WATCHED, "data"):
        (tmp_path / name).mkdir()
    (tmp_path / "lessons" / "a.md").write_text("one")
    done = []

    def do(name, **options):
        done.append(name)
        if name == "collectstatic":
            settings.STATIC_ROOT.mkdir(exist_ok=True)

    for module in (serve, upgrading):
        monkeypatch.setattr(module, "call_command", do)
    return done


def prepare():
    serve.Command()._prepare()


def test_the_first_start_brings_everything_up_to_date(site):
    prepare()
    assert site == EVERYTHING


def test_a_second_start_only_migrates(site):
    prepare()
    prepare()
    assert site == [*EVERYTHING, "migrate"]


def test_a_start_after_a_change_does_it_again(site, tmp_path):
    prepare()
    (tmp_path / "lessons" / "a.md").write_text("another")
    prepare()
    assert site == EVERYTHING * 2


def test_a_start_after_a_new_file_does_it_again(site, tmp_path):
    prepare()
    (tmp_path / "static" / "b.css").write_text("")
    prepare()
    assert site == EVERYTHING * 2


def test_a_start_with_new_requirements_does_it_again(site, tmp_path):
    (tmp_path / "requirements.txt").rmdir()
    prepare()
    (tmp_path / "requirements.txt").write_text("django==6.0")
    prepare()
    assert site == EVERYTHING * 2


def test_a_start_under_another_prefix_does_it_again(site, settings):
    """Lessons are stored with their addresses."""
    prepare()
    settings.PREFIX = "/statuscourse"
    prepare()
    assert site == EVERYTHING * 2


def test_a_database_without_lessons_is_loaded_whatever_the_stamp_says(site):
    prepare()
    Lesson.objects.all().delete()
    prepare()
    assert site == EVERYTHING * 2


def test_a_static_folder_that_is_gone_is_collected_whatever_the_stamp_says(site, settings):
    prepare()
    shutil.rmtree(settings.STATIC_ROOT)
    prepare()
    assert site == EVERYTHING * 2


def test_compiled_python_is_no_change(site, tmp_path):
    prepare()
    (tmp_path / "lessons" / "a.pyc").write_bytes(b"")
    prepare()
    assert site == [*EVERYTHING, "migrate"]


@pytest.fixture
def broken(site, monkeypatch, tmp_path):
    """The same site, and a bank that cannot be read."""
    (tmp_path / "bank").mkdir()
    (tmp_path / "bank" / "a.yaml").write_text("topic: [")

    def do(name, **options):
        site.append(name)
        if name == "load_course":
            call_command(name, bank=tmp_path / "bank", **options)

    for module in (serve, upgrading):
        monkeypatch.setattr(module, "call_command", do)
    return site


def test_a_course_with_problems_stops_the_first_start(broken, tmp_path, capsys):
    Lesson.objects.all().delete()
    with pytest.raises(CommandError, match="Nothing was written"):
        prepare()
    assert (broken, (tmp_path / "data" / "prepared").exists()) == (["migrate", "load_course"], False)
    assert "quizzes/bank/a.yaml:" in capsys.readouterr().err


def test_a_course_with_problems_leaves_the_one_before_and_is_tried_again(broken, tmp_path, capsys):
    prepare()
    assert (broken, (tmp_path / "data" / "prepared").exists()) == (EVERYTHING, False)
    assert "The course that was loaded before is served." in capsys.readouterr().err


def test_an_id_that_an_instructor_has_is_told_with_file_owner_and_way_out(site, ines, monkeypatch, capsys):
    Question.objects.filter(pk="six-one-brace").update(is_shipped=False, owner=ines.user)
    monkeypatch.setattr(serve, "call_command", lambda name, **more: name != "load_course" or call_command(name, **more))
    prepare()
    said = capsys.readouterr().err
    assert "quizzes/bank/six.yaml:six-one-brace: a question of ines has this id already." in said
    assert "manage.py rename_question six-one-brace six-one-brace-own" in said
    assert "The course that was loaded before is served." in said


def test_the_way_out_that_is_told_is_one(site, ines, monkeypatch, capsys):
    Question.objects.filter(pk="six-one-brace").update(is_shipped=False, owner=ines.user)
    call_command("rename_question", "six-one-brace", "six-one-brace-own")
    monkeypatch.setattr(serve, "call_command", lambda name, **more: name != "load_course" or call_command(name, **more))
    prepare()
    assert "1 questions created" in capsys.readouterr().out
    assert set(Question.objects.filter(pk__startswith="six-one-brace").values_list("pk", "is_shipped")) == {
        ("six-one-brace", True),
        ("six-one-brace-own", False),
    }


def test_the_stamp_is_written_last(site, monkeypatch, tmp_path):
    """A start that was cut short is not taken for a finished one."""

    def cut(name, **options):
        if name == "collectstatic":
            raise KeyboardInterrupt

    monkeypatch.setattr(serve, "call_command", cut)
    with pytest.raises(KeyboardInterrupt):
        prepare()
    assert not (tmp_path / "data" / "prepared").exists()


def started(tmp_path, *words, **environment):
    """What a start says that is refused, as somebody reads it in a terminal."""
    env = without_settings(os.environ) | {"DATA_DIR": str(tmp_path), **environment}
    command = [sys.executable, "manage.py", *(words or ["serve"])]
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False, timeout=60)
    return done.returncode, done.stderr


def test_a_setting_that_makes_no_sense_is_one_sentence(tmp_path):
    sentence = "TIME_ZONE is 'Berlin', which is no time zone; write a name such as Europe/Berlin or UTC\n"
    assert started(tmp_path, TIME_ZONE="Berlin") == (1, sentence)


def test_a_developer_gets_the_traceback(tmp_path):
    code, said = started(tmp_path, "doctor", "--traceback", TIME_ZONE="Berlin")
    assert (code, said.startswith("Traceback")) == (1, True)


def test_a_database_that_is_not_there_is_told_without_a_traceback_or_its_password(tmp_path):
    code, said = started(tmp_path, DATABASE_URL=f"postgres://course:hyacinth@127.0.0.1:{free_port()}/course")
    assert code == 1
    assert said.startswith("CommandError: The database failed: connection failed")
    assert said.endswith("Start or mend it, or DATABASE_URL, and start again.\n")
    assert "hyacinth" not in said
