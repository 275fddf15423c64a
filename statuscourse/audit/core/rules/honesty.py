"""Rules about what content tells: no failure under a success code, no innards of the server."""

import re
from collections.abc import Iterable
from typing import Any

from ..exchange import Exchange
from .rule import Finding, Rule

FAILED_WORDS = {"error", "fail", "failed", "failure"}
CODE_NAMES = ("status", "statusCode", "status_code", "code", "error_code", "errorCode")
EXPLAINED_BY = {"message", "msg", "error", "errors", "errorMessage", "error_description"}
# A document with one of these reports on something that went on elsewhere, a job for instance: reading that worked.
REPORTS_ON_WORK = {"done", "state", "progress", "job", "started_at", "finished_at", "completed_at"}
GRAPHQL_ERROR = {"locations", "extensions"}

# Marks that programs leave and people do not write. Each is bounded, so that searching stays linear.
INNARDS = (
    ("a Python traceback", re.compile(r"Traceback \(most recent call last\)")),
    ("a Java or JavaScript stack", re.compile(r"\bat [\w$.<>]{1,120} ?\([\w./\\:-]{1,200}:\d{1,7}\)")),
    ("a Java exception", re.compile(r"\bjavax?\.[\w.]{1,200}(?:Exception|Error)\b")),
    (".NET's stack", re.compile(r"\bSystem\.\w{1,80}Exception\b")),
    ("a PHP error", re.compile(r"PHP (?:Fatal|Parse) error|Stack trace:\s{0,9}#0 ")),
    ("a Ruby backtrace", re.compile(r"\.rb:\d{1,7}:in [`']")),
    ("a Go panic", re.compile(r"\bgoroutine \d{1,9} \[")),
    ("a database error", re.compile(r"SQLSTATE\[|\bORA-\d{5}\b|error in your SQL syntax|syntax error at or near")),
    ("a database driver", re.compile(r"\bpsycopg2?\.|\bsqlite3\.\w{1,40}Error\b|\bcom\.mysql\.|\borg\.postgresql\.")),
    ("SQL", re.compile(r"\bSELECT\s[^;]{1,200}\sFROM\s|\bINSERT INTO\s|\bUPDATE\s\S{1,80}\sSET\s|\bDELETE FROM\s")),
)


def _error_in_success(exchange: Exchange) -> Iterable[Finding] | None:
    status = exchange.status or 0
    # 207 reports the failures of parts under a success code, which is its purpose (RFC 4918, 13).
    if status < 200 or 300 <= status < 400 or status == 207 or not exchange.content or not exchange.is_json:
        return None
    document = exchange.document.value
    if not isinstance(document, dict) or _has_own_convention(exchange, document):
        return None
    sign = _sign_of_failure(document) if status < 300 else ""
    return [Finding("error-in-200", f"a {exchange.status} whose content says {sign}")] if sign else []


def _has_own_convention(exchange: Exchange, document: dict[str, Any]) -> bool:
    """Whether the document is of a kind whose users agreed to tell failures inside a 200: GraphQL, JSON-RPC, jobs."""
    target = exchange.request.target.lower() if exchange.request else ""
    errors = document.get("errors")
    located = isinstance(errors, list) and any(isinstance(e, dict) and GRAPHQL_ERROR & e.keys() for e in errors)
    graphql = "graphql" in target or "graphql" in exchange.media_type or located
    return graphql or "jsonrpc" in document or bool(REPORTS_ON_WORK & document.keys())


def _sign_of_failure(document: dict[str, Any]) -> str:
    """The member that says that the request failed, or an empty string. Empty members say that it did not."""
    for name in ("error", "errors"):
        if _says_error(document.get(name)):
            return f"`{name}`"
    for name in ("success", "ok", "succeeded"):
        if document.get(name) is False:
            return f"`{name}: false`"
    told = document.get("status")
    if isinstance(told, str) and told.lower() in FAILED_WORDS and "id" not in document:
        return f"`status: {told}`"
    for name in CODE_NAMES:
        code = document.get(name)
        if isinstance(code, int) and 400 <= code <= 599 and EXPLAINED_BY & document.keys():
            return f"`{name}: {code}`"
    return ""


def _says_error(value: Any) -> bool:
    if isinstance(value, dict):
        return bool(value) and value.get("code") != 0
    if isinstance(value, list):
        return bool(value)
    if isinstance(value, str):
        return value.strip().lower() not in {"", "0", "no", "none", "null", "false", "ok"}
    return value is True


def _innards(exchange: Exchange) -> Iterable[Finding] | None:
    if exchange.status is None or exchange.status < 400 or not exchange.content:
        return None
    shown = [name for name, mark in INNARDS if mark.search(exchange.text)]
    return [Finding("stack-trace", f"the content shows {', '.join(shown)}")] if shown else []


RULES = (
    Rule(
        id="error-in-200",
        level="advice",
        section="RFC 9205, 4.6",
        summary="A response whose content says that it failed does not have a success code.",
        teaching="""\
An order is refused, and the answer is `200` with `"success": false`. The page that knows this API shows the reason.
Everything else believes the code: the monitor stays green, a retry library does not retry, a cache may keep the
refusal and serve it tomorrow, and the next developer handles errors twice. Say it in the status line, explain it in
the content. This is advice, strongly meant: the specification asks for the most applicable code (RFC 9205, 4.6).
Where it is agreed, as with `207`, GraphQL and JSON-RPC, a 200 is right.""",
        good="""\
POST /orders HTTP/1.1
Host: api.example.com
Content-Type: application/json

{"item": "tea", "number": 0}

HTTP/1.1 422 Unprocessable Content
Date: Sun, 22 Nov 2026 09:00:00 GMT
Content-Type: application/problem+json

{"title": "Order at least one", "status": 422}""",
        bad="""\
POST /orders HTTP/1.1
Host: api.example.com
Content-Type: application/json

{"item": "tea", "number": 0}

HTTP/1.1 200 OK
Date: Sun, 22 Nov 2026 09:00:00 GMT
Content-Type: application/json

{"success": false, "error": "Order at least one"}""",
        check=_error_in_success,
    ),
    Rule(
        id="stack-trace",
        level="advice",
        section="RFC 9457, 5",
        summary="An error does not show the innards of the server.",
        teaching="""\
A query fails, debug mode was left on, and the `500` brings the whole traceback: file paths, table names, the version
of the database driver. The customer cannot do anything with it. Whoever looks for a way in has been given a map, and
every proxy on the way may have logged it. Write the details to your own log under an id, and send the id. This is
advice: no MUST forbids it, but RFC 9457 encourages servers to keep stack dumps to themselves, and says that problem
details are no debugging tool. RFC 9457, 5 and 4.""",
        good="""\
GET /orders?sort=price HTTP/1.1
Host: api.example.com

HTTP/1.1 500 Internal Server Error
Date: Sun, 22 Nov 2026 09:00:00 GMT
Content-Type: application/problem+json

{"title": "The orders could not be sorted", "status": 500, "instance": "/incidents/8f3a"}""",
        bad="""\
GET /orders?sort=price HTTP/1.1
Host: api.example.com

HTTP/1.1 500 Internal Server Error
Date: Sun, 22 Nov 2026 09:00:00 GMT
Content-Type: text/plain

Traceback (most recent call last):
  File "/srv/shop/orders.py", line 88, in listed
psycopg.errors.UndefinedColumn: column "price" does not exist
LINE 1: SELECT id, price FROM orders ORDER BY price""",
        check=_innards,
    ),
)
