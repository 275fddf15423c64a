"""Every address below /author/."""

from django.urls import path

from .views.author import transfer

urlpatterns = [
    path("import/", transfer.author_import, name="author_import"),
    path("import/template.csv", transfer.author_import_template, name="author_import_template"),
    path("import/<uuid:import_id>/", transfer.author_import_plan, name="author_import_plan"),
    path("export/", transfer.author_export, name="author_export"),
]
