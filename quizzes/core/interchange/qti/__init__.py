"""IMS QTI 2.1 (and 2.2, where it says the same): single items and content packages.

IMS Question & Test Interoperability, Assessment Test, Section and Item Information Model, version 2.1 final.
"""

from .package import read
from .writer import write

__all__ = ["read", "write"]
