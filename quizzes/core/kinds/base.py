"""What every kind of question shares: the schema's common fields, responses, grades and rules of credit. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Annotated, Any, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from statuscourse.audit.core.faults import message_faults
from statuscourse.protocol.messages import Message, MessageError, parse_exchange
from statuscourse.protocol.registry import phrase, registry

from ..cases import CASES
from ..sentences import gettext_noop

KEBAB = r"^[a-z0-9]+(-[a-z0-9]+)*$"
PAIRS: dict[str, frozenset[int]] = {
    name: frozenset(int(code) for code in name.split("-"))
    for name in (
        "401-403", "400-422", "404-410", "409-412", "301-308", "302-303-307",
        "502-503-504", "200-204", "201-202", "403-404", "429-503",
    )
}  # fmt: skip
MISTAKES = ("error-in-200", "500-for-bad-input", "401-403-confusion", "404-for-empty", "invented-code")

Slug = Annotated[str, StringConstraints(pattern=KEBAB, max_length=80)]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Why = Annotated[str, StringConstraints(strip_whitespace=True, min_length=40)]
Label = Annotated[Text, StringConstraints(max_length=40)]
Code = Annotated[int, Field(ge=100, le=599)]
Verdict = Literal["best", "acceptable", "wrong"]
Credit = Literal["all-or-nothing", "proportional", "proportional-with-penalty"]
Body = Mapping[str, Any]  # of a revision: what ``revision_body`` made of a question
Raw = Mapping[str, Any]  # what a form or a stored response says

BEST, ACCEPTABLE, PARTLY, WRONG = "best", "acceptable", "partly", "wrong"


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Inconsistent(ValueError):
    """Parts of a question contradict each other or lack each other; each of ``problems`` is one sentence."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("; ".join(problems))
        self.problems = problems


class Position(Strict):
    """What a named product or guide does in a contested case, and how we know."""

    who: Text
    code: Code | None = None
    does: Text
    source: Text


class QuestionBase(Strict):
    """What a question of any kind says."""

    id: Slug
    title: Annotated[Text, StringConstraints(max_length=70)]
    kind: str
    agreement: Literal["agreed", "contested"] = "agreed"
    case: str = ""  # of a contested question: which of quizzes.core.cases it is about
    difficulty: int = Field(ge=1, le=3)
    section: Annotated[str, StringConstraints(pattern=r"^([a-z0-9-]+#[a-z0-9-]+)?$")] = ""  # the bank's files need one
    pairs: list[str] = []
    mistake: str = ""
    labels: list[Label] = Field(default=[], max_length=20)  # an author's own words
    replaces: list[Slug] = []
    scenario: Annotated[Text, StringConstraints(min_length=40, max_length=1200)]
    exchange: str = ""
    hints: list[Annotated[Text, StringConstraints(min_length=20, max_length=240)]] = Field(default=[], max_length=3)
    reply: str = ""
    decided_by: list[Text] = Field(min_length=1)
    who_does_what: list[Position] = []

    checks_exchange: ClassVar[bool] = True  # a kind whose exchange is wrong on purpose says False

    @property
    def best(self) -> int | None:
        """The code that is the answer; None for a kind whose answer is not one code."""
        return None

    @property
    def codes(self) -> list[int]:
        """The codes between which this question makes a learner decide."""
        return []

    @model_validator(mode="after")
    def _is_consistent(self) -> "QuestionBase":
        problems = [*self.problems(), *self._agreement_problems(), *self._tag_problems(), *self._exchange_problems()]
        if problems:
            raise Inconsistent(list(dict.fromkeys(problems)))
        return self

    def problems(self) -> Iterator[str]:
        """What is wrong with the parts that only this kind has."""
        yield from ()

    def verdicts(self) -> list[str]:
        """The verdicts that an answer may get, for the rules about contested questions."""
        return []

    def _agreement_problems(self) -> Iterator[str]:
        if self.agreement == "contested" and (ACCEPTABLE not in self.verdicts() or len(self.who_does_what) < 2):
            yield "a contested question has an acceptable option and at least two rows in who_does_what"
        if self.agreement == "agreed" and self.who_does_what:
            yield "who_does_what: only for contested questions"

    def _tag_problems(self) -> Iterator[str]:
        for pair in self.pairs:
            if pair not in PAIRS:
                yield f"pairs: {pair} is not one of {', '.join(PAIRS)}"
            elif len(PAIRS[pair] & set(self.codes)) < 2 or (self.best is not None and self.best not in PAIRS[pair]):
                yield f"pairs: {pair} needs two of its codes offered and one of them best"
        yield from self._case_problems()
        if self.mistake and self.mistake not in MISTAKES:
            yield f"mistake: {self.mistake} is not one of {', '.join(MISTAKES)}"

    def _case_problems(self) -> Iterator[str]:
        if not self.case:
            return
        if self.case not in CASES:
            yield f"case: {self.case} is not one of {', '.join(CASES)}"
        elif self.agreement != "contested" or self.kind != "code":
            yield "case: only for a contested question that asks for a code"
        else:
            good = {code for code, verdict in zip(self.codes, self.verdicts(), strict=True) if verdict != WRONG}
            if len(good & set(CASES[self.case].codes)) < 2:
                yield f"case: {self.case} needs two of its codes among the good options"

    def _exchange_problems(self) -> Iterator[str]:
        texts = [("reply", self.reply)] + ([("exchange", self.exchange)] if self.checks_exchange else [])
        for name, text in texts:
            if text:
                for line, problem in exchange_problems(text):
                    yield f"{name}, line {line}: {problem}"


class TaskBase(QuestionBase):
    """A kind that came after "which code?": its consequence is told in a text of its own."""

    consequence: Why  # what goes wrong for a client, or right, by this answer


class ResponseRefused(ValueError):
    """What was sent is no answer to this question. ``text`` says why in English.

    To be translated, ``sentence`` is the message, and ``values`` go into it by name.
    """

    def __init__(self, sentence: str, **values: object) -> None:
        self.sentence = sentence
        self.values = values
        self.text = sentence % values
        super().__init__(self.text)


@dataclass(frozen=True)
class Response:
    """What a learner answered. Stored as JSON with its kind."""

    kind: ClassVar[str]

    def json(self) -> dict[str, Any]:
        return {"kind": self.kind, **asdict(self)}

    @property
    def is_complete(self) -> bool:
        """Whether nothing is left to fill in; a draft may be incomplete."""
        return True


@dataclass(frozen=True)
class Part:
    """One option, pair, step, line, rule or field of a graded answer.

    ``verdict`` is right (as it should be), acceptable, wrong (chosen, and should not have been) or missed (not
    chosen, and should have been); ``note`` is what a rule of the audit found.
    """

    key: str
    verdict: str
    note: str = ""


@dataclass(frozen=True)
class Grade:
    """A verdict with its mark from 0 to 1; where an answer is a code, the chosen one and the best one."""

    verdict: str
    mark: float
    chosen: int | None = None
    best: int | None = None
    parts: tuple[Part, ...] = ()


# Acceptable earns half where the question is agreed (true, but less precise) and the full mark where it is contested (a
# serious guide does exactly that).
MARKS: Mapping[str, float] = {"best": 1.0, "acceptable_agreed": 0.5, "acceptable_contested": 1.0}


def mark_of(verdict: str, body: Body, marks: Mapping[str, float]) -> float:
    """What a whole answer with this verdict earns."""
    if verdict == BEST:
        return marks["best"]
    return marks[f"acceptable_{body['agreement']}"] if verdict == ACCEPTABLE else 0.0


def credit(rule: str, *, hits: int, wrong: int, total: int) -> float:
    """Partial credit from 0 to 1, by the rule that the bank names.

    ``hits`` of ``total`` right decisions were made, and ``wrong`` that should not have been.
    all-or-nothing: 1 for everything right and nothing wrong. proportional: each hit earns its share.
    proportional-with-penalty: each wrong one takes a share away again, never below nothing.
    """
    if rule == "all-or-nothing" or total <= 0:
        return float(hits == total and not wrong)
    if rule == "proportional-with-penalty":
        hits -= wrong
    return max(0.0, hits / total)


def verdict_of(mark: float) -> str:
    """The verdict of an answer that is made of parts."""
    return BEST if mark >= 1 else WRONG if mark <= 0 else PARTLY


def exchange_problems(text: str) -> Iterator[tuple[int, str]]:
    """What is wrong with an exchange that the course shows as right: line within it, and the problem."""
    try:
        messages = parse_exchange(text)
    except MessageError as error:
        yield error.line, error.problem
        return
    request: Message | None = None
    for message in messages:
        if message.is_request:
            request = message
            yield from _request_problems(message)
        else:
            for fault in message_faults(request, message):
                yield message.line, f"{fault.text} ({fault.section})"
            registered = phrase(message.status) if message.status else ""
            if registered and message.version.startswith("HTTP/1") and message.phrase != registered:
                yield message.line, f"the registered phrase of {message.status} is {registered!r}"


def _request_problems(request: Message) -> Iterator[tuple[int, str]]:
    if not request.values("host"):
        yield request.line, "a request carries Host (RFC 9112, 3.2)"
    if request.body and not request.values("content-type"):
        yield request.line, "content without a Content-Type (RFC 9110, 8.3)"
    for value in request.values("content-length"):
        if "…" not in request.body and value.isdigit() and int(value) != len(request.body.encode()) and request.body:
            yield request.line, f"Content-Length says {value}, the content has {len(request.body.encode())} bytes"


def is_registered(code: int) -> bool:
    return code in registry()


def repeated(values: list[Any]) -> list[Any]:
    """Values that stand in a list more than once, each once, in their order."""
    return [value for n, value in enumerate(values) if value in values[:n] and value not in values[n + 1 :]]


def quoted(value: object) -> str:
    """The beginning of something that was sent, as it can be shown."""
    return "".join(character for character in str(value)[:40] if character.isprintable())


def text_of(raw: Raw, name: str, limit: int) -> str:
    """A text that was sent. Raises ResponseRefused where it is none, or longer than ``limit`` characters."""
    value = raw.get(name, "")
    if not isinstance(value, str):
        raise ResponseRefused(gettext_noop("An answer is text here."))
    if len(value) > limit:
        raise ResponseRefused(
            gettext_noop("That is %(size)d characters; %(limit)d are the most that an answer here may have."),
            size=len(value),
            limit=limit,
        )
    return value


def keys_of(raw: Raw, name: str, known: list[str]) -> list[str]:
    """Keys that were sent, each once and all of them known. Raises ResponseRefused otherwise."""
    values = raw.get(name, [])
    if not isinstance(values, (list, tuple)) or not all(isinstance(value, str) for value in values):
        raise ResponseRefused(gettext_noop("An answer is a list of what was chosen here."))
    for value in values:
        if value not in known:
            raise ResponseRefused(
                gettext_noop("“%(value)s” is not among what this question offers."), value=quoted(value)
            )
    if repeated(list(values)):
        raise ResponseRefused(gettext_noop("The same choice came twice."))
    return [key for key in known if key in values]
