"""The forms of quizzes: those that answers come through, the editor of a question, and those of authors' pages.

What is named here is what several views take; the forms of one group of authors' pages are taken from its module.
"""

from .answers import DAY, FORMS, AnswerForm, answer_form
from .editing import EditForm, FormRefused

__all__ = ["DAY", "FORMS", "AnswerForm", "EditForm", "FormRefused", "answer_form"]
