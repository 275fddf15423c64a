from django.urls import include, path

from . import views

urlpatterns = [
    path("author/", include("quizzes.author_urls")),
    path("questions/<slug:question_id>/", views.question, name="question"),
    path("reports/", views.my_reports, name="my_reports"),
    path("reports/new/<int:revision_id>/", views.report_question, name="report_question"),
    path("quizzes/", views.quizzes, name="quizzes"),
    path("quizzes/<slug:slug>/", views.quiz, name="quiz"),
    path("quizzes/<slug:slug>/attempts/<uuid:attempt_id>/", views.attempt, name="attempt"),
    path(
        "quizzes/<slug:slug>/attempts/<uuid:attempt_id>/<int:number>/", views.attempt_question, name="attempt_question"
    ),
    path("quizzes/<slug:slug>/attempts/<uuid:attempt_id>/<int:number>/draft/", views.draft, name="draft"),
    path("quizzes/<slug:slug>/attempts/<uuid:attempt_id>/hand-in/", views.hand_in, name="hand_in"),
    path("quizzes/<slug:slug>/attempts/<uuid:attempt_id>/result/", views.attempt_result, name="attempt_result"),
]
