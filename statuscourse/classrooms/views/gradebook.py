"""The gradebook: a class as a whole, a cell with its decisions, a file of marks both ways, a learner's own row."""

from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from statuscourse.accounts.access import author_required
from statuscourse.web.http import CourseRequest, private, problem_page, render_page, see_other
from statuscourse.web.methods import allow

from .. import access
from ..actions.assignments import close_overdue_of
from ..actions.grading import GradeMoved, Verdict, decide_grade, decide_grades
from ..core.marking import Plan
from ..core.marksheet import Sheet
from ..forms.gradebook import DecisionForm, MarksFileForm, MarksForm
from ..models import Assignment, Classroom, GradeChange, Membership
from ..reports.gradebook import gradebook as make_gradebook
from ..reports.gradebook_table import part_of, sort_of, table
from ..reports.marks import marks_file, marks_plan, shown_plan, verdicts
from ..reports.standing import own_grades, standing
from .people import is_archived

FORM_TYPES = {"multipart/form-data", "application/x-www-form-urlencoded"}
MOVED = gettext_lazy("Marks have changed since you looked: nothing was taken over. This is what the file changes now.")


@allow("GET")
@author_required
def gradebook(request: CourseRequest, class_id: UUID) -> HttpResponse:
    """Everybody in the class by everything that it was given to do."""
    item = access.get_taught_class(request, class_id)
    sort = sort_of(request.GET.get("sort", ""))
    now = timezone.now()
    close_overdue_of(classroom=item, now=now)
    book = make_gradebook(item, now, sort=sort)
    drawn = table(book, sort=sort, zone=item.zone, part=part_of(request.GET.get("part", ""), book))
    context = {"classroom": item, "book": book, "table": drawn, "taken": _number(request)}
    return render_page(request, "classrooms/gradebook.html", context)


def _number(request: CourseRequest) -> int:
    """How many marks a file that was taken over changed, as the address says it."""
    text = request.GET.get("taken", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 8 else 0


@allow("GET")
@author_required
def gradebook_csv(request: CourseRequest, class_id: UUID) -> HttpResponse:
    """The gradebook for a spreadsheet; ``?separator=semicolon`` for those that write decimals with a comma."""
    item = access.get_taught_class(request, class_id)
    separator = ";" if request.GET.get("separator") == "semicolon" else ","
    now = timezone.now()
    close_overdue_of(classroom=item, now=now)
    content, name = marks_file(item, now, separator)
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    response = HttpResponse(content, content_type="text/csv; charset=utf-8; header=present", headers=headers)
    patch_vary_headers(response, ["HX-Request"])
    return private(response)


@allow("GET", "POST")
@author_required
@access.gone_is_404
def gradebook_cell(request: CourseRequest, class_id: UUID, assignment_id: UUID, member_id: int) -> HttpResponse:
    """One learner in one assignment: what was done, and what a teacher decides about it."""
    classroom = access.get_taught_class(request, class_id)
    item, member = access.get_assignment(classroom, assignment_id), access.get_member(classroom, member_id)
    if request.method != "POST":
        return _cell(request, item, member)
    if classroom.archived_at is not None:
        return is_archived(request, classroom)
    form = DecisionForm(request.POST)
    if not form.is_valid():
        return _cell(request, item, member, form=form, status=422)
    data = form.cleaned_data
    verdict = Verdict(item.pk, member.pk, data["decision"], data["percent"], data["known"])
    try:
        decide_grade(classroom=classroom, verdict=verdict, reason=data["reason"], by=request.user, now=timezone.now())
    except GradeMoved:
        return _cell(request, item, member, form=form, status=409)
    return see_other(request.path + "?saved=1")


def _cell(
    request: CourseRequest, item: Assignment, member: Membership, *, form: DecisionForm | None = None, status: int = 200
) -> HttpResponse:
    """The page of a cell. After a conflict the form knows what it shows, so that sending it again is a decision."""
    found, tries = standing(item, member, timezone.now())
    if form is None:
        form = DecisionForm(initial={"known": found.newest, "decision": GradeChange.Decision.MARK})
    elif status == 409:
        form = DecisionForm({**request.POST.dict(), "known": found.newest})
    context = {"classroom": item.classroom, "member": member, "standing": found, "tries": tries, "form": form}
    return render_page(
        request, "classrooms/gradebook_cell.html", context | {"is_conflict": status == 409}, status=status
    )


@allow("GET", "POST")
@author_required
@access.gone_is_404
def gradebook_import(request: CourseRequest, class_id: UUID) -> HttpResponse:
    """A file of marks: first what it would change, and then, with a reason, all of that or nothing."""
    item = access.get_taught_class(request, class_id)
    if request.method == "POST" and item.archived_at is not None:
        return is_archived(request, item)
    if request.method == "POST" and request.content_type not in FORM_TYPES:
        text = _("A file of marks comes as a form here: multipart/form-data, with the file in its field “file”.")
        return problem_page(request, 415, _("Not as a form"), text, way_out=request.path)
    if request.method == "POST" and "content" in request.POST:
        return _take_over(request, item)
    form = MarksFileForm(request.POST, request.FILES) if request.method == "POST" else MarksFileForm()
    if not form.is_bound or not form.is_valid():
        context = {"classroom": item, "form": form}
        return render_page(
            request, "classrooms/gradebook_import.html", context, status=form.status if form.is_bound else 200
        )
    found = marks_plan(item, form.sheet, timezone.now())
    again = MarksForm(initial={"content": form.text, "seen": found.digest})
    return _preview(request, item, found, form.sheet, again, status=422 if found.refused else 200)


def _take_over(request: CourseRequest, item: Classroom) -> HttpResponse:
    form, now = MarksForm(request.POST), timezone.now()
    is_valid = form.is_valid()
    if "content" in form.errors:
        context = {"classroom": item, "form": MarksFileForm(), "refusal": form.errors["content"][0]}
        return render_page(request, "classrooms/gradebook_import.html", context, status=422)
    found = marks_plan(item, form.sheet, now)
    if found.digest != form.data.get("seen"):
        return _moved(request, item, found, form.sheet)
    if not is_valid or found.refused or not found.changes:
        return _preview(request, item, found, form.sheet, form, status=422)
    try:
        decide_grades(
            classroom=item, verdicts=verdicts(found), reason=form.cleaned_data["reason"], by=request.user, now=now
        )
    except GradeMoved:
        return _moved(request, item, marks_plan(item, form.sheet, now), form.sheet)
    return see_other(reverse("gradebook", args=[item.pk]) + f"?taken={len(found.changes)}")


def _moved(request: CourseRequest, item: Classroom, found: Plan, sheet: Sheet) -> HttpResponse:
    """What the file changes now, with the reason that was typed; to be sent once more."""
    again = MarksForm({**request.POST.dict(), "seen": found.digest})
    return _preview(request, item, found, sheet, again, status=409, refusal=MOVED)


def _preview(
    request: CourseRequest,
    item: Classroom,
    found: Plan,
    sheet: Sheet,
    form: MarksForm,
    *,
    status: int = 200,
    refusal: Any = "",
) -> HttpResponse:
    context = {"classroom": item, "plan": shown_plan(found, sheet), "form": form, "refusal": refusal}
    return render_page(request, "classrooms/gradebook_import.html", context, status=status)


@allow("GET")
def my_grades(request: CourseRequest, class_id: UUID) -> HttpResponse:
    """A learner's own row of the gradebook, with how each mark came about."""
    place = access.get_place(request, class_id)
    if place.membership is None:
        raise PermissionDenied(_("This page is for the learners of the class; you teach it."))
    grades = own_grades(place.classroom, place.membership, timezone.now())
    context = {"classroom": place.classroom, "place": place, "grades": grades}
    return render_page(request, "classrooms/my_grades.html", context)
