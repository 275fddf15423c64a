"""What becomes of an author's work when their account is deleted."""

from dataclasses import dataclass

from statuscourse.accounts.models import User

from ..models import Question, Quiz


@dataclass(frozen=True)
class LeftBehind:
    """How many questions and quizzes stay without a name, and how many drafts go."""

    questions: int = 0
    quizzes: int = 0
    drafts: int = 0

    @property
    def anything(self) -> bool:
        return bool(self.questions or self.quizzes or self.drafts)


def left_behind(user: User) -> LeftBehind:
    """For the page where an account is deleted. Two queries, and two more for somebody who has written something."""
    questions, quizzes = Question.objects.owned_by(user).count(), Quiz.objects.owned_by(user).count()
    going = Question.objects.owned_by(user).never_published().changed_by_nobody_else(user).count() if questions else 0
    gone = Quiz.objects.owned_by(user).never_published().changed_by_nobody_else(user).count() if quizzes else 0
    return LeftBehind(questions - going, quizzes - gone, going + gone)
