"""Which code? A scenario and three to five codes."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, StringConstraints

from ..sentences import gettext_noop
from .base import (
    ACCEPTABLE,
    BEST,
    WRONG,
    Body,
    Code,
    Grade,
    QuestionBase,
    Raw,
    Response,
    ResponseRefused,
    Strict,
    Text,
    Verdict,
    is_registered,
    mark_of,
)


class Option(Strict):
    """One offered code with its verdict and the reason for it."""

    code: Code
    verdict: Verdict
    why: Annotated[Text, StringConstraints(min_length=40)]


class ClientRow(Strict):
    """What a client does when it gets this code."""

    code: Code
    does: Text


def _ascending(options: list[Option]) -> list[Option]:
    return sorted(options, key=lambda option: option.code)


class CodeQuestion(QuestionBase):
    kind: Literal["code"]
    agreement: Literal["agreed", "contested"]
    options: Annotated[list[Option], Field(min_length=3, max_length=5), AfterValidator(_ascending)]
    client: list[ClientRow] = Field(default=[], max_length=5)  # the bank's files need two

    @property
    def best(self) -> int:
        return next((option.code for option in self.options if option.verdict == BEST), 0)

    @property
    def codes(self) -> list[int]:
        return [option.code for option in self.options]

    def verdicts(self) -> list[str]:
        return [option.verdict for option in self.options]

    def problems(self) -> Iterator[str]:
        if self.verdicts().count(BEST) != 1:
            yield "options: exactly one is best"
        if len(self.codes) != len(set(self.codes)):
            yield "options: each code once"
        for code in self.codes:
            if not is_registered(code) and self.mistake != "invented-code":
                yield f"options: {code} is not registered"
        for option in self.options:
            if not is_registered(option.code) and option.verdict != WRONG:
                yield f"options: {option.code} is not registered, so it is wrong"
        for row in self.who_does_what:
            if row.code is None:
                yield f"who_does_what: which code does {row.who} answer?"
        rows = [row.code for row in self.client]
        if not set(rows) <= set(self.codes) or len(rows) != len(set(rows)):
            yield "client: each row names an offered code, each once"
        if rows and self.verdicts().count(BEST) == 1 and self.best not in rows:
            yield f"client: says nothing of the best code {self.best}"


@dataclass(frozen=True)
class CodeResponse(Response):
    """The chosen code; None for "I don't know"."""

    kind = "code"
    code: int | None


def read(body: Body, raw: Raw) -> CodeResponse:
    text = str(raw.get("code", "")).strip()
    if len(text) != 3 or not (text.isascii() and text.isdigit()):
        raise ResponseRefused(gettext_noop("An answer is one of the offered codes, three digits."))
    if int(text) not in {option["code"] for option in body["options"]}:
        raise ResponseRefused(gettext_noop("%(code)s is not among the codes that this question offers."), code=text)
    return CodeResponse(int(text))


def best_of(body: Body) -> int:
    return next(int(option["code"]) for option in body["options"] if option["verdict"] == BEST)


def grade(body: Body, raw: Raw, marks: Mapping[str, float]) -> Grade:
    """Grade one response by the marks that were agreed when its attempt began; wrong earns 0."""
    chosen = raw.get("code")
    verdicts = {option["code"]: option["verdict"] for option in body["options"]}
    verdict = verdicts.get(chosen, WRONG)
    return Grade(verdict, mark_of(verdict, body, marks), chosen if chosen in verdicts else None, best_of(body))


def keys(body: Body) -> list[str]:
    return [str(option["code"]) for option in body["options"]]


__all__ = ["ACCEPTABLE", "CodeQuestion", "CodeResponse", "best_of", "grade", "keys", "read"]
