"""Put steps in order. Which orders are accepted is data, because guides disagree."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from ..sentences import gettext_noop
from .base import (
    ACCEPTABLE,
    BEST,
    WRONG,
    Body,
    Credit,
    Grade,
    Part,
    Raw,
    Response,
    ResponseRefused,
    Slug,
    Strict,
    TaskBase,
    Text,
    Why,
    credit,
    mark_of,
    quoted,
    repeated,
    verdict_of,
)


class Step(Strict):
    id: Slug
    text: Annotated[Text, StringConstraints(min_length=4, max_length=160)]
    why: Why  # why it stands where it stands


class AcceptedOrder(Strict):
    """An order that somebody serious keeps to."""

    who: Text
    order: list[Slug]
    why: Why


class OrderQuestion(TaskBase):
    """``accepted`` begins with the order that the course teaches."""

    kind: Literal["order"]
    credit: Credit
    steps: list[Step] = Field(min_length=3, max_length=8)
    accepted: list[AcceptedOrder] = Field(min_length=1, max_length=4)

    def verdicts(self) -> list[str]:
        return [BEST] + [ACCEPTABLE] * (len(self.accepted) - 1)

    def problems(self) -> Iterator[str]:
        ids = [step.id for step in self.steps]
        for name in repeated(ids):
            yield f"steps: the id {name} stands there twice"
        for row in self.accepted:
            if sorted(row.order) != sorted(ids):
                yield f"accepted: {row.who} does not name every step once"
        for order in repeated([row.order for row in self.accepted]):
            yield f"accepted: the same order twice, {', '.join(order)}"
        if len(self.accepted) > 1 and self.agreement != "contested":
            yield "accepted: more than one order makes a question contested"


@dataclass(frozen=True)
class OrderResponse(Response):
    """The place given to each step, from 1, by its id. A draft may lack some or give one place twice."""

    kind = "order"
    places: dict[str, int]


def read(body: Body, raw: Raw) -> OrderResponse:
    sent = raw.get("places", {})
    if not isinstance(sent, Mapping):
        raise ResponseRefused(gettext_noop("An answer gives each step its place."))
    known = keys(body)
    allowed = {str(number) for number in range(1, len(known) + 1)}
    for key, place in sent.items():
        if key not in known:
            raise ResponseRefused(gettext_noop("“%(key)s” is not one of the steps of this question."), key=quoted(key))
        if str(place) not in allowed and place not in ("", None):
            raise ResponseRefused(
                gettext_noop("“%(place)s” is no place among %(steps)d steps."), place=quoted(place), steps=len(known)
            )
    return OrderResponse({key: int(sent[key]) for key in known if sent.get(key) not in {"", None}})


def missing(body: Body, response: Response) -> int:
    """How many places are not taken yet, or taken twice."""
    assert isinstance(response, OrderResponse)  # noqa: S101 - the registry of kinds pairs them
    return len(body["steps"]) - len(set(response.places.values()))


def grade(body: Body, raw: Raw, marks: Mapping[str, float]) -> Grade:
    """The full mark of an accepted order, else credit for each pair of steps that stands the right way round.

    Where several orders are accepted, the one nearest to the answer counts.
    """
    places: Mapping[str, int] = raw.get("places", {})
    verdict, nearest = _nearest(body, places)
    if verdict:
        return Grade(verdict, mark_of(verdict, body, marks), parts=_parts(nearest, places))
    kept, turned, total = pairs_kept(nearest, places)
    mark = min(credit(body["credit"], hits=kept, wrong=turned, total=total), 0.99)
    return Grade(verdict_of(mark), mark, parts=_parts(nearest, places))


def _nearest(body: Body, places: Mapping[str, int]) -> tuple[str, Sequence[str]]:
    """BEST or ACCEPTABLE where the order is accepted, else nothing; and the accepted order nearest to it."""
    orders: list[Sequence[str]] = [row["order"] for row in body["accepted"]]
    for number, order in enumerate(orders):
        if [places.get(step) for step in order] == list(range(1, len(order) + 1)):
            return (ACCEPTABLE if number else BEST), order
    return "", max(orders, key=lambda order: pairs_kept(order, places)[0])


def pairs_kept(order: Sequence[str], places: Mapping[str, int]) -> tuple[int, int, int]:
    """Pairs of steps the right way round, the wrong way round, and all of them. Open or shared places are neither."""
    kept = turned = total = 0
    for first, second in combinations(order, 2):
        total += 1
        one, two = places.get(first), places.get(second)
        if one is not None and two is not None and one != two:
            kept, turned = kept + (one < two), turned + (one > two)
    return kept, turned, total


def _parts(order: Sequence[str], places: Mapping[str, int]) -> tuple[Part, ...]:
    return tuple(_part(step, number, places.get(step)) for number, step in enumerate(order, start=1))


def _part(step: str, right: int, place: int | None) -> Part:
    if place is None:
        return Part(step, "missed")
    return Part(step, "right" if place == right else WRONG)


def keys(body: Body) -> list[str]:
    return [step["id"] for step in body["steps"]]
