"""The terms of an attempt that an assignment starts: the quiz's own, and what the class says differently. Pure."""

from collections.abc import Mapping
from typing import Any

from quizzes.core.terms import EXAM, Terms

from .grades import Deadline


def assigned_terms(
    own: Terms,
    differs: Mapping[str, Any],
    deadline: Deadline,
    *,
    attempts: int | None = None,
    more_attempts: int = 0,
    extra_time: int = 0,
) -> Terms:
    """The quiz's terms with what differs for the class, and what one learner gets.

    The window of the quiz is for those who take it by themselves: only the assignment's holds. ``attempts`` are the
    assignment's, None for those of the quiz; ``extra_time`` is in per cent of the minutes, rounded up to whole ones.
    """
    terms = Terms.of({**own.snapshot(), **differs})
    allowed = terms.attempts if attempts is None else attempts
    ends_at = deadline.ends_at
    # Without an end there is no "after" at which it could be explained.
    review = "never" if terms.review == "after-close" and ends_at is None else terms.review
    return Terms.of(
        terms.snapshot()
        | {
            "opens": deadline.opens_at.isoformat() if deadline.opens_at else "",
            "closes": ends_at.isoformat() if ends_at else "",
            "attempts": None if allowed is None else allowed + more_attempts,
            "minutes": longer(terms.minutes, extra_time) if terms.is_exam else None,
            "review": review,
        }
    )


def longer(minutes: int | None, percent: int) -> int | None:
    """Minutes with so many per cent more, rounded up; None stays no limit."""
    return None if minutes is None else -(-minutes * (100 + percent) // 100)


def as_exam(minutes: int | None, review: str) -> dict[str, Any]:
    """What differs where a quiz of any mode is given as an exam."""
    exam = {"mode": EXAM, "shuffle": True, "tries": 1, "penalty": 0.0, "hints": False}
    return exam | {"minutes": minutes, "review": review}
