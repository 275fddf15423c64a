"""What is different about a paste: its line ends, its coding and the request it answers may be lost."""

import pytest

from statuscourse.audit.core.exchange import of_text
from statuscourse.audit.core.rules import RULES

HEAD = "HTTP/1.1 200 OK\nDate: Sun, 22 Nov 2026 09:00:00 GMT\nContent-Type: text/plain\n"
GET = "GET / HTTP/1.1\nHost: a.example\n\n"


def judged(rule_id, text):
    return RULES[rule_id].judge(of_text(text))


def length_holds(length, text, request=GET, fields=""):
    return judged("content-length-true", f"{request}{HEAD}Content-Length: {length}\n{fields}\n{text}").holds


@pytest.mark.parametrize("length", [7, 8, 9, 11])
def test_a_length_holds_whatever_the_line_ends_were(length):
    """LF or CRLF between the lines, with or without one at the end."""
    assert length_holds(length, "a\nbc\nde")


@pytest.mark.parametrize("length", [5, 6, 10, 12])
def test_a_length_that_no_line_ends_explain_is_found(length):
    assert not length_holds(length, "a\nbc\nde")


def test_a_length_counts_bytes_and_not_letters():
    assert length_holds(5, "Café")


def test_decoded_content_says_nothing_about_the_length_of_the_coded():
    assert length_holds(3, "hello", fields="Content-Encoding: gzip\n")


def test_fields_alone_may_be_the_answer_to_a_head_that_is_not_shown():
    assert length_holds(2000, "", request="")


def test_a_get_that_brought_nothing_has_a_length_of_zero():
    assert not length_holds(2000, "")


def test_an_ellipsis_stands_for_what_was_cut():
    assert length_holds(2000, "one\n…")


def test_pasted_json_is_read_although_the_wire_had_gzip():
    text = "HTTP/1.1 200 OK\nContent-Type: application/json\nContent-Encoding: gzip\n\n{"
    assert judged("json-parses", text).findings


@pytest.mark.parametrize(
    ("request_text", "applies"),
    [("POST / HTTP/1.1\nHost: a.example\n\n", True), ("PUT / HTTP/1.1\nHost: a.example\n\n", False), ("", False)],
)
def test_only_a_post_is_advised_to_say_where_the_new_thing_is(request_text, applies):
    assert judged("location-with-201", f"{request_text}HTTP/1.1 201 Created\n").applies is applies


@pytest.mark.parametrize(("asked", "applies"), [("bytes=9-", True), ("Bytes=9-", True), ("pages=9-", False)])
def test_only_a_range_of_bytes_asks_a_416_for_the_length(asked, applies):
    text = f"GET / HTTP/1.1\nHost: a.example\nRange: {asked}\n\nHTTP/1.1 416 Range Not Satisfiable\n"
    assert judged("content-range-with-416", text).applies is applies


@pytest.mark.parametrize(
    ("asked", "holds"), [('If-None-Match: "a"', False), ("If-None-Match: *", True), ("Accept: */*", True)]
)
def test_a_request_that_names_a_tag_gets_the_tag_back(asked, holds):
    date = "Last-Modified: Sun, 22 Nov 2026 09:00:00 GMT"
    text = f"GET / HTTP/1.1\nHost: a.example\n{asked}\n\nHTTP/1.1 304 Not Modified\n{date}\n"
    assert judged("validator-with-304", text).holds is holds


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("HTTP/1.1 404 Not Found", False),
        ("HTTP/1.1 413 Payload Too Large", True),
        ("HTTP/1.1 404 User Missing", True),
    ],
)
def test_a_phrase_is_compared_with_the_registered_one(line, found):
    assert bool(judged("phrase-registered", line).findings) is found


@pytest.mark.parametrize("line", ["HTTP/2 404", "HTTP/1.1 404 ", "HTTP/1.1 299 Fine", "HTTP/1.1 418 I'm a teapot"])
def test_where_there_is_nothing_to_compare_no_phrase_is_advised(line):
    assert not judged("phrase-registered", line).applies


def test_a_former_phrase_is_called_one():
    (finding,) = judged("phrase-registered", "HTTP/1.1 422 Unprocessable Entity").findings
    assert "former phrase" in finding.text


def test_each_problem_of_the_reader_is_a_finding_with_its_own_section():
    findings = judged("field-syntax", "HTTP/1.1 200 OK\nAge : 3\nnonsense").findings
    assert [finding.section for finding in findings] == ["RFC 9112, 5.1", "RFC 9112, 5"]


def test_a_broken_status_line_is_no_matter_of_field_syntax():
    assert judged("field-syntax", "HTTP/1.1 OK\nAge: 3").holds


def test_only_an_error_can_be_a_problem_by_another_name():
    body = '{"type": "about:blank", "title": "x", "status": 3}'
    text = f"HTTP/1.1 200 OK\nContent-Type: application/json\n\n{body}"
    assert not judged("problem-content-type", text).applies
