"""The forms of quizzes: those that answers come through, the editor of a question, and one module for each group of authors' pages."""

from .answers import DAY, FORMS, AnswerForm, answer_form
from .editing import EditForm, FormRefused

__all__ = ["DAY", "FORMS", "AnswerForm", "EditForm", "FormRefused", "answer_form"]
