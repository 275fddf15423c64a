"""What learners send to a question of each kind: the right answer, slips of it, guesses, and not knowing.

Free texts are as different as learners are: each of them carries a serial number, which the sender puts in.
"""

from collections.abc import Iterator, Mapping
from random import Random
from typing import Any

from quizzes.core.grading import UNKNOWN
from quizzes.core.kinds import fault, match

Body = Mapping[str, Any]
Raw = dict[str, Any]  # in the words of the kind's ``read``

SERIAL = "serial0number"
GUESSES = 24  # different ones, where a question has so many


def responses(body: Body, rng: Random) -> list[Raw]:
    """Different responses to a question: first the right one, then those on the way there, last not knowing."""
    found: list[Raw] = []
    for raw in WAYS[body["kind"]](body, rng):
        if raw not in found:
            found.append(raw)
        if len(found) == GUESSES:
            break
    return [*found, {"unknown": True}]


def fields(kind: str, raw: Raw) -> list[tuple[str, str]]:
    """The fields of the form that say this."""
    if raw.get("unknown"):
        return [("answer", UNKNOWN)]
    if kind == "code":
        return [("answer", raw["code"])]
    if kind in {"situation", "one"}:
        return [("answer", raw["chosen"])]
    if kind == "several":
        return [("answer", key) for key in raw["chosen"]]
    if kind == "match":
        return [(f"pair-{key}", code) for key, code in raw["pairs"].items()]
    if kind == "order":
        return [(f"place-{key}", place) for key, place in raw["places"].items()]
    if kind == "fault":
        return [("line", key) for key in raw["lines"]]
    return [("text", raw["text"].replace("\n", "\r\n"))]  # as a browser sends it


def numbered(raw: Raw, number: str) -> Raw:
    """The response with its serial number."""
    return raw | {"text": raw["text"].replace(SERIAL, number)} if "text" in raw else raw


def _code(body: Body, rng: Random) -> Iterator[Raw]:
    rows = sorted(body["options"], key=lambda row: str(row["verdict"] != "best"))
    yield from ({"code": str(row["code"])} for row in rows)


def _choice(body: Body, rng: Random) -> Iterator[Raw]:
    rows = sorted(body["options"], key=lambda row: str(row["verdict"] != "best"))
    yield from ({"chosen": row["id"]} for row in rows)


def _several(body: Body, rng: Random) -> Iterator[Raw]:
    right = {row["id"] for row in body["options"] if row["right"]}
    every = [row["id"] for row in body["options"]]
    most = body["choose"] or len(every)
    for chosen in _sets(every, right, rng):
        yield {"chosen": chosen[:most]}


def _fault(body: Body, rng: Random) -> Iterator[Raw]:
    every = fault.keys(body)
    right = {key for key, line in zip(every, fault.written(body), strict=True) if line["wrong"]}
    for chosen in _sets(every, right, rng):
        yield {"lines": chosen}


def _sets(every: list[str], right: set[str], rng: Random) -> Iterator[list[str]]:
    """The right ones, then with one too many or one missed or one for another, then any."""
    yield [key for key in every if key in right]
    wrong = [key for key in every if key not in right]
    yield [wrong[0]]
    for _ in range(4 * GUESSES):
        chosen = set(right)
        if rng.random() < 0.7:
            chosen.discard(rng.choice(sorted(right)))
        if rng.random() < 0.6 or not chosen:
            chosen.add(rng.choice(wrong))
        if rng.random() < 0.3:
            chosen = {key for key in every if rng.random() < 0.5} or chosen
        yield [key for key in every if key in chosen]


def _match(body: Body, rng: Random) -> Iterator[Raw]:
    right = {row["id"]: str(row["code"]) for row in body["items"]}
    yield {"pairs": right}
    codes = [str(code) for code in match.offered(body)]
    yield {"pairs": {key: next(other for other in codes if other != code) for key, code in right.items()}}
    for _ in range(4 * GUESSES):
        changed = rng.sample(sorted(right), rng.choice([1, 2, 2, 3]))
        yield {"pairs": {key: rng.choice(codes) if key in changed else code for key, code in right.items()}}


def _order(body: Body, rng: Random) -> Iterator[Raw]:
    orders = [row["order"] for row in body["accepted"]]
    for order in [*orders, orders[0][::-1]]:
        yield _places(order)
    for _ in range(4 * GUESSES):
        order = list(rng.choice(orders))
        for _swap in range(rng.choice([1, 1, 2, 3])):
            at = rng.randrange(len(order) - 1)
            order[at], order[at + 1] = order[at + 1], order[at]
        yield _places(order)


def _places(order: list[str]) -> Raw:
    return {"places": {step: str(place) for place, step in enumerate(order, start=1)}}


def _type(body: Body, rng: Random) -> Iterator[Raw]:
    yield from ({"text": row["text"]} for row in [*body["accepted"], *body["near_misses"]])
    yield {"text": f"guess {SERIAL}"}
    yield {"text": f"{SERIAL}?"}


def _write(body: Body, rng: Random) -> Iterator[Raw]:
    """No two people write the same response: each has a field with a number of its own in it."""
    reply = body["reply"].strip("\n")
    yield _own(reply)
    start = reply.split("\n", 1)
    for row in body["status"]["codes"]:
        yield _own("\n".join([f"HTTP/1.1 {row['code']} So", *start[1:]]))
    head, gap, content = reply.partition("\n\n")
    lines = head.split("\n")
    for without in range(1, len(lines)):
        yield _own("\n".join(lines[:without] + lines[without + 1 :]) + gap + content)
    yield _own(head)
    yield _own(body["starter"] or "HTTP/1.1 500")
    yield {"text": f"I would say no, {SERIAL}"}


def _own(text: str) -> Raw:
    first, _, rest = text.partition("\n")
    return {"text": f"{first}\nRequest-Id: {SERIAL}\n{rest}"}


WAYS = {
    "code": _code, "situation": _choice, "one": _choice, "several": _several, "match": _match,
    "order": _order, "fault": _fault, "type": _type, "write": _write,
}  # fmt: skip
