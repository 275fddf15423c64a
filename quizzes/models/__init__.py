"""What is asked, what learners give, and what stands around it for authors."""

from .asked import Question, QuestionRevision, Quiz, get_revision, section_of
from .authored import Import, ItemSums, QuestionReport, QuizSums, Regrade, RegradedAnswer, Share
from .given import Answer, Attempt, Confidence, Draft, given_answers
from .picked import candidates

__all__ = [
    "Answer", "Attempt", "Confidence", "Draft", "Import", "ItemSums", "Question", "QuestionReport", "QuestionRevision",
    "Quiz", "QuizSums", "Regrade", "RegradedAnswer", "Share", "candidates", "get_revision", "given_answers",
    "section_of",
]  # fmt: skip
