"""What whoever runs the site types and reads, on the real server with its workers."""

import hashlib
import json
import os
import subprocess
import sys
import urllib.error
import urllib.request

import pytest

from statuscourse.web import metrics
from tests.running import ROOT, running_site

TOKEN = "t0ken-of-the-tests-only"


@pytest.fixture(scope="module")
def site():
    with running_site(METRICS_TOKEN=TOKEN, LOG_FORMAT="json", LOG_REQUESTS="1") as running:
        yield running


def ask(site, place, **headers):
    """Status, headers and content."""
    request = urllib.request.Request(site.url + place, headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=15) as answer:
            return answer.status, answer.headers, answer.read().decode()
    except urllib.error.HTTPError as refused:
        return refused.code, refused.headers, refused.read().decode()


def memory_of(site):
    """The folder that a site counts in."""
    port = site.environment["PORT"]
    here = hashlib.sha256(f"{site.data.resolve()}:{port}".encode()).hexdigest()[:16]
    return metrics.MEMORY / f"statuscourse-{os.geteuid()}-{here}"


def manage(site, *words):
    command = [sys.executable, "manage.py", *words]
    return subprocess.run(command, cwd=ROOT, env=site.environment, capture_output=True, text=True, check=False)


def figures(site):
    _status, _headers, text = ask(site, "/metrics", Authorization=f"Bearer {TOKEN}")
    return {
        name: float(value) for name, _, value in (line.rpartition(" ") for line in text.splitlines() if line[0] != "#")
    }


def test_the_figures_are_those_of_all_workers_together(site):
    name = 'statuscourse_requests_total{method="GET",route="codes",status="200"}'
    before = figures(site).get(name, 0)
    for _ in range(40):
        assert ask(site, "/codes/")[0] == 200
    assert figures(site)[name] - before == 40


def test_a_stranger_does_not_read_them(site):
    status, headers, text = ask(site, "/metrics", Authorization="Bearer wrong")
    assert (status, headers["WWW-Authenticate"].startswith("Bearer"), "statuscourse_" in text) == (401, True, False)


def test_every_line_of_the_log_is_one_object(site):
    _status, headers, _text = ask(site, "/codes/404/?secret=1")
    lines = [line for line in (site.data / "log").read_text().splitlines() if line.startswith("{")]
    (mine,) = [said for said in map(json.loads, lines) if said["request_id"] == headers["X-Request-ID"]]
    assert (mine["method"], mine["path"], mine["status"], mine["route"]) == ("GET", "/codes/404/", 200, "code")
    assert TOKEN not in (site.data / "log").read_text()


def test_a_command_closes_the_running_site_and_opens_it(site):
    assert manage(site, "maintenance", "on", "--minutes", "5", "--text", "A new disk.").returncode == 0
    try:
        status, headers, text = ask(site, "/")
        assert (status, 200 < int(headers["Retry-After"]) <= 300, "A new disk." in text) == (503, True, True)
        assert (ask(site, "/healthz")[0], ask(site, "/readyz")[0], ask(site, "/metrics")[0]) == (200, 503, 401)
        style = text.split('rel="stylesheet" href="')[1].split('"')[0]
        assert ask(site, style)[0] == 200
    finally:
        manage(site, "maintenance", "off")
    assert (ask(site, "/")[0], ask(site, "/readyz")[0]) == (200, 200)


def test_a_site_that_runs_has_no_error_for_the_doctor(site):
    done = manage(site, "doctor", "--json")
    report = json.loads(done.stdout)
    assert [found for found in report["findings"] if found["level"] == "error"] == []
    assert done.returncode == report["exit_code"] < 2


def test_the_doctor_finds_what_others_may_read(site):
    (site.data / "secret_key").chmod(0o644)
    try:
        done = manage(site, "doctor", "--quick")
    finally:
        (site.data / "secret_key").chmod(0o600)
    assert (done.returncode, f"chmod 600 {site.data}/secret_key" in done.stdout) == (2, True)


def test_the_memory_of_the_figures_is_given_back():
    with running_site(METRICS_TOKEN=TOKEN) as other:
        folder = memory_of(other)
        assert list(folder.glob("*.db")) != []
    assert not folder.exists()


def test_a_setting_that_makes_no_sense_stops_the_start_with_its_sentence(site):
    command = [sys.executable, "manage.py", "serve"]
    env = {**site.environment, "TIME_ZONE": "Berlin"}
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False, timeout=60)
    assert (done.returncode, "TIME_ZONE is 'Berlin', which is no time zone" in done.stderr) == (1, True)
