"""What happens in classes; the roof calls what every room has."""

from .classes import hand_on_classes
from .learners import export_learner, merge_learner

__all__ = ["export_learner", "hand_on_classes", "merge_learner"]
