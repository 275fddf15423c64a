"""Giving an instructor's question another id: where a later course brings one of its own by the same name."""

import re
from collections.abc import Iterable
from typing import Any

from django.db import transaction

from ..core.kinds.base import KEBAB
from ..core.sources import search_text
from ..models import Question, Quiz

LONGEST = 80  # characters that the column holds


class NameRefused(ValueError):
    """The question cannot be called that; the sentence says why. Nothing was changed."""


@transaction.atomic
def rename_question(*, question: Question, name: str) -> Question:
    """Call a question ``name`` from now on, with its revisions, answers, rights, and in every quiz that picks it.

    Its address is another one then, and the old one is free. Raises NameRefused.
    """
    locked = Question.objects.select_for_update(of=("self",)).get(pk=question.pk)
    _check(locked, name)
    old = locked.pk
    locked.pk = name
    if locked.draft is not None:
        locked.draft = {**locked.draft, "id": name}
    locked.draft_version += 1
    locked.search_text = search_text(locked.working_copy)
    locked.save(force_insert=True)
    for relation in Question._meta.get_fields(include_hidden=True):
        if relation.auto_created and relation.one_to_many:
            field = relation.field.name  # type: ignore[union-attr]
            relation.related_model._base_manager.filter(**{field: old}).update(**{field: name})  # type: ignore[union-attr]
    Question.objects.filter(pk=old).update(current=None)
    Question.objects.filter(pk=old).delete()
    _rename_in_quizzes(old, name)
    return locked


def _check(question: Question, name: str) -> None:
    if question.is_shipped:
        raise NameRefused(f"{question.pk} comes with the course and is named in its file.")
    if not re.fullmatch(KEBAB, name) or len(name) > LONGEST:
        raise NameRefused(f"An id is small letters, digits and single hyphens, {LONGEST} at most.")
    if not name.startswith(f"{question.topic}-"):
        raise NameRefused(f"The id begins with the topic and a hyphen: {question.topic}-.")
    if Question.objects.filter(pk=name).exists():
        raise NameRefused(f"{name} is the id of a question already.")


def _rename_in_quizzes(old: str, name: str) -> None:
    """In what is published and in working copies; a page of such a quiz that is open somewhere is stale then."""
    for quiz in Quiz.objects.select_for_update().filter(is_shipped=False):
        picks, draft = _renamed(quiz.picks, old, name), quiz.draft
        if draft is not None:
            draft = {**draft, "picks": _renamed(draft.get("picks") or [], old, name)}
        if picks != quiz.picks or draft != quiz.draft:
            Quiz.objects.filter(pk=quiz.pk).update(picks=picks, draft=draft, draft_version=quiz.draft_version + 1)


def _renamed(picks: Iterable[dict[str, Any]], old: str, name: str) -> list[dict[str, Any]]:
    return [pick | {"question": name} if pick.get("question") == old else pick for pick in picks]
