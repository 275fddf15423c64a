"""Every rule of the checker, with a response that breaks it and one that keeps it."""

from pathlib import Path

import pytest

from statuscourse.protocol import conformance
from statuscourse.protocol.conformance import Fault, faults, message_faults
from statuscourse.protocol.messages import parse_exchange

DATE = ("Date", "Sun, 22 Nov 2026 09:00:00 GMT")
JSON = ("Content-Type", "application/json")
TEXT = ("Content-Type", "text/plain")
PROBLEM = ("Content-Type", "application/problem+json")


def rules(status, *fields, content=b"", method="GET", date=True):
    return [fault.rule for fault in faults(method, status, [*([DATE] if date else []), *fields], content)]


KEPT = [
    ("registered", (200,), {}),
    ("no-content", (204,), {}),
    ("no-content", (205,), {}),
    ("no-content", (200, TEXT), {"method": "HEAD"}),
    ("content-type", (200, TEXT), {"content": b"ok"}),
    ("content-length", (200, TEXT, ("Content-Length", "2")), {"content": b"ok"}),
    ("content-length", (200, ("Content-Length", "2000")), {"method": "HEAD"}),
    ("content-length", (304, ("Content-Length", "2000"), ("ETag", '"a"')), {}),
    ("transfer-encoding", (200, TEXT, ("Transfer-Encoding", "chunked")), {"content": b"ok"}),
    ("required-field", (401, ("WWW-Authenticate", "Bearer")), {}),
    ("required-field", (405, ("Allow", "GET, HEAD")), {}),
    ("required-field", (405, ("Allow", "")), {}),
    ("required-field", (407, ("Proxy-Authenticate", "Basic")), {}),
    ("required-field", (426, ("Upgrade", "HTTP/2.0")), {}),
    ("required-field", (101, ("Upgrade", "websocket")), {}),
    ("location", (301, ("Location", "/there")), {}),
    ("content-range", (206, ("Content-Range", "bytes 0-1/9")), {}),
    ("content-range", (206, ("Content-Type", "multipart/byteranges; boundary=x")), {}),
    ("content-range", (416, ("Content-Range", "bytes */9")), {}),
    ("date", (200,), {}),
    ("date", (100,), {"date": False}),
    ("date", (500,), {"date": False}),
    ("date-format", (200, ("Last-Modified", "Sun, 22 Nov 2026 09:00:00 GMT")), {}),
    ("date-format", (200, ("Expires", "0")), {}),
    ("not-stored", (429, ("Cache-Control", "no-store")), {}),
    ("not-stored", (200, ("Cache-Control", "max-age=60")), {}),
    ("validator", (304, ("ETag", 'W/"a"')), {}),
    ("validator", (304, ("Last-Modified", "Sun, 22 Nov 2026 09:00:00 GMT")), {}),
    ("etag", (200, ("ETag", '"abc-1"')), {}),
    ("etag", (200, ("ETag", 'W/"abc"')), {}),
    ("json", (200, JSON), {"content": b'{"a": 1}'}),
    ("json", (200, TEXT), {"content": b"{"}),
    ("problem-status", (404, PROBLEM), {"content": b'{"status": 404}'}),
    ("problem-status", (404, PROBLEM), {"content": b'{"title": "no status is told"}'}),
]

BROKEN = [
    ("registered", (299,), {}),
    ("no-content", (204, TEXT), {"content": b"ok"}),
    ("no-content", (304, TEXT, ("ETag", '"a"')), {"content": b"ok"}),
    ("no-content", (205, TEXT), {"content": b"ok"}),
    ("no-content", (100, TEXT), {"content": b"ok"}),
    ("no-content", (200, TEXT), {"content": b"ok", "method": "HEAD"}),
    ("content-type", (200,), {"content": b"ok"}),
    ("content-length", (200, TEXT, ("Content-Length", "3")), {"content": b"ok"}),
    ("content-length", (200, TEXT, ("Content-Length", "two")), {"content": b"ok"}),
    ("content-length", (204, ("Content-Length", "0")), {}),
    ("content-length", (103, ("Content-Length", "0")), {}),
    ("transfer-encoding", (204, ("Transfer-Encoding", "chunked")), {}),
    ("required-field", (401,), {}),
    ("required-field", (405,), {}),
    ("required-field", (407,), {}),
    ("required-field", (426,), {}),
    ("required-field", (101,), {}),
    ("location", (301,), {}),
    ("location", (303,), {}),
    ("location", (308,), {}),
    ("content-range", (206,), {}),
    ("content-range", (206, ("Content-Type", "multipart/byteranges"), ("Content-Range", "bytes 0-1/9")), {}),
    ("content-range", (416,), {}),
    ("date", (200,), {"date": False}),
    ("date", (404,), {"date": False}),
    ("date-format", (200, ("Last-Modified", "2026-11-22")), {}),
    ("date-format", (200, ("Expires", "tomorrow")), {}),
    ("not-stored", (429, ("Cache-Control", "public, max-age=60")), {}),
    ("not-stored", (428, ("Cache-Control", "max-age=60")), {}),
    ("validator", (304,), {}),
    ("etag", (200, ("ETag", "abc")), {}),
    ("etag", (200, ("ETag", '"a b"')), {}),
    ("json", (200, JSON), {"content": b"{"}),
    ("json", (200, PROBLEM), {"content": b"not json"}),
    ("problem-status", (404, PROBLEM), {"content": b'{"status": 400}'}),
]


@pytest.mark.parametrize(("rule", "response", "more"), KEPT)
def test_a_response_that_keeps_the_rule_has_no_fault(rule, response, more):
    assert rules(*response, **more) == []


@pytest.mark.parametrize(("rule", "response", "more"), BROKEN)
def test_a_response_that_breaks_the_rule_is_found(rule, response, more):
    assert rules(*response, **more) == [rule]


def test_every_rule_has_a_good_and_a_bad_case_here():
    source = Path(conformance.__file__).read_text(encoding="utf-8")
    named = {part.split('"')[1] for part in source.split("yield Fault(")[1:]}
    assert named == {rule for rule, _, _ in KEPT} == {rule for rule, _, _ in BROKEN}


def test_a_fault_names_its_level_and_the_section_that_decides():
    assert faults("GET", 401, [DATE], b"") == [
        Fault("required-field", "error", "RFC 9110, 15.5.2", "a 401 must carry Www-Authenticate")
    ]


def test_a_broken_should_is_a_warning():
    assert [fault.level for fault in faults("GET", 301, [DATE], b"")] == ["warning"]


def test_field_names_are_compared_without_case():
    assert rules(405, ("allow", "GET")) == []


def exchange_rules(text):
    *_, response = messages = parse_exchange(text)
    return [fault.rule for fault in message_faults(messages[0] if len(messages) > 1 else None, response)]


def test_an_ellipsis_in_the_content_switches_length_and_json_off():
    head = (
        "HTTP/1.1 200 OK\nDate: Sun, 22 Nov 2026 09:00:00 GMT\nContent-Type: application/json\nContent-Length: 9000\n\n"
    )
    assert exchange_rules(head + "[\n…\n]") == []


def test_without_an_ellipsis_length_is_checked():
    head = (
        "HTTP/1.1 200 OK\nDate: Sun, 22 Nov 2026 09:00:00 GMT\nContent-Type: application/json\nContent-Length: 9000\n\n"
    )
    assert exchange_rules(head + "[]") == ["content-length"]


def test_a_status_that_is_asked_for_has_no_faults():
    assert exchange_rules("GET / HTTP/1.1\nHost: a.example\n\nHTTP/1.1 ???") == []


def test_the_request_decides_what_an_answer_to_head_may_have():
    head = "HEAD / HTTP/1.1\nHost: a.example\n\nHTTP/1.1 200 OK\nDate: Sun, 22 Nov 2026 09:00:00 GMT\n"
    text = head + "Content-Type: text/plain\n\nbody"
    assert exchange_rules(text) == ["no-content"]
