"""What happens in classes; the roof calls what every room has."""

from .learners import export_learner, merge_learner

__all__ = ["export_learner", "merge_learner"]
