"""Moodle's GIFT format, as Moodle's own importer understands it, and a little more tolerant.

Escapes are those of Moodle: a backslash before one of ``~ = # { } :`` or another backslash takes its meaning away,
``\\n`` is a new line, and before anything else a backslash is a backslash. An empty line ends a question.
"""

from .reader import read
from .writer import write

__all__ = ["read", "write"]
