"""Every address below /author/."""

from django.urls import path

from .views.author import editor

urlpatterns = [
    path("questions/<slug:question_id>/", editor.author_question, name="author_question"),
    path("questions/<slug:question_id>/draft/", editor.author_draft, name="author_draft"),
    path("questions/<slug:question_id>/preview/", editor.author_preview, name="author_preview"),
]
