"""What every answer of the site has to be, whoever asks for whatever: the one list that walks and error pages share."""

from statuscourse.audit.core.faults import faults

DATE = ("Date", "Sun, 22 Nov 2026 09:00:00 GMT")  # the server writes it, and no server stands before these tests
SECURITY = (
    "Content-Security-Policy",
    "Cross-Origin-Opener-Policy",
    "Cross-Origin-Resource-Policy",
    "Permissions-Policy",
    "Referrer-Policy",
    "X-Content-Type-Options",
    "X-Frame-Options",
)


def content_of(response):
    return b"".join(response.streaming_content) if response.streaming else response.content


def wrong_with(method, response):
    """Everything that is wrong with an answer, as sentences; empty where nothing is."""
    status = response.status_code
    found = [fault.text for fault in faults(method, status, [*response.headers.items(), DATE], content_of(response))]
    found += [f"{name} is missing" for name in SECURITY if not response.has_header(name)]
    if status >= 500 and status not in {501, 503}:
        found.append(f"a {status}")
    if status == 405 and method in allowed(response):
        found.append(f"{method} is allowed and refused")
    if status == 304 and response.headers.get("Content-Length") == "0":
        found.append("a 304 says that the page has no content (RFC 9110, 8.6)")
    if status not in {204, 301} and not response.has_header("Cache-Control"):
        found.append("Cache-Control is missing")
    if status == 429 and not response.has_header("Retry-After"):
        found.append("Retry-After is missing")
    return found


def allowed(response):
    return {name.strip() for name in response.headers.get("Allow", "").split(",") if name.strip()}
