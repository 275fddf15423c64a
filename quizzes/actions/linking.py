"""Whether a question can be answered by itself."""

from datetime import datetime

from statuscourse.accounts.models import User

from ..models import Question


def set_linked(*, question: Question, is_linked: bool, by: User, now: datetime) -> None:
    """Let whoever has its address answer a question by itself, or ask it in quizzes only. Works at once."""
    Question.objects.filter(pk=question.pk).exclude(is_linked=is_linked).update(
        is_linked=is_linked, edited_at=now, edited_by=by
    )
