"""The answer to too many wrong passwords."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from statuscourse.web.http import problem_page


def too_many_attempts(request: HttpRequest, response: Any = None, credentials: Any = None, *args: Any) -> HttpResponse:
    """429 with Retry-After (RFC 6585, 4), for one name from one address; others in the room are not affected."""
    seconds = int(settings.AXES_COOLOFF_TIME.total_seconds())
    text = _("This name was tried too often from here. Wait %(minutes)d minutes, then try again.") % {
        "minutes": seconds // 60
    }
    page = problem_page(request, 429, _("Too many wrong passwords"), text)
    page.headers["Retry-After"] = str(seconds)
    page.headers["Cache-Control"] = "no-store"
    return page
