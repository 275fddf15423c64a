"""Broken MUSTs and SHOULDs, with a response that breaks each and one that keeps it."""

import pytest

from statuscourse.audit.core.faults import Fault, faults, message_faults
from statuscourse.audit.core.rules import RULES
from statuscourse.protocol.messages import parse_exchange

DATE = ("Date", "Sun, 22 Nov 2026 09:00:00 GMT")
JSON = ("Content-Type", "application/json")
TEXT = ("Content-Type", "text/plain")
PROBLEM = ("Content-Type", "application/problem+json")
UPGRADE = ("Connection", "Upgrade")
TAG = ("ETag", '"a"')
IN_PARTS = ("Content-Type", "multipart/byteranges; boundary=x")


def rules(status, *fields, content=b"", method="GET", date=True):
    return [fault.rule for fault in faults(method, status, [*([DATE] if date else []), *fields], content)]


KEPT = [
    ("status-registered", (200,), {}),
    ("no-content", (204,), {}),
    ("no-content", (205,), {}),
    ("no-content", (200, TEXT), {"method": "HEAD"}),
    ("content-type-with-content", (200, TEXT), {"content": b"ok"}),
    ("content-type-format", (200, ("Content-Type", 'text/html;charset="utf-8"')), {}),
    ("content-type-format", (200, ("Content-Type", "application/problem+json ; charset=utf-8")), {}),
    ("content-length-true", (200, TEXT, ("Content-Length", "2")), {"content": b"ok"}),
    ("content-length-true", (200, TEXT, ("Content-Length", "0002")), {"content": b"ok"}),
    ("content-length-true", (200, ("Content-Length", "2000")), {"method": "HEAD"}),
    ("content-length-true", (304, ("Content-Length", "2000"), TAG), {}),
    ("no-transfer-encoding-with-204", (200, TEXT, ("Transfer-Encoding", "chunked")), {"content": b"ok"}),
    ("no-length-with-204", (204,), {}),
    ("no-length-with-204", (200, ("Content-Length", "0")), {}),
    ("challenge-with-401", (401, ("WWW-Authenticate", "Bearer")), {}),
    ("challenge-with-401", (401, ("WWW-Authenticate", ""), ("WWW-Authenticate", "Bearer")), {}),
    ("www-authenticate-format", (401, ("WWW-Authenticate", 'Bearer, Basic realm="x"')), {}),
    ("www-authenticate-format", (401, ("WWW-Authenticate", "Negotiate a87421000492aa874209af8bc028==")), {}),
    ("allow-with-405", (405, ("Allow", "HEAD")), {}),
    ("allow-with-405", (405, ("Allow", "")), {}),
    ("allow-names-methods", (200, ("Allow", "GET,HEAD , M-SEARCH")), {}),
    ("allow-agrees-with-405", (405, ("Allow", "GET, HEAD")), {"method": ""}),
    ("proxy-challenge-with-407", (407, ("Proxy-Authenticate", "Basic")), {}),
    ("upgrade-with-426", (426, ("Upgrade", "HTTP/2.0"), UPGRADE), {}),
    ("upgrade-with-101", (101, ("Upgrade", "websocket"), UPGRADE), {}),
    ("connection-with-upgrade", (200, ("Upgrade", "h2c"), ("Connection", "keep-alive, upgrade")), {}),
    ("location-with-redirect", (301, ("Location", "/there")), {}),
    ("location-with-redirect", (300,), {}),
    ("location-format", (201, ("Location", "https://[2001:db8::1]:8000/a%20b?c='d'#e")), {}),
    ("content-range-with-206", (206, ("Content-Range", "bytes 0-1/9")), {}),
    ("content-range-with-206", (206, IN_PARTS), {}),
    ("content-range-with-416", (416, ("Content-Range", "bytes */9")), {}),
    ("content-range-format", (206, ("Content-Range", "bytes 0-0/*")), {}),
    ("content-range-format", (206, ("Content-Range", f"bytes 0-{'9' * 5000}/1{'0' * 5000}")), {}),
    ("retry-after-format", (503, ("Retry-After", "0")), {}),
    ("retry-after-format", (503, ("Retry-After", "Sun, 22 Nov 2026 09:30:00 GMT")), {}),
    ("date-present", (200,), {}),
    ("date-present", (100,), {"date": False}),
    ("date-present", (500,), {"date": False}),
    ("date-format", (200, ("Last-Modified", "Sun, 22 Nov 2026 09:00:00 GMT")), {}),
    ("date-format", (200, ("Last-Modified", "Sat, 31 Dec 2016 23:59:60 GMT")), {}),
    ("date-format", (200, ("Expires", "0")), {}),
    ("not-stored", (429, ("Cache-Control", "no-store")), {}),
    ("not-stored", (429, ("Cache-Control", "no-cache, no-store, max-age=0, must-revalidate")), {}),
    ("not-stored", (200, ("Cache-Control", "max-age=60")), {}),
    ("validator-with-304", (304, ("ETag", 'W/"a"')), {}),
    ("validator-with-304", (304, ("Last-Modified", "Sun, 22 Nov 2026 09:00:00 GMT")), {}),
    ("etag-format", (200, ("ETag", '"abc-1"')), {}),
    ("etag-format", (200, ("ETag", '""')), {}),
    ("etag-format", (200, ("ETag", 'W/"abc"')), {}),
    ("json-parses", (200, JSON), {"content": b'{"a": 1}'}),
    ("json-parses", (200, TEXT), {"content": b"{"}),
    ("json-parses", (200, JSON, ("Content-Encoding", "gzip")), {"content": b"\x1f\x8b"}),
    ("json-parses", (206, JSON, ("Content-Range", "bytes 0-0/9")), {"content": b"{"}),
    ("problem-status-agrees", (404, PROBLEM), {"content": b'{"status": 404}'}),
    ("problem-status-agrees", (404, PROBLEM), {"content": b'{"title": "no status is told"}'}),
]

BROKEN = [
    ("status-registered", (299,), {}),
    ("status-registered", (999,), {}),
    ("no-content", (204, TEXT), {"content": b"ok"}),
    ("no-content", (304, TEXT, TAG), {"content": b"ok"}),
    ("no-content", (205, TEXT), {"content": b"ok"}),
    ("no-content", (100, TEXT), {"content": b"ok"}),
    ("no-content", (200, TEXT), {"content": b"ok", "method": "HEAD"}),
    ("content-type-with-content", (200,), {"content": b"ok"}),
    ("content-type-with-content", (200, ("Content-Type", "")), {"content": b"ok"}),
    ("content-type-format", (200, ("Content-Type", "json")), {"content": b"ok"}),
    ("content-type-format", (200, ("Content-Type", "text/ plain")), {"content": b"ok"}),
    ("content-type-format", (200, TEXT, JSON), {"content": b"1"}),
    ("content-length-true", (200, TEXT, ("Content-Length", "3")), {"content": b"ok"}),
    ("content-length-true", (200, TEXT, ("Content-Length", "3")), {"content": b"ok", "method": ""}),
    ("content-length-true", (200, TEXT, ("Content-Length", "two")), {"content": b"ok"}),
    ("content-length-true", (200, TEXT, ("Content-Length", "²")), {"content": b"ok"}),
    ("content-length-true", (200, TEXT, ("Content-Length", "9" * 5000)), {"content": b"ok"}),
    ("content-length-true", (200, TEXT, ("Content-Length", "2"), ("Content-Length", "3")), {"content": b"ok"}),
    ("no-length-with-204", (204, ("Content-Length", "0")), {}),
    ("no-length-with-204", (103, ("Content-Length", "0")), {}),
    ("no-length-with-204", (200, ("Content-Length", "0")), {"method": "CONNECT"}),
    ("no-length-with-transfer-encoding", (200, ("Content-Length", "0"), ("Transfer-Encoding", "chunked")), {}),
    ("no-transfer-encoding-with-204", (204, ("Transfer-Encoding", "chunked")), {}),
    ("no-transfer-encoding-with-204", (200, ("Transfer-Encoding", "chunked")), {"method": "CONNECT"}),
    ("challenge-with-401", (401,), {}),
    ("challenge-with-401", (401, ("WWW-Authenticate", "")), {}),
    ("www-authenticate-format", (401, ("WWW-Authenticate", 'realm="orders"')), {}),
    ("www-authenticate-format", (407, ("Proxy-Authenticate", 'realm="office"')), {}),
    ("allow-with-405", (405,), {}),
    ("allow-names-methods", (200, ("Allow", "GET HEAD")), {}),
    ("allow-names-methods", (200, ("Allow", "GET,,HEAD")), {}),
    ("allow-agrees-with-405", (405, ("Allow", "GET, HEAD")), {}),
    ("proxy-challenge-with-407", (407,), {}),
    ("upgrade-with-426", (426,), {}),
    ("upgrade-with-101", (101,), {}),
    ("connection-with-upgrade", (101, ("Upgrade", "websocket")), {}),
    ("connection-with-upgrade", (101, ("Upgrade", "websocket"), ("Connection", "keep-alive")), {}),
    ("location-with-redirect", (301,), {}),
    ("location-with-redirect", (303,), {}),
    ("location-with-redirect", (308,), {}),
    ("location-format", (201, ("Location", "/a b")), {}),
    ("location-format", (201, ("Location", "/bücher")), {}),
    ("location-format", (201, ("Location", "/100%")), {}),
    ("location-format", (201, ("Location", "/orders/{id}")), {}),
    ("location-format", (201, ("Location", "http://[::1/")), {}),
    ("location-format", (201, ("Location", "/a"), ("Location", "/b")), {}),
    ("content-range-with-206", (206,), {}),
    ("content-range-with-206", (206, IN_PARTS, ("Content-Range", "bytes 0-1/9")), {}),
    ("content-range-with-416", (416,), {}),
    ("content-range-with-416", (416, ("Content-Range", "bytes 0-1/9")), {}),
    ("content-range-format", (206, ("Content-Range", "bytes 0-9/9")), {}),
    ("content-range-format", (206, ("Content-Range", "bytes 3-2/9")), {}),
    ("content-range-format", (206, ("Content-Range", "bytes=0-1/9")), {}),
    ("content-range-format", (206, ("Content-Range", "bytes 0-1")), {}),
    ("retry-after-format", (503, ("Retry-After", "30s")), {}),
    ("retry-after-format", (503, ("Retry-After", "-1")), {}),
    ("retry-after-format", (503, ("Retry-After", "1.5")), {}),
    ("date-present", (200,), {"date": False}),
    ("date-present", (404,), {"date": False}),
    ("date-format", (200, ("Last-Modified", "2026-11-22")), {}),
    ("date-format", (200, ("Last-Modified", "0")), {}),
    ("date-format", (200, ("Last-Modified", "Sunday, 22-Nov-26 09:00:00 GMT")), {}),
    ("date-format", (200, ("Last-Modified", "Mon, 22 Nov 2026 09:00:00 GMT")), {}),
    ("date-format", (200, ("Last-Modified", "Sun, 31 Feb 2026 09:00:00 GMT")), {}),
    ("date-format", (200, ("Last-Modified", "Sun, 22 Nov 0000 09:00:00 GMT")), {}),
    ("date-format", (200, ("Last-Modified", "Sun, 22 Nov 2026 24:00:00 GMT")), {}),
    ("date-format", (200, ("Last-Modified", "Sun, 22 Nov 2026 09:00:00 CET")), {}),
    ("date-format", (200, ("Expires", "tomorrow")), {}),
    ("not-stored", (429, ("Cache-Control", "public, max-age=60")), {}),
    ("not-stored", (428, ("Cache-Control", "max-age=60")), {}),
    ("not-stored", (511, ("Cache-Control", "no-cache"), ("Cache-Control", "S-MAXAGE=60")), {}),
    ("validator-with-304", (304,), {}),
    ("etag-format", (200, ("ETag", "abc")), {}),
    ("etag-format", (200, ("ETag", '"a b"')), {}),
    ("etag-format", (200, ("ETag", 'w/"a"')), {}),
    ("etag-format", (200, ("ETag", '"a"\n')), {}),
    ("json-parses", (200, JSON), {"content": b"{"}),
    ("json-parses", (200, JSON), {"content": b"[NaN]"}),
    ("json-parses", (200, JSON), {"content": b"[" * 100_000}),
    ("json-parses", (200, PROBLEM), {"content": b"not json"}),
    ("problem-status-agrees", (404, PROBLEM), {"content": b'{"status": 400}'}),
    ("problem-status-agrees", (404, PROBLEM), {"content": b'{"status": "404"}'}),
]


@pytest.mark.parametrize(("rule", "response", "more"), KEPT)
def test_a_response_that_keeps_the_rule_has_no_fault(rule, response, more):
    assert rules(*response, **more) == []


@pytest.mark.parametrize(("rule", "response", "more"), BROKEN)
def test_a_response_that_breaks_the_rule_is_found(rule, response, more):
    assert rules(*response, **more) == [rule]


def test_every_rule_that_is_no_advice_has_a_broken_case_here():
    of_text = {"status-line", "field-syntax"}  # only a reader of text can find these
    assert {rule for rule, _, _ in BROKEN} == {rule.id for rule in RULES.values() if rule.level != "advice"} - of_text


def test_every_kept_case_names_a_rule():
    assert {rule for rule, _, _ in KEPT} <= set(RULES)


def test_advice_is_no_fault():
    assert rules(429, content=b"Traceback (most recent call last)", method="POST") == ["content-type-with-content"]


def test_a_fault_names_its_level_and_the_section_that_decides():
    assert faults("GET", 401, [DATE], b"") == [
        Fault(
            "challenge-with-401",
            "error",
            "RFC 9110, 15.5.2",
            "a 401 must carry WWW-Authenticate with at least one challenge",
        )
    ]


@pytest.mark.parametrize(
    ("status", "fields", "content", "section"),
    [
        (205, [DATE, TEXT], b"ok", "RFC 9110, 15.3.6"),
        (428, [DATE, ("Cache-Control", "public")], b"", "RFC 6585, 3"),
        (999, [DATE], b"", "RFC 9110, 15"),
    ],
)
def test_a_fault_names_a_closer_section_where_there_is_one(status, fields, content, section):
    assert [fault.section for fault in faults("GET", status, fields, content)] == [section]


@pytest.mark.parametrize(("status", "fields"), [(301, []), (416, [])])
def test_a_broken_should_is_a_warning(status, fields):
    assert [fault.level for fault in faults("GET", status, [DATE, *fields], b"")] == ["warning"]


def test_field_names_are_compared_without_case():
    assert rules(405, ("allow", "HEAD")) == []


def test_methods_are_told_in_capitals():
    assert [fault.rule for fault in faults("head", 200, [DATE, TEXT], b"ok")] == ["no-content"]


# As lessons write them


HEAD = "HTTP/1.1 200 OK\nDate: Sun, 22 Nov 2026 09:00:00 GMT\nContent-Type: application/json\nContent-Length: 9000\n\n"


def exchange_rules(text):
    *_, response = messages = parse_exchange(text)
    return [fault.rule for fault in message_faults(messages[0] if len(messages) > 1 else None, response)]


def test_an_ellipsis_in_the_content_switches_length_and_json_off():
    assert exchange_rules(HEAD + "[\n…\n]") == []


def test_without_an_ellipsis_length_is_checked():
    assert exchange_rules(HEAD + "[]") == ["content-length-true"]


@pytest.mark.parametrize("length", [1, 3, 4])
def test_a_lesson_counts_to_the_byte(length):
    assert exchange_rules(HEAD.replace("9000", str(length)) + "[]") == ["content-length-true"]


def test_a_status_that_is_asked_for_has_no_faults():
    assert exchange_rules("GET / HTTP/1.1\nHost: a.example\n\nHTTP/1.1 ???") == []


def test_the_request_decides_what_an_answer_to_head_may_have():
    head = "HEAD / HTTP/1.1\nHost: a.example\n\nHTTP/1.1 200 OK\nDate: Sun, 22 Nov 2026 09:00:00 GMT\n"
    assert exchange_rules(head + "Content-Type: text/plain\n\nbody") == ["no-content"]
