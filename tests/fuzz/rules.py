"""What an answer has to be, whatever was asked."""

import csv
import io
from urllib.parse import urlsplit

from tests.fuzz.hostile import MARKER
from tests.fuzz.wire import Request, Response

HEADED = ("content-security-policy", "x-content-type-options", "referrer-policy", "x-frame-options")
# What hyper, the server's HTTP, says to what is no request, before the site sees it.
NO_REQUEST = {400, 408, 413, 414, 431}
KNOWN = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT"}
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def broken_by(request: Request, response: Response | None) -> list[str]:
    """Every rule that an answer breaks, as a sentence; empty where it is right."""
    if response is None:
        return ["the connection was closed without an answer"] if request.expects_answer else []
    found = _status(request, response)
    if response.status in NO_REQUEST and not response.body and not response.get("content-security-policy"):
        return found
    found += [f"{name} is missing" for name in HEADED if not response.get(name)]
    if response.get("x-content-type-options") not in {"nosniff", ""}:
        found.append("X-Content-Type-Options is not nosniff")
    if response.get("access-control-allow-origin"):
        found.append("another origin may read it")
    return found + _places(request, response) + _cookies(response) + _content(response)


def _status(request: Request, response: Response) -> list[str]:
    status = response.status
    if status >= 500 and not (status == 501 and request.method not in KNOWN):
        return [f"a {status}"]
    if status in {204, 304} and response.body:
        return [f"a {status} with content"]
    if status == 405 and not response.get("allow"):
        return ["a 405 without Allow"]
    if status == 429 and not response.get("retry-after"):
        return ["a 429 without Retry-After"]
    return []


def _places(request: Request, response: Response) -> list[str]:
    place = response.get("location")
    host = next((text for name, text in request.headers if name == "Host"), "")
    parts = urlsplit(place)
    if place and (parts.scheme or parts.netloc) and place != f"http://{host}{place.partition(host)[2]}":
        return [f"it leads outside the site: {place[:200]}"]
    if place and ("\\" in place or place.startswith("//")):
        return [f"it leads outside the site: {place[:200]}"]
    if response.get("x-injected"):
        return ["a header was injected"]
    return []


def _cookies(response: Response) -> list[str]:
    cookies = [text for name, text in response.headers if name.lower() == "set-cookie"]
    return [
        f"a cookie without its flags: {text[:80]}"
        for text in cookies
        if "max-age=0" not in text.lower()  # not taken back
        and ("httponly" not in text.lower() or "samesite=lax" not in text.lower() or "domain=" in text.lower())
    ]


def _content(response: Response) -> list[str]:
    kind = response.get("content-type").lower()
    found = []
    if response.body and not kind:
        found.append("Content-Type is missing")
    if kind.startswith("text/") and "charset=utf-8" not in kind.replace('"', ""):
        found.append(f"no charset: {kind}")
    if response.get("content-encoding"):
        return found
    if kind.startswith("text/html") and MARKER.encode() in response.body:
        found.append("what was sent stands in the page as it was sent")
    if b"Traceback (most recent call last)" in response.body or b"DJANGO_SETTINGS_MODULE" in response.body:
        found.append("it shows the inside of the server")
    if kind.startswith("text/csv"):
        found += _formulas(response.body)
    return found


def _formulas(body: bytes) -> list[str]:
    text = body.decode("utf-8-sig", "replace")
    delimiter = ";" if text.partition("\n")[0].count(";") > text.partition("\n")[0].count(",") else ","
    cells = [cell for row in csv.reader(io.StringIO(text), delimiter=delimiter) for cell in row]
    return [f"a cell is a formula: {cell[:60]!r}" for cell in cells if cell.startswith(FORMULA) and not _number(cell)][
        :1
    ]


def _number(cell: str) -> bool:
    return cell.lstrip("+-").replace(".", "", 1).isdecimal()
