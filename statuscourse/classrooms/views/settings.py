"""A class's settings: what it is called, who teaches it, and its end."""

import json
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from statuscourse.accounts.access import author_required
from statuscourse.web.http import CourseRequest, private, problem_page, render_page, see_other
from statuscourse.web.methods import allow

from .. import access
from ..actions import classes as actions
from ..forms.classes import DeleteClassForm, SettingsForm, TeacherForm
from ..models import Classroom, Teacher
from ..reports.export import export_class
from ..reports.people import ways_in

FORMS = {"describe": SettingsForm, "add-teacher": TeacherForm, "delete": DeleteClassForm}
OWNERS = {"add-teacher", "remove-teacher", "give-away", "delete"}


@allow("GET", "POST")
@author_required
@access.gone_is_404
def class_settings(request: CourseRequest, class_id: UUID) -> HttpResponse:
    do = request.POST.get("do", "") if request.method == "POST" else ""
    item = access.get_taught_class(request, class_id)
    if do == "give-away" and item.owner is not None and item.owner.username == request.POST.get("teacher"):
        return see_other(request.path)  # the second click on it: the first one took away the right to do so
    if _is_owners(request, do):
        item = access.get_taught_class(request, class_id, owner=True)
    if request.method != "POST":
        return _show(request, item)
    now = timezone.now()
    if do in FORMS:
        form = FORMS[do](request.POST, classroom=item)
        return _form(request, item, do, form) if form.is_valid() else _show(request, item, {do: form})
    if do == "remove-teacher":
        for row in _teacher(request, item):
            actions.remove_teacher(classroom=item, user=row.user)
        if not Classroom.objects.taught_by(request.user).filter(pk=item.pk).exists():
            return see_other(reverse("classes"))
    elif do == "give-away":
        try:
            for row in _teacher(request, item):
                actions.give_away(classroom=item, teacher=row, now=now)
        except actions.NotGiven:
            return _not_given(request)
    elif do == "archive":
        actions.archive_class(classroom=item, now=now)
    elif do == "bring-back":
        actions.bring_back(classroom=item)
    else:
        text = _("The form did not say what to do, so nothing was done.")
        return problem_page(request, 422, _("To do what?"), text, way_out=request.path)
    return see_other(f"{request.path}?done={do}")


def _not_given(request: CourseRequest) -> HttpResponse:
    text = _("Somebody else owns the class by now, or your colleague is no instructor any more. Nothing was changed.")
    return problem_page(request, 409, _("Not given away"), text, way_out=request.path)


def _is_owners(request: CourseRequest, do: str) -> bool:
    """Whether only the owner may do it. Somebody who takes themselves out needs no owner for it."""
    return do in OWNERS and not (do == "remove-teacher" and request.POST.get("teacher") == request.user.username)


def _form(request: CourseRequest, item: Classroom, do: str, form: forms.Form) -> HttpResponse:
    if do == "delete":
        actions.delete_class(classroom=item)
        return see_other(reverse("classes") + "?deleted=1")
    if do == "add-teacher":
        actions.add_teacher(classroom=item, user=form.cleaned_data["teacher"], now=timezone.now())
    else:
        values = {name: form.cleaned_data[name] for name in ("name", "time_zone")}
        actions.describe_class(classroom=item, **values)
    return see_other(f"{request.path}?done={do}")


def _teacher(request: CourseRequest, item: Classroom) -> list[Teacher]:
    """The co-teacher whom the form names; nobody where they were taken out meanwhile."""
    name = request.POST.get("teacher", "").replace("\0", "")  # which PostgreSQL takes nowhere
    rows = Teacher.objects.filter(classroom=item, user__username=name)
    return list(rows.select_related("user"))


def _show(request: CourseRequest, item: Classroom, refused: dict[str, forms.Form] | None = None) -> HttpResponse:
    refused = refused or {}
    teachers = Teacher.objects.filter(classroom=item).select_related("user").order_by("added_at", "pk")
    data = {
        "classroom": item,
        "owns": access.owns(request.user, item),
        "teachers": list(teachers),
        "people": sum(ways_in(item).values()),
        "form": refused.get("describe") or SettingsForm(classroom=item),
        "teacher_form": refused.get("add-teacher") or TeacherForm(classroom=item),
        "delete_form": refused.get("delete") or DeleteClassForm(classroom=item),
        "deleting": "delete" in refused,
        "done": request.GET.get("done", ""),
    }
    return render_page(request, "classrooms/class_settings.html", data, status=422 if refused else 200)


@allow("GET")
@author_required
def class_export(request: CourseRequest, class_id: UUID) -> HttpResponse:
    """The whole class as JSON."""
    item = access.get_taught_class(request, class_id)
    body = json.dumps(export_class(item), indent=2, ensure_ascii=False)
    headers = {"Content-Disposition": 'attachment; filename="class.json"'}
    return private(HttpResponse(body, content_type="application/json", headers=headers))
