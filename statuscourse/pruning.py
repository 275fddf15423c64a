"""What nobody can come back to goes: idle learners without an account, and what ran out by itself.

A browser without an account is known by a cookie that lasts a year, so after that nobody can reach what it did.
"""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection, transaction
from django.db.models import Exists, Model, OuterRef, QuerySet

from lessons.models import SectionReading
from quizzes.actions import let_go
from quizzes.models import Answer, Attempt, Draft, QuestionReport
from statuscourse.accounts.models import Device, Learner, PersonalCode, Tally
from statuscourse.classrooms.models import Membership
from statuscourse.web.maintenance import under_way

log = logging.getLogger("statuscourse.accounts.pruning")  # below a name whose lines are always written

LEAST_DAYS = 30  # a holiday is no reason to lose one's work
BATCH = 100  # learners in one transaction; others' answers wait for its end on SQLite
PAUSE = 0.05  # seconds between two, for those who wait
A_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Leftovers:
    """How many rows ran out: their time has passed, and nothing asks for them any more."""

    sessions: int
    sign_in_attempts: int
    wrong_codes: int
    devices: int


def idle_learners(before: datetime) -> QuerySet[Learner]:
    """Learners whom nobody knows and who did nothing since then.

    Nobody knows who has no account, is and was in no class and has no personal code. Who has reported a question that
    nobody has looked at yet stays.
    """
    stays: list[QuerySet[Model, Model]] = [
        Membership.objects.filter(learner=OuterRef("pk")),
        PersonalCode.objects.filter(learner=OuterRef("pk")),
        Answer.objects.filter(learner=OuterRef("pk"), created_at__gte=before),
        Attempt.objects.filter(learner=OuterRef("pk"), started_at__gte=before),
        Draft.objects.filter(attempt__learner=OuterRef("pk"), saved_at__gte=before),
        SectionReading.objects.filter(learner=OuterRef("pk"), read_at__gte=before),
        QuestionReport.objects.filter(learner=OuterRef("pk"), created_at__gte=before),
        QuestionReport.objects.filter(learner=OuterRef("pk"), closed_at=None),
        Device.objects.filter(learner=OuterRef("pk"), made_at__gte=before),
    ]
    found = Learner.objects.filter(user=None, created_at__lt=before)
    for rows in stays:
        found = found.filter(~Exists(rows))
    return found.order_by("pk")


def prune_learners(*, before: datetime, told: Callable[[int], None] = lambda number: None) -> int:
    """Delete idle learners with all their rows, a batch in each transaction; returns how many.

    What stopped half-way goes on when it is called again. Sums in the statistics of questions stay, and name nobody.
    """
    gone, last = 0, 0
    while batch := list(idle_learners(before).filter(pk__gt=last).values_list("pk", flat=True)[:BATCH]):
        gone += _prune(batch, before)
        last = batch[-1]
        told(gone)
        time.sleep(PAUSE)
    return gone


@transaction.atomic
def _prune(batch: list[int], before: datetime) -> int:
    """Look again with the rows held: somebody may have come back, signed up or joined a class meanwhile."""
    if connection.features.has_select_for_update:
        list(Learner.objects.select_for_update().filter(pk__in=batch).order_by("pk").values_list("pk"))
    idle = list(idle_learners(before).filter(pk__in=batch).values_list("pk", flat=True))
    let_go(learners=idle)
    Learner.objects.filter(pk__in=idle).delete()
    return len(idle)


def prune_as_set(*, now: datetime) -> None:
    """Do what PRUNE_DAYS says, with a line in the log where somebody went.

    Nothing is done while the site is closed: whoever closed it is at work on the database.
    """
    if not settings.PRUNE_DAYS or under_way() is not None:
        return
    gone = prune_learners(before=now - timedelta(days=settings.PRUNE_DAYS))
    clear_leftovers(now=now)
    if gone:
        log.info("PRUNE_DAYS: deleted learners who did nothing for %d days: %d", settings.PRUNE_DAYS, gone)


def leftovers(now: datetime) -> Leftovers:
    """How much has run out; nothing is changed."""
    return Leftovers(*(rows.count() for rows in _run_out(now)))


def clear_leftovers(*, now: datetime) -> Leftovers:
    """Delete what has run out. Called again it finds nothing."""
    return Leftovers(*(rows.delete()[0] for rows in _run_out(now)))


def _run_out(now: datetime) -> tuple[QuerySet[Model, Model], ...]:
    """Sessions, counted sign-ins, counted codes and browsers, in the order of Leftovers."""
    return (
        Session.objects.filter(expire_date__lt=now),
        AccessAttempt.objects.filter(attempt_time__lt=now - settings.AXES_COOLOFF_TIME - A_DAY),
        Tally.objects.filter(window__lt=now - A_DAY),
        Device.objects.filter(made_at__lt=now - timedelta(seconds=settings.LEARNER_COOKIE_AGE)),
    )
