"""What learners give: attempts, drafts and answers."""

import uuid
from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import connection, models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from statuscourse.accounts.models import Learner
from statuscourse.web.statements import Select

from ..core.results import is_good
from ..core.terms import GRACE, Terms
from .asked import QuestionRevision, Quiz


class AttemptQuerySet(models.QuerySet["Attempt"]):
    def of_own_accord(self) -> "AttemptQuerySet":
        """Without those that were begun for an occasion, which are counted by themselves."""
        return self.filter(occasion="")

    def begun_for(self, *occasions: str) -> "AttemptQuerySet":
        """Those of some occasions."""
        # SQLite takes the index of occasions only where the query says in its words that they are not empty.
        return self.exclude(occasion="").filter(occasion__in=occasions)

    def under_way(self) -> "AttemptQuerySet":
        return self.filter(finished_at=None)

    def overdue(self, now: datetime) -> "AttemptQuerySet":
        """Not handed in, though their time is over, that of a request on its way included."""
        return self.under_way().filter(deadline__lt=now - GRACE)

    def withheld(self, learner: Learner, now: datetime) -> list[uuid.UUID]:
        """A learner's exams that are handed in and not to be explained yet, or ever."""
        rows = self.filter(learner=learner, terms__review__in=["after-close", "never"]).exclude(finished_at=None)
        return [pk for pk, terms in rows.values_list("pk", "terms") if not Terms.of(terms).explains(now)]


class Attempt(models.Model):
    """One learner's way through a quiz. Its terms and its revisions are fixed at the start."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    learner = models.ForeignKey(Learner, on_delete=models.CASCADE, related_name="attempts", db_index=False)
    quiz = models.ForeignKey(Quiz, on_delete=models.PROTECT, related_name="attempts")
    # What it was begun for, by whoever began it: an assignment's id. Empty for a learner of their own accord.
    occasion = models.CharField(max_length=40, blank=True)
    retry_of = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="retries", db_index=False
    )
    terms = models.JSONField(default=dict)
    revision_ids = models.JSONField(default=list)
    layout = models.JSONField(default=list)  # for each place the keys of its options, as they are shown
    weights = models.JSONField(default=list, blank=True)  # for each place the marks that it is worth; empty: 1 each
    is_exam = models.BooleanField(default=False)  # as its terms say: a column, because every answer asks for open exams
    started_at = models.DateTimeField()
    deadline = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    share = models.FloatField(null=True, blank=True)  # earned of all marks, 0 to 1, once finished; a regrade changes it
    counted_at = models.DateTimeField(null=True, blank=True)  # when its answers went into the quiz's kept sums

    objects = AttemptQuerySet.as_manager()

    class Meta:
        indexes = [
            # The attempt to resume, and the last ones, of a learner in a quiz.
            models.Index(fields=["learner", "quiz", "-started_at"], name="quizzes_attempt_of_learner"),
            # Whether a learner has an exam under way: asked for every answer, and hardly ever true.
            models.Index(
                fields=["learner"], condition=Q(is_exam=True, finished_at=None), name="quizzes_attempt_open_exam"
            ),
            # What learners did for an assignment, for its page and the gradebook.
            models.Index(fields=["occasion", "learner"], condition=~Q(occasion=""), name="quizzes_attempt_occasion"),
            # The retries of an attempt. Only of those that are one: with the others in it, SQLite reads all attempts by
            # this index where it is asked for some that are none, at 350,000 attempts in 0.2 s.
            models.Index(fields=["retry_of"], condition=Q(retry_of__isnull=False), name="quizzes_attempt_retries"),
            # What is finished and not in the kept sums of its quiz yet.
            models.Index(
                fields=["quiz"],
                condition=Q(finished_at__isnull=False, counted_at=None),
                name="quizzes_attempt_uncounted",
            ),
        ]

    learner_in_exam: bool = False  # told by access.get_attempt

    def __str__(self) -> str:
        return f"{self.quiz_id} {self.id}"

    @property
    def length(self) -> int:
        return len(self.revision_ids)

    @property
    def possible(self) -> float:
        """The marks that can be had."""
        return float(sum(self.weights)) if self.weights else float(self.length)

    def weight(self, position: int) -> float:
        """The marks that a place is worth."""
        return float(self.weights[position - 1]) if self.weights else 1.0

    @property
    def agreed(self) -> Terms:
        """The terms as they were when it started."""
        return Terms.of(self.terms)

    @property
    def zone(self) -> ZoneInfo | None:
        """The time zone that its times are told in; None for that of the site."""
        name: str = self.terms.get("zone", "")
        return ZoneInfo(name) if name else None

    @property
    def is_over(self) -> bool:
        return self.finished_at is not None

    def seconds_left(self, now: datetime) -> int | None:
        """Whole seconds to the deadline, never below 0; None where there is no limit."""
        return None if self.deadline is None else max(0, int((self.deadline - now).total_seconds()))

    def house(self, position: int) -> int | None:
        """The code that a class's convention answers at a place, where it decides something there."""
        code: int | None = self.terms.get("house", {}).get(str(position))
        return code

    def place_layout(self, position: int) -> list[str]:
        """The keys of a place's options in the order of this attempt; empty where they are not shuffled."""
        keys: list[str] = self.layout[position - 1] if self.layout else []
        return keys

    @staticmethod
    def share_of(answers: "Iterable[Answer]") -> float:
        """What standing answers earned of all their marks, from 0 to 1."""
        standing = [answer for answer in answers if answer.stands]
        possible = sum(answer.weight for answer in standing)
        return sum(answer.mark * answer.weight for answer in standing) / possible if possible else 0.0


class Confidence(models.TextChoices):
    """How sure a learner said to be, before anything was graded."""

    SURE = "sure", _("sure")
    THINK = "think", _("think so")
    GUESS = "guess", _("guess")


class Draft(models.Model):
    """What stands in a place of an attempt before it is sent or handed in; written at every change."""

    attempt = models.ForeignKey(Attempt, on_delete=models.CASCADE, related_name="drafts", db_index=False)
    position = models.PositiveSmallIntegerField()  # from 1
    response = models.JSONField()  # may lack parts
    flagged = models.BooleanField(default=False)  # to come back to
    confidence = models.CharField(max_length=5, choices=Confidence.choices, blank=True)
    version = models.PositiveIntegerField(default=1)  # counts the saves; a save names the one that it changes
    save_key = models.CharField(max_length=64)  # of the last save: sent again it is not a second one
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [
            # Also serves reading an attempt's drafts in order.
            models.UniqueConstraint(fields=["attempt", "position"], name="quizzes_draft_once_a_position"),
        ]

    def __str__(self) -> str:
        return f"{self.attempt_id} {self.position}: version {self.version}"


class AnswerQuerySet(models.QuerySet["Answer"]):
    def standing(self) -> "AnswerQuerySet":
        """Without the tries that a later one took the place of."""
        return self.filter(stands=True)

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
    revision = models.ForeignKey(QuestionRevision, on_delete=models.PROTECT, related_name="answers", db_index=False)
    context = models.CharField(max_length=8, choices=Context.choices)
    attempt = models.ForeignKey(
        Attempt, on_delete=models.CASCADE, null=True, blank=True, related_name="answers", db_index=False
    )
    position = models.PositiveSmallIntegerField(null=True, blank=True)  # from 1, within the attempt
    number = models.PositiveSmallIntegerField(default=1)  # which try at this place
    stands = models.BooleanField(default=True)  # False for a try after which another one is open
    response = models.JSONField()
    verdict = models.CharField(max_length=10)
    mark = models.FloatField()  # from 0 to 1; times the weight of its place it is what the attempt earned
    weight = models.FloatField(default=1.0)
    chosen_code = models.PositiveSmallIntegerField(null=True, blank=True)
    best_code = models.PositiveSmallIntegerField(null=True, blank=True)  # where the answer is one code
    house = models.PositiveSmallIntegerField(null=True, blank=True)  # the code of the convention that it was graded by
    regraded_by = models.ForeignKey(
        QuestionRevision, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )  # the later revision that a regrade graded it by
    confidence = models.CharField(max_length=5, choices=Confidence.choices, blank=True)
    seconds = models.PositiveIntegerField(null=True, blank=True)
    key = models.CharField(max_length=64)
    created_at = models.DateTimeField()

    objects = AnswerQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["learner", "key"], name="quizzes_answer_counts_once"),
            # Also serves reading an attempt's answers in order.
            models.UniqueConstraint(
                fields=["attempt", "position", "number"],
                condition=Q(attempt__isnull=False),
                name="quizzes_answer_once_a_try",
            ),
        ]
        indexes = [
            # A learner's history, newest last: progress and the levels of codes.
            models.Index(fields=["learner", "created_at"], name="quizzes_answer_history"),
            # How a learner's checks went, for the outline of lessons: few among many answers.
            models.Index(fields=["learner", "created_at"], condition=Q(context="check"), name="quizzes_answer_checks"),
            # All answers to a revision, and what was taken for what in it, counted from the index alone: of a million
            # answers in 0.1 s (one topic in 6 ms), where an index of the revision takes 2.3 s (0.13 s).
            models.Index(fields=["revision", "best_code", "chosen_code", "stands"], name="quizzes_answer_confusion"),
            # What was given to a revision outside attempts since it was counted last, in the order of time.
            models.Index(fields=["revision", "id"], condition=Q(attempt=None), name="quizzes_answer_alone"),
        ]

    def __str__(self) -> str:
        return f"{self.revision_id}: {self.verdict}"

    @property
    def is_good(self) -> bool:
        return is_good(self.mark)


OF_ATTEMPT = Select(
    Answer,
    "SELECT id, learner_id, revision_id, context, attempt_id, position, number, stands, response, verdict, mark,"
    " weight, house, regraded_by_id, confidence, created_at FROM quizzes_answer WHERE attempt_id = %s"
    " ORDER BY number, position",
)


def given_answers(attempt: Attempt) -> list[Answer]:
    """All answers of an attempt, a place's tries in their order."""
    return OF_ATTEMPT.all(Attempt._meta.pk.get_db_prep_value(attempt.pk, connection))
