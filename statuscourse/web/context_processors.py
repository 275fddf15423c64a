"""What every template may use."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _

from .addresses import at


def sections() -> list[tuple[str, str]]:
    """The main navigation: address and label."""
    return [
        (at("/lessons/"), _("Lessons")),
        (at("/quizzes/"), _("Quizzes")),
        (at("/codes/"), _("Codes")),
        (at("/progress/"), _("Progress")),
        (at("/classes/"), _("Classes")),
        (at("/search/"), _("Search")),
    ]


def page(request: HttpRequest) -> dict[str, Any]:
    """Navigation, where we are, the site's origin, and the layout: a whole page, or a bare piece for htmx."""
    return {
        "page_sections": sections(),
        "page_path": request.path,
        "site_origin": settings.ORIGIN,
        "layout": "bare.html" if request.headers.get("HX-Request") == "true" else "base.html",
    }
