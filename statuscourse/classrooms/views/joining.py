"""Coming into a class by its code, and out of it again."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from statuscourse.accounts.access import get_learner, is_signed_in
from statuscourse.accounts.guessing import count_wrong, seconds_to_wait, too_many_codes, too_many_names
from statuscourse.accounts.models import derived
from statuscourse.web.addresses import at
from statuscourse.web.http import CourseRequest, found, new_form_key, not_kept, render_page, see_other
from statuscourse.web.methods import allow

from .. import access
from ..actions.joining import CodeNotValid, Joined, NameTaken
from ..actions.joining import join_class as take_in
from ..actions.joining import leave_class as take_out
from ..core.codes import read_join_code, show_join_code, show_personal_code
from ..forms.classes import JoinForm
from ..models import Classroom, LiveSession
from ..reports.joining import find_open

TALLY = "join code"
NAMES = "name in a class"  # whether somebody is in a class is asked by trying their name


@allow("GET")
def join(request: CourseRequest) -> HttpResponse:
    """Where a code is typed that stands on a wall."""
    typed = request.GET.get("code", "")
    code = read_join_code(typed)
    if code:
        return found(reverse("join_class", args=[code]))
    problem = _("A code has six letters and digits, such as KTM 47R. This is none: look at the wall again.")
    data = {"typed": typed[:40], "problem": problem if typed.strip() else ""}
    return render_page(request, "classrooms/join.html", data, status=422 if typed.strip() else 200)


@allow("GET", "POST")
def join_class(request: CourseRequest, code: str) -> HttpResponse:
    """The class of a code, and the name that it will know one by; a POST joins it."""
    now = timezone.now()
    if seconds := seconds_to_wait(request, TALLY, now):
        return too_many_codes(request, seconds)
    read = read_join_code(code)
    opened = find_open(read, now) if read else None
    if opened is None:
        count_wrong(request, TALLY, now)
        return _not_valid(request, code)
    classroom, session = opened
    membership = access.find_membership(get_learner(request), classroom)
    if membership is not None:
        return _inside(request, classroom, session)
    if request.method == "POST":
        return _join(request, classroom, session, read)
    name = request.user.get_full_name() or request.user.username if is_signed_in(request) else ""
    return _ask(request, classroom, JoinForm(initial={"name": name, "key": new_form_key()}))


def _not_valid(request: CourseRequest, code: str) -> HttpResponse:
    """A code that never was, one that was replaced and one whose time is over are told alike."""
    problem = _(
        "This code is not valid, or not any more. Look whether it is typed right; if it is, ask your teacher for the"
        " code of today."
    )
    data = {"typed": code[:40], "problem": problem}
    return render_page(request, "classrooms/join.html", data, status=404)


def _inside(request: CourseRequest, classroom: Classroom, session: LiveSession | None) -> HttpResponse:
    """Who is in the class already, or has just sent the form a second time, is where they wanted to be."""
    key = request.POST.get("key", "")
    if request.method == "POST" and key:
        return _join(request, classroom, session, classroom.join_code or "")
    return see_other(_goal(classroom, session))


def _join(request: CourseRequest, classroom: Classroom, session: LiveSession | None, code: str) -> HttpResponse:
    now = timezone.now()
    if seconds := seconds_to_wait(request, NAMES, now):
        return too_many_names(request, seconds)
    form = JoinForm(request.POST)
    if not form.is_valid():
        return _ask(request, classroom, form, status=422)
    # A second click is the same learner: what they get follows from the form, and from the browser, so that nobody who
    # saw the form in another one gets it too.
    browser = request.META.get("CSRF_COOKIE", "")
    key = f"{classroom.pk} {browser} {form.cleaned_data['key'] or new_form_key()}"
    token = derived("learner", key)
    try:
        joined = take_in(
            classroom=classroom,
            code=code,
            name=form.cleaned_data["name"],
            learner=get_learner(request),
            user=request.user if is_signed_in(request) else None,
            token=token,
            key=key,
            now=now,
        )
    except CodeNotValid:
        return _not_valid(request, show_join_code(code))
    except NameTaken as taken:
        count_wrong(request, NAMES, now)
        form.add_error("name", _("This name stands in the class already."))
        return _ask(request, classroom, form, status=422, proposal=taken.proposal)
    if joined.token:
        request.new_learner_token = joined.token
    return _welcome(request, joined, _goal(classroom, session))


def _welcome(request: CourseRequest, joined: Joined, goal: str) -> HttpResponse:
    """The class's page, or first the personal code, which is shown this one time."""
    if not joined.code:
        return see_other(goal)
    data = {"membership": joined.membership, "code": show_personal_code(joined.code), "goal": goal}
    return not_kept(render_page(request, "classrooms/joined.html", data))


def _ask(
    request: CourseRequest, classroom: Classroom, form: JoinForm, *, status: int = 200, **more: Any
) -> HttpResponse:
    return render_page(
        request, "classrooms/join_class.html", {"classroom": classroom, "form": form, **more}, status=status
    )


def _goal(classroom: Classroom, session: LiveSession | None) -> str:
    return at(f"/live/{session.pk}/") if session is not None else classroom.get_absolute_url()


@allow("GET", "POST")
@access.gone_is_404
def leave_class(request: CourseRequest, class_id: UUID) -> HttpResponse:
    """What stays where when one leaves, and leaving."""
    classroom, membership = access.get_joined_class(request, class_id)
    if request.method == "POST":
        take_out(membership=membership, now=timezone.now())
        return see_other(reverse("classes") + "?left=1")
    place = access.get_place(request, class_id)
    data = {"classroom": classroom, "membership": membership, "place": place}
    return render_page(request, "classrooms/leave_class.html", data)
