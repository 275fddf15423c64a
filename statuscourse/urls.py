"""Every address of the site."""

from django.urls import include, path

from . import views
from .web.metrics import metrics

urlpatterns = [
    path("", views.home, name="home"),
    path("", include("lessons.urls")),
    path("", include("quizzes.urls")),
    path("", include("statuscourse.classrooms.urls")),
    path("progress/", views.progress, name="progress"),
    path("accounts/", views.account, name="account"),
    path("accounts/sign-up/", views.sign_up, name="sign_up"),
    path("accounts/sign-in/", views.sign_in, name="sign_in"),
    path("accounts/code/", views.personal_code, name="personal_code"),
    path("accounts/sign-out/", views.sign_out, name="sign_out"),
    path("accounts/password/", views.change_password, name="change_password"),
    path("accounts/my-data/export/", views.export_my_data, name="export_my_data"),
    path("accounts/my-data/delete/", views.delete_my_data, name="delete_my_data"),
    path("words.js", views.script_words, name="script_words"),
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    path("metrics", metrics, name="metrics"),
]

handler400 = "statuscourse.errors.bad_request"
handler403 = "statuscourse.errors.permission_denied"
handler404 = "statuscourse.errors.page_not_found"
handler500 = "statuscourse.errors.server_error"
