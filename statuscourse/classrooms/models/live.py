"""Live sessions: one scenario at a time on the wall, answered by phones."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from statuscourse.accounts.models import User

from ..core.live import Standing
from .classes import Classroom, Membership


class LiveSession(models.Model):
    """A quiz that a class takes together. Everything that a page of it shows follows from this row and the answers.

    ``version`` grows with every step, so that a poll can ask whether anything is new.
    """

    class Phase(models.TextChoices):
        LOBBY = "lobby", _("waiting for the first question")
        ASKING = "asking", _("open for answers")
        CLOSED = "closed", _("answers are closed")
        REVEALED = "revealed", _("the answer is shown")
        OVER = "over", _("over")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    classroom = models.ForeignKey(Classroom, on_delete=models.CASCADE, related_name="sessions")
    host = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    quiz = models.CharField(max_length=80)  # a slug
    title = models.CharField(max_length=120)
    join_code = models.CharField(max_length=12, null=True, blank=True)  # noqa: DJ001 - many nulls, unique otherwise
    revision_ids = models.JSONField(default=list)
    weights = models.JSONField(default=list, blank=True)
    layout = models.JSONField(default=list, blank=True)  # as in an attempt: one order of options for everybody
    seconds = models.PositiveSmallIntegerField(
        null=True, blank=True
    )  # for each question; None where the host closes it
    hides_names = models.BooleanField(default=True)
    # By place (from 1, as text, for JSON) the code that the class's convention answered when it began.
    convention = models.JSONField(default=dict, blank=True)
    shows_bars = models.BooleanField(default=False)  # of answers that still come in; otherwise once they are closed
    phase = models.CharField(max_length=8, choices=Phase.choices, default=Phase.LOBBY)
    position = models.PositiveSmallIntegerField(default=0)  # from 1; 0 before the first question
    version = models.PositiveIntegerField(default=1)
    asked_at = models.DateTimeField(null=True, blank=True)  # when the question that stands there was opened
    ends_at = models.DateTimeField(null=True, blank=True)  # when it closes by itself
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["join_code"], name="classrooms_live_code_unique"),
        ]
        indexes = [
            # The session that a class has now.
            models.Index(fields=["classroom"], condition=Q(ended_at=None), name="classrooms_live_open"),
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.id}"

    @property
    def length(self) -> int:
        return len(self.revision_ids)

    @property
    def standing(self) -> Standing:
        """Where it stands, as it was stored; ``Standing.at`` says how that looks at a time."""
        return Standing(
            self.phase,
            self.position,
            self.length,
            seconds=self.seconds,
            asked_at=self.asked_at,
            ends_at=self.ends_at,
        )

    def house(self, position: int) -> int | None:
        """The code that the class's convention answers at a place, where it decides something there."""
        code: int | None = self.convention.get(str(position))
        return code

    def place_layout(self, position: int) -> list[str]:
        """The keys of a place's options in the order of this session; empty where they are not shuffled."""
        keys: list[str] = self.layout[position - 1] if self.layout else []
        return keys

    def weight(self, position: int) -> float:
        """The marks that a place is worth."""
        return float(self.weights[position - 1]) if self.weights else 1.0


class Player(models.Model):
    """A member who is in a live session."""

    session = models.ForeignKey(LiveSession, on_delete=models.CASCADE, related_name="players", db_index=False)
    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="+")
    joined_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["session", "membership"], name="classrooms_player_once")]

    def __str__(self) -> str:
        return f"{self.membership_id} in {self.session_id}"


class LiveAnswer(models.Model):
    """What a member answered to one question of a live session, once; it becomes an answer of an attempt at the end."""

    session = models.ForeignKey(LiveSession, on_delete=models.CASCADE, related_name="answers", db_index=False)
    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="+")
    position = models.PositiveSmallIntegerField()
    response = models.JSONField()
    verdict = models.CharField(max_length=10)
    mark = models.FloatField()
    chosen_code = models.PositiveSmallIntegerField(null=True, blank=True)
    best_code = models.PositiveSmallIntegerField(null=True, blank=True)
    answered_at = models.DateTimeField()

    class Meta:
        constraints = [
            # Also serves counting what was answered to a question.
            models.UniqueConstraint(fields=["session", "position", "membership"], name="classrooms_live_answer_once"),
        ]

    def __str__(self) -> str:
        return f"{self.membership_id}, question {self.position}: {self.verdict}"
