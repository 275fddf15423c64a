"""Counting on is tested with its page, in ``test_author_quiz_statistics``; here, that only a POST does it."""

from quizzes.models import QuizSums
from tests.quizzes.figures import make_taken


def test_a_get_does_not_count(ines):
    quiz = make_taken(owner=ines.user)
    assert ines.get(f"/author/quizzes/{quiz.pk}/statistics/count/").status_code == 405
    assert not QuizSums.objects.exists()
