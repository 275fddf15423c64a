"""The production server: ``python -m statuscourse.server`` with the arguments of granian, which it is.

granian forks its workers, and each of them would import the site by itself. Here it is read before: what the workers do
not write to stays one copy for all of them, and a site that cannot be imported stops the start instead of each worker.
"""

import gc
import multiprocessing
import runpy
import sys
from datetime import timedelta

from django.conf import settings
from django.template.loader import get_template
from django.urls import get_resolver

from . import asgi  # noqa: F401 - sets Django up
from .backups import schedule
from .web import metrics
from .web.sqlite import hold_like_a_server


def read_site() -> None:
    """Import views, parse templates. Nothing here asks the database: workers must not inherit a connection."""
    _ = get_resolver().url_patterns
    folder = settings.BASE_DIR / "templates"
    for path in sorted(folder.rglob("*.html")):
        get_template(str(path.relative_to(folder)))


def main() -> None:
    metrics.prepare()
    if sys.platform == "linux":  # elsewhere workers are started afresh and share nothing
        multiprocessing.set_start_method("fork")
        hold_like_a_server(settings.DATABASES["default"])
        read_site()
        gc.collect()
        gc.freeze()  # or a worker's first collection writes to every object, which copies them all
    if settings.BACKUP_HOURS:
        schedule.start(timedelta(hours=settings.BACKUP_HOURS), settings.BACKUP_DIR)
    runpy.run_module("granian", run_name="__main__")


if __name__ == "__main__":
    main()
