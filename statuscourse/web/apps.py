from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "statuscourse.web"
    label = "web"
