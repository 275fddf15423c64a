"""The list of one's classes, making one, and a class's first page."""

from datetime import timedelta
from random import SystemRandom
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone

from statuscourse.accounts.access import author_required, get_learner, is_signed_in, may_author
from statuscourse.accounts.models import derived
from statuscourse.web.http import CourseRequest, new_form_key, render_page, see_other
from statuscourse.web.methods import allow

from .. import access
from ..actions.classes import make_class
from ..core.codes import show_join_code
from ..forms.classes import NewClassForm
from ..models import Assignment, Membership
from ..reports.due import due_items
from ..reports.overview import live_now, overview
from ..reports.taught import taught_classes

SEEN_AGAIN = timedelta(hours=1)


@allow("GET")
def classes(request: CourseRequest) -> HttpResponse:
    """The classes that one teaches, to be found by name, and those that one is in; for everybody a field for a code."""
    learner = get_learner(request)
    teaches = is_signed_in(request) and may_author(request.user)
    words = request.GET.get("q", "").replace("\0", "").strip()[:80]
    joined = Membership.objects.present().filter(learner=learner) if learner else Membership.objects.none()
    data = {
        "teaches": teaches,
        "taught": taught_classes(request.user, words=words, page=request.GET.get("page", "")) if teaches else None,
        "joined": joined.select_related("classroom").order_by("classroom__name", "pk"),
        "left": request.GET.get("left") == "1",
        "deleted": request.GET.get("deleted") == "1",
    }
    return render_page(request, "classrooms/classes.html", data)


@allow("GET", "POST")
@author_required
def new_class(request: CourseRequest) -> HttpResponse:
    fresh = {"key": new_form_key(), "time_zone": settings.TIME_ZONE}
    form = NewClassForm(request.POST or None, initial=fresh)
    if request.method == "POST" and form.is_valid():
        values = {name: form.cleaned_data[name] for name in ("name", "time_zone")}
        key = f"{request.user.pk} {form.cleaned_data['key'] or new_form_key()}"
        number = UUID(derived("class", key)[:32], version=4)
        item = make_class(id=number, owner=request.user, **values, rng=SystemRandom(), now=timezone.now())
        return see_other(reverse("classroom", args=[item.pk]))
    return render_page(
        request, "classrooms/new_class.html", {"form": form}, status=422 if request.method == "POST" else 200
    )


@allow("GET")
def classroom(request: CourseRequest, class_id: UUID) -> HttpResponse:
    """What those who teach a class see first, or what its learners have to do."""
    place = access.get_place(request, class_id)
    now = timezone.now()
    data: dict[str, Any] = {"place": place, "classroom": place.classroom, "live": live_now(place.classroom)}
    if place.teaches:
        takes = place.classroom.takes_people(now)
        data |= {
            "look": overview(place.classroom, now),
            "code": show_join_code(place.classroom.join_code or "") if takes else "",
            "has_work": Assignment.objects.filter(classroom=place.classroom).exists(),
        }
    if place.membership is not None:
        _note_seen(place.membership)
        data["due"] = due_items(get_learner(request), now, place.classroom)
    return render_page(request, "classrooms/classroom.html", data)


def _note_seen(membership: Membership) -> None:
    """That somebody was here, for those who teach them; at most once an hour, because it is a write."""
    now = timezone.now()
    if membership.seen_at is None or membership.seen_at < now - SEEN_AGAIN:
        Membership.objects.filter(pk=membership.pk).update(seen_at=now)
