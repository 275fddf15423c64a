"""What stands around questions and quizzes for those who write them: shares, reports, regrades, imports, kept sums."""

import hashlib
import uuid
from typing import Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from statuscourse.accounts.models import Learner, User

from .asked import Question, QuestionRevision, Quiz
from .given import Answer


class Share(models.Model):
    """A colleague's right to a question or a quiz."""

    class Right(models.TextChoices):
        VIEW = "view", _("look")
        EDIT = "edit", _("change")

    question = models.ForeignKey(
        Question, on_delete=models.CASCADE, null=True, blank=True, related_name="shares", db_index=False
    )
    quiz = models.ForeignKey(
        Quiz, on_delete=models.CASCADE, null=True, blank=True, related_name="shares", db_index=False
    )
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="shares")
    right = models.CharField(max_length=4, choices=Right.choices)
    given_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    given_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(question__isnull=False, quiz=None) | Q(question=None, quiz__isnull=False),
                name="quizzes_share_of_one_thing",
            ),
            models.UniqueConstraint(
                fields=["question", "user"], condition=Q(question__isnull=False), name="quizzes_share_question_once"
            ),
            models.UniqueConstraint(
                fields=["quiz", "user"], condition=Q(quiz__isnull=False), name="quizzes_share_quiz_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.question_id or self.quiz_id} for {self.user_id}: {self.right}"


class ReportQuerySet(models.QuerySet["QuestionReport"]):
    def answered_by(self, user: User) -> Self:
        """Those that an author may answer: of questions that they may change; an administrator has all."""
        if user.role == User.Role.ADMINISTRATOR:
            return self.all()
        # Looked up for each report: as a list of ids the database would begin with ten thousand questions.
        return self.filter(Exists(Question.objects.editable_by(user).filter(pk=OuterRef("revision__question"))))

    def open(self) -> Self:
        return self.filter(closed_at=None)


class QuestionReport(models.Model):
    """What a learner says is wrong with a question; it goes to its author, with the answer that was given."""

    revision = models.ForeignKey(QuestionRevision, on_delete=models.CASCADE, related_name="reports")
    learner = models.ForeignKey(Learner, on_delete=models.CASCADE, related_name="question_reports")
    answer = models.ForeignKey(
        Answer, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", db_index=False
    )
    text = models.TextField()
    created_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    reply = models.TextField(blank=True)

    objects = ReportQuerySet.as_manager()

    class Meta:
        indexes = [
            # What is open, oldest first, in the list of reports and as its number in the navigation.
            models.Index(fields=["created_at"], condition=Q(closed_at=None), name="quizzes_report_open"),
        ]

    def __str__(self) -> str:
        return f"{self.revision_id}: {self.text[:40]}"

    @property
    def is_current(self) -> bool:
        """Whether learners still get the revision that was reported."""
        return self.revision.question.current_id == self.revision_id

    @property
    def version(self) -> str:
        """Names what stands there now; a colleague who saw something else must not answer over it."""
        stands = f"{self.closed_at.isoformat() if self.closed_at else ''}|{self.reply}"
        return hashlib.sha256(stands.encode()).hexdigest()[:16]


class Regrade(models.Model):
    """Answers to older revisions of a question, graded anew by a later one; it can be undone."""

    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="regrades")
    revision = models.ForeignKey(QuestionRevision, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    reason = models.CharField(max_length=200)
    applied_at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.question_id} by revision {self.revision_id}"


class RegradedAnswer(models.Model):
    """What a regrade changed in one answer: verdict, mark, chosen and best code, before and after."""

    regrade = models.ForeignKey(Regrade, on_delete=models.CASCADE, related_name="answers")
    answer = models.ForeignKey(Answer, on_delete=models.CASCADE, related_name="regrades")
    before = models.JSONField()
    after = models.JSONField()

    def __str__(self) -> str:
        return f"{self.answer_id}: {self.before} to {self.after}"


class Import(models.Model):
    """A file of questions: first a plan that is looked at, then applied as a whole, and then it can be undone."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    by = models.ForeignKey(User, on_delete=models.CASCADE, related_name="imports")
    file_name = models.CharField(max_length=200)
    format = models.CharField(max_length=20)
    plan = models.JSONField()  # what becomes of each question of the file
    before = models.JSONField(default=dict)  # what undoing needs
    created_at = models.DateTimeField()
    applied_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.file_name} ({self.format})"


class QuizSums(models.Model):
    """Kept sums of a quiz, from which its statistics are computed: of first attempts only, and of all.

    An attempt is added once it is finished (``Attempt.counted_at``), some hundreds at a time when the page is opened.
    """

    quiz = models.ForeignKey(Quiz, on_delete=models.CASCADE, related_name="sums", db_index=False)
    first_only = models.BooleanField()
    sums = models.JSONField(default=dict)
    attempts = models.PositiveIntegerField(default=0)
    updated_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["quiz", "first_only"], name="quizzes_sums_once")]

    def __str__(self) -> str:
        return f"{self.quiz_id}: {self.attempts} attempts"


class ItemSums(models.Model):
    """Kept sums of one revision within a quiz; the same two kinds."""

    quiz = models.ForeignKey(Quiz, on_delete=models.CASCADE, related_name="item_sums", db_index=False)
    revision = models.ForeignKey(QuestionRevision, on_delete=models.CASCADE, related_name="sums")
    first_only = models.BooleanField()
    sums = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["quiz", "revision", "first_only"], name="quizzes_item_sums_once")
        ]

    def __str__(self) -> str:
        return f"{self.quiz_id}: revision {self.revision_id}"


class RevisionSums(models.Model):
    """Kept sums of the answers to one revision, in all its quizzes and alone; kept true by ``quizzes.actions.keeping``.

    ``codes`` counts what was taken for what in all that stand, up to the answer of ``CountedThrough``. ``alone`` sums
    those that were given outside attempts, up to the answer ``alone_through``.
    """

    revision = models.OneToOneField(QuestionRevision, on_delete=models.CASCADE, primary_key=True, related_name="kept")
    codes = models.JSONField(default=dict)
    alone = models.JSONField(default=dict)
    alone_through = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"revision {self.revision_id}"


class CountedThrough(models.Model):
    """One row: up to which answer codes are in the kept sums of revisions. Held by whoever changes such sums."""

    ROW = 1

    id = models.PositiveSmallIntegerField(primary_key=True, default=ROW)
    answer = models.BigIntegerField(default=0)  # the number of an answer, which may be deleted since

    def __str__(self) -> str:
        return f"answer {self.answer}"
