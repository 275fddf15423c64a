"""What every template may use."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def page(request: HttpRequest) -> dict[str, Any]:
    """The site's origin, for addresses that are shown, never for links."""
    return {"site_url": settings.SITE_URL}
