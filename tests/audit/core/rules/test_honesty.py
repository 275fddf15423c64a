"""Failures under a success code and leaked innards: what is found, and what must not be."""

import json

import pytest

from statuscourse.audit.core.exchange import Exchange
from statuscourse.audit.core.rules import RULES
from statuscourse.protocol.messages import Message


def says_failure(document, status=200, target="/things", media_type="application/json"):
    request = Message(1, "HTTP/1.1", "POST", target)
    exchange = Exchange(request, status, "", (("Content-Type", media_type),), json.dumps(document))
    return bool(RULES["error-in-200"].judge(exchange).findings)


def shows_innards(text, status=500):
    return bool(RULES["stack-trace"].judge(Exchange(None, status, "", (), text)).findings)


@pytest.mark.parametrize(
    "document",
    [
        {"error": "There is no such order"},
        {"error": {"code": 17, "message": "No such order"}},
        {"error": True},
        {"errors": [{"detail": "is missing", "path": "/name"}]},
        {"errors": {"name": ["is missing"]}},
        {"data": None, "errors": ["is missing"]},
        {"success": False},
        {"ok": False, "reason": "not_in_channel"},
        {"status": "error", "message": "No such order"},
        {"status": "FAIL", "data": {"name": "is missing"}},
        {"status": 404, "message": "No such order"},
        {"code": 500, "msg": "Oops"},
    ],
)
def test_a_success_that_says_it_failed_is_found(document):
    assert says_failure(document)


@pytest.mark.parametrize(
    "document",
    [
        {"id": 7, "error": None},
        {"error": False},
        {"error": ""},
        {"error": "none"},
        {"error": {}},
        {"error": {"code": 0, "message": "OK"}},
        {"errors": []},
        {"errors": {}},
        {"errors": 0},
        {"reason": "subscribed"},
        {"success": True, "errors": []},
        {"success": 0, "failed": 3},
        {"status": "ok"},
        {"id": 7, "status": "failed"},
        {"status": 200, "message": "Saved"},
        {"code": 404, "phrase": "Not Found"},
        {"code": 450, "title": "A kettle"},
        {"code": True, "message": "yes"},
        {"message": "Error-free so far"},
        ["error"],
        "error",
        None,
    ],
)
def test_a_success_that_only_looks_like_a_failure_is_left_alone(document):
    assert not says_failure(document)


@pytest.mark.parametrize(
    "document",
    [
        {"jsonrpc": "2.0", "error": {"code": -32601, "message": "Method not found"}, "id": 1},
        {"errors": [{"message": "No such field", "locations": [{"line": 1, "column": 3}]}]},
        {"id": 7, "done": True, "error": {"code": 5, "message": "The disk was full"}},
        {"job": 7, "state": "failed", "error": "The disk was full"},
    ],
)
def test_where_failures_within_a_200_are_agreed_it_is_right(document):
    assert not says_failure(document)


def test_a_graphql_address_is_enough_to_agree():
    assert not says_failure({"data": None, "errors": [{"message": "No such field"}]}, target="/graphql")


def test_a_207_reports_the_failures_of_parts():
    assert not says_failure({"errors": ["second item"]}, status=207)


def test_an_error_that_says_so_is_right():
    assert not says_failure({"error": "There is no such order"}, status=404)


def test_content_that_is_no_json_says_nothing():
    assert not says_failure({"error": "x"}, media_type="text/plain")


@pytest.mark.parametrize(
    "text",
    [
        'Traceback (most recent call last):\n  File "/srv/a.py", line 3',
        '{"detail": "Traceback (most recent call last):\\n  File \\"/srv/a.py\\""}',
        "TypeError: x\n    at handler (/srv/app/orders.js:88:13)",
        "\tat com.example.Orders.find(Orders.java:42)",
        "java.lang.NullPointerException",
        "System.NullReferenceException: Object reference not set",
        "PHP Fatal error:  Uncaught Error",
        "Stack trace:\n#0 /srv/index.php(3)",
        "/srv/app/orders.rb:12:in `find'",
        "goroutine 1 [running]:",
        "SQLSTATE[42S22]: Column not found",
        "ORA-00942: table or view does not exist",
        "You have an error in your SQL syntax; check the manual",
        'syntax error at or near "FRM"',
        "psycopg2.errors.UndefinedColumn",
        "SELECT id, price\nFROM orders WHERE id = 7",
        "INSERT INTO orders (id) VALUES (7)",
        "UPDATE orders SET price = 3",
        "DELETE FROM orders",
    ],
)
def test_innards_in_an_error_are_found(text):
    assert shows_innards(text)


@pytest.mark.parametrize(
    "text",
    [
        "Please select a file from the list.",
        "We look at orders (up to 10:30) again tomorrow.",
        "The trace of this incident is 8f3a.",
        "Update your app, then set the clock.",
        "Look at example.com (port 8000:8001 is free)",
        "An error occurred in our system. Exception requests go to support.",
        "",
    ],
)
def test_what_people_write_is_left_alone(text):
    assert not shows_innards(text)


def test_a_lesson_about_tracebacks_is_no_leak():
    assert not shows_innards("Traceback (most recent call last)", status=200)
