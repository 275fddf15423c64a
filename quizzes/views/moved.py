"""Views of learners who may be merged or deleted while a request is on its way."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _

from statuscourse.web.http import CourseRequest, problem_page

from .. import actions

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
