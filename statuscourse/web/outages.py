"""The database does not answer, or takes nothing more: 503 with Retry-After, drawn without it, and one line in the log.

No program was at fault and nothing is broken for good, so it is no 500 (RFC 9110, 15.6.4): whoever asks again in a
moment is answered. A statement that is our own mistake, such as one that names a table that is not there, stays a 500.
"""

import logging
import sqlite3

from django.db import Error, connection
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from .http import drawn_alone, problem_details, takes_details, way_again
from .logs import current_request_id
from .waiting import IS_LOCKED, is_unseen

RETRY_AFTER = "10"  # seconds

# What SQLite says where the file, the disk or another process is in the way, by its primary code (sqlite.org/rescode).
SQLITE_AWAY = frozenset(
    {
        sqlite3.SQLITE_PERM,
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_CORRUPT,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_PROTOCOL,
        sqlite3.SQLITE_NOTADB,
    }
)
# PostgreSQL's classes of states (its manual, appendix A): no connection, a transaction that can be tried again, no room
# or no more connections, a lock that is not to be had, shut down or cancelled, input and output, damage.
POSTGRES_AWAY = ("08", "40", "53", "55P03", "57", "58", "XX001", "XX002", "25006")  # the last: only reading, a replica

log = logging.getLogger(__name__)


def database_failed(error: BaseException | None) -> bool:
    """Whether an exception says that the database is what failed, and not what was asked of it."""
    if not isinstance(error, Error):
        return False
    cause = error.__cause__
    if isinstance(cause, sqlite3.Error):
        return getattr(cause, "sqlite_errorcode", 0) & 0xFF in SQLITE_AWAY
    state = getattr(cause, "sqlstate", None)
    if state:
        return str(state).startswith(POSTGRES_AWAY)
    # Without a state nobody was there to say one: no connection, or one that broke. Django's own errors have no cause.
    return type(error).__name__ in {"OperationalError", "InterfaceError"}


def failure_behind(error: BaseException | None) -> BaseException | None:
    """The failure of the database that an exception was raised for, such as a session that could not be stored."""
    while error is not None and not database_failed(error):
        error = error.__cause__ or error.__context__
    return error


def outage(request: HttpRequest, error: BaseException) -> HttpResponse:
    """503 for a page, a piece or a script, from within the handler of the exception."""
    if is_locked(error):
        request.META[IS_LOCKED] = True
        if is_unseen(request.META):
            return _unseen()
    else:
        let_go()
    _log_line(request, error)
    title, text = _words(request)
    if takes_details(request.headers.get("Accept", "")):
        answer = problem_details(503, title, text)
    else:
        more = {"number": current_request_id(), **way_again(request)}
        answer = drawn_alone(request, 503, title, text, **more)
    answer.headers["Retry-After"] = RETRY_AFTER
    return _logged(answer)


def is_locked(error: BaseException) -> bool:
    """Whether somebody else was in the way: nothing is wrong with the connection, and soon it is free.

    Another process has SQLite's file, or PostgreSQL took this transaction back to end a deadlock or to keep an order.
    """
    if getattr(error.__cause__, "sqlstate", None) in {"40001", "40P01"}:
        return True
    return getattr(error.__cause__, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_BUSY


def _unseen() -> HttpResponse:
    return _logged(HttpResponse(status=503, headers={"Cache-Control": "no-store"}))


def _logged(answer: HttpResponse) -> HttpResponse:
    answer._has_been_logged = True  # type: ignore[attr-defined]  # or Django adds forty lines for each request
    return answer


def let_go() -> None:
    """Close a connection that failed: the next request opens a new one, and SQLite's would never be asked about."""
    if connection.in_atomic_block:
        return
    try:
        connection.close()
    except Error:
        connection.connection = None


def _words(request: HttpRequest) -> tuple[str, str]:
    """The title, and what is kept and what to do."""
    if request.method in {"GET", "HEAD"}:
        text = _(
            "This page stands in the course's database, which does not answer just now. Everything that was shown as"
            " saved is kept. Load the page again in ten seconds."
        )
        return _("The database does not answer"), text
    if request.headers.get("HX-Request") == "true":
        text = _(
            "Not saved: the course's database takes nothing just now. Nothing was lost here: send it again in ten"
            " seconds, and it counts once."
        )
        return _("Not saved"), text
    text = _(
        "What you sent was right, and it is not saved: the course's database takes nothing just now. Everything that"
        " was shown as saved before is kept. Wait ten seconds, then reload this page: that sends it again, and it"
        " counts once."
    )
    return _("Not saved"), text


def _log_line(request: HttpRequest, error: BaseException) -> None:
    kind = getattr(error.__cause__, "sqlite_errorname", None) or getattr(error.__cause__, "sqlstate", None)
    says = " ".join(str(error).split())[:300]
    name = type(error).__name__
    log.error("%s %s: 503, the database failed: %s %s %s", request.method, request.path, name, kind or "", says)
