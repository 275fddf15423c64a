"""Responses as people type and paste them: whatever comes, it is read, and what is wrong has a line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from statuscourse.audit.core.written import Field, Written, print_response, read_response

HEAD = "HTTP/1.1 200 OK\nDate: Sun, 22 Nov 2026 09:00:00 GMT\n"
MEGABYTE = 1_000_000
# Text that hits the seams of the reader more often than any text does.
PIECES = st.sampled_from(
    ["HTTP/1.1", "http/1.1", "HTTP/2", "HTTP/9.9", "HTTP", "404", "4O4", "???", "²²²", "Not Found", "Date", "X-Y", ":",
     ": ", " ", "\t", "\r", "\n", "\n", "\r\n", "\n\n", "{", "<", "é", "\x00", "\x0b", "\ufeff", "\u2028", "\ud800"]
)  # fmt: skip
TEXTS = st.one_of(st.text(st.characters(exclude_categories=[])), st.lists(PIECES).map("".join))


def problems(text):
    return [(problem.line, problem.section) for problem in read_response(text).problems]


def content(written):
    """What printing keeps: all but lines and problems."""
    fields = [(field.name, field.value) for field in written.fields]
    return written.version, written.status, written.phrase, fields, written.body


# What is read


def test_a_response_is_read_in_its_parts():
    assert read_response("HTTP/1.1 404 Not Found\nContent-Type: text/plain\n\nGone.\n") == Written(
        "HTTP/1.1", 404, "Not Found", (Field(2, "Content-Type", "text/plain"),), "Gone."
    )


@pytest.mark.parametrize(
    ("line", "version", "status", "phrase"),
    [
        ("HTTP/1.0 200 OK", "HTTP/1.0", 200, "OK"),
        ("HTTP/1.1 204", "HTTP/1.1", 204, ""),
        ("HTTP/1.1 204 ", "HTTP/1.1", 204, ""),
        ("HTTP/2 404", "HTTP/2", 404, ""),
        ("HTTP/2 404 ", "HTTP/2", 404, ""),
        ("HTTP/3 503", "HTTP/3", 503, ""),
        ("HTTP/1.1 999 Whatever", "HTTP/1.1", 999, "Whatever"),
    ],
)
def test_status_lines_of_every_version_are_read(line, version, status, phrase):
    assert read_response(line) == Written(version, status, phrase)


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_lines_may_end_either_way(newline):
    text = newline.join(["HTTP/1.1 200 OK", "Content-Type: text/plain", "", "one", "two", ""])
    assert content(read_response(text)) == ("HTTP/1.1", 200, "OK", [("Content-Type", "text/plain")], "one\ntwo")


def test_empty_lines_before_the_status_line_are_skipped_and_counted():
    written = read_response("\n\n  \nHTTP/1.1 200 OK\nDate: x")
    assert (written.status, written.fields[0].line, written.problems) == (200, 5, ())


def test_a_byte_order_mark_is_skipped():
    assert read_response("\ufeffHTTP/1.1 200 OK").problems == ()


def test_empty_lines_within_the_content_stay():
    assert read_response(HEAD + "\none\n\ntwo\n\n").body == "one\n\ntwo"


def test_a_value_may_be_empty():
    assert read_response("HTTP/1.1 405 Method Not Allowed\nAllow:\n").fields == (Field(2, "Allow", ""),)


# What is wrong


@pytest.mark.parametrize("text", ["", "\n", " \r\n\t\n"])
def test_nothing_is_a_problem_of_its_own(text):
    assert problems(text) == [(1, "RFC 9112, 4")]


def test_a_missing_status_line_does_not_hide_the_fields():
    written = read_response("Content-Type: text/plain\n\nhello")
    assert (written.status, [field.name for field in written.fields], written.body) == (None, ["Content-Type"], "hello")


def test_a_missing_status_line_is_a_problem():
    assert problems("Content-Type: text/plain") == [(1, "RFC 9112, 4")]


@pytest.mark.parametrize("line", ["HTTP/1.1 4O4 Not Found", "HTTP/1.1 40 Not Found", "HTTP/1.1 4040 Not Found"])
def test_a_status_that_is_not_three_digits_leaves_the_phrase(line):
    written = read_response(line)
    assert (written.status, written.phrase, problems(line)) == (None, "Not Found", [(1, "RFC 9112, 4")])


def test_a_status_in_other_digits_is_none():
    assert read_response("HTTP/1.1 ²²² OK").status is None


def test_a_status_line_without_any_status_is_all_phrase():
    written = read_response("HTTP/1.1 Not Found")
    assert (written.status, written.phrase) == (None, "Not Found")


@pytest.mark.parametrize(
    "line", ["404 Not Found", "HTTP 404 Not Found", "HTTP/1 .1 404 Not Found", "HTTPS/1.1 404 Not Found"]
)
def test_a_status_line_without_a_proper_version_is_told(line):
    assert problems(line)[0] == (1, "RFC 9112, 4")


def test_a_code_with_its_phrase_alone_is_read():
    written = read_response("404 Not Found")
    assert (written.status, written.phrase) == (404, "Not Found")


@pytest.mark.parametrize("line", ["http/1.1 200 OK", " HTTP/1.1 200 OK", "HTTP/1.1  200 OK", "HTTP/1.1\t200\tOK"])
def test_a_careless_status_line_is_read_and_told(line):
    assert (content(read_response(line))[:3], problems(line)) == (("HTTP/1.1", 200, "OK"), [(1, "RFC 9112, 4")])


def test_a_field_that_begins_like_a_version_is_a_field():
    assert read_response("HTTP2-Settings: AAMAAABk").fields == (Field(1, "HTTP2-Settings", "AAMAAABk"),)


def test_a_line_without_a_colon_is_told_and_reading_goes_on():
    text = "HTTP/1.1 200 OK\nContent-Type text/plain\nAge: 3"
    assert (problems(text), read_response(text).fields) == ([(2, "RFC 9112, 5")], (Field(3, "Age", "3"),))


def test_white_space_before_the_colon_is_told_and_the_field_is_kept():
    text = "HTTP/1.1 200 OK\nAge : 3"
    assert (problems(text), read_response(text).fields) == ([(2, "RFC 9112, 5.1")], (Field(2, "Age", "3"),))


@pytest.mark.parametrize("line", [": 3", " : 3", "Content Type: text/plain", "Größe: 3", 'a"b: 3'])
def test_what_is_no_field_name_is_told(line):
    text = f"HTTP/1.1 200 OK\nAge: 3\n{line}"
    assert [number for number, _ in problems(text)] == [3]


def test_a_folded_value_is_joined_and_told():
    text = 'HTTP/1.1 401 Unauthorized\nWWW-Authenticate: Bearer\n  realm="orders"\nAge: 3'
    written = read_response(text)
    assert (written.fields[0], problems(text)) == (
        Field(2, "WWW-Authenticate", 'Bearer realm="orders"'),
        [(3, "RFC 9112, 5.2")],
    )


def test_an_indented_line_before_any_field_is_left_out():
    text = "HTTP/1.1 200 OK\n  Age: 3\nDate: x"
    assert (problems(text), [field.name for field in read_response(text).fields]) == ([(2, "RFC 9112, 2.2")], ["Date"])


def test_an_indented_line_after_an_unreadable_one_is_no_part_of_an_earlier_field():
    assert read_response("HTTP/1.1 200 OK\nAge: 3\nnonsense\n  more").fields == (Field(2, "Age", "3"),)


@pytest.mark.parametrize("sign", ["\x00", "\x07", "\x0b", "\x7f", "a\rb"])
def test_control_characters_in_a_value_are_told(sign):
    assert problems(f"HTTP/1.1 200 OK\nX: a{sign}b") == [(2, "RFC 9110, 5.5")]


def test_a_control_character_in_the_phrase_is_told():
    assert problems("HTTP/1.1 200 O\x07K") == [(1, "RFC 9112, 4")]


@pytest.mark.parametrize("first", ["{", "[", "<html>"])
def test_content_without_an_empty_line_before_it_is_found(first):
    text = f"HTTP/1.1 200 OK\nContent-Type: text/plain\n{first}\nrest"
    assert (problems(text), read_response(text).body) == ([(3, "RFC 9112, 2.1")], f"{first}\nrest")


def test_content_alone_is_content():
    assert read_response('{"error": null}').body == '{"error": null}'


def test_a_problem_shows_what_cannot_be_seen():
    assert "\\x00" in read_response("HTTP/1.1 200 OK\na\x00b").problems[0].text


def test_a_problem_does_not_repeat_a_very_long_line():
    assert len(read_response("HTTP/1.1 200 OK\n" + "a" * 10_000).problems[0].text) < 200


def test_problems_come_in_the_order_of_their_lines():
    lines = [number for number, _ in problems("HTTP/1.1 OK\nnonsense\nAge : 3\n{")]
    assert lines == [1, 2, 3, 4]


# What is printed


def test_printing_mends_what_reading_understood():
    assert print_response(read_response("http/1.1 200 OK\r\nAge :3\r\n{}")) == "HTTP/1.1 200 OK\nAge: 3\n\n{}"


def test_a_status_that_could_not_be_read_is_printed_as_asked_for():
    assert print_response(read_response("HTTP/1.1 Not Found")) == "HTTP/1.1 ??? Not Found\n"


def test_a_missing_phrase_leaves_the_space_that_a_server_must_send():
    assert print_response(read_response("HTTP/1.1 204")) == "HTTP/1.1 204 \n"


@given(TEXTS)
def test_printing_and_reading_again_changes_nothing(text):
    written = read_response(text)
    assert content(read_response(print_response(written))) == content(written)


@given(TEXTS)
def test_every_problem_is_on_a_line_of_the_text(text):
    lines = text.count("\n") + 1
    assert all(1 <= problem.line <= lines for problem in read_response(text).problems)


@pytest.mark.parametrize(
    "unit",
    [" ", "\r", "\t", "\n", "a", ":", "a:", " a\n", "a: b\n", "a\n", "\ud800", "HTTP/1.1 ", "HTTP/1.1 200 OK\n", "é"],
)
@pytest.mark.parametrize("start", ["", "HTTP/1.1 200 OK\nX: ", "HTTP/1.1 200 OK\n\n"])
def test_a_megabyte_of_anything_is_read(start, unit):
    assert read_response(start + unit * (MEGABYTE // len(unit))).version == "HTTP/1.1"
