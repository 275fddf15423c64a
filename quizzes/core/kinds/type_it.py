"""Type it: three digits, the name of a field, its value, or a few words."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, ClassVar, Literal

from pydantic import Field, StringConstraints

from statuscourse.protocol.messages import MessageError, parse_exchange
from statuscourse.protocol.registry import registry

from ..sentences import gettext_noop
from .base import (
    BEST,
    WRONG,
    Body,
    Grade,
    Part,
    Raw,
    Response,
    ResponseRefused,
    Strict,
    TaskBase,
    Text,
    Why,
    is_registered,
    mark_of,
    repeated,
    text_of,
)

GAP = "___"  # what is asked for, in the exchange
LIMIT = 200  # characters of an answer
Short = Annotated[Text, StringConstraints(max_length=LIMIT)]
Asked = Literal["code", "field-name", "field-value", "words"]

STATUS = re.compile(r"^(?:HTTP/\d(?:\.\d)? )?(\d{3})(?: (.*))?$", re.ASCII)


class Typed(Strict):
    text: Short


class Accepted(Typed):
    """A text that is right, or acceptable, with its reason."""

    verdict: Literal["best", "acceptable"]
    why: Why


class NearMiss(Typed):
    """A text that somebody is likely to type, and why it is not the answer."""

    why: Why


class TypeQuestion(TaskBase):
    kind: Literal["type"]
    asks: Asked
    case_sensitive: bool = False  # of a value or of words; codes have no case, and names of fields never mind it
    accepted: list[Accepted] = Field(min_length=1, max_length=8)
    near_misses: list[NearMiss] = Field(min_length=2, max_length=10)
    otherwise: Why  # to whom typed anything else

    checks_exchange: ClassVar[bool] = False  # its gap ___ is no field name

    @property
    def best(self) -> int | None:
        best = next((row.text for row in self.accepted if row.verdict == BEST), "")
        return int(best) if self.asks == "code" and len(best) == 3 and best.isdecimal() else None

    def verdicts(self) -> list[str]:
        return [row.verdict for row in self.accepted]

    @property
    def codes(self) -> list[int]:
        return [int(text) for text in self._texts() if self.asks == "code" and text.isdecimal()]

    def _gap_problems(self) -> Iterator[str]:
        if self.exchange.count(GAP) != 1:
            yield f"exchange: exactly one gap {GAP}"
        try:
            parse_exchange(shown_gap(self.exchange))
        except MessageError as error:
            yield f"exchange, line {error.line}: {error.problem}"

    def _texts(self) -> list[str]:
        rows: list[Typed] = [*self.accepted, *self.near_misses]
        return [row.text for row in rows]

    def problems(self) -> Iterator[str]:
        if self.exchange:
            yield from self._gap_problems()
        if self.verdicts().count(BEST) != 1:
            yield "accepted: exactly one is best"
        for text in repeated([normal(text, self.asks, self.case_sensitive) for text in self._texts()]):
            yield f"accepted and near_misses: {text} stands there twice"
        if self.asks == "code":
            for row in self.accepted:
                if not (re.fullmatch(r"\d{3}", row.text, re.ASCII) and is_registered(int(row.text))):
                    yield f"accepted: {row.text} is not a registered code"


def shown_gap(exchange: str) -> str:
    """An exchange as the reader of messages takes it: a gap for the status is written ``???`` there."""
    return exchange.replace(f"HTTP/1.1 {GAP}", "HTTP/1.1 ???")


def normal(text: str, asks: str, case_sensitive: bool = False) -> str:
    """A text as it is compared.

    A code may carry a version and its phrase, the present or a former one. Names of fields have no case (RFC 9110,
    5.1). In a value, white space around commas, semicolons and equals signs does not count.
    """
    text = " ".join(text.split())
    if asks == "code":
        match = STATUS.match(text)
        return match[1] if match and _is_phrase(int(match[1]), match[2]) else text.casefold()
    if asks == "field-name":
        return text.removesuffix(":").rstrip().casefold()
    if asks == "field-value":
        text = re.sub(r" ?([,;=]) ?", r"\1", text)
    return text if case_sensitive else text.casefold()


def _is_phrase(code: int, text: str | None) -> bool:
    status = registry().get(code)
    former = [name.partition(" (")[0] for name in status.former_phrases] if status else []  # without their RFC
    return not text or (status is not None and text.casefold() in {p.casefold() for p in [status.phrase, *former]})


@dataclass(frozen=True)
class TypeResponse(Response):
    kind = "type"
    text: str


def read(body: Body, raw: Raw) -> TypeResponse:
    text = " ".join(text_of(raw, "text", LIMIT).split())
    if "\x00" in text:
        raise ResponseRefused(gettext_noop("An answer cannot hold a zero byte."))
    return TypeResponse(text)


def missing(body: Body, response: Response) -> int:
    assert isinstance(response, TypeResponse)  # noqa: S101 - the registry of kinds pairs them
    return 0 if response.text else 1


def grade(body: Body, raw: Raw, marks: Mapping[str, float]) -> Grade:
    asks = body["asks"]
    given = normal(_without_field(body, str(raw.get("text", ""))), asks, body["case_sensitive"])
    chosen = int(given) if asks == "code" and re.fullmatch(r"[1-5]\d\d", given, re.ASCII) else None
    for number, row in enumerate(body["accepted"]):
        if given and normal(row["text"], asks, body["case_sensitive"]) == given:
            part = Part(f"accepted-{number}", "right" if row["verdict"] == BEST else "acceptable")
            return Grade(row["verdict"], mark_of(row["verdict"], body, marks), chosen, best_of(body), (part,))
    near = next(
        (
            n
            for n, row in enumerate(body["near_misses"])
            if normal(row["text"], asks, body["case_sensitive"]) == given and given
        ),
        None,
    )
    part = Part("otherwise" if near is None else f"near-{near}", WRONG)
    return Grade(WRONG, 0.0, chosen, best_of(body), (part,))


def _without_field(body: Body, text: str) -> str:
    """A value for which somebody typed the whole line: the name that stands before the gap is no fault."""
    line = next((line for line in body["exchange"].split("\n") if GAP in line), "")
    name, colon, _rest = line.partition(":")
    typed, typed_colon, value = text.partition(":")
    is_whole = body["asks"] == "field-value" and colon and typed_colon
    return value if is_whole and typed.strip().casefold() == name.strip().casefold() else text


def best_text(body: Body) -> str:
    """The text that is the answer; empty in a working copy that has none yet."""
    return str(next((row["text"] for row in body["accepted"] if row["verdict"] == BEST), ""))


def best_of(body: Body) -> int | None:
    return int(best_text(body)) if body["asks"] == "code" else None


def keys(body: Body) -> list[str]:
    return []
