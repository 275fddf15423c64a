"""Content files: reading their YAML, and their problems, each with its place, collected before anything is written."""

from dataclasses import dataclass
from typing import Any

import yaml


@dataclass(frozen=True, order=True)
class ContentProblem:
    """One problem. ``place`` is a line number or a path such as ``access-hidden-repo.options[2].why``."""

    file: str
    place: str
    text: str

    def __str__(self) -> str:
        return f"{self.file}:{self.place}: {self.text}" if self.place else f"{self.file}: {self.text}"


class ContentRefused(Exception):
    """The content has problems; nothing was written."""

    def __init__(self, problems: list[ContentProblem]) -> None:
        super().__init__(f"{len(problems)} problems in the content")
        self.problems = problems


def read_yaml(text: str) -> Any:
    """``yaml.safe_load`` with the parser in C where PyYAML has it: the bank loads six times as fast."""
    return yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 - both are safe loaders
