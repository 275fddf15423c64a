#!/usr/bin/env python
"""Django's command line for this project."""

import os
import sys

if __name__ == "__main__":
    os.umask(0o077)  # what a command writes into the data folder is nobody else's to read
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "statuscourse.settings")
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as wrong:  # its sentence is for whoever set it, and nobody finds it below a traceback
        if "--traceback" in sys.argv:
            raise
        sys.exit(f"{wrong}")
