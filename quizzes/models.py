"""What one answers: questions with their revisions, quizzes, attempts and answers."""

import uuid
from functools import lru_cache

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from statuscourse.accounts.models import Learner


class Question(models.Model):
    """The identity of a question, and all that may change without touching a past answer."""

    id = models.CharField(primary_key=True, max_length=80)
    topic = models.CharField(max_length=40)
    title = models.CharField(max_length=70)
    section = models.CharField(max_length=160)  # lesson#section, by address and never by import
    best_code = models.PositiveSmallIntegerField()
    agreement = models.CharField(max_length=9)
    difficulty = models.PositiveSmallIntegerField()
    tags = models.JSONField(default=dict)  # look-alike pairs and the common mistake
    current = models.ForeignKey("QuestionRevision", on_delete=models.PROTECT, null=True, related_name="+")
    retired_at = models.DateTimeField(null=True, blank=True)
    replaced_by = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="replaces")

    def __str__(self) -> str:
        return self.id


class QuestionRevision(models.Model):
    """A question as it stood: immutable, and what every answer is pinned to."""

    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="revisions", db_index=False)
    number = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    body = models.JSONField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["question", "number"], name="quizzes_revision_number_unique"),
            models.UniqueConstraint(fields=["question", "digest"], name="quizzes_revision_digest_unique"),
        ]

    def __str__(self) -> str:
        return f"{self.question_id} revision {self.number}"


@lru_cache(maxsize=2048)
def get_revision(revision_id: int) -> QuestionRevision:
    """A revision with its question. Revisions never change, so each process reads one once; leave the object alone."""
    return QuestionRevision.objects.select_related("question").get(pk=revision_id)


class Quiz(models.Model):
    """A list of questions, or a rule by which they are drawn when an attempt starts."""

    slug = models.SlugField(primary_key=True, max_length=80)
    title = models.CharField(max_length=120)
    summary = models.TextField()
    lesson = models.CharField(max_length=80, blank=True)  # a lesson's slug
    order = models.PositiveIntegerField(default=0)
    question_ids = models.JSONField(default=list)
    draw = models.JSONField(null=True, blank=True)
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["order"]
        verbose_name_plural = "quizzes"

    def __str__(self) -> str:
        return self.title

    @property
    def length(self) -> int:
        return int(self.draw["number"]) if self.draw else len(self.question_ids)


class AttemptQuerySet(models.QuerySet["Attempt"]):
    def under_way(self) -> "AttemptQuerySet":
        return self.filter(finished_at=None)


class Attempt(models.Model):
    """One learner's way through a quiz. Its terms and its revisions are fixed at the start."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    learner = models.ForeignKey(Learner, on_delete=models.CASCADE, related_name="attempts", db_index=False)
    quiz = models.ForeignKey(Quiz, on_delete=models.PROTECT, related_name="attempts")
    retry_of = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="retries")
    terms = models.JSONField(default=dict)
    revision_ids = models.JSONField(default=list)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = AttemptQuerySet.as_manager()

    class Meta:
        # The attempt to resume, and the last ones, of a learner in a quiz.
        indexes = [models.Index(fields=["learner", "quiz", "-started_at"], name="quizzes_attempt_of_learner")]

    def __str__(self) -> str:
        return f"{self.quiz_id} {self.id}"

    @property
    def length(self) -> int:
        return len(self.revision_ids)


class AnswerQuerySet(models.QuerySet["Answer"]):
    def of(self, learner: Learner) -> "AnswerQuerySet":
        return self.filter(learner=learner)

    def question_ids(self) -> set[str]:
        """The questions that were answered, each once."""
        return set(self.values_list("revision__question_id", flat=True).distinct())


class Answer(models.Model):
    """One answer, graded when it was given, pinned to the revision that was seen."""

    class Context(models.TextChoices):
        HOME = "home", _("home")
        CHECK = "check", _("check in a lesson")
        QUIZ = "quiz", _("quiz")
        EXAM = "exam", _("exam")
        PRACTICE = "practice", _("practice")
        REVIEW = "review", _("review")

    # Where a question is asked by itself; the others come with an attempt.
    ASKED_ALONE = (Context.HOME, Context.CHECK, Context.PRACTICE)

    learner = models.ForeignKey(Learner, on_delete=models.CASCADE, related_name="answers", db_index=False)
    revision = models.ForeignKey(QuestionRevision, on_delete=models.PROTECT, related_name="answers")
    context = models.CharField(max_length=8, choices=Context.choices)
    attempt = models.ForeignKey(
        Attempt, on_delete=models.CASCADE, null=True, blank=True, related_name="answers", db_index=False
    )
    position = models.PositiveSmallIntegerField(null=True, blank=True)  # from 1, within the attempt
    response = models.JSONField()
    verdict = models.CharField(max_length=10)
    mark = models.FloatField()
    chosen_code = models.PositiveSmallIntegerField(null=True, blank=True)
    best_code = models.PositiveSmallIntegerField()
    seconds = models.PositiveIntegerField(null=True, blank=True)
    key = models.CharField(max_length=64)
    created_at = models.DateTimeField()

    objects = AnswerQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["learner", "key"], name="quizzes_answer_counts_once"),
            # Also serves reading an attempt's answers in order.
            models.UniqueConstraint(
                fields=["attempt", "position"],
                condition=Q(attempt__isnull=False),
                name="quizzes_answer_once_a_position",
            ),
        ]
        indexes = [
            # A learner's history, newest last: progress and the levels of codes.
            models.Index(fields=["learner", "created_at"], name="quizzes_answer_history"),
            # How a learner's checks went, for the outline of lessons: few among many answers.
            models.Index(fields=["learner", "created_at"], condition=Q(context="check"), name="quizzes_answer_checks"),
        ]

    def __str__(self) -> str:
        return f"{self.revision_id}: {self.verdict}"

    @property
    def is_good(self) -> bool:
        return self.verdict != "wrong"
