"""What is due for a learner, over all classes."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from statuscourse.accounts.models import Learner
from statuscourse.web.addresses import at

from ..core.grades import EXCUSED, HANDED_IN, LATE, UNDER_WAY
from ..models import Assignment, Classroom, Membership
from .assignments import distance
from .states import Standing, standings
from .targets import retired

SOON = timedelta(days=7)
STAGES = ("overdue", "soon", "open", "later", "gone", "missed", "done")  # in the order of the list


@dataclass(frozen=True)
class DueItem:
    """An assignment as its learner has it in front of them. ``stage`` is one of STAGES."""

    assignment: Assignment
    standing: Standing
    stage: str
    when: str  # the date that matters now, in the class's zone
    far: str  # how far off it is

    @property
    def classroom(self) -> Classroom:
        return self.assignment.classroom

    @property
    def address(self) -> str:
        return at(f"/classes/{self.assignment.classroom_id}/assignments/{self.assignment.pk}/")

    @property
    def is_to_do(self) -> bool:
        return self.stage in {"overdue", "soon", "open"}

    @property
    def is_under_way(self) -> bool:
        return self.standing.cell.state == UNDER_WAY


def due_items(learner: Learner | None, now: datetime, classroom: Classroom | None = None) -> list[DueItem]:
    """Everything that a learner was given, in one class or in all that are not archived: what is pressing first.

    No query without a learner, one for a learner without a class, and a fixed number for all others.
    """
    members = _memberships(learner, classroom)
    if not members:
        return []
    by_class = {member.classroom_id: member for member in members}
    items = list(Assignment.objects.filter(classroom__in=by_class).order_by("created_at"))
    found = standings(items, members, now) if items else {}
    gone = retired(items)
    rows = [
        _item(item, found[item.pk, by_class[item.classroom_id].pk], now, (item.target_type, item.target) in gone)
        for item in items
    ]
    return [item for _order, item in sorted(rows, key=lambda row: row[0])]


def _memberships(learner: Learner | None, classroom: Classroom | None) -> list[Membership]:
    if learner is None:
        return []
    rows = Membership.objects.present().filter(learner=learner).select_related("classroom")
    if classroom is None:
        return list(rows.filter(classroom__archived_at=None))
    return list(rows.filter(classroom=classroom))


def _item(item: Assignment, standing: Standing, now: datetime, is_retired: bool) -> tuple[tuple[int, float], DueItem]:
    """An assignment with its place in the list: by stage, and then by the date that matters, newest first if past."""
    deadline = item.deadline(standing.extension)
    stage, at = _stage(item, standing, now)
    if is_retired and stage not in {"done", "missed"} and standing.cell.state != UNDER_WAY:
        stage = "gone"  # nobody can begin it
    when = _when(stage, item.classroom.told(at)) if at else ""
    far = distance(at, now) if at and stage in {"overdue", "soon", "open", "later"} else ""
    moment = (at or deadline.due_at or item.created_at).timestamp() if at or stage != "open" else float("inf")
    order = STAGES.index(stage), -moment if stage in {"missed", "done"} else moment
    return order, DueItem(item, standing, stage, when, far)


def _stage(item: Assignment, standing: Standing, now: datetime) -> tuple[str, datetime | None]:
    """How pressing it is, and the date that says so."""
    deadline = item.deadline(standing.extension)
    if standing.cell.state in {HANDED_IN, LATE, EXCUSED}:
        return "done", deadline.due_at
    if item.target_type == Assignment.Target.LIVE:  # made when the session ended: nobody does it afterwards
        return "missed", item.created_at
    if deadline.ends_at is not None and now > deadline.ends_at:
        return "missed", deadline.ends_at
    if deadline.opens_at is not None and now < deadline.opens_at:
        return "later", deadline.opens_at
    if deadline.due_at is None:
        return "open", deadline.ends_at
    if now > deadline.due_at:
        return "overdue", deadline.due_at
    return "soon" if deadline.due_at - now <= SOON else "open", deadline.due_at


def _when(stage: str, told: str) -> str:
    return {
        "overdue": _("was due %s"),
        "later": _("opens %s"),
        "missed": _("closed %s"),
    }.get(stage, _("due %s")) % told
