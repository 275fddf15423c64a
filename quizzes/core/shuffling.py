"""The order in which a question's options are shown: shuffled for an attempt and remembered in it."""

from random import Random

from .kinds import KINDS
from .kinds.base import Body


def lay_out(body: Body, rng: Random) -> list[str]:
    """The keys of a question in a random order; the steps of an order never begin in an accepted one."""
    shown = KINDS[body["kind"]].keys(body)
    accepted = [row["order"] for row in body["accepted"]] if body["kind"] == "order" else []
    if body["kind"] == "fault":  # an exchange has its own order
        return shown
    rng.shuffle(shown)
    for _again in range(100):  # a draft that is looked at may accept every order that there is
        if shown not in accepted:
            break
        rng.shuffle(shown)
    return shown


def standing(body: Body, digest: str) -> list[str]:
    """The order in which a question is shown when it is asked by itself: the same for everybody.

    Codes ascend, lines keep their places; texts are shuffled by the revision's digest, so that no author's habit
    (the right one first) shows.
    """
    if body["kind"] in {"code", "fault"}:
        return KINDS[body["kind"]].keys(body)
    return lay_out(body, Random(digest))  # noqa: S311 - no secret
