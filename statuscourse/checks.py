"""System checks for whoever runs the site: each has an id, says what is wrong and what to do."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.db import DatabaseError
from django.urls import URLPattern, URLResolver, get_resolver

from lessons.models import Lesson


@register(Tags.security, deploy=True)
def reachable(app_configs: Any, **kwargs: Any) -> Sequence[CheckMessage]:
    """A server that listens to everybody but answers to no name that they could use."""
    open_to_all = settings.HOST in {"0.0.0.0", "::"}  # noqa: S104
    if open_to_all and set(settings.ALLOWED_HOSTS) <= {"127.0.0.1", "localhost"}:
        return [
            Warning(
                "The server listens on every address but answers only to 127.0.0.1 and localhost.",
                hint="Set SITE_URL to the address that learners type, for instance http://192.168.1.20:8000.",
                id="statuscourse.W001",
            )
        ]
    return []


@register(Tags.security, deploy=True)
def plain_http(app_configs: Any, **kwargs: Any) -> Sequence[CheckMessage]:
    """Plain http is right on a classroom's own network and nowhere else."""
    if not settings.HTTPS:
        return [
            Warning(
                "SITE_URL begins with http: cookies and passwords cross the network in the clear.",
                hint="On anything but a classroom's own network, put a TLS proxy in front and set SITE_URL to https.",
                id="statuscourse.W002",
            )
        ]
    return []


@register(Tags.urls)
def prefix_is_no_page(app_configs: Any, **kwargs: Any) -> Sequence[CheckMessage]:
    """A prefix that begins like a page of the site: behind a proxy that takes it off, which one is meant?"""
    if settings.PREFIX and settings.PREFIX.split("/")[1] in {"static", *_first_parts(get_resolver().url_patterns)}:
        return [
            Error(
                f"SITE_URL ends in {settings.PREFIX}, and the site has pages of its own that begin so.",
                hint="Choose another path for the site, for instance /statuscourse.",
                id="statuscourse.E001",
            )
        ]
    return []


def _first_parts(patterns: Iterable[URLPattern | URLResolver]) -> Iterator[str]:
    """What the addresses of the site begin with: "lessons", "quizzes" and so on."""
    for item in patterns:
        route = str(item.pattern)
        if route:
            yield route.partition("/")[0]
        elif isinstance(item, URLResolver):
            yield from _first_parts(item.url_patterns)


@register(Tags.database)
def course_is_loaded(app_configs: Any, databases: Any = None, **kwargs: Any) -> Sequence[CheckMessage]:
    """A site without lessons is a site whose course was not loaded."""
    if not databases:
        return []
    try:
        loaded = Lesson.objects.exists()
    except DatabaseError:
        return []  # not migrated yet: Django says that itself
    if loaded:
        return []
    return [Warning("No lesson is loaded.", hint="Run: manage.py load_course", id="statuscourse.W003")]
