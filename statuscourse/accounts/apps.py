from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "statuscourse.accounts"
    label = "accounts"
