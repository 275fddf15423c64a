#!/usr/bin/env python
"""Django's command line for this project."""

import os
import sys

if __name__ == "__main__":
    os.umask(0o077)  # what a command writes into the data folder is nobody else's to read
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "statuscourse.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)
