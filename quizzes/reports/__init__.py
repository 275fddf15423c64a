"""What pages show of questions, answers, attempts and learners."""

from .attempts import (
    Place,
    Standing,
    attempt_places,
    attempt_result,
    earned_of,
    exam_places,
    exam_summary,
    next_open,
    quiz_groups,
    standings,
    ticks_html,
    where_it_was,
)
from .feedback import Feedback, feedback, feedback_for_others, graded_html, place_feedback
from .learners import (
    LearnerPicture,
    check_questions,
    check_verdicts,
    code_questions,
    home_question,
    learner_picture,
)
from .questions import ShownQuestion, show_revision, shown_question

__all__ = [
    "Feedback",
    "LearnerPicture",
    "Place",
    "ShownQuestion",
    "Standing",
    "attempt_places",
    "attempt_result",
    "check_questions",
    "check_verdicts",
    "code_questions",
    "earned_of",
    "exam_places",
    "exam_summary",
    "feedback",
    "feedback_for_others",
    "graded_html",
    "home_question",
    "learner_picture",
    "next_open",
    "place_feedback",
    "quiz_groups",
    "show_revision",
    "shown_question",
    "standings",
    "ticks_html",
    "where_it_was",
]
