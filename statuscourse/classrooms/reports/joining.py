"""The address by which people join, as a picture for phones and as words."""

from datetime import datetime
from io import BytesIO
from urllib.parse import urlsplit

import segno
from django.conf import settings
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from ..models import Classroom, LiveSession

OWN = {"127.0.0.1", "localhost", "::1"}


def join_address(code: str) -> str:
    """The whole address of a join code, from ``SITE_URL``: what a phone in the room can open."""
    return f"{settings.ORIGIN}{reverse('join_class', args=[code])}"


def is_only_here() -> bool:
    """Whether the site's address leads nowhere from any other machine."""
    return urlsplit(settings.SITE_URL).hostname in OWN


def qr_code(text: str) -> SafeString:
    """An address as a picture for phones: an inline SVG without a style or a size of its own."""
    out = BytesIO()
    segno.make(text, error="m", micro=False).save(
        out, kind="svg", xmldecl=False, svgns=False, omitsize=True, nl=False, svgid="qr", svgclass="qr"
    )
    return mark_safe(out.getvalue().decode())  # noqa: S308 - the library's own, from an address of ours


def find_open(code: str, now: datetime) -> tuple[Classroom, LiveSession | None] | None:
    """The class that a code lets into, and the live session that it names; None where it is valid for nothing."""
    found = Classroom.objects.open_to(code, now).first()
    if found is not None:
        return found, None
    running = LiveSession.objects.filter(join_code=code, ended_at=None, classroom__archived_at=None)
    session = running.select_related("classroom").first()
    return (session.classroom, session) if session is not None else None


def site_address(name: str) -> str:
    """The whole address of a page without parameters."""
    return f"{settings.ORIGIN}{reverse(name)}"
