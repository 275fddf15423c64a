"""A whole class as plain data: its people, what they were given, what it earned and what was decided."""

from typing import Any

from ..models import Assignment, Classroom, Extension, GradeChange, LiveAnswer, LiveSession, Membership, Teacher
from .work import work_done


def export_class(classroom: Classroom) -> dict[str, Any]:
    """Everything that a class holds, those who left included. A fixed number of queries."""
    members = list(Membership.objects.filter(classroom=classroom).order_by("joined_at", "pk"))
    assignments = list(Assignment.objects.filter(classroom=classroom).order_by("created_at", "pk"))
    teachers = Teacher.objects.filter(classroom=classroom).select_related("user").order_by("added_at", "pk")
    return {
        "format": "statuscourse class 1",
        "class": classroom.name,
        "time_zone": classroom.time_zone,
        "convention": classroom.convention,
        "created_at": classroom.created_at.isoformat(),
        "archived_at": _at(classroom.archived_at),
        "owner": classroom.owner.username if classroom.owner else None,
        "co_teachers": [row.user.username for row in teachers],
        "members": [_member(row) for row in members],
        "assignments": [_assignment(item) for item in assignments],
        "work": _work(assignments, members),
        "extensions": [_extension(row) for row in Extension.objects.filter(assignment__in=assignments).order_by("pk")],
        "grade_changes": [
            {"member": row.membership_id, "assignment": str(row.assignment_id), **row.json()}
            for row in GradeChange.objects.filter(assignment__in=assignments).order_by("pk")
        ],
        "live_sessions": _sessions(classroom),
    }


def _at(moment: Any) -> str | None:
    return moment.isoformat() if moment else None


def _member(row: Membership) -> dict[str, Any]:
    return {
        "id": row.pk,
        "name": row.name,
        "number": row.number,
        "extra_time": row.extra_time,
        "joined_at": _at(row.joined_at),
        "left_at": _at(row.left_at),
        "seen_at": _at(row.seen_at),
    }


def _assignment(item: Assignment) -> dict[str, Any]:
    return {
        "id": str(item.pk),
        "type": item.target_type,
        "target": item.target,
        "title": item.title,
        "note": item.note,
        "opens_at": _at(item.opens_at),
        "due_at": _at(item.due_at),
        "closes_at": _at(item.closes_at),
        "late": item.late,
        "late_percent": item.late_percent,
        "attempts": item.attempts,
        "counts": item.counts,
        "terms": item.terms,
        "weight": item.weight,
    }


def _work(assignments: list[Assignment], members: list[Membership]) -> list[dict[str, Any]]:
    """What members did for the class's assignments; what they did for themselves is theirs and not in here."""
    by_learner = {row.learner_id: row.pk for row in members}
    return [
        {
            "assignment": str(assignment),
            "member": by_learner[learner],
            "started_at": _at(each.started_at),
            "finished_at": _at(each.finished_at),
            "share": each.mark,
        }
        for (assignment, learner), works in work_done(assignments, by_learner).items()
        if learner in by_learner
        for each in works
    ]


def _extension(row: Extension) -> dict[str, Any]:
    return {
        "member": row.membership_id,
        "assignment": str(row.assignment_id),
        "due_at": _at(row.due_at),
        "extra_time": row.extra_time,
        "attempts": row.attempts,
        "reason": row.reason,
    }


def _sessions(classroom: Classroom) -> list[dict[str, Any]]:
    sessions = list(LiveSession.objects.filter(classroom=classroom).order_by("started_at", "pk"))
    answers: dict[Any, list[dict[str, Any]]] = {}
    for row in LiveAnswer.objects.filter(session__in=sessions).order_by("position", "pk"):
        answers.setdefault(row.session_id, []).append(
            {"member": row.membership_id, "question": row.position, "response": row.response, "mark": row.mark}
        )
    return [
        {
            "id": str(item.pk),
            "title": item.title,
            "started_at": _at(item.started_at),
            "ended_at": _at(item.ended_at),
            "answers": answers.get(item.pk, []),
        }
        for item in sessions
    ]
