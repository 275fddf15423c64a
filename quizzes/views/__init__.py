"""Pages where one answers: a question by itself, the quizzes, an attempt, an exam and its result."""

from .attempts import attempt, attempt_question, attempt_result
from .exams import draft, hand_in
from .questions import question
from .quizzes import quiz, quizzes
from .reports import my_reports, report_question

__all__ = [
    "attempt", "attempt_question", "attempt_result", "draft", "hand_in", "my_reports", "question", "quiz", "quizzes",
    "report_question",
]  # fmt: skip
