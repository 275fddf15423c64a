"""What a class is given to do, and what is decided by hand about a learner's work."""

import hashlib
import json
import uuid
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from quizzes.core.terms import Terms
from statuscourse.accounts.models import User

from ..core.grades import Deadline, Rules
from ..core.terms_of import assigned_terms
from .classes import Classroom, Membership


class AssignmentManager(models.Manager["Assignment"]):
    """Assignments come with their class: without its time zone their dates cannot be told or reckoned with."""

    def get_queryset(self) -> models.QuerySet["Assignment"]:
        return super().get_queryset().select_related("classroom")


class Assignment(models.Model):
    """Something to do, until a date. Times are stored in UTC and meant in the class's time zone."""

    class Target(models.TextChoices):
        """What can be assigned; ``reports.targets`` says what each can do."""

        LESSON = "lesson", _("lesson")
        QUIZ = "quiz", _("quiz")
        LIVE = "live", _("live session")  # made by the session itself when it ends

    class Late(models.TextChoices):
        ACCEPT = "accept", _("accepted, and marked as late")
        DEDUCT = "deduct", _("accepted, with marks taken off for each day")
        REFUSE = "refuse", _("not accepted")

    class Counts(models.TextChoices):
        BEST = "best", _("the best attempt")
        FIRST = "first", _("the first attempt")
        LAST = "last", _("the last attempt")
        MEAN = "mean", _("the mean of all attempts")

    CHANGEABLE = (
        *("title", "note", "opens_at", "due_at", "late", "late_percent", "closes_at"),
        *("attempts", "counts", "terms", "weight"),
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    classroom = models.ForeignKey(Classroom, on_delete=models.CASCADE, related_name="assignments", db_index=False)
    target_type = models.CharField(max_length=12, choices=Target.choices)
    target = models.CharField(max_length=80)  # a slug, or a live session's id; by name and never by import
    title = models.CharField(max_length=120)
    note = models.TextField(blank=True, max_length=1000)  # to the class, in plain text
    opens_at = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField(null=True, blank=True)
    late = models.CharField(max_length=8, choices=Late.choices, default=Late.ACCEPT)
    late_percent = models.PositiveSmallIntegerField(default=10)  # of the full mark, for each day begun
    closes_at = models.DateTimeField(null=True, blank=True)  # when not even late work is taken; not before it is due
    attempts = models.PositiveSmallIntegerField(null=True, blank=True)  # None for any number
    counts = models.CharField(max_length=5, choices=Counts.choices, default=Counts.BEST)
    # What differs from the quiz's own behaviour, as quizzes.core.terms.Terms names it: mode, minutes, review ...
    terms = models.JSONField(default=dict, blank=True)
    weight = models.FloatField(default=1.0)  # in the total; 0 counts nothing
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    objects = AssignmentManager()

    class Meta:
        indexes = [
            # A class's assignments, in the order of its gradebook.
            models.Index(fields=["classroom", "due_at", "created_at"], name="classrooms_assignment_order"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def rules(self) -> Rules:
        """How its work is counted, for ``core.grades``."""
        return Rules(late=self.late, late_percent=self.late_percent, counts=self.counts, weight=self.weight)

    @property
    def version(self) -> str:
        """A digest of what its teachers may change: a page that saves names the one that it showed."""
        said = [str(getattr(self, name)) for name in self.CHANGEABLE]
        return hashlib.sha256(json.dumps(said).encode()).hexdigest()[:16]

    def deadline(self, extension: "Extension | None" = None) -> Deadline:
        """When it opens, is due and closes, for somebody with this extension."""
        due_at, closes_at = self.due_at, self.closes_at
        if extension is not None and extension.due_at is not None:
            # Later than for everybody, whatever everybody's date became meanwhile; no date is later than any.
            due_at = max(due_at, extension.due_at) if due_at is not None else None
            closes_at = max(closes_at, extension.due_at) if closes_at is not None else None
        zone = self.classroom.zone
        return Deadline(opens_at=self.opens_at, due_at=due_at, closes_at=closes_at, late=self.late, zone=zone)

    def closes_for_all(self) -> datetime | None:
        """When the last one has to be through, with every extension; None where it never closes."""
        ends = [self.deadline(extension).ends_at for extension in (None, *self.extensions.all())]
        return max((at for at in ends if at is not None), default=None)

    def terms_for(self, own: Terms, membership: Membership, extension: "Extension | None" = None) -> Terms:
        """The terms of an attempt at its quiz, whose own are given, by one member with what was extended for them."""
        extra_time = membership.extra_time
        if extension is not None and extension.extra_time is not None:
            extra_time = extension.extra_time
        deadline = self.deadline(extension)
        terms = assigned_terms(
            own,
            self.terms,
            deadline,
            attempts=self.attempts,
            more_attempts=extension.attempts if extension else 0,
            extra_time=extra_time,
        )
        return replace(terms, caption=self._caption(deadline), zone=self.classroom.time_zone)

    def _caption(self, deadline: Deadline) -> str:
        if deadline.due_at is None:
            return self.classroom.name
        due = self.classroom.told(deadline.due_at)
        return gettext("%(class)s, due %(due)s") % {"class": self.classroom.name, "due": due}


class Extension(models.Model):
    """What one learner gets more than the others for one assignment."""

    assignment = models.ForeignKey(Assignment, on_delete=models.CASCADE, related_name="extensions", db_index=False)
    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="extensions")
    due_at = models.DateTimeField(null=True, blank=True)
    extra_time = models.PositiveSmallIntegerField(null=True, blank=True)  # per cent; None for that of the membership
    attempts = models.PositiveSmallIntegerField(default=0)  # more than the assignment gives
    reason = models.CharField(max_length=200, blank=True)
    given_at = models.DateTimeField()
    given_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["assignment", "membership"], name="classrooms_extension_once")]

    def __str__(self) -> str:
        return f"{self.membership_id} in {self.assignment_id}"


class GradeChange(models.Model):
    """A teacher's decision about a cell of the gradebook. Rows are only added: the newest stands, all are the trail."""

    class Decision(models.TextChoices):
        MARK = "mark", _("another mark")
        EXCUSED = "excused", _("excused")
        WITHDRAWN = "withdrawn", _("as it was earned")

    assignment = models.ForeignKey(Assignment, on_delete=models.CASCADE, related_name="changes", db_index=False)
    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="changes")
    decision = models.CharField(max_length=9, choices=Decision.choices)
    percent = models.FloatField(null=True, blank=True)  # 0 to 100, of the full mark; with ``mark`` alone
    reason = models.CharField(max_length=200)
    by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes = [
            # What was decided in an assignment, newest last: the gradebook and a cell's trail.
            models.Index(fields=["assignment", "membership", "id"], name="classrooms_change_trail"),
        ]

    def __str__(self) -> str:
        return f"{self.membership_id} in {self.assignment_id}: {self.decision}"

    def json(self) -> dict[str, Any]:
        return {
            "decision": self.decision,
            "percent": self.percent,
            "reason": self.reason,
            "at": self.at.isoformat(),
        }
