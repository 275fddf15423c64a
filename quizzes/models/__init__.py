"""What is asked, what learners give, and what stands around it for authors."""

from .asked import Question, QuestionRevision, Quiz, get_revision, section_of
from .authored import (
    CountedThrough,
    Import,
    ItemSums,
    QuestionReport,
    QuizSums,
    Regrade,
    RegradedAnswer,
    RevisionSums,
    Share,
)
from .given import Answer, Attempt, Confidence, Draft, given_answers
from .picked import candidates

__all__ = [
    "Answer", "Attempt", "Confidence", "CountedThrough", "Draft", "Import", "ItemSums", "Question", "QuestionReport",
    "QuestionRevision", "Quiz", "QuizSums", "Regrade", "RegradedAnswer", "RevisionSums", "Share", "candidates",
    "get_revision", "given_answers", "section_of",
]  # fmt: skip
