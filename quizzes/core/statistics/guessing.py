"""What somebody would earn who answers blindly: the mean mark of all answers that a form takes, each as likely."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from math import comb

from ..kinds.base import ACCEPTABLE, BEST, MARKS, Body, credit, mark_of
from ..kinds.fault import written
from ..kinds.match import offered

Marks = Mapping[str, float]


def random_guess_score(body: Body, marks: Marks = MARKS) -> float:
    """From 0 to 1. "I don't know" is no guess, and nobody types or writes the answer by chance.

    Moodle says the mean over the options for a single choice, as here. For several answers, matching and ordering
    its question types say nothing or count differently; here each follows its rule of credit.
    """
    return SCORES[body["kind"]](body, marks)


def _one(body: Body, marks: Marks) -> float:
    worths = [mark_of(option["verdict"], body, marks) for option in body["options"]]
    return sum(worths) / len(worths)


def _several(body: Body, marks: Marks) -> float:
    """With ``choose``, so many at once; without it, a coin for each option."""
    right = sum(option["right"] for option in body["options"])
    return _ticked(body["credit"], right, len(body["options"]) - right, body["choose"])


def _fault(body: Body, marks: Marks) -> float:
    """A coin for each line."""
    lines = [bool(line.get("wrong")) for line in written(body)]
    return _ticked(body["credit"], sum(lines), len(lines) - sum(lines), None)


def _ticked(rule: str, right: int, other: int, choose: int | None) -> float:
    """The mean credit over all ways to tick some of ``right`` and ``other``, or exactly ``choose`` of them."""
    earned = ways = 0.0
    for hits in range(right + 1):
        for wrong in range(other + 1):
            if choose is None or hits + wrong == choose:
                number = comb(right, hits) * comb(other, wrong)
                ways += number
                earned += number * credit(rule, hits=hits, wrong=wrong, total=right)
    return earned / ways


def _match(body: Body, marks: Marks) -> float:
    """Each situation gets any of the offered codes; one of them is right."""
    number, codes = len(body["items"]), len(offered(body))
    earned = 0.0
    for hits in range(number + 1):
        chance = comb(number, hits) * (codes - 1) ** (number - hits) / codes**number
        earned += chance * credit(body["credit"], hits=hits, wrong=number - hits, total=number)
    return earned


def _order(body: Body, marks: Marks) -> float:
    """All orders, told apart only by how many pairs of steps they keep of each accepted one."""
    orders = [row["order"] for row in body["accepted"]]
    pairs = comb(len(orders[0]), 2)
    counts = _orders_by_pairs(orders)
    return sum(number * _worth(kept, pairs, body, marks) for kept, number in counts.items()) / counts.total()


def _worth(kept: Sequence[int], pairs: int, body: Body, marks: Marks) -> float:
    if pairs in kept:
        return mark_of(ACCEPTABLE if kept.index(pairs) else BEST, body, marks)
    return min(credit(body["credit"], hits=max(kept), wrong=pairs - max(kept), total=pairs), 0.99)


def _orders_by_pairs(orders: Sequence[Sequence[str]]) -> Counter[tuple[int, ...]]:
    """How many of all orders keep how many pairs of each of ``orders``.

    Built up step by step over sets of steps that stand already, so that 8 steps are not 40,320 orders to look at.
    """
    steps = list(orders[0])
    before = [[sum(1 << steps.index(one) for one in order[: order.index(step)]) for order in orders] for step in steps]
    reached: dict[int, Counter[tuple[int, ...]]] = {0: Counter({(0,) * len(orders): 1})}
    for placed in range(1 << len(steps)):
        for number, masks in enumerate(before):
            if not placed >> number & 1:
                gained = [(placed & mask).bit_count() for mask in masks]
                onto = reached.setdefault(placed | 1 << number, Counter())
                for kept, ways in reached[placed].items():
                    onto[tuple(map(sum, zip(kept, gained, strict=True)))] += ways
    return reached[(1 << len(steps)) - 1]


def _none(body: Body, marks: Marks) -> float:
    return 0.0


SCORES: dict[str, Callable[[Body, Marks], float]] = {
    "code": _one,
    "situation": _one,
    "one": _one,
    "several": _several,
    "match": _match,
    "order": _order,
    "fault": _fault,
    "type": _none,
    "write": _none,
}
