"""How large the body of a request may be, by its address: one answer for the entry point and the middleware."""

import re

from django.conf import settings

PART = re.compile(r"(?<=^/classes)/[0-9a-f-]{36}/")  # what a star stands for


def body_limit(path: str, cookies: str) -> int:
    """The most bytes that a request to this path may bring; ``cookies`` is its Cookie field.

    An address that takes files takes large ones from browsers with a session cookie only. That it is a good one is
    found out later, because asking the database before a body is read would cost more than the memory that it saves:
    what nobody gave such a cookie to is kept out, and the rest is bounded by the limit.
    """
    upload = settings.UPLOADS.get(starred(path))
    return int(upload if upload and _has_session(cookies) else settings.MAX_BODY_BYTES)


def starred(path: str) -> str:
    """A path as ``UPLOADS`` names it: with a star for the id of a class."""
    return PART.sub("/*/", path)


def takes_files(path: str, cookies: str) -> bool:
    """Whether a request may bring more than the forms of the site need."""
    return body_limit(path, cookies) > settings.MAX_BODY_BYTES


def _has_session(cookies: str) -> bool:
    return any(each.strip().startswith(f"{settings.SESSION_COOKIE_NAME}=") for each in cookies.split(";"))
