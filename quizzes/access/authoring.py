"""What authors ask for. Who may not even look gets 404; who may look and not change gets 403, with the way out."""

from typing import Any, Literal
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils.translation import gettext as _

from statuscourse.accounts.models import User

from ..core.quiz_drafts import QuizSource
from ..models import Import, Question, Quiz

Right = Literal["view", "edit"]


def get_authored_question(user: User, question_id: str, right: Right = "view") -> Question:
    """A question with its current revision. Raises Http404 or PermissionDenied."""
    item = Question.objects.visible_to(user).select_related("current", "owner").filter(pk=question_id).first()
    if item is None:
        raise Http404("no such question")
    if right == "edit" and not Question.objects.editable_by(user).filter(pk=item.pk).exists():
        raise PermissionDenied(_refusal(item))
    return item


def get_authored_quiz(user: User, slug: str, right: Right = "view") -> Quiz:
    """A quiz, whatever its state. Raises Http404 or PermissionDenied."""
    item = Quiz.objects.visible_to(user).select_related("owner").filter(pk=slug).first()
    if item is None:
        raise Http404("no such quiz")
    if right == "edit" and not Quiz.objects.editable_by(user).filter(pk=item.pk).exists():
        raise PermissionDenied(_refusal(item))
    return item


def get_import(user: User, import_id: UUID) -> Import:
    """An import of one's own; an administrator may look at any, and undo it. Raises Http404."""
    rows = Import.objects.select_related("by")
    item = (rows if user.role == User.Role.ADMINISTRATOR else rows.filter(by=user)).filter(pk=import_id).first()
    if item is None:
        raise Http404("no such import")
    return item


def may_edit_quiz(user: User, item: Quiz) -> bool:
    return Quiz.objects.editable_by(user).filter(pk=item.pk).exists()


def unknown_picks(user: User, item: Quiz, source: QuizSource) -> list[str]:
    """Questions that a working copy newly picks by hand and that this author may not look at, or that do not exist.

    What was picked before, by somebody who may, stays.
    """
    before = {name for stored in (item.picks, (item.draft or {}).get("picks")) for name in _named(stored)}
    added = [name for name in _named(source.get("picks")) if name not in before]
    visible = (
        set(Question.objects.visible_to(user).filter(pk__in=added).values_list("pk", flat=True)) if added else set()
    )
    return [name for name in added if name not in visible]


def draws_anew_from_owner(user: User, item: Quiz, source: QuizSource) -> bool:
    """Whether somebody else than its owner lets a quiz draw from the owner's questions in a way it did not before.

    By trying it they would read all of these, and nobody shared them.
    """
    return any(_draws_anew(user, item, rule) for rule in _owners_rules(source.get("picks")))


def drawing_as_allowed(user: User, item: Quiz, source: QuizSource) -> QuizSource:
    """The same, with every rule that somebody may not use drawing from the course."""
    picks = [
        {**pick, "rule": {**pick["rule"], "from": "course"}}
        if any(_draws_anew(user, item, rule) for rule in _owners_rules([pick]))
        else pick
        for pick in source.get("picks") or []
    ]
    return {**source, "picks": picks}


def may_draw_from_owner(user: User, item: Quiz) -> bool:
    """Whether somebody may let rules of a quiz take the questions of whoever owns it: the owner, and administrators."""
    return user.role == User.Role.ADMINISTRATOR or item.owner_id == user.pk


def _draws_anew(user: User, item: Quiz, rule: dict[str, Any]) -> bool:
    before = [*_owners_rules(item.picks), *_owners_rules((item.draft or {}).get("picks"))]
    return not may_draw_from_owner(user, item) and rule not in before


def draws_from_owner(item: Quiz) -> bool:
    """Whether a rule of a quiz, published or not, takes the questions of whoever owns it."""
    return bool(_owners_rules(item.picks) or _owners_rules((item.draft or {}).get("picks")))


def _owners_rules(picks: list[dict[str, Any]] | None) -> list[dict[str, Any]]:
    rules = [pick["rule"] for pick in picks or [] if "rule" in pick]
    return [rule for rule in rules if rule.get("from", "both") != "course"]


def _named(picks: list[dict[str, Any]] | None) -> list[str]:
    return [str(pick["question"]) for pick in picks or [] if "question" in pick]


def _refusal(item: Question | Quiz) -> str:
    if item.is_shipped:
        return _("This comes with the course and is changed in its files only. Make a copy, and change that.")
    return _("This was shared with you to look at. Make a copy, or ask its owner for the right to change it.")
