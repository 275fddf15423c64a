"""A learner's rows as a whole: merging, exporting. Deleting a learner takes all of them along."""

from typing import Any

from statuscourse.accounts.models import Learner, PersonalCode, User

from ..models import Classroom, Extension, GradeChange, LiveAnswer, Membership, Player, Teacher


def merge_learner(*, source: Learner, target: Learner) -> None:
    """Move the source's classes to the target. In a class of both the target takes over what the other had.

    A class keeps the right to replace a personal code only where the code that it gave moved along; else it could
    replace the target's, which it never gave.
    """
    if target.user_id is not None or PersonalCode.objects.filter(learner=source).exists():
        Membership.objects.filter(learner=source).update(code_is_ours=False)
    mine = {each.classroom_id: each for each in Membership.objects.filter(learner=target)}
    for membership in Membership.objects.filter(learner=source):
        kept = mine.get(membership.classroom_id)
        if kept is None:
            Membership.objects.filter(pk=membership.pk).update(learner=target)
        else:
            _join(membership, kept)


def _join(source: Membership, target: Membership) -> None:
    """One membership out of two: what only the source has moves, and it goes."""
    extended = Extension.objects.filter(membership=target).values("assignment")
    Extension.objects.filter(membership=source).exclude(assignment__in=extended).update(membership=target)
    played = Player.objects.filter(membership=target).values("session")
    Player.objects.filter(membership=source).exclude(session__in=played).update(membership=target)
    answered = set(LiveAnswer.objects.filter(membership=target).values_list("session", "position"))
    for answer in LiveAnswer.objects.filter(membership=source):
        if (answer.session_id, answer.position) not in answered:
            LiveAnswer.objects.filter(pk=answer.pk).update(membership=target)
    GradeChange.objects.filter(membership=source).update(membership=target)
    if target.left_at is not None and source.left_at is None:
        Membership.objects.filter(pk=target.pk).update(left_at=None)
    if source.code_is_ours:
        Membership.objects.filter(pk=target.pk).update(code_is_ours=True)
    source.delete()


def export_learner(learner: Learner) -> dict[str, Any]:
    """The classes that a learner is or was in, with what was decided there about their work."""
    rows = Membership.objects.filter(learner=learner).select_related("classroom").order_by("joined_at", "pk")
    return {
        "classes": [_export_membership(row) for row in rows.prefetch_related("extensions", "changes")],
        "classes_taught": _export_taught(learner.user),
    }


def _export_taught(user: User | None) -> list[dict[str, Any]]:
    """The classes that an account owns or teaches with others; who is in them is not its own to take along."""
    if user is None:
        return []
    owned = [
        {"class": item.name, "as": "owner", "since": item.created_at.isoformat()}
        for item in Classroom.objects.filter(owner=user).order_by("created_at", "pk")
    ]
    shared = Teacher.objects.filter(user=user).select_related("classroom").order_by("added_at", "pk")
    return owned + [
        {"class": row.classroom.name, "as": "co-teacher", "since": row.added_at.isoformat()} for row in shared
    ]


def _export_membership(row: Membership) -> dict[str, Any]:
    return {
        "class": row.classroom.name,
        "known_as": row.name,
        "number": row.number,
        "joined_at": row.joined_at.isoformat(),
        "left_at": row.left_at.isoformat() if row.left_at else None,
        "extra_time": row.extra_time,
        "extensions": [
            {
                "assignment": str(each.assignment_id),
                "due_at": each.due_at.isoformat() if each.due_at else None,
                "attempts": each.attempts,
                "reason": each.reason,
            }
            for each in row.extensions.all()
        ],
        "grade_changes": [{"assignment": str(each.assignment_id), **each.json()} for each in row.changes.all()],
    }
