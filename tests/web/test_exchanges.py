"""An exchange as HTML, and as a command for a shell."""

import subprocess

import pytest

from statuscourse.protocol.messages import parse_exchange
from statuscourse.web.exchanges import LONG_BODY, asking_html, curl, exchange_html

PAIR = "GET /a HTTP/1.1\nHost: api.example.com\n\nHTTP/1.1 404 Not Found\nContent-Type: text/plain\n\nNothing here"
HOSTILE = '<script>alert("1")</script>'


def command(text):
    return curl(parse_exchange(text))


def test_an_exchange_has_the_hue_of_its_answer():
    assert exchange_html("", PAIR).startswith('<figure class="exchange s4">')


def test_the_status_line_is_a_lamp():
    assert '<b class="lamp">HTTP/1.1 404 Not Found</b>' in exchange_html("", PAIR)


def test_the_title_is_its_caption():
    assert "<figcaption>Nothing there</figcaption>" in exchange_html("Nothing there", PAIR)


def test_a_fault_is_marked_in_words():
    assert "Not like this" in exchange_html("", PAIR, fault=True)


def test_a_status_that_is_asked_for_is_shown_as_a_gap():
    assert '<span class="asked">???</span>' in exchange_html("", "HTTP/1.1 ???")


@pytest.mark.parametrize(
    "text",
    [
        f"GET /{HOSTILE.replace(' ', '')} HTTP/1.1\nHost: a.example",
        f"GET / HTTP/1.1\nHost: {HOSTILE}",
        f"HTTP/1.1 200 {HOSTILE}",
        f"HTTP/1.1 200 OK\nX-Y: {HOSTILE}",
        f"HTTP/1.1 200 OK\nContent-Type: text/html\n\n{HOSTILE}",
        f"HTTP/1.1 200 OK\n\n{'x' + chr(10) * 20}{HOSTILE}",
        f"POST / HTTP/1.1\nHost: a.example\n\n{HOSTILE}",
    ],
)
def test_everything_in_a_message_is_escaped(text):
    html = exchange_html("", text)
    assert ("<script" in html, "&lt;script" in html) == (False, True)


def test_a_title_is_escaped():
    assert "<script" not in exchange_html(HOSTILE, PAIR)


def test_a_question_asks_in_the_status_line_of_the_exchange():
    html = asking_html("GET / HTTP/1.1\nHost: a.example\n\nHTTP/1.1 ???\nAllow: GET", "tests-a")
    assert (html.count('name="typed"'), '<label for="digits-tests-a">' in html, "<i>Allow:</i> GET" in html) == (
        1,
        True,
        True,
    )


@pytest.mark.parametrize("text", ["", "GET / HTTP/1.1\nHost: a.example"])
def test_a_question_without_a_status_line_gets_one(text):
    assert asking_html(text, "tests-a").count('name="typed"') == 1


@pytest.mark.parametrize(
    "text", [f"HTTP/1.1 ???\nX-Y: {HOSTILE}", f"HTTP/1.1 ???\n\n{HOSTILE}", f"POST / HTTP/1.1\nHost: a\n\n{HOSTILE}"]
)
def test_everything_in_a_question_is_escaped(text):
    assert "<script" not in asking_html(text, HOSTILE)


def test_a_short_body_is_shown_whole():
    assert "<summary>as curl" in exchange_html("", PAIR)
    assert "more lines" not in exchange_html("", PAIR)


def test_a_long_body_is_folded():
    body = "\n".join(f"line {number}" for number in range(LONG_BODY + 3))
    assert "<summary>3 more lines</summary>" in exchange_html("", f"HTTP/1.1 200 OK\n\n{body}")


def test_a_get_is_asked_with_its_headers_shown():
    assert command("GET /a?b=1 HTTP/1.1\nHost: api.example.com") == "curl -i 'https://api.example.com/a?b=1'"


def test_a_head_is_asked_with_a_capital_i():
    assert command("HEAD / HTTP/1.1\nHost: a.example") == "curl -I https://a.example/"


def test_a_post_carries_its_fields_and_its_body():
    text = 'POST /o HTTP/1.1\nHost: a.example\nContent-Type: application/json\nContent-Length: 8\n\n{"a": 1}'
    assert command(text) == (
        "curl -i -X POST https://a.example/o -H 'Content-Type: application/json' --data-binary '{\"a\": 1}'"
    )


def test_a_proxied_request_keeps_its_whole_target():
    assert command("GET http://a.example/ HTTP/1.1\nHost: a.example") == "curl -i http://a.example/"


def test_an_address_within_the_query_is_not_the_target():
    text = "GET /login?next=https://b.example/ HTTP/1.1\nHost: a.example"
    assert command(text) == "curl -i 'https://a.example/login?next=https://b.example/'"


def test_a_get_with_content_stays_a_get():
    assert command("GET /find HTTP/1.1\nHost: a.example\nContent-Type: text/plain\n\nq") == (
        "curl -i -X GET https://a.example/find -H 'Content-Type: text/plain' --data-binary q"
    )


def test_a_request_for_the_server_itself_asks_for_the_asterisk():
    text = "OPTIONS * HTTP/1.1\nHost: a.example"
    assert command(text) == "curl -i -X OPTIONS --request-target '*' https://a.example"


@pytest.mark.parametrize("text", ["HTTP/1.1 200 OK", "CONNECT a.example:443 HTTP/1.1\nHost: a.example"])
def test_what_curl_cannot_send_has_no_command(text):
    assert command(text) == ""


@pytest.mark.parametrize("evil", ["$(touch pwned)", "`id`", "'; rm -rf / #", '"; id; "', "\\", "a\nb"])
def test_a_shell_reads_the_body_as_it_stands(evil):
    words = command(f"POST / HTTP/1.1\nHost: a.example\n\n{evil}")
    read = subprocess.run(
        ["sh", "-c", f"printf %s {words.split('--data-binary ', 1)[1]}"], capture_output=True, text=True, check=True
    )
    assert read.stdout == evil
