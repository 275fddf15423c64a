"""Moodle XML: the questions of a file that Moodle exported, and files that Moodle imports.

The format as ``question/format/xml/format.php`` and ``question/type/ordering`` of Moodle 4.4 read and write it.
"""

from .reader import read
from .writer import write

__all__ = ["read", "write"]
