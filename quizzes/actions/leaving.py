"""What becomes of an author's questions and quizzes when the account goes, and what of them is taken along."""

from typing import Any

from django.db import transaction

from statuscourse.accounts.models import User

from ..models import Question, Quiz, Share


@transaction.atomic
def leave_behind(*, user: User) -> None:
    """Delete the drafts that only this author could change. What was published stays, and loses its name with them."""
    Quiz.objects.owned_by(user).never_published().changed_by_nobody_else(user).filter(attempts=None).delete()
    Question.objects.owned_by(user).never_published().changed_by_nobody_else(user).delete()


def export_author(user: User | None) -> dict[str, Any]:
    """An author's questions and quizzes as sources, and the rights that they have and gave. Three queries."""
    if user is None:
        return {"questions_written": [], "quizzes_written": [], "shares": []}
    questions = Question.objects.owned_by(user).select_related("current").order_by("pk")
    shares = Share.objects.filter(user=user) | Share.objects.filter(question__owner=user)
    shares |= Share.objects.filter(quiz__owner=user)
    rows = shares.select_related("user", "question", "quiz").order_by("given_at", "pk").distinct()
    return {
        "questions_written": [_export_question(item) for item in questions],
        "quizzes_written": [_export_quiz(item) for item in Quiz.objects.owned_by(user).order_by("pk")],
        "shares": [_export_share(row) for row in rows],
    }


def _export_question(item: Question) -> dict[str, Any]:
    """What is published, and the working copy where there is one."""
    published = item.source() if item.current_id else None
    return {"id": item.pk, "state": item.state, "published": published, "working_copy": item.draft}


def _export_quiz(item: Quiz) -> dict[str, Any]:
    published = {
        "slug": item.pk,
        "title": item.title,
        "summary": item.summary,
        "picks": item.picks or item.question_ids,
        "draw": item.draw,
        "behaviour": item.behaviour,
    }
    return {"id": item.pk, "state": item.state, "published": published, "working_copy": item.draft}


def _export_share(row: Share) -> dict[str, Any]:
    return {
        "question": row.question_id,
        "quiz": row.quiz_id,
        "with": row.user.username,
        "right": row.right,
        "at": row.given_at.isoformat(),
    }
