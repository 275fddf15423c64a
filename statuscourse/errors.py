"""The pages of errors. Each teaches why it is this code and not its neighbour."""

import sqlite3
import sys
from typing import Any

from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.db import IntegrityError
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from statuscourse.web.http import drawn_alone, problem_page, way_again
from statuscourse.web.logs import current_request_id
from statuscourse.web.outages import database_failed, failure_behind, outage


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    if failure := failure_behind(exception):  # Django takes a session that could not be stored for a deleted one
        return outage(request, failure)
    text = _("The server could not read this request, so it did nothing with it.")
    return problem_page(request, 400, _("A request that cannot be read"), text)


def permission_denied(request: HttpRequest, exception: PermissionDenied) -> HttpResponse:
    known = _("You are known here, and this is not yours to do. Another sign-in may be, the same one again is not.")
    text = str(exception) or known
    return problem_page(request, 403, _("Understood, and refused"), text)


def page_not_found(request: HttpRequest, exception: Http404) -> HttpResponse:
    text = _(
        "There is no page at this address, or none that it will admit to. Not 403: that would confirm that it exists. "
        "Not 410: that is kept for pages that were here and were taken away on purpose."
    )
    return problem_page(request, 404, _("Nothing here"), text)


def server_error(request: HttpRequest) -> HttpResponse:
    error = sys.exc_info()[1]
    if error is not None and database_failed(error):
        return outage(request, error)
    if error is not None and request.method not in {"GET", "HEAD"} and was_deleted_meanwhile(error):
        return deleted_meanwhile(request)
    text = _("Something broke on our side; what you sent was not at fault. It is in the log. Try again in a minute.")
    if request.method == "POST" and request.headers.get("HX-Request") == "true":  # the page keeps what was typed
        text = _("Something broke on our side. Nothing was lost here: send it again in a minute.")
    more = {"number": current_request_id(), **way_again(request)}
    return drawn_alone(request, 500, _("We broke something"), text, **more)


def was_deleted_meanwhile(error: BaseException) -> bool:
    """Whether a row that a change needs went away after it was looked up, as when two people work on one question."""
    cause = error.__cause__
    if not isinstance(error, IntegrityError):
        return isinstance(error, ObjectDoesNotExist)
    foreign_key = sqlite3.SQLITE_CONSTRAINT_FOREIGNKEY
    return getattr(cause, "sqlite_errorcode", 0) == foreign_key or getattr(cause, "sqlstate", "") == "23503"


def deleted_meanwhile(request: HttpRequest) -> HttpResponse:
    text = _(
        "While this was on its way, somebody deleted something that it needs: a question, a quiz, a class or the"
        " account itself. Nothing was changed. Not 404: the address is right, but what is there now does not go with"
        " what was sent. Go back and look at what is there now."
    )
    return drawn_alone(request, 409, _("Deleted meanwhile"), text, **way_again(request))


def csrf_failure(request: HttpRequest, reason: str = "", **kwargs: Any) -> HttpResponse:
    text = _(
        "The form carried no valid token, so the site cannot tell that you sent it. That happens when a page "
        "stood open while you signed in or out, or when cookies are blocked. Nothing was recorded. Reload the page and "
        "send it again."
    )
    return problem_page(request, 403, _("This form has expired"), text, **way_again(request))
