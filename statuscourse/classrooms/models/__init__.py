"""Classes and their people, what they are given to do, and live sessions."""

from .assigned import Assignment, Extension, GradeChange
from .classes import Classroom, Membership, Teacher
from .live import LiveAnswer, LiveSession, Player

__all__ = [
    "Assignment",
    "Classroom",
    "Extension",
    "GradeChange",
    "LiveAnswer",
    "LiveSession",
    "Membership",
    "Player",
    "Teacher",
]
