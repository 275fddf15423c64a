"""A short go of ``make fuzz``, against a real server: no fault, and a fault would be found."""

import sys

from tests.fuzz import __main__ as command
from tests.fuzz.rules import broken_by
from tests.fuzz.run import Report, run
from tests.fuzz.wire import Request, Response

HEADERS = {
    "Content-Type": "text/html; charset=utf-8",
    "Content-Security-Policy": "default-src 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}


def test_twelve_hundred_hostile_requests_find_no_fault():
    report = run(requests=1_200, seed=2, lines=2)
    assert report.faults == [], report.text()
    assert len(report.routes) >= 75, report.text()


def test_a_run_that_is_ended_by_its_time_says_that_it_is_short():
    report = run(requests=100, seed=2, lines=2, minutes=0)
    assert report.faults == [], report.text()
    assert report.is_short
    assert f"too short: {report.sent} of the 100 requests that were asked for were sent" in report.text()


def ended(monkeypatch, report):
    monkeypatch.setattr(sys, "argv", ["fuzz"])
    monkeypatch.setattr(command, "run", lambda **_options: report)
    return command.main()


def test_a_run_with_fewer_requests_than_asked_for_ends_1(monkeypatch):
    assert ended(monkeypatch, Report(asked=50_000, sent=49_999)) == 1


def test_a_run_with_a_fault_ends_1(monkeypatch):
    assert ended(monkeypatch, Report(asked=10, sent=10, faults=["a fault"])) == 1


def test_a_whole_run_without_a_fault_ends_0(monkeypatch):
    assert ended(monkeypatch, Report(asked=50_000, sent=50_002)) == 0


def found(status=200, body=b"", method="GET", **headers):
    named = {name.replace("_", "-"): text for name, text in headers.items()}
    answer = Response(status, list({**HEADERS, **named}.items()), body, 0.0)
    return broken_by(Request(method, "/", [("Host", "127.0.0.1:8000")]), answer)


def test_a_right_answer_has_no_fault():
    assert (found(), found(303, Location="/progress/"), found(501, method="BREW")) == ([], [], [])


def test_each_rule_finds_what_breaks_it():
    cookie = "sessionid=a; HttpOnly; Path=/; SameSite=Lax"
    wrong = [
        found(500),
        found(501),
        found(405),
        found(429),
        found(304, b"x"),
        found(303, Location="//evil.example/"),
        found(303, Location="https://evil.example/"),
        found(Content_Security_Policy=""),
        found(X_Content_Type_Options=""),
        found(Access_Control_Allow_Origin="*"),
        found(Content_Type="text/html", body=b"x"),
        found(Set_Cookie=cookie.replace("HttpOnly; ", "")),
        found(Set_Cookie=cookie.replace("; SameSite=Lax", "")),
        found(body=b"<p><zz'\"></p>"),
        found(body=b"Traceback (most recent call last)"),
        found(Content_Type="text/csv; charset=utf-8", body=b"name\r\n=1+1\r\n"),
    ]
    assert [len(each) for each in wrong] == [1] * len(wrong)


def test_a_connection_that_is_closed_is_a_fault():
    assert broken_by(Request("GET", "/"), None) == ["the connection was closed without an answer"]


def test_what_a_page_shows_escaped_is_no_fault():
    assert found(body=b"<p>&lt;zz&#x27;&quot;&gt;</p>") == []
