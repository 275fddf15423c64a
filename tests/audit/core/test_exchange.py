"""A response and its request, as the rules see them."""

import pytest

from statuscourse.audit.core.exchange import Document, Exchange, of_message, of_text, of_written
from statuscourse.audit.core.written import read_response
from statuscourse.protocol.messages import MessageError, parse_exchange

PAIR = """GET /orders HTTP/1.1
Host: api.example.com
Range: bytes=0-4

HTTP/1.1 200 OK
Date: Sun, 22 Nov 2026 09:00:00 GMT
Cache-Control: no-cache
cache-control: max-age=0, private
Content-Type: Application/JSON; charset=utf-8

{"orders": []}
"""


def test_an_exchange_of_the_course_is_known_to_the_byte():
    request, response = parse_exchange(PAIR)
    assert of_message(request, response).body == b'{"orders": []}'


def test_an_ellipsis_leaves_only_text():
    (response,) = parse_exchange("HTTP/1.1 200 OK\nContent-Type: text/plain\n\none\n…")
    assert (of_message(None, response).body, of_message(None, response).is_elided) == ("one\n…", True)


def test_an_ellipsis_on_the_wire_is_a_letter_like_any_other():
    assert not Exchange(body="…".encode()).is_elided


def test_a_written_response_brings_its_problems():
    written = read_response("HTTP/1.1 200 OK\nnonsense\n\nbody")
    exchange = of_written(None, written)
    assert (exchange.status, exchange.body, exchange.problems) == (200, "body", written.problems)


def test_a_text_is_read_with_its_request():
    exchange = of_text(PAIR)
    assert (exchange.method, exchange.status, exchange.asked("range")) == ("GET", 200, ["bytes=0-4"])


def test_a_text_may_be_a_response_alone():
    exchange = of_text("HTTP/2 204\n")
    assert (exchange.request, exchange.method, exchange.asked("range"), exchange.status) == (None, "", [], 204)


def test_a_request_that_nothing_answers_has_no_status():
    assert of_text("GET / HTTP/1.1\nHost: a.example").status is None


def test_a_request_of_a_text_may_have_content():
    request = of_text("POST / HTTP/1.1\nHost: a.example\n\n{}\n\nHTTP/1.1 204 No Content").request
    assert request is not None
    assert request.body == "{}"


def test_a_request_that_cannot_be_read_is_refused():
    with pytest.raises(MessageError):
        of_text("GET / HTTP/1.1\nnonsense\n\nHTTP/1.1 200 OK")


def test_field_names_are_compared_without_case():
    assert of_text(PAIR).values("CACHE-control") == ["no-cache", "max-age=0, private"]


def test_a_list_goes_over_all_lines_of_its_field():
    assert of_text(PAIR).members("Cache-Control") == ["no-cache", "max-age=0", "private"]


def test_the_media_type_is_told_without_case_and_parameters():
    assert (of_text(PAIR).media_type, of_text(PAIR).is_json) == ("application/json", True)


@pytest.mark.parametrize(
    ("method", "status", "ends"),
    [
        ("HEAD", 200, True),
        ("GET", 204, True),
        ("GET", 304, True),
        ("GET", 103, True),
        ("GET", 205, False),
        ("", 200, False),
    ],
)
def test_some_messages_end_with_their_fields(method, status, ends):
    request = parse_exchange(f"{method} / HTTP/1.1")[0] if method else None
    assert Exchange(request, status).is_head_or_bodyless is ends


@pytest.mark.parametrize(
    ("body", "value"),
    [("[1]", [1]), (b"[1]", [1]), ("1" * 5000, float("inf")), ('"\\ud800"', "\ud800"), ("null", None)],
)
def test_json_is_read(body, value):
    assert Exchange(body=body).document == Document(value)


@pytest.mark.parametrize("body", ["", "{", "[1,]", "NaN", "[-Infinity]", b"\xff\xfe\xfd", "[" * 100_000, "\ud800"])
def test_what_is_no_json_has_a_problem(body):
    assert Exchange(body=body).document.problem


def test_text_that_no_encoding_knows_still_has_a_length():
    assert len(Exchange(body="\ud800").content) == 3
