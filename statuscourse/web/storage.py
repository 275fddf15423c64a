"""Static files with hashed names, those that JavaScript modules import included."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class CourseStaticFilesStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    support_js_module_import_aggregation = True
