"""Every address below /author/."""

from django.urls import path

from .views.author import quiz_try, quizzes

urlpatterns = [
    path("quizzes/", quizzes.author_quizzes, name="author_quizzes"),
    path("quizzes/new/", quizzes.author_quiz_new, name="author_quiz_new"),
    path("quizzes/<slug:slug>/", quizzes.author_quiz, name="author_quiz"),
    path("quizzes/<slug:slug>/try/", quiz_try.author_quiz_try, name="author_quiz_try"),
]
