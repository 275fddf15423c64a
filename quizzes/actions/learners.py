"""A learner's rows as a whole: merging, exporting."""

from collections.abc import Iterable
from typing import Any

from django.db import connection
from django.utils import timezone

from statuscourse.accounts.models import Learner

from ..models import Answer, Attempt, Draft, QuestionReport, RegradedAnswer
from .keeping import take_out
from .leaving import export_author


def merge_learner(*, source: Learner, target: Learner) -> None:
    """Move everything that the source did here to the target. A submission that both have counts once.

    Answers first, by their keys, and then attempts, as regrading changes them: in two orders they would wait for each
    other for ever.
    """
    if connection.features.has_select_for_update:  # else one transaction writes at a time, and there is no order
        list(Answer.objects.of(source).order_by("pk").select_for_update(no_key=True).values_list("pk"))
    kept = Answer.objects.of(target).values("key")
    twice = Answer.objects.of(source).filter(key__in=kept)
    take_out(twice)
    twice.delete()
    Answer.objects.of(source).update(learner=target)
    Attempt.objects.filter(learner=source).update(learner=target)
    QuestionReport.objects.filter(learner=source).update(learner=target)


def let_go(*, learners: Iterable[int]) -> None:
    """Take what learners answered out of the kept sums of questions, before they are deleted in this transaction."""
    take_out(Answer.objects.filter(learner__in=list(learners)))


def export_learner(learner: Learner) -> dict[str, Any]:
    """Everything that a learner did here, as plain data.

    What may not be known yet stays out: the grade of an exam that is not explained, and the answer to a question that
    still has tries left.
    """
    answers = Answer.objects.of(learner).select_related("revision").order_by("created_at")
    regraded = _export_regrades(learner)
    attempts = Attempt.objects.filter(learner=learner).order_by("started_at")
    reports = QuestionReport.objects.filter(learner=learner).select_related("revision").order_by("created_at")
    withheld = set(Attempt.objects.withheld(learner, timezone.now()))
    return {
        "answers": [
            _export_answer(answer, answer.attempt_id in withheld, regraded.get(answer.pk, [])) for answer in answers
        ],
        "attempts": [
            {
                "id": str(attempt.pk),
                "quiz": attempt.quiz_id,
                "started_at": attempt.started_at.isoformat(),
                "finished_at": attempt.finished_at.isoformat() if attempt.finished_at else None,
                "terms": attempt.terms,
                "questions": attempt.length,
                **({"weights": attempt.weights} if attempt.weights else {}),
                **({"occasion": attempt.occasion} if attempt.occasion else {}),
                "drafts": [] if attempt.finished_at else [_export_draft(draft) for draft in attempt.drafts.all()],
            }
            for attempt in attempts.prefetch_related("drafts")
        ],
        "reports": [_export_report(report) for report in reports],
        **export_author(learner.user),
    }


def _export_report(report: QuestionReport) -> dict[str, Any]:
    return {
        "question": report.revision.question_id,
        "text": report.text,
        "at": report.created_at.isoformat(),
        "closed_at": report.closed_at.isoformat() if report.closed_at else None,
        "reply": report.reply,
    }


def _export_draft(draft: Draft) -> dict[str, Any]:
    return {
        "question": draft.position,
        "response": draft.response,
        "flagged": draft.flagged,
        "confidence": draft.confidence,
        "at": draft.saved_at.isoformat(),
    }


def _export_regrades(learner: Learner) -> dict[int, list[dict[str, Any]]]:
    """By answer, how often it was graded anew: by which revision, when, why, and what it counted before."""
    rows = RegradedAnswer.objects.filter(answer__learner=learner).select_related("regrade__revision").order_by("pk")
    found: dict[int, list[dict[str, Any]]] = {}
    for row in rows.defer("regrade__revision__body"):
        found.setdefault(row.answer_id, []).append(_export_regrade(row))
    return found


def _export_regrade(row: RegradedAnswer) -> dict[str, Any]:
    regrade = row.regrade
    return {
        "revision": regrade.revision.number,
        "reason": regrade.reason,
        "at": regrade.applied_at.isoformat(),
        "undone_at": regrade.undone_at.isoformat() if regrade.undone_at else None,
        "verdict_before": row.before["verdict"],
        "mark_before": row.before["mark"],
    }


def _export_answer(answer: Answer, withheld: bool, regraded: Iterable[dict[str, Any]] = ()) -> dict[str, Any]:
    """What a learner gets of an answer when exporting their data."""
    grade: dict[str, Any] = {"verdict": answer.verdict, "mark": answer.mark}
    worth = {"weight": answer.weight} if answer.weight != 1 else {}  # the marks that its place is worth
    if regraded:
        grade["regraded"] = list(regraded)
    if answer.stands:  # after a try that does not, the question may still be open
        grade["best_code"] = answer.best_code
        grade |= {"convention": answer.house} if answer.house else {}
    return {
        "question": answer.revision.question_id,
        "revision": answer.revision.number,
        "context": answer.context,
        "attempt": str(answer.attempt_id) if answer.attempt_id else None,
        "response": answer.response,
        "try": answer.number,
        "stands": answer.stands,
        **worth,
        **({} if withheld else grade),
        "confidence": answer.confidence,
        "seconds": answer.seconds,
        "at": answer.created_at.isoformat(),
    }
