"""A class's list as a table, out and in."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from quizzes.core.interchange.model import FileRefused
from statuscourse.accounts.access import author_required
from statuscourse.web.http import CourseRequest, private, problem_page, render_page, see_other
from statuscourse.web.methods import allow

from .. import access
from ..actions.classes import IsArchived
from ..actions.people import PlanChanged, apply_roster, known_people
from ..core.roster import SIZE, Plan, Roster, plan_roster, read_roster, write_roster
from ..forms.people import RosterForm
from ..models import Classroom
from ..reports.people import all_people

FORM_TYPES = {"multipart/form-data", "application/x-www-form-urlencoded"}


@allow("GET", "POST")
@author_required
@access.gone_is_404
def class_roster(request: CourseRequest, class_id: UUID) -> HttpResponse:
    """A table becomes a plan, which is shown; ``do=apply`` does it. Nothing is written before."""
    item = access.get_taught_class(request, class_id)
    if request.method != "POST":
        return _page(request, item, RosterForm())
    if request.content_type not in FORM_TYPES:
        text = _("A table comes as a form here: multipart/form-data, with the file in its field “file”.")
        return problem_page(request, 415, _("Not as a form"), text, way_out=request.path)
    if item.archived_at is not None:
        text = _("This class is archived: it is looked at and not changed. Bring it back first, in its settings.")
        return problem_page(request, 409, _("The class is archived"), text, way_out=item.get_absolute_url())
    form = RosterForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, item, form, status=422)
    if len(form.cleaned_data["content"]) > SIZE:
        form.add_error("file", _("A list may have 1 MB. Split it into smaller ones. Nothing has changed."))
        return _page(request, item, form, status=413)
    try:
        roster = read_roster(form.cleaned_data["content"])
    except FileRefused as refused:
        place = _("Line %d: ") % refused.line if refused.line else ""
        form.add_error("text" if form.cleaned_data["file"] is None else "file", f"{place}{refused.text}")
        return _page(request, item, form, status=422)
    if request.POST.get("do") == "apply":
        return _apply(request, item, roster)
    plan = plan_roster(roster, known_people(item))
    return _plan(request, item, roster, plan, status=422 if plan.problems else 200)


def _apply(request: CourseRequest, item: Classroom, roster: Roster) -> HttpResponse:
    seen = request.POST.get("seen", "")
    try:
        plan = apply_roster(classroom=item, roster=roster, seen=seen, now=timezone.now())
    except PlanChanged as changed:
        text = _("The class has changed since this was shown, so nothing was done. This is what it would do now.")
        return _plan(request, item, roster, changed.plan, status=409, refusal=text)
    except IsArchived:
        return see_other(item.get_absolute_url())
    return see_other(reverse("class_people", args=[item.pk]) + f"?added={len(plan.of('new'))}")


def _plan(
    request: CourseRequest, item: Classroom, roster: Roster, plan: Plan, *, status: int, refusal: str = ""
) -> HttpResponse:
    """What would become of each row. The table itself goes along in the form, as what was read of it."""
    rows = [(row.name, row.number or "", "" if row.extra_time is None else row.extra_time, "") for row in roster.rows]
    data = {
        "classroom": item,
        "plan": plan,
        "notes": roster.notes,
        "counts": {kind: len(plan.of(kind)) for kind in ("new", "changed", "same")},
        "table": write_roster(rows).decode("utf-8-sig"),
        "refusal": refusal,
        "form": RosterForm(initial={"text": request.POST.get("text", "")}),  # what was pasted is put right there
    }
    return render_page(request, "classrooms/class_roster.html", data, status=status)


def _page(request: CourseRequest, item: Classroom, form: RosterForm, status: int = 200, **more: Any) -> HttpResponse:
    data = {"classroom": item, "form": form, **more}
    return render_page(request, "classrooms/class_roster.html", data, status=status)


@allow("GET")
@author_required
def class_roster_csv(request: CourseRequest, class_id: UUID) -> HttpResponse:
    item = access.get_taught_class(request, class_id)
    rows = [(each.name, each.number, each.extra_time, each.way_said) for each in all_people(item)]
    headers = {"Content-Disposition": 'attachment; filename="class-list.csv"'}
    return private(HttpResponse(write_roster(rows), content_type="text/csv; charset=utf-8", headers=headers))
