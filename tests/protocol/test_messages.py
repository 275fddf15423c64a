"""Exchanges as people write them, cut into messages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from statuscourse.protocol.messages import MessageError, parse_exchange

PAIR = """GET /orders HTTP/1.1
Host: api.example.com

HTTP/1.1 200 OK
Date: Sun, 22 Nov 2026 09:00:00 GMT
Content-Type: application/json

{"orders": []}
"""


def test_an_exchange_is_a_request_and_a_response():
    request, response = parse_exchange(PAIR)
    assert (request.is_request, response.is_request) == (True, False)


def test_a_request_line_is_read():
    request, _ = parse_exchange(PAIR)
    assert (request.method, request.target, request.version) == ("GET", "/orders", "HTTP/1.1")


def test_a_status_line_is_read():
    _, response = parse_exchange(PAIR)
    assert (response.version, response.status, response.phrase) == ("HTTP/1.1", 200, "OK")


def test_a_body_follows_the_empty_line():
    _, response = parse_exchange(PAIR)
    assert response.body == '{"orders": []}'


def test_lines_are_counted_within_the_text():
    assert [message.line for message in parse_exchange(PAIR)] == [1, 4]


def test_field_names_are_case_insensitive():
    request, _ = parse_exchange(PAIR)
    assert request.values("HOST") == ["api.example.com"]


def test_a_field_sent_twice_has_two_values():
    (response,) = parse_exchange("HTTP/1.1 200 OK\nSet-Cookie: a=1\nSet-Cookie: b=2")
    assert response.values("set-cookie") == ["a=1", "b=2"]


def test_a_value_may_go_on_in_the_next_line():
    (response,) = parse_exchange(
        'HTTP/1.1 401 Unauthorized\nWWW-Authenticate: Bearer realm="orders",\n  error="invalid_token"'
    )
    assert response.values("www-authenticate") == ['Bearer realm="orders", error="invalid_token"']


def test_a_status_may_be_asked_for():
    (response,) = parse_exchange("HTTP/1.1 ???\nContent-Type: text/plain")
    assert response.status is None


def test_a_status_line_may_have_no_phrase():
    (response,) = parse_exchange("HTTP/2 204")
    assert (response.status, response.phrase) == (204, "")


def test_interim_and_final_responses_are_two_messages():
    messages = parse_exchange("HTTP/1.1 103 Early Hints\nLink: </a.css>\n\nHTTP/1.1 200 OK")
    assert [message.status for message in messages] == [103, 200]


def test_empty_lines_within_a_body_stay():
    (response,) = parse_exchange("HTTP/1.1 200 OK\nContent-Type: text/plain\n\none\n\ntwo\n")
    assert response.body == "one\n\ntwo"


@pytest.mark.parametrize("text", ["", "hello", "\nGET / HTTP/1.1", "get / HTTP/1.1", "HTTP/1.1 20 OK", "GET /"])
def test_a_text_without_a_start_line_is_refused(text):
    with pytest.raises(MessageError, match="begin with a request line") as refused:
        parse_exchange(text)
    assert refused.value.line == 1


def test_a_line_that_is_no_field_is_refused_where_it_stands():
    with pytest.raises(MessageError, match="not a header field: 'nonsense'") as refused:
        parse_exchange(PAIR.replace("Content-Type: application/json", "nonsense"))
    assert refused.value.line == 6


def test_a_space_before_the_colon_is_no_field():
    with pytest.raises(MessageError, match="not a header field"):
        parse_exchange("GET / HTTP/1.1\nHost : a.example")


@given(st.text(alphabet="GET /HTP1.20O?\n: \tx{}", max_size=120))
def test_any_text_is_read_or_refused(text):
    try:
        lines = [message.line for message in parse_exchange(text)]
    except MessageError as refused:
        lines = [refused.line]
    assert 1 <= min(lines) <= max(lines) <= text.count("\n") + 1


def test_a_value_goes_on_over_very_many_lines():
    (message,) = parse_exchange("GET / HTTP/1.1\nVia: a" + "\n b" * 200_000)
    assert message.values("via") == ["a" + " b" * 200_000]
