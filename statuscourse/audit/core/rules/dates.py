"""Rules about dates: that there is one, and how it is written."""

import re
from collections.abc import Iterable
from datetime import date

from ..exchange import Exchange
from ..written import quoted
from .rule import Finding, Rule

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
IMF_FIXDATE = re.compile(
    rf"(?P<weekday>{'|'.join(DAYS)}), (?P<day>\d\d) (?P<month>{'|'.join(MONTHS)}) (?P<year>\d{{4}}) "
    r"(?:[01]\d|2[0-3]):[0-5]\d:(?:[0-5]\d|60) GMT",
    re.ASCII,
)


def http_date_problem(value: str) -> str:
    """What keeps a value from being a date that a sender may write, or an empty string (RFC 9110, 5.6.7)."""
    match = IMF_FIXDATE.fullmatch(value)
    if not match:
        return "not an HTTP date"
    try:
        day = date(int(match["year"]), MONTHS.index(match["month"]) + 1, int(match["day"]))
    except ValueError:
        return "there is no such day"
    weekday = DAYS[day.weekday()]
    return "" if weekday == match["weekday"] else f"that day is a {weekday}"


def _present(exchange: Exchange) -> Iterable[Finding] | None:
    if exchange.status is None or not 200 <= exchange.status < 500:
        return None
    return [] if exchange.has("Date") else [Finding("date-present", "an origin server with a clock must send Date")]


def _format(exchange: Exchange) -> Iterable[Finding] | None:
    dates = [(name, value) for name in ("Date", "Last-Modified", "Expires") for value in exchange.values(name)]
    if not dates:
        return None
    # `Expires: 0` is no date, but every cache has to read it as "already expired" (RFC 9111, 5.3), and it is common.
    problems = ((value, http_date_problem(value)) for name, value in dates if (name, value) != ("Expires", "0"))
    return [Finding("date-format", f"{problem}: {quoted(value)}") for value, problem in problems if problem]


RULES = (
    Rule(
        id="date-present",
        level="error",
        section="RFC 9110, 6.6.1",
        summary="A 2xx, 3xx or 4xx response carries Date.",
        teaching="""\
A price list comes with `max-age=60` and passes three caches on its way. How old is it when it arrives? Each cache
counts from `Date`, the moment at which the server made the response. Without it the first cache notes the time of
arrival instead, and what was slow on the way looks fresher than it is. An origin server with a clock MUST send the
field with 2xx, 3xx and 4xx; with 1xx and 5xx it MAY. Most web servers add it on their own, handwritten ones and mocks
forget it. RFC 9110, 6.6.1.""",
        good="""\
GET /prices HTTP/1.1
Host: shop.example.com

HTTP/1.1 200 OK
Date: Sun, 22 Nov 2026 09:00:00 GMT
Cache-Control: max-age=60
Content-Type: application/json

{"tea": 4}""",
        bad="""\
GET /prices HTTP/1.1
Host: shop.example.com

HTTP/1.1 200 OK
Cache-Control: max-age=60
Content-Type: application/json

{"tea": 4}""",
        check=_present,
    ),
    Rule(
        id="date-format",
        level="error",
        section="RFC 9110, 5.6.7",
        summary="Dates in fields are written as in `Sun, 22 Nov 2026 09:00:00 GMT`.",
        teaching="""\
A service formats every date the way its JSON does and sends `Expires: 2026-11-22T09:00:00Z`. Sensible as that looks,
no cache reads it: an invalid `Expires` counts as already expired (RFC 9111, 5.3), and a page that was to be kept for
a day is fetched each time. HTTP has one format for senders: weekday, day, month, year and time, in English, in GMT,
of fixed length. A sender MUST use it. The weekday has to be the right one, and a day that does not exist is no date.
RFC 9110, 5.6.7.""",
        good="""\
GET /opening-hours HTTP/1.1
Host: shop.example.com

HTTP/1.1 200 OK
Date: Sun, 22 Nov 2026 09:00:00 GMT
Expires: Mon, 23 Nov 2026 09:00:00 GMT
Content-Type: text/plain

Nine to five.""",
        bad="""\
GET /opening-hours HTTP/1.1
Host: shop.example.com

HTTP/1.1 200 OK
Date: Sun, 22 Nov 2026 09:00:00 GMT
Expires: 2026-11-23T09:00:00Z
Content-Type: text/plain

Nine to five.""",
        check=_format,
    ),
)
