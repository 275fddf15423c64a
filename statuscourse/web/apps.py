from django.apps import AppConfig
from django.conf import settings

from .addresses import Site


class WebConfig(AppConfig):
    name = "statuscourse.web"
    label = "web"

    def ready(self) -> None:
        Site.prefix = settings.PREFIX
