"""What is asked: questions with their revisions, and quizzes. They come from the bank's files or from instructors."""

from functools import lru_cache
from time import monotonic
from typing import Any, Self, TypeVar

from django.db import connection, models
from django.db.models import Q
from django.db.models.expressions import RawSQL

from statuscourse.accounts.models import User

from ..core.interchange.model import Source
from ..core.quiz_drafts import QuizSource
from ..core.terms import Terms

Row = TypeVar("Row", bound=models.Model)

# The questions that are picked in quizzes which somebody may see, in the working copy or in what is published. Whoever
# owns the question has to be one who may change the quiz (or both have lost their owner): nobody gets to see a
# stranger's question by writing its id into a quiz. JSON is taken apart by the database, so that it is one query.
PICKS = {
    "sqlite": """
        SELECT slug, owner_id, CASE pick.type WHEN 'object' THEN json_extract(pick.value, '$.question') END AS question
        FROM quizzes_quiz, json_each(quizzes_quiz.picks) AS pick WHERE NOT is_shipped
        UNION ALL
        SELECT slug, owner_id, CASE pick.type WHEN 'object' THEN json_extract(pick.value, '$.question') END
        FROM quizzes_quiz, json_each(quizzes_quiz.draft, '$.picks') AS pick
        WHERE NOT is_shipped AND draft IS NOT NULL
    """,
    "postgresql": """
        SELECT slug, owner_id, pick.value ->> 'question' AS question FROM quizzes_quiz,
            jsonb_array_elements(CASE jsonb_typeof(picks) WHEN 'array' THEN picks ELSE '[]' END) AS pick
        WHERE NOT is_shipped
        UNION ALL
        SELECT slug, owner_id, pick.value ->> 'question' FROM quizzes_quiz,
            jsonb_array_elements(CASE jsonb_typeof(draft -> 'picks') WHEN 'array' THEN draft -> 'picks' ELSE '[]' END)
            AS pick
        WHERE NOT is_shipped AND draft IS NOT NULL
    """,
}
PICKED = """
    SELECT picked.id FROM ({picks}) AS quiz JOIN quizzes_question AS picked ON picked.id = quiz.question
    WHERE (quiz.owner_id = %s OR quiz.slug IN (SELECT quiz_id FROM quizzes_share WHERE user_id = %s))
    AND (picked.owner_id = quiz.owner_id OR (picked.owner_id IS NULL AND quiz.owner_id IS NULL) OR EXISTS (
        SELECT 1 FROM quizzes_share AS given
        WHERE given.quiz_id = quiz.slug AND given.user_id = picked.owner_id AND given.right = 'edit'
    ))
"""


class AuthoredQuerySet(models.QuerySet[Row]):
    """Questions or quizzes as instructors see them: what is shipped is everybody's to read and nobody's to change."""

    def shipped(self) -> Self:
        return self.filter(is_shipped=True)

    def visible_to(self, user: User) -> Self:
        """What somebody may read as an author: their own, what is shipped, what was shared with them.

        With a quiz come the questions that its authors picked for it, to be looked at.
        """
        if user.role == User.Role.ADMINISTRATOR:
            return self.all()
        if user.role != User.Role.INSTRUCTOR:
            return self.none()
        mine = Q(is_shipped=True) | Q(owner=user) | Q(pk__in=self._shared_with(user))
        return self.filter(mine | Q(pk__in=_picked_for(user)) if self.model is Question else mine)

    def editable_by(self, user: User) -> Self:
        """What somebody may change: their own, and what was shared for that; administrators all that is not shipped."""
        authored = self.filter(is_shipped=False)
        if user.role == User.Role.ADMINISTRATOR:
            return authored
        if user.role != User.Role.INSTRUCTOR:
            return self.none()
        return authored.filter(Q(owner=user) | Q(pk__in=self._shared_with(user, right="edit")))

    def owned_by(self, user: User) -> Self:
        return self.filter(owner=user)

    def never_published(self) -> Self:
        """What no learner has ever got, and no colleague either, unless it was shared."""
        name = "current" if self.model is Question else "published_at"
        return self.filter(**{name: None}, is_shipped=False)

    def changed_by_nobody_else(self, user: User) -> Self:
        """Without what another instructor has the right to change; administrators, who have all rights, aside."""
        shares = (
            self._shares()
            .exclude(user=user)
            .filter(right="edit", user__role__in=[User.Role.INSTRUCTOR, User.Role.ADMINISTRATOR])
        )
        return self.exclude(pk__in=shares.values(self._name))

    @property
    def _name(self) -> str:
        return "question" if self.model is Question else "quiz"

    def _shares(self) -> models.QuerySet[Any, Any]:
        """The shares of questions, or those of quizzes."""
        shares = self.model._meta.get_field("shares").related_model
        return shares.objects.filter(**{f"{self._name}__isnull": False})  # type: ignore[union-attr, no-any-return]

    def _shared_with(self, user: User, **more: Any) -> models.QuerySet[Any, Any]:
        return self._shares().filter(user=user, **more).values(self._name)


def _picked_for(user: User) -> RawSQL:
    sql = PICKED.format(picks=PICKS[connection.vendor])
    return RawSQL(sql, [user.pk, user.pk])  # noqa: S611 - no value in it


class Authored(models.Model):
    """What questions and quizzes have in common as something that an instructor writes."""

    is_shipped = models.BooleanField(default=False)  # comes from the course's files, and is changed there only
    owner = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    # The working copy where it differs from what learners get; it may lack parts. A save names the version it changes.
    draft = models.JSONField(null=True, blank=True)
    draft_version = models.PositiveIntegerField(default=0)
    problems = models.PositiveSmallIntegerField(default=0)  # that publishing the working copy would name
    edited_at = models.DateTimeField(null=True, blank=True)
    edited_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True


class QuestionQuerySet(AuthoredQuerySet["Question"]):
    def askable(self) -> Self:
        """Those that a new attempt may ask: published and not retired."""
        return self.filter(current__isnull=False, retired_at=None)


class Question(Authored):
    """The identity of a question, and all that may change without touching a past answer."""

    id = models.CharField(primary_key=True, max_length=80)
    topic = models.CharField(max_length=40)
    kind = models.CharField(max_length=10, default="code")
    title = models.CharField(max_length=70)
    section = models.CharField(max_length=160)  # lesson#section, by address and never by import
    best_code = models.PositiveSmallIntegerField(null=True, blank=True)  # where the answer is one code
    agreement = models.CharField(max_length=9)
    difficulty = models.PositiveSmallIntegerField()
    tags = models.JSONField(default=dict)  # all else that is in no revision: pairs, mistake, case, labels ...
    current = models.ForeignKey("QuestionRevision", on_delete=models.PROTECT, null=True, related_name="+")
    replaced_by = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="replaces")
    copied_from = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    is_linked = models.BooleanField(default=True)  # whoever has its address may answer it by itself
    search_text = models.TextField(blank=True)  # what the authors' list is searched for, in small letters

    learner_in_exam: bool = False  # told by access.get_question

    objects = QuestionQuerySet.as_manager()

    class Meta:
        indexes = [
            # The authors' list, of everything and of one's own: in its order, with all that it is counted by. The rows
            # themselves are many pages apart, with working copies between them.
            models.Index(
                fields=[
                    "is_shipped",
                    "-edited_at",
                    "id",
                    "owner",
                    "retired_at",
                    "kind",
                    "topic",
                    "difficulty",
                    "problems",
                    "current",
                ],
                name="quizzes_question_shelf",
            ),
            models.Index(
                fields=[
                    "owner",
                    "-edited_at",
                    "id",
                    "retired_at",
                    "kind",
                    "topic",
                    "difficulty",
                    "problems",
                    "current",
                    "is_shipped",
                ],
                name="quizzes_question_of_owner",
            ),
            # The same by title.
            models.Index(fields=["title", "id", "is_shipped", "owner"], name="quizzes_question_titles"),
        ]

    def __str__(self) -> str:
        return self.id

    @property
    def state(self) -> str:
        """draft (never published), published, changed (published, with a working copy that differs) or retired."""
        if self.retired_at is not None:
            return "retired"
        if self.current_id is None:
            return "draft"
        return "published" if self.draft is None else "changed"

    def source(self, revision: "QuestionRevision | None" = None) -> Source:
        """The question as an entry of the bank: its published form, or an older revision with today's tags."""
        body = (revision or self.current or QuestionRevision(body={})).body
        beside = ("pairs", "mistake", "case", "labels", "samples")
        named = {name: self.tags[name] for name in beside if self.tags.get(name)}
        own = {"id": self.pk, "topic": self.topic, "difficulty": self.difficulty, "section": self.section}
        return {**body, **own, **named}

    @property
    def working_copy(self) -> Source:
        """What the editor shows: the draft where there is one."""
        return self.draft if self.draft is not None else self.source()


class QuestionRevision(models.Model):
    """A question as it stood: immutable, and what every answer is pinned to."""

    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="revisions", db_index=False)
    number = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    body = models.JSONField()
    created_at = models.DateTimeField(auto_now_add=True)
    author = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    note = models.CharField(max_length=200, blank=True)  # what was changed, in the author's words

    read_at: float  # told by get_revision: when this process read its question

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["question", "number"], name="quizzes_revision_number_unique"),
            models.UniqueConstraint(fields=["question", "digest"], name="quizzes_revision_digest_unique"),
        ]

    def __str__(self) -> str:
        return f"{self.question_id} revision {self.number}"


@lru_cache(maxsize=768)  # 9 kB each, and 8 more as it is drawn; the course has 415
def get_revision(revision_id: int) -> QuestionRevision:
    """A revision with its question. Revisions never change, so each process reads one once; leave the object alone."""
    revision = QuestionRevision.objects.select_related("question").get(pk=revision_id)
    revision.read_at = monotonic()
    return revision


FRESH = 60.0  # seconds


def section_of(revision_id: int) -> str:
    """The lesson's section of a revision's question, which may move without a new revision.

    Another process may have moved it, so a process reads it again after a minute, and not for every page.
    """
    revision = get_revision(revision_id)
    if monotonic() - revision.read_at > FRESH:
        revision.question.refresh_from_db(fields=["section"])
        revision.read_at = monotonic()
    return revision.question.section


class QuizQuerySet(AuthoredQuerySet["Quiz"]):
    def open_to_learners(self) -> Self:
        """Those that can be taken by whoever has their address."""
        return self.filter(Q(is_shipped=True) | Q(published_at__isnull=False), retired_at=None)

    def listed(self) -> Self:
        """Those that stand in everybody's list."""
        return self.open_to_learners().filter(Q(is_shipped=True) | Q(is_listed=True))


class Quiz(Authored):
    """A list of questions, or rules by which they are drawn when an attempt starts.

    A shipped quiz has ``question_ids`` or one ``draw``; an authored one has ``picks``, a list of questions and rules
    with their marks (``quizzes.core.picking``).
    """

    slug = models.SlugField(primary_key=True, max_length=80)
    title = models.CharField(max_length=120)
    summary = models.TextField()
    lesson = models.CharField(max_length=80, blank=True)  # a lesson's slug
    order = models.PositiveIntegerField(default=0)
    question_ids = models.JSONField(default=list)
    draw = models.JSONField(null=True, blank=True)
    picks = models.JSONField(default=list, blank=True)
    behaviour = models.JSONField(default=dict)  # quizzes.core.terms.Terms, as the bank names them
    published_at = models.DateTimeField(null=True, blank=True)
    is_listed = models.BooleanField(default=False)  # an authored quiz stands in the list of quizzes, for everybody

    objects = QuizQuerySet.as_manager()

    class Meta:
        ordering = ["order"]
        verbose_name_plural = "quizzes"

    def __str__(self) -> str:
        return self.title

    @property
    def state(self) -> str:
        """draft (never published), published, changed (with a working copy that differs) or retired."""
        if self.retired_at is not None:
            return "retired"
        if self.published_at is None and not self.is_shipped:
            return "draft"
        return "published" if self.draft is None else "changed"

    @property
    def published_copy(self) -> QuizSource:
        """What learners get, as the editor has it; of a shipped quiz with picks that say the same."""
        return {
            "title": self.title,
            "summary": self.summary,
            "picks": self.picks or self._shipped_picks(),
            "behaviour": self.behaviour,
            "is_listed": self.is_listed,
        }

    def _shipped_picks(self) -> list[dict[str, Any]]:
        if not self.draw:
            return [{"question": question_id, "mark": 1.0} for question_id in self.question_ids]
        rule = {"topics": self.draw.get("topics") or [], "kinds": self.draw.get("kinds") or [], "from": "course"}
        return [{"rule": rule, "number": self.draw["number"], "mark": 1.0}]

    @property
    def working_copy(self) -> QuizSource:
        """What the editor shows: the draft where there is one."""
        return self.draft if self.draft is not None else self.published_copy

    @property
    def length(self) -> int:
        if self.picks:
            return sum(int(pick.get("number", 1)) for pick in self.picks)
        return int(self.draw["number"]) if self.draw else len(self.question_ids)

    @property
    def draws(self) -> bool:
        """Whether an attempt asks other questions than the one before."""
        return bool(self.draw) or any("rule" in pick for pick in self.picks)

    @property
    def possible(self) -> float:
        """The marks that can be had where every rule finds enough."""
        if self.picks:
            return float(sum(pick.get("number", 1) * pick.get("mark", 1.0) for pick in self.picks))
        return float(self.length)

    @property
    def terms(self) -> Terms:
        return Terms.of(self.behaviour)
