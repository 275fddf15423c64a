"""Going back to what a question said before."""

from datetime import datetime

from statuscourse.accounts.models import User

from ..models import Question, QuestionRevision
from .authoring import EditConflict, save_working_copy


def restore_revision(
    *, question: Question, revision: QuestionRevision, version: int, by: User, now: datetime
) -> Question:
    """Put what a revision says into the working copy, with today's tags. Learners see nothing of it.

    ``version`` is the one that the page had. The same sent again is stored once. Raises EditConflict.
    """
    source = question.source(revision)
    try:
        return save_working_copy(question=question, source=source, version=version, by=by, now=now)
    except EditConflict as conflict:
        if conflict.question.draft == source:
            return conflict.question
        raise
