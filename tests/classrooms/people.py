"""Browsers that join classes."""

import re
from datetime import timedelta

from django.utils import timezone

from tests.classrooms.factories import make_class
from tests.visitor import Visitor

CODE = "KTM47R"
JOIN = f"/join/{CODE}/"
SHOWN = re.compile(r'class="(?:big|slip)-code" translate="no">([^<]+)<')


def open_class(*, lasts=timedelta(days=1), code=CODE, **more):
    """A class that its code lets people into now."""
    ends = timezone.now() + lasts if lasts is not None else None
    return make_class(join_code=code, join_code_ends_at=ends, **more)


def phone(address="192.0.2.1", **more):
    """A browser that has never been here."""
    return Visitor(REMOTE_ADDR=address, **more)


def joined(name="Ada", *, visitor=None, address=JOIN):
    """A browser that has joined by the code, with the page that it got."""
    visitor = visitor or phone()
    return visitor, visitor.send(address, name=name)


def codes_in(answer):
    """The personal codes that a page shows, as they are printed."""
    return SHOWN.findall(answer.content.decode())
