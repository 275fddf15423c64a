"""Fetch and authorise in one call: for learners here, for those who write questions in ``authoring``."""

from .taking import get_attempt, get_offered_revision, get_place, get_question, get_quiz, open_exam_with

__all__ = ["get_attempt", "get_offered_revision", "get_place", "get_question", "get_quiz", "open_exam_with"]
