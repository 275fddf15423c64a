"""Classes as somebody may see them. Strangers get 404; members without the right get 403 and the reason."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.db import DatabaseError
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _

from statuscourse.accounts.access import get_learner, is_signed_in
from statuscourse.accounts.models import Learner, User
from statuscourse.web.http import CourseRequest

from ..models import Assignment, Classroom, LiveSession, Membership

View = Callable[..., HttpResponse]


def gone_is_404(view: View) -> View:
    """For whoever changes a class, or something of it, that another one deletes at the same moment."""

    @wraps(view)
    def wrapper(request: CourseRequest, **names: Any) -> HttpResponse:
        try:
            return view(request, **names)
        except ObjectDoesNotExist:
            raise Http404("deleted meanwhile") from None
        except DatabaseError:
            if _is_there(names):
                raise
            raise Http404("deleted meanwhile") from None

    return wrapper


def _is_there(names: dict[str, Any]) -> bool:
    """Whether the class, or the live session, that an address names is still there."""
    if "class_id" in names:
        return Classroom.objects.filter(pk=names["class_id"]).exists()
    return LiveSession.objects.filter(pk=names["session_id"]).exists()


@dataclass(frozen=True)
class Place:
    """Where somebody stands in a class: in it, teaching it, owning it. At least one of these holds."""

    classroom: Classroom
    membership: Membership | None
    teaches: bool
    owns: bool


def get_place(request: CourseRequest, class_id: UUID) -> Place:
    """A class and where the reader stands in it; 404 for whoever is neither in it nor teaches it."""
    item = Classroom.objects.select_related("owner").filter(pk=class_id).first()
    if item is None:
        raise Http404("no such class")
    teaches = is_signed_in(request) and Classroom.objects.taught_by(request.user).filter(pk=class_id).exists()
    membership = find_membership(get_learner(request), item)
    if membership is None and not teaches:
        raise Http404("no such class")
    return Place(item, membership, teaches, teaches and owns(request.user, item))


def get_taught_class(request: CourseRequest, class_id: UUID, *, owner: bool = False) -> Classroom:
    """A class for those who teach it, or, with ``owner``, for its owner and administrators alone."""
    place = get_place(request, class_id)
    if not place.teaches:
        raise PermissionDenied(_("This page is for those who teach the class."))
    if owner and not place.owns:
        raise PermissionDenied(_("Only the owner of the class does this."))
    return place.classroom


def get_joined_class(request: CourseRequest, class_id: UUID) -> tuple[Classroom, Membership]:
    """A class for those who are in it as learners."""
    place = get_place(request, class_id)
    if place.membership is None:
        raise PermissionDenied(_("This page is for the learners of the class; you teach it."))
    return place.classroom, place.membership


def get_assignment(classroom: Classroom, assignment_id: UUID) -> Assignment:
    item = Assignment.objects.filter(classroom=classroom, pk=assignment_id).first()
    if item is None:
        raise Http404("no such assignment")
    return item


def get_member(classroom: Classroom, member_id: int) -> Membership:
    """Somebody who is in the class now."""
    rows = Membership.objects.present().select_related("learner__user")
    item = rows.filter(classroom=classroom, pk=member_id).first()
    if item is None:
        raise Http404("no such member")
    return item


def find_membership(learner: Learner | None, classroom: Classroom) -> Membership | None:
    if learner is None:
        return None
    return Membership.objects.present().filter(classroom=classroom, learner=learner).first()


def owns(user: User, classroom: Classroom) -> bool:
    """Whether somebody may delete a class, give it away and choose its teachers."""
    return user.role == User.Role.ADMINISTRATOR or (user.role == User.Role.INSTRUCTOR and classroom.owner_id == user.pk)
