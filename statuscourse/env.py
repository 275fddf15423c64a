"""Typed readers for the environment. A value that makes no sense stops the start with a sentence that says so."""

import os
import re
import secrets
from collections.abc import Sequence
from contextlib import suppress
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import dj_database_url
from django.core.exceptions import ImproperlyConfigured

_asked: set[str] = set()


def names() -> frozenset[str]:
    """Every setting that was asked for so far."""
    return frozenset(_asked)


def text(name: str, default: str) -> str:
    _asked.add(name)
    return os.environ.get(name, "").strip() or default


def flag(name: str, default: bool) -> bool:
    value = text(name, "1" if default else "0").lower()
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"0", "false", "no", "off"}:
        return False
    raise ImproperlyConfigured(f"{name} is {value!r}; write 1 or 0")


def whole(name: str, default: int, *, least: int, most: int) -> int:
    value = text(name, str(default))
    if not (value.isascii() and value.isdecimal() and len(value) < 10) or not least <= int(value) <= most:
        raise ImproperlyConfigured(f"{name} is {value!r}; write a whole number from {least} to {most}")
    return int(value)


def days(name: str, default: int, *, least: int) -> int:
    """A number of days, or 0 for never."""
    number = whole(name, default, least=0, most=3650)
    if 0 < number < least:
        raise ImproperlyConfigured(f"{name} is {number}; write 0 for never, or a number from {least} to 3650")
    return number


def choice(name: str, default: str, allowed: Sequence[str]) -> str:
    """One of some words, in any case."""
    value = text(name, default)
    for word in allowed:
        if value.lower() == word.lower():
            return word
    raise ImproperlyConfigured(f"{name} is {value!r}; write one of: {', '.join(allowed)}")


def token(name: str, *, least: int) -> str:
    """A secret that a machine sends in a header field, or nothing. It is not repeated where it is refused."""
    value = text(name, "")
    if value and (len(value) < least or not re.fullmatch(r"[A-Za-z0-9._~+/=-]+", value)):
        raise ImproperlyConfigured(
            f"{name} has {len(value)} characters; it needs at least {least}, of letters, digits and ._~+/=- alone."
            " Make one with: openssl rand -hex 20"
        )
    return value


def words(name: str) -> list[str]:
    """A list separated by commas."""
    return [part.strip() for part in text(name, "").split(",") if part.strip()]


# A name of a machine or of a host (RFC 1123, 2.1); an address of version 4 looks like one.
HOST_NAME = re.compile(r"(?!.{254})[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,62})?(?:\.[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,62})?)*\.?")


def _is_host(value: str) -> bool:
    """A name or an address, without scheme, port and path."""
    try:
        ip_address(value.removeprefix("[").removesuffix("]"))
    except ValueError:
        return HOST_NAME.fullmatch(value) is not None and not re.fullmatch(r"[\d.]+", value)
    return True


def host(name: str, default: str) -> str:
    """An address of this machine to listen on."""
    value = text(name, default)
    if not _is_host(value) or value.startswith("["):
        raise ImproperlyConfigured(
            f"{name} is {value!r}; write an address of this machine, such as 127.0.0.1 or 0.0.0.0, without scheme"
        )
    return value


def hosts(name: str) -> list[str]:
    """Names that the server answers to; one with a dot before it stands for all below it."""
    found = words(name)
    for value in found:
        if value == "*":
            raise ImproperlyConfigured(
                f"{name} is '*': links would then lead wherever a stranger's request says. Write the names themselves"
            )
        if not _is_host(value.removeprefix(".")):
            raise ImproperlyConfigured(
                f"{name} has {value!r} in it; write names such as course.school.example, without scheme, port and path"
            )
    return found


def time_zone(name: str, default: str) -> str:
    """A name of the time zone database."""
    value = text(name, default)
    try:
        ZoneInfo(value)
    except (ValueError, OSError, ZoneInfoNotFoundError):
        raise ImproperlyConfigured(
            f"{name} is {value!r}, which is no time zone; write a name such as Europe/Berlin or UTC"
        ) from None
    return value


PREFIX = re.compile(r"(?:/[A-Za-z0-9][A-Za-z0-9._~-]*)*")


def site_url(name: str, default: str) -> str:
    """An origin such as ``https://course.school.example``, with a path where the site has not the host to itself."""
    value = text(name, default).rstrip("/")
    try:
        parts = urlsplit(value)
        is_whole = _is_host(parts.hostname or "") and parts.port != 0 and "@" not in parts.netloc
    except ValueError:  # a port that is none, or an address that ends too early
        parts, is_whole = urlsplit(""), False
    is_plain = PREFIX.fullmatch(parts.path) and not parts.query and not parts.fragment
    if parts.scheme not in {"http", "https"} or not is_whole or not is_plain:
        raise ImproperlyConfigured(
            f"{name} is {value!r}; write an origin such as https://course.school.example, or with a plain path behind"
            " it where a proxy keeps one for the site: https://school.example/statuscourse"
        )
    return value


def redirect(name: str, *, is_told: bool) -> bool:
    """Whether an https site sends http there. ``is_told``: a proxy says of each request which of them it was."""
    wanted = flag(name, True)
    if wanted and not is_told:
        raise ImproperlyConfigured(
            "BEHIND_PROXY is 0 and SITE_URL is https: every page would redirect to itself for ever, because the server"
            " speaks plain http and nobody tells it which requests were https. Leave BEHIND_PROXY empty where a proxy"
            f" sets X-Forwarded-Proto, or set {name}=0 where something in front ends TLS and says nothing"
        )
    return wanted


def own_address(host: str, port: int) -> str:
    """The origin under which this machine reaches a server that listens there."""
    if host in {"0.0.0.0", "::"}:  # noqa: S104 - compared, not bound
        host = "127.0.0.1"
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


# A database server that does not answer is said to be gone after five seconds instead of two minutes; one that went
# away without a word in the middle of a question (a cable, a lost machine) after fifteen, instead of hours.
PATIENCE = {
    "connect_timeout": 5,
    "tcp_user_timeout": 15_000,
    "keepalives_idle": 10,
    "keepalives_interval": 2,
    "keepalives_count": 3,
}


def database_url(name: str, default: dict[str, Any]) -> dict[str, Any]:
    """A PostgreSQL such as ``postgres://course:secret@db.school.example:5432/course``, or else the default.

    What stands behind a question mark goes to libpq (``?sslmode=verify-full``). The address is not repeated where it
    is refused: it has a password in it.
    """
    value = text(name, "")
    return postgresql(name, value) if value else default


def postgresql(name: str, value: str) -> dict[str, Any]:
    """The settings of the PostgreSQL with that address; ``name`` is what refusals call it."""
    example = "write an address such as postgres://user:password@host:5432/name"
    try:
        found: dict[str, Any] = {**dj_database_url.parse(value, conn_max_age=600, conn_health_checks=True)}
    except (ValueError, dj_database_url.ParseError, dj_database_url.UnknownSchemeError):
        raise ImproperlyConfigured(f"{name} cannot be read; {example}") from None
    if found["ENGINE"] != "django.db.backends.postgresql" or not found["NAME"]:
        raise ImproperlyConfigured(f"{name} names no PostgreSQL database; {example}")
    options = found.get("OPTIONS", {})
    # A pool of connections that lends them for a transaction (PgBouncer) cannot keep a cursor beyond it.
    found["DISABLE_SERVER_SIDE_CURSORS"] = options.pop("disable_server_side_cursors", False) is True
    _check_options(name, options)
    return found | {"OPTIONS": {**PATIENCE, **options}}


def _check_options(name: str, options: dict[str, Any]) -> None:
    """Refuse what libpq does not know by its name; of values it says only when it connects."""
    import psycopg  # noqa: PLC0415 - a site with a file for a database is spared its weight

    try:
        psycopg.conninfo.make_conninfo("", **options)
    except psycopg.ProgrammingError as error:
        reason = str(error).strip().splitlines()[0]
        raise ImproperlyConfigured(f"{name}: what stands behind its question mark is refused: {reason}") from None


def path(name: str, default: Path) -> Path:
    """A place that need not be there yet; it may not be a file."""
    found = Path(text(name, str(default))).expanduser().resolve()
    if found.is_file():
        raise ImproperlyConfigured(f"{name} is {str(found)!r}, which is a file; write a folder")
    return found


def folder(name: str, default: Path) -> Path:
    path = Path(text(name, str(default))).expanduser().resolve()
    try:
        path.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise ImproperlyConfigured(f"{name}: the folder {path} cannot be made: {error}") from error
    return path


def secret_key(name: str, file: Path) -> str:
    """The key from the environment, or one made once and kept in ``file``, readable by its owner alone."""
    given = text(name, "")
    if given:
        if len(given) < 50:
            raise ImproperlyConfigured(f"{name} has {len(given)} characters; it needs at least 50")
        return given
    if not file.exists():
        _keep_key(file)
    try:
        key = file.read_text(encoding="ascii").strip()
    except (OSError, ValueError) as error:
        raise ImproperlyConfigured(f"The key in {file} cannot be read: {error}") from error
    if len(key) < 50:
        raise ImproperlyConfigured(
            f"The key in {file} has {len(key)} characters; it needs at least 50. Bring it back from a backup, or delete"
            " the file: then a new one is made, everybody signs in again, and personal codes have to be given anew"
        )
    return key


def _keep_key(file: Path) -> None:
    """Make a key and keep it, whole or not at all: nobody reads half of it, and of two who make one, one wins."""
    draft = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as stream:
            stream.write(secrets.token_urlsafe(64))
            stream.flush()
            os.fsync(stream.fileno())
        with suppress(FileExistsError):
            os.link(draft, file)
        draft.unlink()
    except OSError as error:
        raise ImproperlyConfigured(f"The key cannot be kept in {file}: {error}") from error
