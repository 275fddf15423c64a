"""Live sessions as somebody may see them: players by their place in the class, hosts because they teach it."""

from dataclasses import dataclass
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import Http404
from django.utils.translation import gettext as _

from statuscourse.accounts.access import get_learner, is_signed_in
from statuscourse.web.http import CourseRequest
from statuscourse.web.statements import Select

from ..models import Classroom, LiveSession

COLUMNS = (
    "s.id, s.classroom_id, s.revision_ids, s.convention, s.seconds, s.phase, s.position, s.version, s.asked_at,"
    " s.ends_at, s.started_at, s.ended_at, s.shows_bars"
)
# Every phone asks this every two seconds: the session, the member's place in its class, and when they answered.
SEAT = Select(
    LiveSession,
    f"""
    SELECT {COLUMNS}, m.id AS seat, a.answered_at AS answered
    FROM classrooms_livesession s
    JOIN classrooms_membership m ON m.classroom_id = s.classroom_id AND m.learner_id = %s AND m.left_at IS NULL
    LEFT JOIN classrooms_liveanswer a ON a.session_id = s.id AND a.position = s.position AND a.membership_id = m.id
    WHERE s.id = %s
    """,  # noqa: S608 - names of columns
)
# And the screen every second: the session, how many play and have answered, and when the last answer came.
WALL = Select(
    LiveSession,
    f"""
    SELECT {COLUMNS},
        (SELECT COUNT(*) FROM classrooms_player p WHERE p.session_id = s.id) AS people,
        (SELECT COUNT(*) FROM classrooms_liveanswer a WHERE a.session_id = s.id AND a.position = s.position) AS given,
        (SELECT MAX(answered_at) FROM classrooms_liveanswer a
         WHERE a.session_id = s.id AND a.position = s.position) AS latest
    FROM classrooms_livesession s WHERE s.id = %s
    """,  # noqa: S608 - names of columns
)


@dataclass(frozen=True)
class Seat:
    """A member's place in a session. ``answered`` tells one state of their answer to the open question from another."""

    session: LiveSession
    membership_id: int
    answered: str


@dataclass(frozen=True)
class Wall:
    """A session as the screen counts it. ``latest`` tells one state of the answers from another."""

    session: LiveSession
    players: int
    given: int
    latest: str


def get_seat(request: CourseRequest, session_id: UUID) -> Seat:
    """A session for somebody who is in its class as a learner; 404 for strangers, 403 for who only teaches it."""
    learner = get_learner(request)
    session = SEAT.first(learner.pk, _key(session_id)) if learner else None
    if session is not None:
        more = vars(session)
        return Seat(session, more["seat"], str(more["answered"] or ""))
    if _teaches(request, session_id):
        raise PermissionDenied(_("You teach this class: your page is the session's screen, this one its learners'."))
    raise Http404("no such session")


def get_wall(request: CourseRequest, session_id: UUID) -> Wall:
    """A session for those who teach its class; 404 for strangers, 403 for its learners."""
    if not _teaches(request, session_id):
        learner = get_learner(request)
        if learner and SEAT.first(learner.pk, _key(session_id)):
            raise PermissionDenied(_("The screen is for those who teach the class."))
        raise Http404("no such session")
    session = WALL.first(_key(session_id))
    if session is None:
        raise Http404("no such session")
    more = vars(session)
    return Wall(session, more["people"], more["given"], str(more["latest"] or ""))


def _teaches(request: CourseRequest, session_id: UUID) -> bool:
    if not is_signed_in(request):
        return False
    return Classroom.objects.taught_by(request.user).filter(sessions=session_id).exists()


def _key(session_id: UUID) -> object:
    return LiveSession._meta.pk.get_db_prep_value(session_id, connection)
