from django.urls import path

from . import views

urlpatterns = [
    path("lessons/", views.lessons, name="lessons"),
    path("lessons/<slug:slug>/", views.lesson, name="lesson"),
    path("lessons/<slug:slug>/state/", views.lesson_state, name="lesson_state"),
    path("lessons/<slug:slug>/sections/<slug:anchor>/read/", views.read_section, name="read_section"),
    path("codes/", views.codes, name="codes"),
    path("codes/<int:number>/", views.code, name="code"),
    path("cheatsheet/", views.cheatsheet, name="cheatsheet"),
    path("search/", views.search, name="search"),
]
