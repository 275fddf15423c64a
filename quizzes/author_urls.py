"""Every address below /author/."""

from django.urls import URLPattern, path

from .views.author import history, regrading, shelf, trying

urlpatterns: list[URLPattern] = [
    path("", shelf.author, name="author"),
    path("questions/new/", shelf.new_question, name="new_question"),
    path("questions/<slug:question_id>/copy/", shelf.copy_question, name="copy_question"),
    path("questions/<slug:question_id>/retire/", shelf.retire_question, name="retire_question"),
    path("questions/<slug:question_id>/try/", trying.try_question, name="try_question"),
    path("questions/<slug:question_id>/history/", history.author_history, name="author_history"),
    path("questions/<slug:question_id>/regrade/", regrading.author_regrade, name="author_regrade"),
    path(
        "questions/<slug:question_id>/regrade/<int:regrade_id>/undo/",
        regrading.author_undo_regrade,
        name="author_undo_regrade",
    ),
]
