"""The entry point of the production server: requests are read whole here, then answered by Django's WSGI handler.

A synchronous worker that reads a body by itself waits for it: two phones on a bad network, or one bored pupil with two
stalled uploads, would take the site away from everybody. So bodies are collected by the event loop, with a limit and a
deadline, and Django sees complete requests only, one at a time in each worker, and beside it one import and one request
that hashes a password. (Django's own ASGI handler would do the same at a third of the speed.)

Who would have to wait too long is told 503 and when to come back, instead of being kept until the browser gives up.
"""

import asyncio
import logging
import re
from collections.abc import Awaitable, Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from functools import partial
from io import BytesIO
from sys import stderr
from time import monotonic
from typing import Any
from urllib.parse import unquote_to_bytes

from django.conf import settings

from .web import metrics, refusing
from .web.addresses import within
from .web.bodies import body_limit, starred, takes_files
from .web.lines import Line, Places, TooBusy
from .web.waiting import PATIENCE, Waiting
from .wsgi import application as django

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]
Answer = refusing.Answer

BODY_SECONDS = 10.0  # from the end of the header section to the last byte of the content
FILE_SECONDS = 60.0  # where a file may come: 5 MB from a line that sends 700 kbit a second

# A file is in memory from its first byte to its answer, and that a session is a good one is known only afterwards: with
# a made-up cookie somebody could let a worker hold as many as it has connections, 5 MB each.
HELD_FILES = Places(most=16)

# A page takes milliseconds. The scripts of pages give an answer up after eight seconds and more, and then send again:
# the time counts from when a request is there, however often it stands in line, and ends soon after WAITING's.
PAGES = Line(most=1000, seconds=PATIENCE + 0.5)
# These take little and wait for nobody: a busy server is not taken for a dead one, and no page lacks its style.
AT_ONCE = ("/healthz", "/readyz", "/metrics", within(settings.STATIC_URL))

# What may take many seconds runs in a thread of its own, one at a time, so that the pages of others go on meanwhile.
LONG_WORK = tuple(settings.UPLOADS)
FILES = Line(most=8, seconds=60)
ASIDE = ThreadPoolExecutor(max_workers=1, thread_name_prefix="aside")

# What met a locked database is run again, while the others go on.
WAITING = Waiting()

# What hashes a password, 240 ms of it, waits in another one (statuscourse.accounts.hashing).
HASHES = ("/accounts/sign-in/", "/accounts/sign-up/", "/accounts/password/")
# Not longer than anybody waits: who gives up and tries again would leave a hash behind that is made for nobody.
PASSWORDS = Line(most=60, seconds=15)
BESIDE = ThreadPoolExecutor(max_workers=1, thread_name_prefix="passwords")

# Django decodes forms by this parameter, and some codecs of Python turn text into what no page can hold.
CHARSET = re.compile(r";\s*charset\*?\s*=\s*(?!\"?utf-8\"?\s*(?:;|$))[^;]*", re.IGNORECASE)

log = logging.getLogger(__name__)


class TooSlow(Exception):
    """The content did not arrive in time."""


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] != "http":
        return
    try:
        status, headers, content = await _answer(scope, receive)
    except TooSlow:
        text = b"The content of the request did not arrive in time. Nothing was done with it; send it again.\n"
        status, headers, content = _plain(408, text)
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": content})


async def _answer(scope: Scope, receive: Receive) -> Answer:
    environ = _environ(scope)
    try:
        with HELD_FILES.one() if _brings_a_file(environ) else nullcontext():
            await _read(environ, receive)
            return await _in_turn(environ)
    except TooBusy as busy:
        return _refused(environ, busy.line)


def _brings_a_file(environ: dict[str, Any]) -> bool:
    """Whether the content may be larger than that of any form. Without a length it may."""
    if not takes_files(*_where(environ)):
        return False
    length, limit = environ.get("CONTENT_LENGTH", ""), body_limit(*_where(environ))
    is_large = _is_worth_reading(length, limit) and int(length) > settings.MAX_BODY_BYTES
    return is_large or "HTTP_TRANSFER_ENCODING" in environ


async def _read(environ: dict[str, Any], receive: Receive) -> None:
    """Put the content of the request where Django reads it."""
    where = _where(environ)
    limit = body_limit(*where)
    body = b""
    if _is_worth_reading(environ.get("CONTENT_LENGTH", ""), limit) or "HTTP_TRANSFER_ENCODING" in environ:
        body = await _body(receive, limit, FILE_SECONDS if takes_files(*where) else BODY_SECONDS)
        # One byte too many is enough for Django to say 413; a chunked body has a length from here on.
        environ["CONTENT_LENGTH"] = str(len(body))
    environ["wsgi.input"] = BytesIO(body)


def _where(environ: dict[str, Any]) -> tuple[str, str]:
    """What says how large the content may be: the path and the cookies."""
    return environ["PATH_INFO"], environ.get("HTTP_COOKIE", "")


async def _in_turn(environ: dict[str, Any]) -> Answer:
    """Django's answer, when it is this request's turn. Raises TooBusy."""
    path = environ["PATH_INFO"]
    if environ["REQUEST_METHOD"] == "POST":
        if starred(path).startswith(LONG_WORK):
            return await _in_thread(FILES, ASIDE, environ)
        if path in HASHES:
            return await _in_thread(PASSWORDS, BESIDE, environ)
    if path.startswith(AT_ONCE):
        return _here(environ)
    return await WAITING.patiently(partial(_page, monotonic()), environ)


async def _page(came: float, environ: dict[str, Any]) -> Answer:
    """Given back before a pause for a locked database: the turn is everybody's."""
    await PAGES.turn(came)
    try:
        return _here(environ)
    finally:
        PAGES.done()


async def _in_thread(line: Line, thread: ThreadPoolExecutor, environ: dict[str, Any]) -> Answer:
    await line.turn()
    try:
        return await asyncio.get_running_loop().run_in_executor(thread, _run, environ)
    finally:
        line.done()


def _refused(environ: dict[str, Any], line: Line | Places) -> Answer:
    metrics.count("too_busy")
    # The first, the tenth, the hundredth: a rush is told, and does not fill the log.
    if str(line.refused).strip("0") == "1":
        log.warning("More requests than this server comes to: %d were told 503 since this worker began", line.refused)
    return (refusing.busy_with_passwords if line is PASSWORDS else refusing.busy_with_pages)(environ)


def _here(environ: dict[str, Any]) -> Answer:
    """Django here and now, with no await in it.

    Without a running loop it knows that it is not inside one, and the way to another thread and back, which costs a
    third of a page, is not needed.
    """
    loop = asyncio.get_running_loop()
    asyncio._set_running_loop(None)
    try:
        return _run(environ)
    finally:
        asyncio._set_running_loop(loop)


def _is_worth_reading(length: str, limit: int) -> bool:
    """A declared length within the limit; Django refuses the others by the header alone."""
    return length.isascii() and length.isdecimal() and len(length) < 19 and 0 < int(length) <= limit


async def _body(receive: Receive, limit: int, seconds: float) -> bytes:
    """The content, cut off one byte behind the limit. Raises TooSlow."""
    parts: list[bytes] = []
    size = 0
    more = True
    try:
        async with asyncio.timeout(seconds):
            while more and size <= limit:
                message = await receive()
                if message["type"] != "http.request":  # the client went away
                    raise TooSlow
                parts.append(message.get("body", b""))
                size += len(parts[-1])
                more = message.get("more_body", False)
    except TimeoutError:
        raise TooSlow from None
    return b"".join(parts)[: limit + 1]


def _environ(scope: Scope) -> dict[str, Any]:
    """The WSGI environment (PEP 3333) of an ASGI scope."""
    host, port = scope.get("server") or ("127.0.0.1", settings.PORT)
    client = scope.get("client") or ("", 0)
    raw_path = scope.get("raw_path") or scope["path"].encode()
    environ: dict[str, Any] = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": scope.get("root_path", ""),
        "PATH_INFO": within(unquote_to_bytes(raw_path.split(b"?", 1)[0]).decode("latin-1")),
        "QUERY_STRING": scope.get("query_string", b"").decode("latin-1"),
        "SERVER_NAME": str(host),
        "SERVER_PORT": str(port),
        "SERVER_PROTOCOL": f"HTTP/{scope.get('http_version', '1.1')}",
        "REMOTE_ADDR": str(client[0]),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.get("scheme", "http"),
        "wsgi.errors": stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    for raw_name, raw_value in scope["headers"]:
        name, value = raw_name.decode("latin-1"), raw_value.decode("latin-1")
        if "_" in name:  # X_Forwarded_For would be read as X-Forwarded-For, which only a proxy may say
            continue
        key = name.upper().replace("-", "_")
        if key == "CONTENT_TYPE":
            value = CHARSET.sub("", value)
        if key not in {"CONTENT_TYPE", "CONTENT_LENGTH"}:
            key = f"HTTP_{key}"
        if key in environ:
            value = f"{environ[key]}{'; ' if key == 'HTTP_COOKIE' else ','}{value}"
        environ[key] = value
    return environ


def _run(environ: dict[str, Any]) -> Answer:
    """Run Django in this thread and collect its answer."""
    started: list[tuple[str, list[tuple[str, str]]]] = []

    def start_response(status: str, headers: list[tuple[str, str]], _error: Any = None) -> Callable[[bytes], object]:
        started.append((status, headers))
        return lambda data: None

    response: Iterable[bytes] = django(environ, start_response)
    try:
        content = b"".join(response)
    finally:
        if hasattr(response, "close"):
            response.close()
    status, headers = started[-1]
    encoded = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers]
    return int(status[:3]), encoded, content


def _plain(status: int, text: bytes) -> Answer:
    headers = {
        "content-type": "text/plain; charset=utf-8",
        "content-length": str(len(text)),
        "cache-control": "no-store",
        "connection": "close",
        "content-security-policy": "default-src 'none'",
        "x-content-type-options": "nosniff",
        "x-frame-options": "DENY",
    }
    return status, [(name.encode(), value.encode()) for name, value in headers.items()], text
