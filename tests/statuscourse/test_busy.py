"""More requests than the server comes to: some wait, some are told 503, and passwords are hashed beside the pages."""

import asyncio
import json
import re
import time
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
from django.conf import settings
from django.urls import reverse

from statuscourse import asgi
from statuscourse.audit.core.faults import faults
from statuscourse.web import waiting
from statuscourse.web.lines import Line

HTML = (b"accept", b"text/html,application/xhtml+xml,*/*;q=0.8")
pytestmark = pytest.mark.usefixtures("static_files")


@pytest.fixture
def slow(monkeypatch):
    """Every page takes a tenth of a second; the list is what was worked on."""
    worked = []

    def django(environ, start_response):
        worked.append(environ["PATH_INFO"])
        time.sleep(0.1)
        start_response("200 OK", [("Content-Type", "text/plain")])
        return [b"ok"]

    monkeypatch.setattr(asgi, "django", django)
    return worked


def rush(*requests, apart=0.0):
    """Requests that come at once, as (method, path, fields); status, fields and content of each answer."""

    async def one(number, method, path, *fields):
        sent = []
        await asyncio.sleep(number * apart)

        async def send(message):
            sent.append(message)

        async def receive():
            return {"type": "http.request", "body": b""}

        fields = [(b"host", b"127.0.0.1"), *fields]
        await asgi.application(
            {"type": "http", "method": method, "path": path, "raw_path": path.encode(), "headers": fields},
            receive,
            send,
        )
        return sent[0]["status"], dict(sent[0]["headers"]), sent[1]["body"]

    async def run():
        return await asyncio.gather(*(one(number, *request) for number, request in enumerate(requests)))

    with ThreadPoolExecutor(max_workers=1) as thread:
        return thread.submit(asyncio.run, run()).result(timeout=20)


@pytest.fixture
def refused(monkeypatch, slow):
    """The answer to a request for which there is no place."""

    def ask(*fields, method="GET", path="/lessons/"):
        monkeypatch.setattr(asgi, "PAGES", Line(most=0, seconds=5))
        return rush(("GET", "/"), (method, path, *fields))[1]

    return ask


def test_who_would_wait_too_long_is_told_when_to_come_back(refused, slow):
    status, fields, content = refused(HTML)
    assert (status, slow) == (503, ["/"])
    assert 5 <= int(fields[b"retry-after"]) <= 15
    assert "Wait ten seconds, then ask again." in content.decode()
    assert '<a class="go" href="">Ask again</a>' in content.decode(), "to the address that it is shown at"


def test_nothing_was_done_with_what_was_sent(refused, slow):
    status, _, content = refused(HTML, method="POST", path="/questions/six-one-brace/")
    assert (status, slow) == (503, ["/"])
    assert "Wait ten seconds, then reload this page: that sends it again." in content.decode()
    assert 'href=""' not in content.decode(), "a link would not send it again"


def test_the_refusal_is_a_page_of_the_site_with_its_headers(refused):
    status, fields, content = refused(HTML)
    named = [(name.decode(), value.decode()) for name, value in fields.items()]
    assert faults("GET", status, named, content) == []
    assert b"<title>503 Service Unavailable" in content
    assert b"Sign in" not in content, "it names nobody, so it does not say who is signed in"
    policy = fields[b"content-security-policy"]
    assert policy.startswith(b"default-src 'none'; script-src 'self'")
    assert fields[b"x-frame-options"] == b"DENY"
    assert fields[b"cache-control"] == b"no-store"


def test_a_script_gets_problem_details(refused):
    _, fields, content = refused((b"accept", b"application/json"))
    assert fields[b"content-type"] == b"application/problem+json"
    assert (json.loads(content)["status"], json.loads(content)["title"]) == (503, "Too many at once")


def test_htmx_leaves_the_form_as_it_stands(refused):
    _, fields, content = refused(HTML, (b"hx-request", b"true"))
    assert (fields[b"hx-reswap"], fields[b"content-type"]) == (b"none", b"text/plain; charset=utf-8")
    assert content.startswith(b"More people want something")


def test_a_plain_client_gets_a_line_of_text(refused):
    assert refused()[1][b"content-type"] == b"text/plain; charset=utf-8"


def test_who_has_waited_too_long_is_not_worked_for(monkeypatch, slow):
    monkeypatch.setattr(asgi, "PAGES", Line(most=9, seconds=0.05))
    assert [answer[0] for answer in rush(("GET", "/"), ("GET", "/lessons/"))] == [200, 503]
    assert slow == ["/"]


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/static/css/site.css"])
def test_health_and_styles_wait_for_nobody(monkeypatch, slow, path):
    monkeypatch.setattr(asgi, "PAGES", Line(most=0, seconds=5))
    assert [answer[0] for answer in rush(("GET", "/"), ("GET", "/"), ("GET", path))] == [200, 503, 200]


def test_after_a_rush_everybody_is_answered_again(monkeypatch, slow):
    monkeypatch.setattr(asgi, "PAGES", Line(most=1, seconds=5))
    assert [answer[0] for answer in rush(*[("GET", "/")] * 4)] == [200, 200, 503, 503]
    assert [answer[0] for answer in rush(("GET", "/"), ("GET", "/"))] == [200, 200]


def test_the_line_and_a_locked_file_together_keep_nobody_longer_than_one_of_them(monkeypatch):
    """The scripts of pages give up after eight seconds: what is answered later is answered to nobody."""
    tries = []

    def django(environ, start_response):
        time.sleep(0.1)
        if environ["REQUEST_METHOD"] == "POST":
            environ[waiting.IS_LOCKED] = True
            tries.append(time.monotonic())
        start_response("503 Service Unavailable", [("Content-Type", "text/plain"), ("Retry-After", "10")])
        return [b"locked"]

    monkeypatch.setattr(asgi, "django", django)
    monkeypatch.setattr(asgi, "PAGES", Line(most=99, seconds=0.75))
    monkeypatch.setattr(waiting, "PATIENCE", 0.5)
    many_more_than_it_comes_to = [("GET", "/lessons/")] * 40
    answers = rush(("POST", "/questions/six-one-brace/"), *many_more_than_it_comes_to, apart=0.02)
    status, fields, content = answers[0]
    assert (status, fields[b"retry-after"], content) == (503, b"10", b"locked")
    assert len(tries) > 2
    assert tries[-1] - tries[0] < 0.9, "half a second, the page of somebody else and its own"


def test_who_met_a_locked_file_is_not_behind_those_who_came_meanwhile(monkeypatch):
    done = []

    def django(environ, start_response):
        time.sleep(0.01)
        done.append(environ["PATH_INFO"])
        if done == ["/locked/"]:
            environ[waiting.IS_LOCKED] = True
        start_response("200 OK", [("Content-Type", "text/plain")])
        return [b"ok"]

    monkeypatch.setattr(asgi, "django", django)
    rush(("GET", "/locked/"), *[("GET", f"/{number}/") for number in range(50)])
    assert done.count("/locked/") == 2
    assert done.index("/locked/", 1) < 5


def test_the_line_is_told_off_before_the_scripts_of_pages_give_up():
    assert waiting.PATIENCE < asgi.PAGES.seconds <= 7, "the last try, the oldest in line, still gets its turn"


# Passwords


@pytest.fixture
def hashing(monkeypatch):
    """A POST waits until a page was answered; the list is the order in which they ended."""
    page_done, order = Event(), []

    def django(environ, start_response):
        if environ["REQUEST_METHOD"] == "POST":
            assert page_done.wait(timeout=10)
        order.append(environ["PATH_INFO"])
        if environ["REQUEST_METHOD"] == "GET":
            page_done.set()
        start_response("200 OK", [("Content-Type", "text/plain")])
        return [b"ok"]

    monkeypatch.setattr(asgi, "django", django)
    return order


@pytest.mark.parametrize("path", asgi.HASHES)
def test_a_page_is_answered_while_a_password_is_hashed(hashing, path):
    rush(("POST", path), ("GET", "/lessons/"))
    assert hashing == ["/lessons/", path]


def test_too_many_passwords_are_told_when_to_come_back(monkeypatch, hashing):
    monkeypatch.setattr(asgi, "PASSWORDS", Line(most=0, seconds=30))
    place = asgi.HASHES[0]
    answers = rush(("POST", place), ("POST", place, HTML), ("GET", place))
    assert [answer[0] for answer in answers] == [200, 503, 200]
    assert 15 <= int(answers[1][1][b"retry-after"]) <= 45
    assert "Wait half a minute" in answers[1][2].decode()


def test_every_form_with_a_password_is_known():
    assert set(asgi.HASHES) == {reverse(name) for name in ("sign_in", "sign_up", "change_password")}


HASHES = re.compile(r"set_password|check_password|make_password|authenticate\(|(Authentication|Creation|Change)Form\)")


def test_nothing_else_hashes_passwords():
    """Whatever does has to run beside the pages: its address belongs into HASHES of statuscourse.asgi."""
    rooms = ("statuscourse", "lessons", "quizzes")
    files = [file for room in rooms for file in (settings.BASE_DIR / room).rglob("*.py")]
    found = {str(file.relative_to(settings.BASE_DIR)) for file in files if HASHES.search(file.read_text())}
    assert found == {"statuscourse/accounts/actions.py", "statuscourse/accounts/forms.py"}
