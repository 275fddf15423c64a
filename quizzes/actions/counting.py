"""The kept sums of quizzes, from which their statistics are computed."""

from collections.abc import Iterable

from ..models import Attempt, ItemSums, QuizSums


def forget_sums(quizzes: Iterable[str]) -> None:
    """Throw the kept sums of these quizzes away, because answers in them changed: every attempt is counted again."""
    slugs = sorted(set(quizzes))
    QuizSums.objects.filter(quiz__in=slugs).delete()
    ItemSums.objects.filter(quiz__in=slugs).delete()
    Attempt.objects.filter(quiz__in=slugs, counted_at__isnull=False).update(counted_at=None)
