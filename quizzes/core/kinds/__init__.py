"""The kinds of question. A new kind is a module here, a line below, a form and a template fragment."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from ..sentences import gettext_noop
from . import choice, code, fault, match, order, type_it, write_it
from .base import Body, Grade, QuestionBase, Raw, Response


def nothing_missing(body: Body, response: Response) -> int:
    return 0


@dataclass(frozen=True)
class Kind:
    """All that grading needs to know of a kind.

    ``read`` makes a typed response of what was sent, or raises ResponseRefused. ``grade`` never raises for a response
    that ``read`` made. ``keys`` are what may be shuffled, in the order of the file. ``missing`` counts what a complete
    answer still lacks; ``lacks`` says it, with ``lacking`` for the number.
    """

    name: str
    schema: type[QuestionBase]
    response: type[Response]
    read: Callable[[Body, Raw], Response]
    grade: Callable[[Body, Raw, Mapping[str, float]], Grade]
    keys: Callable[[Body], list[str]]
    missing: Callable[[Body, Response], int] = nothing_missing
    lacks: str = ""


KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind("code", code.CodeQuestion, code.CodeResponse, code.read, code.grade, code.keys),
        Kind(
            "situation",
            choice.SituationQuestion,
            choice.SituationResponse,
            choice.read_situation,
            choice.grade_one,
            choice.keys,
        ),
        Kind("one", choice.OneQuestion, choice.OneResponse, choice.read_one, choice.grade_one, choice.keys),
        Kind(
            "several",
            choice.SeveralQuestion,
            choice.SeveralResponse,
            choice.read_several,
            choice.grade_several,
            choice.keys,
        ),
        Kind(
            "match",
            match.MatchQuestion,
            match.MatchResponse,
            match.read,
            match.grade,
            match.keys,
            match.missing,
            gettext_noop("Every situation needs a code; without one: %(lacking)d."),
        ),
        Kind(
            "order",
            order.OrderQuestion,
            order.OrderResponse,
            order.read,
            order.grade,
            order.keys,
            order.missing,
            gettext_noop("Every step needs a place of its own; places still free: %(lacking)d."),
        ),
        Kind("fault", fault.FaultQuestion, fault.FaultResponse, fault.read, fault.grade, fault.keys),
        Kind(
            "type",
            type_it.TypeQuestion,
            type_it.TypeResponse,
            type_it.read,
            type_it.grade,
            type_it.keys,
            type_it.missing,
            gettext_noop("Nothing is typed yet."),
        ),
        Kind(
            "write",
            write_it.WriteQuestion,
            write_it.WriteResponse,
            write_it.read,
            write_it.grade,
            write_it.keys,
            write_it.missing,
            gettext_noop("Nothing is written yet."),
        ),
    )
}

Question = Annotated[
    code.CodeQuestion
    | choice.SituationQuestion
    | choice.OneQuestion
    | choice.SeveralQuestion
    | match.MatchQuestion
    | order.OrderQuestion
    | fault.FaultQuestion
    | type_it.TypeQuestion
    | write_it.WriteQuestion,
    Field(discriminator="kind"),
]
