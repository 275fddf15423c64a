"""Texts to choose from: which situation, one of several, several of several."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from ..sentences import gettext_noop
from .base import (
    BEST,
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
    Verdict,
    Why,
    credit,
    is_registered,
    keys_of,
    mark_of,
    repeated,
    verdict_of,
)

Offer = Annotated[Text, StringConstraints(min_length=2, max_length=320)]


class TextOption(Strict):
    """An offered text with its verdict and the reason for it."""

    id: Slug
    text: Offer
    verdict: Verdict
    why: Why


class Situation(TextOption):
    """An offered situation; ``code`` is the one that it really calls for."""

    code: Code


class _One(TaskBase):
    options: list[TextOption] = Field(min_length=2, max_length=6)  # a statement that is true or not has two

    def verdicts(self) -> list[str]:
        return [option.verdict for option in self.options]

    def problems(self) -> Iterator[str]:
        yield from _id_problems([option.id for option in self.options], [option.text for option in self.options])
        if self.verdicts().count(BEST) != 1:
            yield "options: exactly one is best"


class SituationQuestion(_One):
    """Given a code: in which of these situations is it the answer?"""

    kind: Literal["situation"]
    code: Code
    options: list[Situation] = Field(min_length=3, max_length=5)  # type: ignore[assignment]

    @property
    def best(self) -> int:
        return self.code

    @property
    def codes(self) -> list[int]:
        return [option.code for option in self.options]

    def problems(self) -> Iterator[str]:
        yield from super().problems()
        for code in self.codes:
            if not is_registered(code):
                yield f"options: {code} is not registered"
        for option in self.options:
            if (option.verdict == BEST) != (option.code == self.code):
                yield f"options: {option.id} is best exactly if {self.code} is its code"


class OneQuestion(_One):
    """One of several free texts."""

    kind: Literal["one"]


class Choice(Strict):
    """An option of which any number may be right."""

    id: Slug
    text: Offer
    right: bool
    why: Why


class SeveralQuestion(TaskBase):
    """Any number of several free texts. ``choose`` tells how many, and then no more are taken."""

    kind: Literal["several"]
    credit: Credit
    choose: int | None = Field(default=None, ge=2, le=5)
    options: list[Choice] = Field(min_length=4, max_length=8)

    def problems(self) -> Iterator[str]:
        yield from _id_problems([option.id for option in self.options], [option.text for option in self.options])
        right = sum(option.right for option in self.options)
        if not 1 <= right < len(self.options):
            yield "options: at least one is right and at least one is not"
        if self.choose is not None and self.choose != right:
            yield f"choose: {right} options are right"
        if self.credit == "proportional" and self.choose is None:
            yield "credit: proportional needs choose, or taking everything would earn everything"


def _id_problems(ids: list[str], texts: list[str]) -> Iterator[str]:
    for name in repeated(ids):
        yield f"options: the id {name} stands there twice"
    for text in repeated([" ".join(text.split()).casefold() for text in texts]):
        yield f"options: the same text twice: {text[:40]}"
    if "unknown" in ids:
        yield 'options: the id unknown is what "I don\'t know" sends'


@dataclass(frozen=True)
class SituationResponse(Response):
    kind = "situation"
    chosen: str


@dataclass(frozen=True)
class OneResponse(Response):
    kind = "one"
    chosen: str


@dataclass(frozen=True)
class SeveralResponse(Response):
    """What was ticked, in the order of the revision."""

    kind = "several"
    chosen: list[str]


def _read_one(body: Body, raw: Raw) -> str:
    chosen = keys_of({"chosen": [raw.get("chosen", "")]}, "chosen", keys(body))
    return chosen[0]


def read_situation(body: Body, raw: Raw) -> SituationResponse:
    return SituationResponse(_read_one(body, raw))


def read_one(body: Body, raw: Raw) -> OneResponse:
    return OneResponse(_read_one(body, raw))


def read_several(body: Body, raw: Raw) -> SeveralResponse:
    chosen = keys_of(raw, "chosen", keys(body))
    if body["choose"] and len(chosen) > body["choose"]:
        raise ResponseRefused(
            gettext_noop("Choose %(choose)d here; %(came)d came."), choose=body["choose"], came=len(chosen)
        )
    return SeveralResponse(chosen)


def grade_one(body: Body, raw: Raw, marks: Mapping[str, float]) -> Grade:
    option = next((option for option in body["options"] if option["id"] == raw.get("chosen")), None)
    verdict = option["verdict"] if option else WRONG
    chosen = option.get("code") if option else None
    return Grade(verdict, mark_of(verdict, body, marks), chosen, body.get("code"))


def grade_several(body: Body, raw: Raw, marks: Mapping[str, float]) -> Grade:
    chosen = set(raw.get("chosen", []))
    parts = tuple(_part(option, option["id"] in chosen) for option in body["options"])
    total = sum(option["right"] for option in body["options"])
    hits = sum(option["right"] for option in body["options"] if option["id"] in chosen)
    wrong = len(chosen) - hits
    mark = credit(body["credit"], hits=hits, wrong=wrong, total=total)
    return Grade(verdict_of(mark), mark, parts=parts)


def _part(option: Body, chosen: bool) -> Part:
    if option["right"]:
        return Part(option["id"], "right" if chosen else "missed")
    return Part(option["id"], WRONG if chosen else "left")


def keys(body: Body) -> list[str]:
    return [option["id"] for option in body["options"]]
