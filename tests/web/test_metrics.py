"""/metrics: for who has the token, of bounded size, and nothing of it where no token is set."""

import os
import re
import shutil
import sqlite3
from types import SimpleNamespace

import pytest
from django.core.exceptions import ImproperlyConfigured, MiddlewareNotUsed
from django.db import OperationalError
from django.http import HttpResponse

from statuscourse import env
from statuscourse.web import maintenance, metrics
from statuscourse.web.waiting import MAY_WAIT
from tests.visitor import Visitor

TOKEN = "t" * 20
BEARER = {"Authorization": f"Bearer {TOKEN}"}


@pytest.fixture(scope="module", autouse=True)
def memory_given_back():
    yield
    shutil.rmtree(os.environ.pop("PROMETHEUS_MULTIPROC_DIR", "nowhere"), ignore_errors=True)


@pytest.fixture
def with_token(settings):
    settings.METRICS_TOKEN = TOKEN


def read(visitor):
    """Every figure by its name with labels, as it stands there."""
    lines = visitor.get("/metrics", headers=BEARER).content.decode().splitlines()
    return {name: float(value) for name, _, value in (line.rpartition(" ") for line in lines if line[0] != "#")}


def event(name):
    return f'statuscourse_events_total{{event="{name}"}}'


# Who gets it


def test_without_a_token_there_is_no_such_page(anonymous):
    assert anonymous.get("/metrics", headers=BEARER).status_code == 404


def test_without_a_token_nothing_is_counted():
    with pytest.raises(MiddlewareNotUsed):
        metrics.measured(lambda request: HttpResponse())


@pytest.mark.parametrize("given", [f"Bearer {TOKEN}x", "Bearer tttt", "Basic dDp0", TOKEN, "Bearer é"])
def test_another_token_is_401_with_a_challenge(anonymous, with_token, given):
    answer = anonymous.get("/metrics", headers={"Authorization": given})
    challenge = answer.headers["WWW-Authenticate"]
    assert (answer.status_code, challenge.startswith('Bearer realm="metrics"')) == (401, True)
    assert b"statuscourse_" not in answer.content


def test_no_token_is_401_without_an_error(anonymous, with_token):
    answer = anonymous.get("/metrics")
    assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, 'Bearer realm="metrics"')
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"


def test_an_administrator_needs_the_token_as_well(olga, with_token):
    assert olga.get("/metrics").status_code == 401


def test_who_has_the_token_reads_the_figures(anonymous, with_token):
    answer = anonymous.get("/metrics", headers=BEARER)
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store")
    assert answer.headers["Content-Type"].startswith("text/plain")


def test_the_database_is_left_alone(anonymous, with_token, django_assert_num_queries):
    with django_assert_num_queries(0):
        anonymous.get("/metrics", headers=BEARER)


def test_a_closed_site_goes_on_saying_its_figures(anonymous, with_token, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    maintenance.begin()
    assert read(anonymous)["statuscourse_maintenance"] == 1


# What is counted


@pytest.fixture
def measured(with_token):
    """A site that counts: every route answers 200."""
    return metrics.measured(lambda request: HttpResponse("page"))


def requests_of(figures):
    return {name: value for name, value in figures.items() if name.startswith("statuscourse_requests_total{")}


def test_a_request_is_counted_by_its_route(anonymous, measured, rf):
    before = read(anonymous)
    request = rf.get("/codes/404/")
    request.resolver_match = type("Match", (), {"url_name": "code"})
    measured(request)
    after = read(anonymous)
    name = 'statuscourse_requests_total{method="GET",route="code",status="200"}'
    timer = 'statuscourse_request_seconds_count{route="code"}'
    assert (after[name] - before.get(name, 0), after[timer] - before.get(timer, 0)) == (1, 1)


def test_what_visitors_type_makes_no_new_figure(anonymous, measured, rf):
    measured(rf.generic("BREW", "/nowhere/"))
    before = requests_of(read(anonymous))
    for number in range(50):
        measured(rf.generic(f"BREW{number}", f"/nowhere/{number}/"))
    after = requests_of(read(anonymous))
    name = 'statuscourse_requests_total{method="other",route="none",status="200"}'
    assert (set(after), after[name] - before[name]) == (set(before), 50)


def test_static_files_are_one_route(anonymous, measured, rf):
    measured(rf.get("/static/css/site.css"))
    assert 'statuscourse_requests_total{method="GET",route="static",status="200"}' in read(anonymous)


def test_an_answer_is_counted(anonymous, with_token, make_question):
    before = read(anonymous)
    anonymous.send(f"/questions/{make_question().pk}/", answer="404")
    assert read(anonymous)[event("answer_recorded")] - before[event("answer_recorded")] == 1


def test_a_wrong_password_is_counted(anonymous, with_token, make_user):
    make_user(username="ada")
    before = read(anonymous)
    anonymous.send("/accounts/sign-in/", username="ada", password="wrong-1234")
    assert read(anonymous)[event("sign_in_failed")] - before[event("sign_in_failed")] == 1


def test_a_database_that_fails_is_counted(anonymous, with_token, monkeypatch):
    def broken(*args, **kwargs):
        raise OperationalError("gone")

    before = read(anonymous)
    monkeypatch.setattr("statuscourse.views.code_map", broken)
    Visitor(raise_request_exception=False).get("/")
    assert read(anonymous)[event("database_error")] - before[event("database_error")] == 1


def test_another_error_is_none_of_the_database(anonymous, with_token, monkeypatch):
    before = read(anonymous)
    monkeypatch.setattr("statuscourse.views.code_map", lambda levels: 1 / 0)
    Visitor(raise_request_exception=False).get("/")
    assert read(anonymous)[event("database_error")] == before[event("database_error")]


def test_a_request_that_met_a_locked_file_and_is_run_again_is_not_counted_yet(anonymous, with_token, monkeypatch):
    """A lock of seconds is dozens of tries, and none of them is an answer that anybody got."""

    def locked(*args, **kwargs):
        cause = sqlite3.OperationalError("database is locked")
        cause.sqlite_errorcode = sqlite3.SQLITE_BUSY
        raise OperationalError("database is locked") from cause

    monkeypatch.setattr("statuscourse.views.code_map", locked)
    before = read(anonymous)
    tried = Visitor(raise_request_exception=False).get("/", **{MAY_WAIT: True})
    metrics.measured(lambda request: tried)(tried.wsgi_request)
    after = read(anonymous)
    assert tried.status_code == 503
    assert requests_of(after) == requests_of(before)
    assert after[event("database_error")] == before[event("database_error")]
    Visitor(raise_request_exception=False).get("/")  # its last try, which is seen
    assert read(anonymous)[event("database_error")] - before[event("database_error")] == 1


def test_it_says_what_runs_and_how_much_room_there_is(anonymous, with_token):
    figures = read(anonymous)
    info = next(name for name in figures if name.startswith("statuscourse_info"))
    assert re.search(r'database="(sqlite|postgresql)",django="5\.2', info)
    assert figures["statuscourse_disk_free_bytes"] > 0


def test_it_says_when_the_last_backup_was_made(anonymous, with_token, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    assert "statuscourse_last_backup_timestamp_seconds" not in read(anonymous)
    (tmp_path / "last-backup.json").write_text('{"ok": false, "last_good": {"at": "2026-11-30T10:00:00+00:00"}}')
    assert read(anonymous)["statuscourse_last_backup_timestamp_seconds"] == 1_796_032_800


# Its folder


def test_the_files_are_its_owners_alone(with_token, settings, tmp_path, monkeypatch):
    monkeypatch.setattr(metrics, "MEMORY", tmp_path)
    folder = metrics._folder()
    assert (folder.parent, folder.stat().st_mode & 0o777) == (tmp_path, 0o700)


def test_a_folder_that_somebody_else_made_is_not_used(settings, tmp_path, monkeypatch):
    settings.DATA_DIR = tmp_path / "data"
    settings.DATA_DIR.mkdir()
    monkeypatch.setattr(metrics, "MEMORY", tmp_path)
    metrics._in_memory().symlink_to(tmp_path / "data")
    assert metrics._folder() == settings.DATA_DIR / "metrics"


def test_without_a_folder_in_memory_they_are_in_the_data_folder(settings, tmp_path, monkeypatch):
    settings.DATA_DIR = tmp_path
    monkeypatch.setattr(metrics, "MEMORY", tmp_path / "none")
    assert metrics._folder() == tmp_path / "metrics"


def test_a_start_forgets_the_figures_of_the_one_before(with_token, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    (tmp_path / "metrics").mkdir()
    mine, other = (tmp_path / "metrics" / f"counter_{pid}.db" for pid in (os.getpid(), 1))
    mine.touch(), other.touch()
    metrics.prepare()
    assert (mine.exists(), other.exists()) == (True, False)


def test_a_figure_that_cannot_be_written_costs_no_answer(with_token, rf, monkeypatch):
    def full(*labels):
        raise OSError("No space left on device")

    broken = SimpleNamespace(labels=full)
    monkeypatch.setattr(metrics, "figures", lambda: SimpleNamespace(requests=broken, seconds=broken, events=broken))
    assert metrics.measured(lambda request: HttpResponse("page"))(rf.get("/")).content == b"page"
    metrics.count("answer_recorded")


# The setting


@pytest.mark.parametrize("value", ["short", "x" * 19, "with space and more than 20", "ü" * 20])
def test_a_weak_token_is_refused_and_not_repeated(monkeypatch, value):
    monkeypatch.setenv("X", value)
    with pytest.raises(ImproperlyConfigured, match=r"X has \d+ characters; it needs at least 20") as refused:
        env.token("X", least=20)
    assert value not in str(refused.value)


def test_no_token_is_taken(monkeypatch):
    monkeypatch.setenv("X", "")
    assert env.token("X", least=20) == ""


def test_the_memory_is_given_back_by_who_took_it(settings, tmp_path, monkeypatch):
    monkeypatch.setattr(metrics, "MEMORY", tmp_path)
    folder = metrics._folder()
    metrics._clear(os.getpid() + 1)
    assert folder.exists()
    metrics._clear(os.getpid())
    assert not folder.exists()
