"""Beginning questions, so that a form which was sent twice begins one."""

from datetime import datetime, timedelta
from random import Random

from django.db import transaction

from statuscourse.accounts.models import User

from ..core.skeletons import skeleton
from ..models import Question
from .authoring import copy_question, create_question

TWICE = timedelta(seconds=10)  # between two clicks that meant one


@transaction.atomic
def begin_question(*, owner: User, kind: str, topic: str, title: str, now: datetime, rng: Random) -> Question:
    """A draft of this kind with its rows still empty; the same again within some seconds is the same draft."""
    before = _just_begun(owner, now, kind=kind, topic=topic, title=title, copied_from=None)
    return before or create_question(owner=owner, source=skeleton(kind, topic=topic, title=title), now=now, rng=rng)


@transaction.atomic
def begin_copy(*, question: Question, owner: User, now: datetime, rng: Random) -> Question:
    """A copy of somebody's own; the same again within some seconds is the same copy."""
    before = _just_begun(owner, now, copied_from=question)
    return before or copy_question(question=question, owner=owner, now=now, rng=rng)


def _just_begun(owner: User, now: datetime, **same: object) -> Question | None:
    User.objects.select_for_update().filter(pk=owner.pk).first()  # the second click waits for the first
    mine = Question.objects.filter(owner=owner, draft_version=1, current=None, edited_at__gt=now - TWICE, **same)
    return mine.first()
