"""What a class is given to do: the list, one assignment for its teachers and its members, extensions."""

from random import SystemRandom
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from quizzes.actions import LearnerGone, NotNow
from quizzes.models import Attempt, Quiz
from statuscourse.accounts.access import author_required, get_learner
from statuscourse.web.http import CourseRequest, found, problem_page, render_page, see_other
from statuscourse.web.methods import allow

from .. import access
from ..actions import assignments as actions
from ..forms.assignments import AssignmentForm, ExtensionForm
from ..models import Assignment, Classroom, Extension, Membership
from ..reports.assignments import Asked, asked, assignment_rows, who_did_what
from ..reports.targets import TYPES, target_choices
from .people import is_archived


def _list_of(classroom: Classroom) -> str:
    return reverse("assignments", args=[classroom.pk])


def _page_of(item: Assignment) -> str:
    return reverse("assignment", args=[item.classroom_id, item.pk])


@allow("GET")
@author_required
def assignments(request: CourseRequest, class_id: UUID) -> HttpResponse:
    """What a class was given, with how many stand how."""
    classroom = access.get_taught_class(request, class_id)
    now = timezone.now()
    actions.close_overdue_of(classroom=classroom, now=now)
    data = {"classroom": classroom, "rows": assignment_rows(classroom, now)}
    return render_page(request, "classrooms/assignments.html", data)


@allow("GET", "POST")
@author_required
@access.gone_is_404
def new_assignment(request: CourseRequest, class_id: UUID) -> HttpResponse:
    """Give a class a lesson or a quiz."""
    classroom = access.get_taught_class(request, class_id)
    if classroom.archived_at is not None:
        return _archived(request, classroom)
    form = AssignmentForm(
        classroom,
        request.POST if request.method == "POST" else None,
        choices=target_choices(request.user),
        initial={"target": request.GET.get("target", "")},
    )
    if request.method == "POST" and _is_sound(form):
        return _assign(request, classroom, form)
    data = {"classroom": classroom, "form": form}
    return render_page(request, "classrooms/new_assignment.html", data, status=_status(request))


def _status(request: CourseRequest) -> int:
    return 422 if request.method == "POST" else 200


def _is_sound(form: AssignmentForm) -> bool:
    """Whether a form holds, what the quiz itself says included."""
    if form.is_valid():
        item = form.assignment
        named = f"{item.target_type}:{item.target}" if item else form.cleaned_data["target"]
        type_name, _colon, name = named.partition(":")
        quiz = Quiz.objects.filter(pk=name).first() if type_name == Assignment.Target.QUIZ else None
        form.check_review(quiz.terms if quiz else None)
    return form.is_valid()


def _assign(request: CourseRequest, classroom: Classroom, form: AssignmentForm) -> HttpResponse:
    type_name, _colon, name = form.cleaned_data["target"].partition(":")
    values = form.cleaned_data["values"]
    values["title"] = values["title"] or TYPES[type_name].find([name])[name].title
    try:
        item = actions.assign(
            classroom=classroom,
            by=request.user,
            target_type=type_name,
            target=name,
            values=values,
            now=timezone.now(),
        )
    except actions.ClassArchived:
        return _archived(request, classroom)
    return see_other(_page_of(item) + "?saved=new")


def _archived(request: CourseRequest, classroom: Classroom) -> HttpResponse:
    text = _("This class is archived: what was given stays to be read, and nothing new is given or begun.")
    way_out = classroom.get_absolute_url()
    return problem_page(request, 409, _("Archived"), text, way_out=way_out, way_out_label=_("Back to the class"))


@allow("GET", "POST")
@access.gone_is_404
def assignment(request: CourseRequest, class_id: UUID, assignment_id: UUID) -> HttpResponse:
    """An assignment: for those who teach the class to be changed, for its members to be begun."""
    place = access.get_place(request, class_id)
    item = access.get_assignment(place.classroom, assignment_id)
    actions.close_overdue(assignments=[item], now=timezone.now())
    if place.teaches:
        return _teachers_page(request, item)
    assert place.membership is not None  # noqa: S101 - whoever neither teaches nor is a member got 404
    if request.method == "POST":
        return _begin(request, item, place.membership)
    data = {"place": place, "classroom": place.classroom, "asked": asked(item, place.membership, timezone.now())}
    return render_page(request, "classrooms/assigned.html", data)


def _teachers_page(request: CourseRequest, item: Assignment) -> HttpResponse:
    form = AssignmentForm(item.classroom, request.POST if request.method == "POST" else None, assignment=item)
    version = item.version
    if request.method != "POST":
        return _show_teachers(request, item, form, version)
    if item.classroom.archived_at is not None:
        return is_archived(request, item.classroom)
    if not _is_sound(form):
        return _show_teachers(request, item, form, request.POST.get("version", ""), status=422)
    try:
        actions.change_assignment(
            assignment=item, values=form.cleaned_data["values"], version=request.POST.get("version", "")
        )
    except actions.ChangedElsewhere:
        problem = _("Somebody else changed this meanwhile. Below is what you sent; save it again to let it hold.")
        return _show_teachers(request, item, form, version, status=409, problem=problem)
    return see_other(_page_of(item) + "?saved=1")


def _show_teachers(
    request: CourseRequest, item: Assignment, form: AssignmentForm, version: str, *, status: int = 200, **more: Any
) -> HttpResponse:
    data = {
        "classroom": item.classroom,
        "assignment": item,
        "form": form,
        "version": version,
        "kind": TYPES[item.target_type],
        "address": TYPES[item.target_type].address(item.target),
        "done": who_did_what(item, timezone.now()),
        "told": {name: item.classroom.told(at) for name, at in _times(item).items() if at},
        **more,
    }
    return render_page(request, "classrooms/assignment.html", data, status=status)


def _times(item: Assignment) -> dict[str, Any]:
    return {"opens": item.opens_at, "due": item.due_at, "closes": item.closes_at}


def _begin(request: CourseRequest, item: Assignment, membership: Membership) -> HttpResponse:
    """Begin an attempt, or go on with the one under way; a lesson is read at its own address."""
    if not TYPES[item.target_type].is_begun:
        return see_other(TYPES[item.target_type].address(item.target))
    now = timezone.now()
    try:
        attempt = actions.begin(assignment=item, membership=membership, now=now, rng=SystemRandom())
    except actions.ClassArchived:
        return _archived(request, item.classroom)
    except actions.TargetRetired:
        return _retired(request, item)
    except NotNow as refused:
        title, text = _refusal(asked(item, membership, now), refused.reason)
        return _back(request, item, 409, title, text)
    except LearnerGone:
        text = _("Your data moved while this was on its way: you signed in, or deleted it. Nothing was begun.")
        return _back(request, item, 409, _("Send it again"), text)
    if attempt is None:
        return _retired(request, item)
    return see_other(reverse("attempt", args=[attempt.quiz_id, attempt.pk]))


def _retired(request: CourseRequest, item: Assignment) -> HttpResponse:
    text = _("Its author took this quiz out of use, so nothing new is begun. Ask your teacher what comes instead.")
    return _back(request, item, 410, _("Gone, on purpose"), text)


def _back(request: CourseRequest, item: Assignment, status: int, title: str, text: str) -> HttpResponse:
    return problem_page(request, status, title, text, way_out=_page_of(item), way_out_label=item.title)


def _refusal(shown: Asked, reason: str) -> tuple[str, str]:
    """Title and text where no attempt may begin now."""
    if reason == "early":
        return _("Not open yet"), _("It opens on %s. Nothing was begun.") % shown.opens
    if reason == "late":
        return _("Closed"), _("The time for it is over. Nothing was begun. Your teacher can give you more.")
    text = _("You have taken it as often as it may be taken. Nothing was begun. Your teacher can give you more.")
    return _("No attempt left"), text


@allow("GET", "POST")
@author_required
@access.gone_is_404
def assignment_extensions(request: CourseRequest, class_id: UUID, assignment_id: UUID) -> HttpResponse:
    """Who gets more time, a later date or more attempts."""
    item = access.get_assignment(access.get_taught_class(request, class_id), assignment_id)
    members = list(Membership.objects.present().filter(classroom=item.classroom).order_by("name", "pk"))
    given = list(item.extensions.filter(membership__in=members).select_related("membership", "given_by"))
    if request.method != "POST":
        chosen = request.GET.get("member", "")
        before = next((each for each in given if str(each.membership_id) == chosen), None)
        form = ExtensionForm(item, members, extension=before, member=chosen)
        return _show_extensions(request, item, given, form)
    if item.classroom.archived_at is not None:
        return is_archived(request, item.classroom)
    if request.POST.get("do") == "take-back":
        for each in given:
            if str(each.membership_id) == request.POST.get("member"):
                actions.take_back(assignment=item, membership=each.membership)
        return see_other(request.path + "?taken-back=1")
    form = ExtensionForm(item, members, request.POST)
    if not form.is_valid():
        return _show_extensions(request, item, given, form, status=422)
    member = form.members[form.cleaned_data["member"]]
    values = form.cleaned_data["values"]
    actions.extend(assignment=item, membership=member, by=request.user, now=timezone.now(), **values)
    return see_other(request.path + "?saved=1")


def _show_extensions(
    request: CourseRequest, item: Assignment, given: list[Extension], form: ExtensionForm, status: int = 200
) -> HttpResponse:
    told = item.classroom.told
    data = {
        "classroom": item.classroom,
        "assignment": item,
        "due": told(item.due_at) if item.due_at else "",
        "given": [
            (each, told(each.due_at) if each.due_at else "")
            for each in sorted(given, key=lambda each: each.membership.name)
        ],
        "form": form,
    }
    return render_page(request, "classrooms/assignment_extensions.html", data, status=status)


@allow("GET", "POST")
@author_required
@access.gone_is_404
def delete_assignment(request: CourseRequest, class_id: UUID, assignment_id: UUID) -> HttpResponse:
    """What goes with an assignment, and what stays; a POST deletes it."""
    classroom = access.get_taught_class(request, class_id)
    deleted = _list_of(classroom) + "?deleted=1"
    try:
        item = access.get_assignment(classroom, assignment_id)
    except Http404:
        if request.method == "POST":  # the second click
            return see_other(deleted)
        raise
    if request.method == "POST" and classroom.archived_at is not None:
        return is_archived(request, classroom)
    if request.method == "POST":
        actions.delete_assignment(assignment=item)
        return see_other(deleted)
    attempts = Attempt.objects.begun_for(str(item.pk))
    data = {
        "classroom": classroom,
        "assignment": item,
        "attempts": attempts.count(),
        "under_way": attempts.under_way().count(),
        "changes": item.changes.count(),
        "extensions": item.extensions.count(),
    }
    return render_page(request, "classrooms/delete_assignment.html", data)


@allow("GET")
def assigned(request: CourseRequest, assignment_id: UUID) -> HttpResponse:
    """From an attempt back to what it was for. Whoever has an attempt for it and no assignment any more gets 410."""
    learner = get_learner(request)
    item = Assignment.objects.filter(pk=assignment_id).first()
    if item is not None and access.find_membership(learner, item.classroom):
        return found(_page_of(item))
    if learner is None or not Attempt.objects.begun_for(str(assignment_id)).filter(learner=learner).exists():
        raise Http404("no such assignment")
    text = _("You are not in that class any more, or it took this back. What you did for it is still yours.")
    return problem_page(request, 410, _("Not yours to do any more"), text, way_out=reverse("classes"))
