"""What a learner is told of an answer that was graded anew."""

from collections.abc import Mapping
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from ..core.regrading import carried
from ..models import Answer, Regrade, get_revision


def graded_by(answer: Answer) -> tuple[int, Mapping[str, Any]]:
    """The revision that an answer counts by, and the response as that revision reads it."""
    if answer.regraded_by_id is None:
        return answer.revision_id, answer.response
    seen, by = get_revision(answer.revision_id), get_revision(answer.regraded_by_id)
    return by.pk, carried(seen.body, by.body, answer.response)


def regraded_html(answer_id: int) -> SafeString:
    """That an answer was graded anew, since when and why: by the last regrade that was not undone. One query."""
    regrade = Regrade.objects.filter(answers__answer=answer_id, undone_at=None).order_by("-pk").first()
    return render_to_string("quizzes/_regraded.html", {"regrade": regrade})
