"""Whether a question can be answered by itself."""

from datetime import datetime

from statuscourse.accounts.models import User

from ..models import Question


class LinkMoved(Exception):
    """Somebody changed it since the page was read."""


def set_linked(*, question: Question, is_linked: bool, was_linked: bool, by: User, now: datetime) -> None:
    """Let whoever has its address answer a question by itself, or ask it in quizzes only. Works at once.

    ``was_linked`` is what the page showed. What stands already stays; what stands otherwise than the page showed, and
    would be turned back without a word, raises LinkMoved. The working copy has nothing to do with it, nor its version.
    """
    rows = Question.objects.filter(pk=question.pk).exclude(is_linked=is_linked)
    changed = rows.filter(is_linked=was_linked).update(is_linked=is_linked, edited_at=now, edited_by=by)
    if not changed and rows.exists():
        raise LinkMoved
