"""How well a code is known, from the answers to questions whose best answer it is. It can go down."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import IntEnum


class Level(IntEnum):
    NOT_MET = 0
    MET = 1
    SHAKY = 2
    STEADY = 3
    MASTERED = 4

    @property
    def label(self) -> str:
        return self.name.lower().replace("_", " ")


@dataclass(frozen=True)
class Answered:
    """One answer: the learner's day, and whether it was best or acceptable."""

    day: date
    good: bool


FADE = 0.8  # the weight of an answer against the one that came after it


def level(answers: Sequence[Answered]) -> Level:
    """The level for answers in the order in which they were given.

    met: one answer; shaky: three or more, and a recency-weighted share of good ones below 0.7; steady: from 0.7;
    mastered: five or more on at least two days, from 0.9.
    """
    days = len({answer.day for answer in answers})
    return level_of(number=len(answers), days=days, share=weighted_share(answers))


def level_of(*, number: int, days: int, share: float) -> Level:
    """The same of answers that were counted: how many, on how many days, and their recency-weighted share of good."""
    if not number:
        return Level.NOT_MET
    if number < 3:
        return Level.MET
    if number >= 5 and days >= 2 and share >= 0.9:
        return Level.MASTERED
    return Level.STEADY if share >= 0.7 else Level.SHAKY


def weighted_share(answers: Sequence[Answered]) -> float:
    """The share of good answers, each weighing FADE times the next; 0 where there is none."""
    total = good = 0.0
    for answer in answers:
        total = total * FADE + 1
        good = good * FADE + answer.good
    return good / total if total else 0.0
