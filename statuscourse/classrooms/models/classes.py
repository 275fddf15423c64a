"""Classes, who teaches them and who is in them."""

import uuid
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.formats import date_format

from statuscourse.accounts.models import Learner, User

from ..core.zones import comes_twice


class ClassroomQuerySet(models.QuerySet["Classroom"]):
    def taught_by(self, user: User) -> "ClassroomQuerySet":
        """The classes that somebody owns or teaches with another; an administrator has all of them."""
        if user.role == User.Role.ADMINISTRATOR:
            return self
        if user.role != User.Role.INSTRUCTOR:
            return self.none()
        return self.filter(Q(owner=user) | Q(pk__in=Teacher.objects.filter(user=user).values("classroom")))

    def open_to(self, code: str, now: datetime) -> "ClassroomQuerySet":
        """The class that a join code lets people into at that time."""
        usable = Q(join_code_ends_at=None) | Q(join_code_ends_at__gt=now)
        return self.filter(usable, join_code=code, archived_at=None)


class Classroom(models.Model):
    """A class. Its address names it by a random id, and who has no business there gets 404."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=80)
    # Without an owner, who deleted their account, it is its other teachers' and the administrators'.
    owner = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="classes")
    time_zone = models.CharField(max_length=64, default="UTC")  # an IANA name; due dates are meant in it
    convention = models.JSONField(default=dict, blank=True)  # by contested case the code that this class answers
    join_code = models.CharField(max_length=12, null=True, blank=True)  # noqa: DJ001 - many nulls, unique otherwise
    join_code_ends_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()
    archived_at = models.DateTimeField(null=True, blank=True)

    objects = ClassroomQuerySet.as_manager()

    class Meta:
        constraints = [
            # Also serves finding the class of a code that was typed.
            models.UniqueConstraint(fields=["join_code"], name="classrooms_join_code_unique"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("classroom", args=[self.pk])

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    def told(self, at: datetime) -> str:
        """A time in the class's zone, in words; with the zone's short name where the clocks show it twice."""
        local = at.astimezone(self.zone)
        words = date_format(local, "l j F Y, H:i")
        return f"{words} ({local.tzname()})" if comes_twice(at, self.zone) else words

    def takes_people(self, now: datetime) -> bool:
        """Whether somebody may join by its code at that time."""
        ends_at = self.join_code_ends_at
        return bool(self.join_code) and self.archived_at is None and (ends_at is None or now < ends_at)


class Teacher(models.Model):
    """Somebody who teaches a class with its owner; they may do all but delete it, give it away and choose teachers."""

    classroom = models.ForeignKey(Classroom, on_delete=models.CASCADE, related_name="teachers", db_index=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="taught")
    added_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["classroom", "user"], name="classrooms_teacher_once")]

    def __str__(self) -> str:
        return f"{self.user} teaches {self.classroom_id}"


class MembershipQuerySet(models.QuerySet["Membership"]):
    def present(self) -> "MembershipQuerySet":
        """Those who were not removed and did not leave."""
        return self.filter(left_at=None)


class Membership(models.Model):
    """A learner in a class, under the name that the class knows them by."""

    classroom = models.ForeignKey(Classroom, on_delete=models.CASCADE, related_name="members", db_index=False)
    learner = models.ForeignKey(Learner, on_delete=models.CASCADE, related_name="memberships")
    name = models.CharField(max_length=80)
    number = models.CharField(max_length=40, blank=True)  # the school's own, in the roster; not shown to other members
    extra_time = models.PositiveSmallIntegerField(default=0)  # per cent more for every exam of the class
    code_is_ours = models.BooleanField(default=False)  # this class gave the personal code, so it may give a new one
    joined_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True, blank=True)  # what was earned until then stays in the gradebook's export
    seen_at = models.DateTimeField(null=True, blank=True)  # on the class's page, at most once an hour

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints = [
            # Also serves reading a class's people.
            models.UniqueConstraint(fields=["classroom", "learner"], name="classrooms_member_once"),
        ]

    def __str__(self) -> str:
        return f"{self.name} in {self.classroom_id}"
