"""Drawing the questions of an attempt."""

from collections.abc import Mapping, Sequence
from random import Random


def draw(topics: Mapping[str, Sequence[str]], number: int, seen: set[str], rng: Random) -> list[str]:
    """``number`` questions spread evenly over the topics, those not yet seen first, in a random order.

    Fewer where there are not as many. ``topics`` maps a topic to the ids of its questions.
    """
    piles: list[list[str]] = []
    for name in sorted(topics):
        pile = sorted(topics[name])
        rng.shuffle(pile)
        pile.sort(key=lambda question: question not in seen)  # popped from the end: the unseen first
        piles.append(pile)
    rng.shuffle(piles)
    drawn: list[str] = []
    while len(drawn) < number and any(piles):
        for pile in piles:
            if pile and len(drawn) < number:
                drawn.append(pile.pop())
    rng.shuffle(drawn)
    return drawn
