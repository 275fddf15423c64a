"""Every address of the classes."""

from django.urls import URLPattern, path

from .views import classes, convention, insight

urlpatterns: list[URLPattern] = [
    path("classes/", classes.classes, name="classes"),
    path("classes/<uuid:class_id>/", classes.classroom, name="classroom"),
    path("classes/<uuid:class_id>/convention/", convention.class_convention, name="class_convention"),
    path("classes/<uuid:class_id>/insight/", insight.class_insight, name="class_insight"),
]
