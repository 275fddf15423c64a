"""The forms of quizzes: those that answers come through, and the editor of a question."""

from .answers import DAY, FORMS, AnswerForm, answer_form
from .editing import EditForm, FormRefused

__all__ = ["DAY", "FORMS", "AnswerForm", "EditForm", "FormRefused", "answer_form"]
