"""Every address of the classes."""

from django.urls import URLPattern, path

from .views import assignments, classes, convention

urlpatterns: list[URLPattern] = [
    path("classes/", classes.classes, name="classes"),
    path("classes/<uuid:class_id>/", classes.classroom, name="classroom"),
    path("classes/<uuid:class_id>/convention/", convention.class_convention, name="class_convention"),
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
]
