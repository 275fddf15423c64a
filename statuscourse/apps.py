from django.apps import AppConfig


class StatuscourseConfig(AppConfig):
    name = "statuscourse"

    def ready(self) -> None:
        from . import checks  # noqa: F401, PLC0415 - registers the system checks
