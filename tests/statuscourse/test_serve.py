"""`manage.py serve`: what it prepares, and when it need not."""

import pytest

from statuscourse.management.commands import serve
from statuscourse.web.problems import ContentProblem, ContentRefused


@pytest.fixture
def site(tmp_path, settings, monkeypatch):
    """A site of one file, that counts what is done to bring it up to date."""
    settings.BASE_DIR = settings.DATA_DIR = tmp_path
    for name in serve.WATCHED:
        (tmp_path / name).mkdir()
    (tmp_path / "lessons" / "a.md").write_text("one")
    done = []
    monkeypatch.setattr(serve, "call_command", lambda name, **options: done.append(name))
    monkeypatch.setattr(serve, "load_course", lambda *folders, now: done.append("load_course"))
    return done


def prepare():
    serve.Command()._prepare()


def test_the_first_start_brings_everything_up_to_date(site):
    prepare()
    assert site == ["migrate", "load_course", "collectstatic"]


def test_a_second_start_does_nothing_again(site):
    prepare()
    prepare()
    assert len(site) == 3


def test_a_start_after_a_change_does_it_again(site, tmp_path):
    prepare()
    (tmp_path / "lessons" / "a.md").write_text("another")
    prepare()
    assert len(site) == 6


def test_a_start_after_a_new_file_does_it_again(site, tmp_path):
    prepare()
    (tmp_path / "static" / "b.css").write_text("")
    prepare()
    assert len(site) == 6


def test_another_database_is_another_site(site, settings, monkeypatch):
    before = serve.fingerprint()
    monkeypatch.setitem(settings.DATABASES["default"], "NAME", "elsewhere.sqlite3")
    assert serve.fingerprint() != before


def test_a_course_with_problems_stops_the_start(site, monkeypatch, capsys):
    def refuse(*folders, now):
        raise ContentRefused([ContentProblem("lessons/a.md", "3", "no")])

    monkeypatch.setattr(serve, "load_course", refuse)
    with pytest.raises(SystemExit, match="was not loaded"):
        prepare()
    assert "lessons/a.md:3: no" in capsys.readouterr().err


def test_the_stamp_is_written_last(site, monkeypatch, tmp_path):
    """A start that was cut short is not taken for a finished one."""

    def cut(name, **options):
        if name == "collectstatic":
            raise KeyboardInterrupt

    monkeypatch.setattr(serve, "call_command", cut)
    with pytest.raises(KeyboardInterrupt):
        prepare()
    assert not (tmp_path / "prepared").exists()
