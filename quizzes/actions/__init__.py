"""What happens in quizzes: answering, attempts, loading the bank, a learner's rows as a whole."""

from .answering import (
    AnswerConflict,
    AttemptOver,
    DraftConflict,
    LearnerGone,
    Recorded,
    SameAgain,
    record_answer,
    save_draft,
    save_key,
)
from .attempts import NotNow, hand_in, hand_in_overdue, move_limits, retry_wrong, start_attempt
from .learners import export_learner, let_go, merge_learner
from .leaving import leave_behind
from .loading import load_bank

__all__ = [
    "AnswerConflict",
    "AttemptOver",
    "DraftConflict",
    "LearnerGone",
    "NotNow",
    "Recorded",
    "SameAgain",
    "export_learner",
    "hand_in",
    "hand_in_overdue",
    "leave_behind",
    "let_go",
    "load_bank",
    "merge_learner",
    "move_limits",
    "record_answer",
    "retry_wrong",
    "save_draft",
    "save_key",
    "start_attempt",
]
