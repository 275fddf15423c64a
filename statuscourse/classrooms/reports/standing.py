"""One learner in one assignment: what was done, what it is worth and why, and what a teacher decided."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from quizzes.models import Answer, Attempt
from statuscourse.web.templatetags.course import marks

from ..core.grades import Cell, Deadline, Scored, Work, cell, counting, percent, scored, total
from ..models import Assignment, Classroom, Extension, GradeChange, Membership
from .gradebook import decision, in_order
from .gradebook_table import WORDS
from .work import Works, work_done


@dataclass(frozen=True)
class Try:
    """One try at an assignment as a teacher sees it: when, what it earned, what is left of that, and the answers."""

    started_at: datetime
    finished_at: datetime | None
    earned: str = ""
    mark: str = ""
    days_late: int = 0
    counts: bool = False
    answers: Sequence[Mapping[str, Any]] = ()


@dataclass(frozen=True)
class Decided:
    """A row of the trail: who decided what, when and why, and what the mark was made of it."""

    change: GradeChange
    was: str
    became: str


@dataclass(frozen=True)
class Standing:
    """A learner's standing in an assignment, with its explanation in words."""

    item: Assignment
    deadline: Deadline
    cell: Cell
    state: str
    mark: str
    explanation: str
    is_withheld: bool = False
    trail: list[Decided] = field(default_factory=list)
    newest: int = 0

    @property
    def counts(self) -> bool:
        return self.item.weight > 0

    @property
    def became(self) -> str:
        """What the decision that stands makes of the mark."""
        return self.trail[-1].became if self.trail else ""

    @property
    def decider(self) -> str:
        by = self.trail[-1].change.by if self.trail else None
        return by.username if by else _("A teacher")

    @property
    def decided(self) -> GradeChange | None:
        """The decision that stands, where it was not taken back."""
        if not self.trail or self.trail[-1].change.decision == GradeChange.Decision.WITHDRAWN:
            return None
        return self.trail[-1].change


@dataclass(frozen=True)
class Grades:
    """A learner's own row of the gradebook, without what they are not to know yet."""

    standings: list[Standing]
    total: str
    is_partial: bool  # something is withheld, so that the total is not all of it


def own_grades(classroom: Classroom, member: Membership, now: datetime) -> Grades:
    """What a learner may know of their marks now. An exam that is not to be looked through yet is handed in, and no
    more is said of it, nor is it in the total."""
    assignments = list(in_order(classroom))
    withheld = {str(pk) for pk in Attempt.objects.withheld(member.learner, now)}
    works = work_done(assignments, [member.learner_id])
    found = _standings(assignments, works, member, now, withheld)
    counted = [(each.cell, each.item.weight) for each in found if not each.is_withheld]
    whole = total(counted)
    partial = any(each.is_withheld and each.counts for each in found)
    return Grades(found, "" if whole is None else percent(whole), partial)


def standing(item: Assignment, member: Membership, now: datetime) -> tuple[Standing, list[Try]]:
    """All of one cell, for who teaches the class; ``is_withheld`` says that the learner is not told the mark yet."""
    works = work_done([item], [member.learner_id])
    done = works.get((item.pk, member.learner_id), [])
    found = _standings([item], works, member, now)[0]
    withheld = {str(pk) for pk in Attempt.objects.withheld(member.learner, now)}
    found = replace(found, is_withheld=any(work.key in withheld for work in done))
    return found, _tries(item, found.deadline, done)


def _standings(
    assignments: Sequence[Assignment], works: Works, member: Membership, now: datetime, withheld: Collection[str] = ()
) -> list[Standing]:
    extended = {each.assignment_id: each for each in Extension.objects.filter(membership=member)}
    trails: dict[UUID, list[GradeChange]] = {}
    for change in GradeChange.objects.filter(membership=member).select_related("by").order_by("pk"):
        trails.setdefault(change.assignment_id, []).append(change)
    points = _points(work for done in works.values() for work in done)
    found = []
    for item in assignments:
        done = works.get((item.pk, member.learner_id), [])
        trail, deadline = trails.get(item.pk, []), item.deadline(extended.get(item.pk))
        decided = decision(trail[-1].decision, trail[-1].percent) if trail else None
        each = cell(item.rules, deadline, done, decided, now)
        if any(work.key in withheld for work in done):
            found.append(_withheld(item, deadline, each, trail))
        else:
            found.append(_told(item, deadline, each, trail, explained(item, deadline, each, done, points)))
    return found


def _told(item: Assignment, deadline: Deadline, each: Cell, trail: Sequence[GradeChange], explanation: str) -> Standing:
    mark = "" if each.mark is None else percent(each.mark)
    return Standing(
        item, deadline, each, str(WORDS[each.state]), mark, explanation, trail=_trail(trail), newest=_number(trail)
    )


def _withheld(item: Assignment, deadline: Deadline, each: Cell, trail: Sequence[GradeChange]) -> Standing:
    """Handed in, and nothing of what it earned; a teacher's mark would tell about it too, and waits with it."""
    bare = Cell(each.state, days_late=each.days_late, tries=each.tries)
    excused = [change for change in trail[-1:] if change.decision == GradeChange.Decision.EXCUSED]
    text = _("The mark of this exam is not told yet.") if not excused else ""
    found = _told(item, deadline, bare, excused, text)
    return replace(found, is_withheld=True)


def _number(trail: Sequence[GradeChange]) -> int:
    return trail[-1].pk if trail else 0


def _trail(changes: Sequence[GradeChange]) -> list[Decided]:
    said = [_("as earned"), *(_became(change) for change in changes)]
    return [Decided(change, was, became) for change, was, became in zip(changes, said, said[1:], strict=False)]


def _became(change: GradeChange) -> str:
    if change.decision == GradeChange.Decision.MARK:
        return f"{percent((change.percent or 0) / 100)} %"
    return _("excused") if change.decision == GradeChange.Decision.EXCUSED else _("as earned")


def _points(works: Iterable[Work]) -> dict[str, float]:
    """The marks that each attempt could have earned, by its key."""
    keys = [work.key for work in works if work.finished_at and _is_attempt(work)]
    rows = Attempt.objects.filter(pk__in=keys).only("weights", "revision_ids")
    return {str(row.pk): row.possible for row in rows}


def _is_attempt(work: Work) -> bool:
    try:
        UUID(work.key)
    except ValueError:  # a lesson's slug
        return False
    return True


def explained(
    item: Assignment, deadline: Deadline, each: Cell, done: Sequence[Work], points: Mapping[str, float]
) -> str:
    """How the mark came about, in a sentence; what a teacher decided instead is said beside it."""
    tries = scored(item.rules, deadline, done)
    if not tries:
        return _nothing_handed_in(item, deadline, each, done)
    counted = counting(item.rules, tries)
    if len(counted) == 1:
        said = _one(item, counted[0], points)
    else:
        said = _("the mean of %(number)d attempts: %(marks)s") % {
            "number": len(counted),
            "marks": ", ".join(f"{percent(one.mark)} %" for one in counted),
        }
    if len(counted) == 1 and len(tries) > 1:
        which = {"best": _("the best of %d attempts"), "first": _("the first of %d attempts")}
        said += "; " + which.get(item.counts, _("the last of %d attempts")) % len(tries)
    return said[:1].upper() + said[1:] + "."


def _one(item: Assignment, one: Scored, points: Mapping[str, float]) -> str:
    """What one try earned, and what lateness took: ``8 of 10, one day late: minus 10 %``."""
    possible = points.get(one.work.key)
    if item.target_type == Assignment.Target.LESSON:
        said = _("read to the end")
    elif possible:
        said = _("%(earned)s of %(possible)s") % {"earned": marks(one.earned * possible), "possible": marks(possible)}
    else:
        said = _("%s per cent earned") % percent(one.earned)
    return said + _lateness(item, one)


def _lateness(item: Assignment, one: Scored) -> str:
    if not one.days_late:
        return ""
    days = ngettext("one day late", "%d days late", one.days_late)
    days = days % one.days_late if "%d" in days else days
    if item.late == Assignment.Late.REFUSE:
        return ", " + _("%s, which counts nothing here") % days
    if item.late == Assignment.Late.DEDUCT:
        # Never more than was there: what is taken is what the mark lacks.
        taken = percent(min(1.0, one.days_late * item.late_percent / 100))
        return ", " + _("%(days)s: minus %(taken)s %%") % {"days": days, "taken": taken}
    return ", " + _("%s, which takes nothing off") % days


def _nothing_handed_in(item: Assignment, deadline: Deadline, each: Cell, done: Sequence[Work]) -> str:
    if not each.is_decided and each.mark is not None:
        return _("Nothing was handed in while it was open, so it counts 0 %.")
    if not done:
        return _("Nothing is done for it yet.")
    if item.target_type == Assignment.Target.LESSON:
        return _("%s per cent of its sections are read; it counts once all are.") % percent(done[0].mark)
    return _("Begun and not handed in; it counts once it is.")


def _tries(item: Assignment, deadline: Deadline, done: Sequence[Work]) -> list[Try]:
    """The tries in the order in which they were begun, those not finished too."""
    tries = scored(item.rules, deadline, done)
    counted = {one.work.key for one in counting(item.rules, tries)}
    by_work = {one.work.key: one for one in tries}
    answers = _answers([UUID(work.key) for work in done if work.finished_at and _is_attempt(work)])
    return [_try(work, by_work.get(work.key), work.key in counted, answers.get(work.key, [])) for work in done]


def _try(work: Work, one: Scored | None, counts: bool, answers: Sequence[Mapping[str, Any]]) -> Try:
    if one is None:
        return Try(work.started_at, None)
    marked = percent(one.earned), percent(one.mark)
    return Try(work.started_at, work.finished_at, *marked, one.days_late, counts, answers)


def _answers(keys: Sequence[UUID]) -> dict[str, list[Mapping[str, Any]]]:
    """What was answered in each attempt, a row a place, as the teacher who gave the work may see it."""
    found: dict[str, list[Mapping[str, Any]]] = {}
    rows = Answer.objects.standing().filter(attempt__in=keys).order_by("position")
    columns = "attempt", "position", "verdict", "mark", "weight", "chosen_code", "best_code", "revision__body__title"
    for row in rows.values(*columns):
        earned = marks(row["mark"] * row["weight"])
        told = row | {"title": row["revision__body__title"], "earned": earned, "possible": marks(row["weight"])}
        found.setdefault(str(row["attempt"]), []).append(told)
    return found
