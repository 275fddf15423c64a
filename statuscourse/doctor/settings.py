"""Settings that can be read one by one and make no sense together."""

import os
from collections.abc import Iterator
from difflib import get_close_matches
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage

from statuscourse import checks, env
from statuscourse.moving import left

from .findings import Finding, error, note, warning

ALONE = {"127.0.0.1", "localhost", "::1"}


def debug() -> Iterator[Finding]:
    """Whether the debug page is shown."""
    if settings.DEBUG:
        yield error(
            "DEBUG is on.",
            "Whoever meets an error reads settings, paths and other people's data on its page.",
            "Take DEBUG out of the environment and start the site again.",
        )


def key() -> Iterator[Finding]:
    """The key that signs sessions."""
    value, file = settings.SECRET_KEY, Path(settings.DATA_DIR) / "secret_key"
    if len(value) < 50 or len(set(value)) < 10 or value.startswith("django-insecure"):
        yield error(
            "SECRET_KEY can be guessed.",
            "Who knows it signs in as anybody and can try out all personal codes.",
            "Make one with: openssl rand -hex 40. Everybody signs in again, and personal codes have to be given anew.",
        )
    kept = file.read_text(encoding="ascii", errors="replace").strip() if file.is_file() else ""
    if kept and kept != value:
        yield warning(
            f"SECRET_KEY is another one than the key in {file}.",
            "Personal codes that were given under one of them open nothing under the other.",
            f"Take SECRET_KEY out of the environment to go on with the file, or delete {file} once nobody needs it.",
        )
    if _shared() and not os.environ.get("SECRET_KEY", "").strip():
        yield warning(
            f"DATABASE_URL is set and SECRET_KEY is not: the key comes from {file}.",
            "A second machine makes a key of its own, and each signs out the people of the other. With that folder the"
            " key is lost, and with it every session and personal code.",
            f"Set SECRET_KEY to what stands in {file}, on every machine, and keep it where you keep passwords.",
        )


def moved() -> Iterator[Finding]:
    """Whether the settings still name the file that the course has left."""
    if left.is_left():
        yield error(
            "This course was moved to a PostgreSQL, and DATABASE_URL is not set.",
            "Commands look at the old file, and a server that has it stores nothing.",
            "Set DATABASE_URL for the server and for every command, and start the site anew.",
        )


def _shared() -> bool:
    return not str(settings.DATABASES["default"]["ENGINE"]).endswith("sqlite3")


def names() -> Iterator[Finding]:
    """The name that learners type, and where the server listens."""
    for message in [*checks.reachable(None), *checks.plain_http(None)]:
        yield _of_check(message)
    site = urlsplit(settings.SITE_URL)
    if not settings.HTTPS and not settings.BEHIND_PROXY and (site.port or 80) != settings.PORT:
        yield warning(
            f"SITE_URL says port {site.port or 80}, and the server listens on {settings.PORT}.",
            "Links and QR codes lead to where nobody answers.",
            f"Set SITE_URL to {site.scheme}://{site.hostname}:{settings.PORT}, or PORT to {site.port or 80}.",
        )
    something_in_front = settings.BEHIND_PROXY or settings.HTTPS
    if settings.HOST in ALONE and str(site.hostname) not in ALONE and not something_in_front:
        yield warning(
            f"The server listens on {settings.HOST} only, and SITE_URL says {settings.SITE_URL}.",
            "Nobody but this machine reaches it.",
            "Set HOST=0.0.0.0, or put a proxy in front and set BEHIND_PROXY=1.",
        )


def _of_check(message: CheckMessage) -> Finding:
    hint = message.hint or ""
    if message.id == "statuscourse.W002":  # on a classroom's own network it is meant, and no reason for an exit code
        return note(message.msg, "Who is on the same network can read them.", hint)
    return warning(message.msg, "Learners are told 400 instead of the page.", hint)


def proxy() -> Iterator[Finding]:
    """What a proxy in front says, and whether it may be believed."""
    if settings.HTTPS and not settings.BEHIND_PROXY:
        yield note(
            "SITE_URL is https and BEHIND_PROXY is 0.",
            "That is right behind a tunnel that ends TLS and says nothing; then everybody comes from its address, by"
            " which throttles count, and HSTS is not sent.",
            "Where a proxy sets X-Forwarded-Proto and X-Forwarded-For itself, set BEHIND_PROXY=1.",
        )
    if settings.BEHIND_PROXY and settings.HOST in {"0.0.0.0", "::"}:  # noqa: S104 - compared, not bound
        yield note(
            f"BEHIND_PROXY is 1 and the server listens on every address (HOST={settings.HOST}).",
            "Who reaches it around the proxy chooses the address that throttles count by.",
            f"Let only the proxy reach port {settings.PORT}: a firewall, a private network, or HOST=127.0.0.1.",
        )
    if settings.BEHIND_PROXY and not settings.HTTPS:
        yield note(
            "BEHIND_PROXY is 1 and SITE_URL is http.",
            "That is right behind a proxy without TLS; without any proxy, visitors choose the address they come from.",
            "Where no proxy is in front, set BEHIND_PROXY=0.",
        )


def misspelled() -> Iterator[Finding]:
    """Names in the environment that look like one of ours."""
    for name in sorted(set(os.environ) - env.names()):
        close = get_close_matches(name, env.names(), n=1, cutoff=0.85)
        if close:
            yield warning(
                f"There is {name} in the environment, which is no setting of this site.",
                f"If {close[0]} was meant, it is not set.",
                f"Rename it to {close[0]}, or leave it if it belongs to something else.",
            )


def zone() -> Iterator[Finding]:
    """When a day begins."""
    if settings.TIME_ZONE == "UTC":
        yield note(
            "TIME_ZONE is UTC.",
            "Times are shown in it, and days of the progress page end at its midnight.",
            "Set TIME_ZONE to where your learners are, for instance Europe/Berlin.",
        )


EXAMINATIONS = (debug, moved, key, names, proxy, misspelled, zone)
