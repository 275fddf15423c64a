"""Every address of the classes."""

from django.urls import URLPattern, path

from .views import assignments, classes, convention, gradebook, insight, joining, live, people, roster, settings

urlpatterns: list[URLPattern] = [
    path("classes/", classes.classes, name="classes"),
    path("classes/new/", classes.new_class, name="new_class"),
    path("classes/<uuid:class_id>/", classes.classroom, name="classroom"),
    path("classes/<uuid:class_id>/convention/", convention.class_convention, name="class_convention"),
    path("classes/<uuid:class_id>/people/", people.class_people, name="class_people"),
    path("classes/<uuid:class_id>/people/<int:member_id>/", people.class_member, name="class_member"),
    path("classes/<uuid:class_id>/slips/", people.class_slips, name="class_slips"),
    path("classes/<uuid:class_id>/code/", people.class_code, name="class_code"),
    path("classes/<uuid:class_id>/roster/", roster.class_roster, name="class_roster"),
    path("classes/<uuid:class_id>/roster.csv", roster.class_roster_csv, name="class_roster_csv"),
    path("classes/<uuid:class_id>/settings/", settings.class_settings, name="class_settings"),
    path("classes/<uuid:class_id>/export/", settings.class_export, name="class_export"),
    path("classes/<uuid:class_id>/leave/", joining.leave_class, name="leave_class"),
    path("join/", joining.join, name="join"),
    path("join/<str:code>/", joining.join_class, name="join_class"),
    # Assignments
    path("classes/<uuid:class_id>/assignments/", assignments.assignments, name="assignments"),
    path("classes/<uuid:class_id>/assignments/new/", assignments.new_assignment, name="new_assignment"),
    path("classes/<uuid:class_id>/assignments/<uuid:assignment_id>/", assignments.assignment, name="assignment"),
    path(
        "classes/<uuid:class_id>/assignments/<uuid:assignment_id>/extensions/",
        assignments.assignment_extensions,
        name="assignment_extensions",
    ),
    path(
        "classes/<uuid:class_id>/assignments/<uuid:assignment_id>/delete/",
        assignments.delete_assignment,
        name="delete_assignment",
    ),
    path("assignments/<uuid:assignment_id>/", assignments.assigned, name="assigned"),
    # The gradebook
    path("classes/<uuid:class_id>/gradebook/", gradebook.gradebook, name="gradebook"),
    path("classes/<uuid:class_id>/gradebook.csv", gradebook.gradebook_csv, name="gradebook_csv"),
    path("classes/<uuid:class_id>/gradebook/import/", gradebook.gradebook_import, name="gradebook_import"),
    path(
        "classes/<uuid:class_id>/gradebook/<uuid:assignment_id>/<int:member_id>/",
        gradebook.gradebook_cell,
        name="gradebook_cell",
    ),
    path("classes/<uuid:class_id>/grades/", gradebook.my_grades, name="my_grades"),
    path("classes/<uuid:class_id>/insight/", insight.class_insight, name="class_insight"),
    # Live sessions
    path("classes/<uuid:class_id>/live/", live.live, name="live"),
    path("live/<uuid:session_id>/", live.live_phone, name="live_phone"),
    path("live/<uuid:session_id>/answer/", live.live_answer, name="live_answer"),
    path("live/<uuid:session_id>/screen/", live.live_screen, name="live_screen"),
    path("live/<uuid:session_id>/step/", live.live_step, name="live_step"),
    path("live/<uuid:session_id>/state/", live.live_state, name="live_state"),
]
