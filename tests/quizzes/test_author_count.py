"""Counting on is tested with its page, in ``test_author_statistics``; here, that only a POST does it."""

from quizzes.models import Question, QuizSums
from tests.quizzes.figures import make_taken


def test_a_get_does_not_count(ines):
    question = Question.objects.get(pk=make_taken(owner=ines.user).question_ids[0])
    question.owner = ines.user
    question.save()
    assert ines.get(f"/author/questions/{question.pk}/statistics/count/").status_code == 405
    assert not QuizSums.objects.exists()
