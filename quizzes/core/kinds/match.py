"""Match situations to codes."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from ..sentences import gettext_noop
from .base import (
    WRONG,
    Body,
    Code,
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
    is_registered,
    quoted,
    repeated,
    verdict_of,
)


class Pair(Strict):
    """A situation and the code that belongs to it."""

    id: Slug
    text: Annotated[Text, StringConstraints(min_length=8, max_length=240)]
    code: Code
    why: Why


class Distractor(Strict):
    """A code that is offered and belongs to none of the situations."""

    code: Code
    why: Why


class MatchQuestion(TaskBase):
    kind: Literal["match"]
    credit: Credit
    items: list[Pair] = Field(min_length=3, max_length=6)
    distractors: list[Distractor] = Field(default=[], max_length=3)

    @property
    def codes(self) -> list[int]:
        return sorted({pair.code for pair in self.items} | {distractor.code for distractor in self.distractors})

    def problems(self) -> Iterator[str]:
        for name in repeated([pair.id for pair in self.items]):
            yield f"items: the id {name} stands there twice"
        distractors = [distractor.code for distractor in self.distractors]
        for code in set(distractors) & {pair.code for pair in self.items}:
            yield f"distractors: {code} belongs to a situation"
        for code in repeated(distractors):
            yield f"distractors: {code} stands there twice"
        for code in self.codes:
            if not is_registered(code):
                yield f"items: {code} is not registered"
        if len(self.codes) < 3:
            yield "items: at least three codes to choose from"


@dataclass(frozen=True)
class MatchResponse(Response):
    """The code chosen for each situation, by its id; what was left open is not there."""

    kind = "match"
    pairs: dict[str, int]


def offered(body: Body) -> list[int]:
    """The codes to choose from, ascending."""
    return sorted(
        {row["code"] for row in [*body["items"], *body["distractors"]] if row["code"]}
    )  # a draft may lack one


def read(body: Body, raw: Raw) -> MatchResponse:
    sent = raw.get("pairs", {})
    if not isinstance(sent, Mapping):
        raise ResponseRefused(gettext_noop("An answer gives each situation its code."))
    known, codes = keys(body), {str(code) for code in offered(body)}
    for key, code in sent.items():
        if key not in known:
            raise ResponseRefused(
                gettext_noop("“%(key)s” is not one of the situations of this question."), key=quoted(key)
            )
        if str(code) not in codes and code not in ("", None):
            raise ResponseRefused(
                gettext_noop("“%(code)s” is not among the codes that this question offers."), code=quoted(code)
            )
    return MatchResponse({key: int(sent[key]) for key in known if sent.get(key) not in {"", None}})


def missing(body: Body, response: Response) -> int:
    """How many situations have no code yet."""
    assert isinstance(response, MatchResponse)  # noqa: S101 - the registry of kinds pairs them
    return len(body["items"]) - len(response.pairs)


def grade(body: Body, raw: Raw, marks: Mapping[str, float]) -> Grade:
    chosen = raw.get("pairs", {})
    parts = tuple(_part(item, chosen.get(item["id"])) for item in body["items"])
    hits = sum(part.verdict == "right" for part in parts)
    wrong = sum(part.verdict == WRONG for part in parts)
    mark = credit(body["credit"], hits=hits, wrong=wrong, total=len(parts))
    return Grade(verdict_of(mark), mark, parts=parts)


def _part(item: Body, code: int | None) -> Part:
    if code is None:
        return Part(item["id"], "missed")
    return Part(item["id"], "right" if code == item["code"] else WRONG)


def keys(body: Body) -> list[str]:
    return [item["id"] for item in body["items"]]
