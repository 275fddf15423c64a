"""Every address below /author/."""

from django.urls import path

from .views.author import statistics

urlpatterns = [
    path("confusion/", statistics.author_confusion, name="author_confusion"),
    path("questions/<slug:question_id>/statistics/", statistics.author_statistics, name="author_statistics"),
    path("quizzes/<slug:slug>/statistics/", statistics.author_quiz_statistics, name="author_quiz_statistics"),
    path("quizzes/<slug:slug>/statistics/count/", statistics.author_quiz_count, name="author_quiz_count"),
    path("quizzes/<slug:slug>/statistics/rebuild/", statistics.author_quiz_rebuild, name="author_quiz_rebuild"),
]
