"""Every address below /author/."""

from django.urls import URLPattern, path

from .views.author import (
    editor,
    history,
    people,
    quiz_try,
    quizzes,
    regrading,
    reports,
    sharing,
    shelf,
    statistics,
    transfer,
    trying,
)

urlpatterns: list[URLPattern] = [
    path("", shelf.author, name="author"),
    path("questions/new/", shelf.new_question, name="new_question"),
    path("questions/<slug:question_id>/", editor.author_question, name="author_question"),
    path("questions/<slug:question_id>/draft/", editor.author_draft, name="author_draft"),
    path("questions/<slug:question_id>/preview/", editor.author_preview, name="author_preview"),
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
    path("questions/<slug:question_id>/sharing/", sharing.question_sharing, name="question_sharing"),
    path("quizzes/", quizzes.author_quizzes, name="author_quizzes"),
    path("quizzes/new/", quizzes.author_quiz_new, name="author_quiz_new"),
    path("quizzes/<slug:slug>/", quizzes.author_quiz, name="author_quiz"),
    path("quizzes/<slug:slug>/try/", quiz_try.author_quiz_try, name="author_quiz_try"),
    path("quizzes/<slug:slug>/sharing/", sharing.quiz_sharing, name="quiz_sharing"),
    path("import/", transfer.author_import, name="author_import"),
    path("import/template.csv", transfer.author_import_template, name="author_import_template"),
    path("import/<uuid:import_id>/", transfer.author_import_plan, name="author_import_plan"),
    path("export/", transfer.author_export, name="author_export"),
    path("reports/", reports.author_reports, name="author_reports"),
    path("reports/<int:report_id>/", reports.author_report, name="author_report"),
    path("people/", people.author_people, name="author_people"),
    path("confusion/", statistics.author_confusion, name="author_confusion"),
    path("questions/<slug:question_id>/statistics/", statistics.author_statistics, name="author_statistics"),
    path("quizzes/<slug:slug>/statistics/", statistics.author_quiz_statistics, name="author_quiz_statistics"),
    path("quizzes/<slug:slug>/statistics/count/", statistics.author_quiz_count, name="author_quiz_count"),
    path("quizzes/<slug:slug>/statistics/rebuild/", statistics.author_quiz_rebuild, name="author_quiz_rebuild"),
]
