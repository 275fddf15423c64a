"""Every address below /author/."""

from django.urls import URLPattern, path

from .views.author import history, regrading

urlpatterns: list[URLPattern] = [
    path("questions/<slug:question_id>/history/", history.author_history, name="author_history"),
    path("questions/<slug:question_id>/regrade/", regrading.author_regrade, name="author_regrade"),
    path(
        "questions/<slug:question_id>/regrade/<int:regrade_id>/undo/",
        regrading.author_undo_regrade,
        name="author_undo_regrade",
    ),
]
