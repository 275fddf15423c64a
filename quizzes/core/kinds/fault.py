"""Spot the fault: choose the wrong lines of a real-looking exchange."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Discriminator, Field, StringConstraints, Tag

from .base import WRONG, Body, Grade, Part, Raw, Response, Strict, TaskBase, Why, credit, keys_of, verdict_of


class Line(Strict):
    """A line of the exchange that can be chosen; a body of several lines is one of them."""

    text: Annotated[str, StringConstraints(min_length=1, max_length=600)]
    wrong: bool = False
    why: Why


class Gap(Strict):
    """The empty line between fields and content, or between two messages."""

    gap: Literal[True]


def _line_or_gap(row: Any) -> str:
    return "Gap" if isinstance(row, Gap) or (isinstance(row, Mapping) and "gap" in row) else "Line"


# Told apart by the word ``gap``, so that a line's problem is not told once more as that of a gap.
Row = Annotated[Annotated[Line, Tag("Line")] | Annotated[Gap, Tag("Gap")], Discriminator(_line_or_gap)]


class FaultQuestion(TaskBase):
    kind: Literal["fault"]
    credit: Literal["all-or-nothing", "proportional-with-penalty"]
    lines: list[Row] = Field(min_length=3, max_length=24)

    checks_exchange: ClassVar[bool] = False

    def problems(self) -> Iterator[str]:
        wrong = [line.wrong for line in self.lines if isinstance(line, Line)]
        if not any(wrong) or all(wrong):
            yield "lines: at least one is wrong and at least one is sound"
        if self.exchange:
            yield "exchange: the lines are the exchange"


@dataclass(frozen=True)
class FaultResponse(Response):
    """The chosen lines, by their number from 1, gaps not counted."""

    kind = "fault"
    lines: list[str]


def read(body: Body, raw: Raw) -> FaultResponse:
    return FaultResponse(keys_of(raw, "lines", keys(body)))


def grade(body: Body, raw: Raw, marks: Mapping[str, float]) -> Grade:
    chosen = set(raw.get("lines", []))
    rows = dict(zip(keys(body), written(body), strict=True))
    parts = tuple(_part(key, line["wrong"], key in chosen) for key, line in rows.items())
    total = sum(line["wrong"] for line in rows.values())
    hits = sum(line["wrong"] for key, line in rows.items() if key in chosen)
    mark = credit(body["credit"], hits=hits, wrong=len(chosen) - hits, total=total)
    return Grade(verdict_of(mark), mark, parts=parts)


def _part(key: str, is_fault: bool, chosen: bool) -> Part:
    if is_fault:
        return Part(key, "right" if chosen else "missed")
    return Part(key, WRONG if chosen else "left")


def written(body: Body) -> list[Mapping[str, Any]]:
    """The lines that can be chosen."""
    return [line for line in body["lines"] if "text" in line]


def keys(body: Body) -> list[str]:
    return [str(number) for number in range(1, len(written(body)) + 1)]
