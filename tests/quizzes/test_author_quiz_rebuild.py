"""Counting anew is tested with its page, in ``test_author_quiz_statistics``; here, that only a POST does it."""

from quizzes.models import Attempt
from tests.quizzes.figures import make_taken


def test_a_get_forgets_nothing(ines):
    quiz = make_taken(owner=ines.user)
    ines.get(f"/author/quizzes/{quiz.pk}/statistics/")
    assert ines.get(f"/author/quizzes/{quiz.pk}/statistics/rebuild/").status_code == 405
    assert not Attempt.objects.filter(quiz=quiz, counted_at=None).exists()
