"""Every address below /author/."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
