"""The house convention of a class."""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from statuscourse.web.http import CourseRequest, render_page, see_other
from statuscourse.web.methods import allow

from .. import access
from ..actions.convention import set_convention
from ..forms.convention import ConventionForm
from ..reports.convention import agreed_cases
from .people import is_archived


@allow("GET", "POST")
@access.gone_is_404
def class_convention(request: CourseRequest, class_id: UUID) -> HttpResponse:
    """What the class answers in the contested cases: to be read by its learners and changed by its teachers."""
    place = access.get_place(request, class_id)
    item = place.classroom
    if request.method == "POST" and not place.teaches:
        raise PermissionDenied(_("The convention is chosen by those who teach the class."))
    if request.method == "POST" and item.archived_at is not None:
        return is_archived(request, item)
    form = ConventionForm(item.convention, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        set_convention(classroom=item, convention=form.convention)
        return see_other(reverse("class_convention", args=[item.pk]) + "?saved=1")
    context = {"place": place, "classroom": item, "form": form, "cases": agreed_cases(item.convention)}
    status = 422 if request.method == "POST" else 200
    return render_page(request, "classrooms/class_convention.html", context, status=status)
