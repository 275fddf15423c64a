"""What several views answer when they cannot do what was asked now."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from statuscourse.web.http import CourseRequest, problem_page

from .. import actions
from ..models import Attempt

View = Callable[..., HttpResponse]


def survives_a_move(view: View) -> View:
    """409 where the learner was merged or deleted while the request was on its way; sent again it works."""

    @wraps(view)
    def wrapper(request: CourseRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except actions.LearnerGone:
            text = _("Your data moved while this was on its way: you signed in, or deleted it. Nothing was recorded.")
            return problem_page(request, 409, _("Send it again"), text, way_out=request.path, way_out_label=_("Back"))

    return wrapper


def is_in_exam(request: CourseRequest, exam: Attempt) -> HttpResponse:
    text = _("It is part of the exam that you have under way, and is explained when that is handed in.")
    way_out = reverse("attempt", args=[exam.quiz_id, exam.pk])
    return problem_page(request, 409, _("Not now"), text, way_out=way_out, way_out_label=_("Back to the exam"))
