"""Every address below /author/."""

from django.urls import URLPattern, path

from .views.author.people import author_people
from .views.author.reports import author_report, author_reports
from .views.author.sharing import question_sharing, quiz_sharing

urlpatterns: list[URLPattern] = [
    path("questions/<slug:question_id>/sharing/", question_sharing, name="question_sharing"),
    path("quizzes/<slug:slug>/sharing/", quiz_sharing, name="quiz_sharing"),
    path("reports/", author_reports, name="author_reports"),
    path("reports/<int:report_id>/", author_report, name="author_report"),
    path("people/", author_people, name="author_people"),
]
