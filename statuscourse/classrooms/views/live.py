"""Live sessions: begun by a teacher, shown on the wall, answered by phones."""

from random import SystemRandom
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.middleware.csrf import get_token
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _

from quizzes.forms import answer_form
from quizzes.models import get_revision
from statuscourse.accounts.access import author_required
from statuscourse.web.http import CourseRequest, private, problem_page, render_page, see_other
from statuscourse.web.methods import allow

from .. import access
from ..access.live import Seat, Wall, get_seat, get_wall
from ..actions import live as actions
from ..core.live import STEPS
from ..forms.live import BeginForm
from ..models import Classroom, LiveSession
from ..reports import live as shown


@allow("GET", "POST")
@author_required
@access.gone_is_404
def live(request: CourseRequest, class_id: UUID) -> HttpResponse:
    """The live sessions of a class; a POST begins one."""
    item = access.get_taught_class(request, class_id)
    if request.method != "POST":
        return _list(request, item, BeginForm(user=request.user))
    form = BeginForm(request.POST, user=request.user)
    if item.archived_at is not None:
        form.add_error(None, _("An archived class begins nothing. Bring it back in its settings."))
        return _list(request, item, form, status=409)
    if not form.is_valid():
        return _list(request, item, form, status=422)
    try:
        session = actions.begin_session(
            classroom=item, host=request.user, now=timezone.now(), rng=SystemRandom(), **form.cleaned_data
        )
    except actions.NothingToAsk:
        form.add_error("quiz", _("All questions of this quiz are retired. Choose another one."))
        return _list(request, item, form, status=422)
    return see_other(reverse("live_screen", args=[session.pk]))


def _list(request: CourseRequest, item: Classroom, form: BeginForm, status: int = 200) -> HttpResponse:
    _end_forgotten(*LiveSession.objects.filter(classroom=item, ended_at=None))
    data = {"classroom": item, "form": form, "sessions": shown.sessions_of(item)}
    return render_page(request, "classrooms/live.html", data, status=status)


def _end_forgotten(*sessions: LiveSession) -> bool:
    """End what nobody has ended for half a day; whether there was any."""
    now = timezone.now()
    old = [each for each in sessions if each.standing.is_forgotten(each.started_at, now)]
    for each in old:
        actions.end_forgotten(session_id=each.pk, now=now)
    return bool(old)


# The screen on the wall


@allow("GET")
@author_required
def live_screen(request: CourseRequest, session_id: UUID) -> HttpResponse:
    """What the room sees, with the steps of whoever leads it."""
    return _show_wall(request, _wall(request, session_id))


@allow("POST")
@author_required
@access.gone_is_404
def live_step(request: CourseRequest, session_id: UUID) -> HttpResponse:
    """The next step of a session, or whether its bars grow while answers come in."""
    session = _wall(request, session_id).session
    step, version, position = (request.POST.get(name, "") for name in ("step", "version", "position"))
    try:
        if step in ("bars", "no-bars"):
            actions.show_bars(session=session, shows=step == "bars")
        elif step not in STEPS or not (_is_number(version) and _is_number(position)):
            text = _("The form did not say which step to take, so none was taken.")
            return problem_page(request, 422, _("Which step?"), text, way_out=_screen(session_id))
        else:
            known = {"version": int(version), "position": int(position)}
            actions.take_step(session=session, step=step, now=timezone.now(), **known)
    except actions.StepConflict:
        text = _("The session had moved on before this step came, so it was not taken. This is where it stands.")
        return _show_wall(request, get_wall(request, session_id), problem=text, status=409)
    return _show_wall(request, get_wall(request, session_id)) if request.htmx else see_other(_screen(session_id))


def _wall(request: CourseRequest, session_id: UUID) -> Wall:
    wall = get_wall(request, session_id)
    return get_wall(request, session_id) if _end_forgotten(wall.session) else wall


def _screen(session_id: UUID) -> str:
    return reverse("live_screen", args=[session_id])


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 10


def _show_wall(request: CourseRequest, wall: Wall, *, problem: str = "", status: int = 200) -> HttpResponse:
    now = timezone.now()
    counts = {"players": wall.players, "given": wall.given}
    tag = shown.wall_tag(wall.session, **counts, latest=wall.latest, now=now)
    data = shown.screen(wall.session, **counts, now=now) | {"tag": tag, "problem": problem}
    template = "classrooms/_screen.html" if request.htmx else "classrooms/live_screen.html"
    return render_page(request, template, data, status=status)


# Phones


@allow("GET")
@access.gone_is_404
def live_phone(request: CourseRequest, session_id: UUID) -> HttpResponse:
    """Where a member plays. Whoever opens it is a player; late, again, or with another device."""
    seat = _seat(request, session_id)
    if request.method == "GET" and seat.session.ended_at is None:
        actions.join_session(session=seat.session, membership_id=seat.membership_id, now=timezone.now())
    return _show_phone(request, seat)


@allow("POST")
@access.gone_is_404
def live_answer(request: CourseRequest, session_id: UUID) -> HttpResponse:
    """An answer to the open question. It is graded and kept, and nothing is told before the answer is shown."""
    seat = _seat(request, session_id)
    session, position = seat.session, request.POST.get("position", "")
    if not _is_number(position) or not 1 <= int(position) <= session.length:
        text = _("This form belongs to no question of this session. Nothing was kept; this is the one that is open.")
        return _show_phone(request, seat, problem=text, status=422)
    revision = get_revision(session.revision_ids[int(position) - 1])
    form = answer_form(request.POST, revision)
    if not form.is_valid():
        is_open = session.position == int(position)
        return _show_phone(request, seat, problem=form.problem(), status=422, given=form.kept() if is_open else None)
    try:
        actions.record_live_answer(
            session=session,
            membership_id=seat.membership_id,
            position=int(position),
            response=form.cleaned_data["response"],
            now=timezone.now(),
        )
    except actions.TooLate as late:
        text = _("Answers to this question were closed before this one came. It was not kept.")
        kept = _("Answers were closed before this change came. Your answer from before stands.")
        return _show_phone(request, get_seat(request, session_id), problem=kept if late.kept else text, status=409)
    if request.htmx:
        return _show_phone(request, get_seat(request, session_id))
    return see_other(reverse("live_phone", args=[session_id]))


def _seat(request: CourseRequest, session_id: UUID) -> Seat:
    seat = get_seat(request, session_id)
    return get_seat(request, session_id) if _end_forgotten(seat.session) else seat


def _show_phone(
    request: CourseRequest, seat: Seat, *, problem: str = "", status: int = 200, given: dict[str, Any] | None = None
) -> HttpResponse:
    now = timezone.now()
    if request.htmx and given is None:
        seen = (seat.session, seat.membership_id, seat.answered, now)
        html = shown.phone_html(*seen, token=get_token(request), problem=problem)
        response = private(HttpResponse(html, status=status))
        patch_vary_headers(response, ["HX-Request"])
        return response
    data = shown.phone(seat.session, seat.membership_id, now, given)
    data |= {"tag": shown.phone_tag(seat.session, seat.answered, now), "problem": problem}
    template = "classrooms/_phone.html" if request.htmx else "classrooms/live_phone.html"
    return render_page(request, template, data, status=status)


# The poll


@allow("GET")
def live_state(request: CourseRequest, session_id: UUID) -> HttpResponse:
    """What phones and the screen ask again and again: 304 while nothing has changed, and no page is drawn for that."""
    now = timezone.now()
    if "screen" in request.GET:
        wall = _wall(request, session_id)
        tag = shown.wall_tag(wall.session, wall.players, wall.given, wall.latest, now)
        return _unchanged(request, tag) or _tagged(_show_wall(request, wall), tag)
    seat = _seat(request, session_id)
    tag = shown.phone_tag(seat.session, seat.answered, now)
    return _unchanged(request, tag) or _tagged(_show_phone(request, seat), tag)


def _unchanged(request: CourseRequest, tag: str) -> HttpResponse | None:
    """304 where the client named the tag; compression makes it a weak one on its way (RFC 9110, 8.8.3.2)."""
    named = request.headers.get("If-None-Match", "").replace("W/", "").split(",")
    if tag not in [each.strip() for each in named]:
        return None
    response = _tagged(HttpResponse(status=304), tag)
    del response.headers["Content-Type"]
    patch_vary_headers(response, ["HX-Request"])
    return private(response)


def _tagged(response: HttpResponse, tag: str) -> HttpResponse:
    response.headers["ETag"] = tag
    return response
