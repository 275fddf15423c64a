"""What learners ask for, fetched and authorised in one call. A stranger gets 404; what was retired 410 by the view."""

from typing import Any
from uuid import UUID

from django.db import connection
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone

from statuscourse.accounts.models import Learner
from statuscourse.web.statements import Select

from ..models import Answer, Attempt, Question, QuestionRevision, Quiz, get_revision

# Whether somebody has an exam under way; what it asks is not explained meanwhile.
IN_EXAM = "EXISTS (SELECT 1 FROM quizzes_attempt WHERE learner_id = %s AND is_exam AND finished_at IS NULL)"
QUESTION = Select(
    Question,
    f"SELECT id, is_linked, current_id, retired_at, replaced_by_id, {IN_EXAM} AS learner_in_exam"  # noqa: S608 - no value in it
    " FROM quizzes_question WHERE id = %s",
)
OWN_ATTEMPT = Select(
    Attempt,
    f"""
    SELECT a.id, a.learner_id, a.quiz_id, a.occasion, a.retry_of_id, a.terms, a.revision_ids, a.layout, a.weights,
           a.is_exam, a.started_at, a.deadline, a.finished_at, q.title AS quiz_title, {IN_EXAM} AS learner_in_exam
    FROM quizzes_attempt a JOIN quizzes_quiz q ON q.slug = a.quiz_id
    WHERE a.id = %s AND a.learner_id = %s AND a.quiz_id = %s
    """,  # noqa: S608 - no value in it
)
OPEN_EXAMS = Select(
    Attempt,
    "SELECT id, quiz_id, terms, deadline, revision_ids FROM quizzes_attempt"
    " WHERE learner_id = %s AND is_exam AND finished_at IS NULL",
)


def get_question(question_id: str, learner: Learner | None) -> Question:
    """A question, retired or not; with what answering needs, and nothing else until it is asked for.

    One that was never published, or that is asked in quizzes only, does not exist here. Retired, the latter is told of
    to whoever may hold its address: it was answered by itself before, so it was linked once.
    """
    question = QUESTION.first(learner.pk if learner else None, question_id)
    if question is None or question.current_id is None or not (question.is_linked or _was_linked(question)):
        raise Http404("no such question")
    return question


def _was_linked(question: Question) -> bool:
    """Whether an old address of a retired question can be known; nothing else remembers that it was linked."""
    if question.retired_at is None:
        return False
    return Answer.objects.filter(revision__question=question, context__in=Answer.ASKED_ALONE).exists()


def get_quiz(slug: str) -> Quiz:
    """A quiz that learners may take, or could once; one that was never published does not exist for them."""
    return get_object_or_404(Quiz.objects.exclude(is_shipped=False, published_at=None), slug=slug)


def get_attempt(learner: Learner | None, slug: str, attempt_id: UUID) -> Attempt:
    """A learner's own attempt; somebody else's does not exist for them."""
    if learner is None:
        raise Http404("no such attempt")
    key = Attempt._meta.pk.get_db_prep_value(attempt_id, connection)
    item = OWN_ATTEMPT.first(learner.pk, key, learner.pk, slug)
    if item is None:
        raise Http404("no such attempt")
    item.learner = learner
    item.quiz = Quiz.from_db(item._state.db or "default", ["slug", "title"], [slug, vars(item)["quiz_title"]])
    return item


def get_offered_revision(question: Question, raw: Any) -> QuestionRevision | None:
    """The revision that a form names, if it belongs to the question; older ones are graded as they were seen."""
    if not (isinstance(raw, str) and raw.isascii() and raw.isdigit() and len(raw) < 12):
        return None
    try:
        revision = get_revision(int(raw))
    except QuestionRevision.DoesNotExist:
        return None
    return revision if revision.question_id == question.pk else None


def open_exam_with(fetched: Question | Attempt, learner: Learner | None, revision: QuestionRevision) -> Attempt | None:
    """The exam that a learner has under way and that asks this question: nobody explains it before it is handed in.

    ``fetched`` is what came for this learner from here, and knows whether there is an exam at all.
    """
    if learner is None or not fetched.learner_in_exam:
        return None
    for attempt in OPEN_EXAMS.all(learner.pk):
        if not attempt.agreed.is_over(attempt.deadline, timezone.now()) and _asks(attempt, revision):
            return attempt
    return None


def _asks(attempt: Attempt, revision: QuestionRevision) -> bool:
    return any(get_revision(each).question_id == revision.question_id for each in attempt.revision_ids)


def get_place(attempt: Attempt, number: int) -> QuestionRevision:
    """The revision at a place of an attempt, counted from 1."""
    if not 1 <= number <= attempt.length:
        raise Http404("no such question in this attempt")
    return get_revision(attempt.revision_ids[number - 1])
