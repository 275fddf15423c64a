from django.apps import AppConfig


class ClassroomsConfig(AppConfig):
    name = "statuscourse.classrooms"
    label = "classrooms"
