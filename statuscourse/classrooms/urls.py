"""Every address of the classes."""

from django.urls import URLPattern, path

from .views import classes, convention, gradebook

urlpatterns: list[URLPattern] = [
    path("classes/", classes.classes, name="classes"),
    path("classes/<uuid:class_id>/", classes.classroom, name="classroom"),
    path("classes/<uuid:class_id>/convention/", convention.class_convention, name="class_convention"),
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
]
