"""The list of one's classes, and a class's first page."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.utils import timezone

from statuscourse.accounts.access import get_learner, is_signed_in
from statuscourse.web.http import CourseRequest, render_page
from statuscourse.web.methods import allow

from .. import access
from ..models import Classroom
from ..reports.due import due_items


@allow("GET")
def classes(request: CourseRequest) -> HttpResponse:
    learner = get_learner(request)
    taught = Classroom.objects.taught_by(request.user) if is_signed_in(request) else Classroom.objects.none()
    joined = Classroom.objects.joined_by(learner) if learner else Classroom.objects.none()
    return render_page(request, "classrooms/classes.html", {"taught": taught, "joined": joined})


@allow("GET")
def classroom(request: CourseRequest, class_id: UUID) -> HttpResponse:
    """What those who teach a class see first, or what its learners have to do."""
    place = access.get_place(request, class_id)
    data: dict[str, Any] = {"place": place, "classroom": place.classroom}
    if place.membership is not None:
        data["due"] = due_items(get_learner(request), timezone.now(), place.classroom)
    return render_page(request, "classrooms/classroom.html", data)
