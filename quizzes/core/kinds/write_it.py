"""Write the response: status line, fields and content, graded by the rules of the audit."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from statuscourse.audit.core.exchange import Exchange, of_written
from statuscourse.audit.core.rules import RULES
from statuscourse.audit.core.rules.rule import Finding
from statuscourse.audit.core.written import Written, read_response
from statuscourse.protocol.messages import Message, MessageError, parse_exchange

from ..sentences import gettext_noop
from .base import (
    ACCEPTABLE,
    BEST,
    MARKS,
    WRONG,
    Body,
    Code,
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
    is_registered,
    mark_of,
    repeated,
    text_of,
    verdict_of,
)
from .patterns import LONGEST_PATTERN, matches, refusal

LIMIT = 8_000  # bytes of a written response in UTF-8
NOTES = 3  # findings of one rule that a part tells
SENT_LIMIT = 64 * 1024  # characters of what is sent, line ends as CRLF: no form of the site carries more
SAMPLES = 20  # each is graded whenever the question is checked
Points = int


class StatusChoice(Strict):
    code: Code
    verdict: Verdict
    why: Why


class Status(Strict):
    """Which status the response should have. Without a right one nothing else earns anything."""

    points: Points = Field(ge=1, le=6)
    codes: list[StatusChoice] = Field(min_length=2, max_length=6)
    otherwise: Why


class RuleCheck(Strict):
    """A rule of the audit that the response must keep; it earns where it comes into play and holds."""

    rule: Slug
    points: Points = Field(ge=1, le=6)
    why: Why  # what it means in this situation


class Named(Strict):
    id: Slug


class FieldCheck(Named):
    """What a field of this response must say, beyond the rules.

    ``includes`` are members of its comma-separated list, without case; ``equals`` is its whole value; ``matches`` a
    regular expression for the whole value; with none of them the field has to be there. ``absent`` forbids it.
    """

    field: Text
    includes: list[Text] = []
    equals: str = ""
    matches: Annotated[str, StringConstraints(max_length=LONGEST_PATTERN)] = ""
    absent: bool = False
    points: Points = Field(ge=1, le=6)
    why: Why


class BodyCheck(Named):
    """What the content must be: ``absent``, or JSON with these members, or with a text in it."""

    absent: bool = False
    contains: list[Text] = []
    points: Points = Field(ge=1, le=6)
    why: Why


class Sample(Strict):
    """A response that somebody may write and the mark it has to get: the question's own test."""

    text: str
    mark: float = Field(ge=0, le=1)


class WriteQuestion(TaskBase):
    """``exchange`` is the request to answer, ``reply`` the model answer, ``starter`` what stands in the editor."""

    kind: Literal["write"]
    starter: str = ""
    status: Status
    rules: list[RuleCheck] = Field(default=[], max_length=8)
    fields: list[FieldCheck] = Field(default=[], max_length=6)
    content: list[BodyCheck] = Field(default=[], max_length=3)
    samples: list[Sample] = Field(min_length=1, max_length=SAMPLES)

    @property
    def best(self) -> int | None:
        return next((row.code for row in self.status.codes if row.verdict == BEST), None)

    @property
    def codes(self) -> list[int]:
        return [row.code for row in self.status.codes]

    def verdicts(self) -> list[str]:
        return [row.verdict for row in self.status.codes]

    def problems(self) -> Iterator[str]:
        if self.verdicts().count(BEST) != 1:
            yield "status: exactly one code is best"
        for code in repeated(self.codes):
            yield f"status: {code} stands there twice"
        for row in self.status.codes:
            if row.verdict != WRONG and not is_registered(row.code):
                yield f"status: {row.code} is not registered"
        yield from self._request_problems()
        unknown = [check.rule for check in self.rules if check.rule not in RULES]
        for rule in unknown:
            yield f"rules: the audit has no rule {rule}"
        named: list[Named] = [*self.fields, *self.content]
        keys = ["status-otherwise", *(f"status-{code}" for code in sorted(set(self.codes)))]  # the keys of parts
        keys += [f"rule-{check.rule}" for check in self.rules] + [check.id for check in named]
        for key in repeated(keys):
            yield f"rules, fields and content: {key} stands there twice"
        broken = list(self._pattern_problems())
        yield from broken
        if not self.reply:
            yield "reply: the model answer is missing"
        elif not unknown and not broken and self.verdicts().count(BEST) == 1 and not list(self._request_problems()):
            yield from self._sample_problems()

    def _request_problems(self) -> Iterator[str]:
        try:
            messages = parse_exchange(self.exchange)
        except MessageError as error:
            yield f"exchange, line {error.line}: {error.problem}"
            return
        if len(messages) != 1 or not messages[0].is_request:
            yield "exchange: the request to answer, and nothing else"

    def _pattern_problems(self) -> Iterator[str]:
        for check in self.fields:
            ways = [bool(check.includes), bool(check.equals), bool(check.matches), check.absent]
            if sum(ways) > 1:
                yield f"fields: {check.id} says more than one of includes, equals, matches and absent"
            if why := refusal(check.matches):
                yield f"fields: {check.id}: {why}"
        for content in self.content:
            if content.absent == bool(content.contains):
                yield f"content: {content.id} is either absent or contains something"

    def _sample_problems(self) -> Iterator[str]:
        body = self.model_dump()
        for name, text, wanted in [
            ("reply", self.reply, 1.0),
            *((f"samples[{n}]", sample.text, sample.mark) for n, sample in enumerate(self.samples)),
        ]:
            result = grade(body, {"text": text}, MARKS)
            if abs(result.mark - wanted) > 0.005:
                lost = ", ".join(part.key for part in result.parts if part.verdict != "right")
                yield f"{name}: gets {result.mark:.2f}, not {wanted:.2f} (not right: {lost or 'nothing'})"
        if all(sample.mark == 1 for sample in self.samples):
            yield "samples: at least one loses a part of the mark"


@dataclass(frozen=True)
class WriteResponse(Response):
    """The response as it was typed, line ends made LF."""

    kind = "write"
    text: str


def read(body: Body, raw: Raw) -> WriteResponse:
    text = text_of(raw, "text", SENT_LIMIT).replace("\r\n", "\n").replace("\r", "\n")  # a form sends CRLF
    size = len(text.encode(errors="replace"))
    if size > LIMIT:
        raise ResponseRefused(
            gettext_noop("That is %(size)d bytes; %(limit)d are the most that a response here may have."),
            size=size,
            limit=LIMIT,
        )
    if "\x00" in text:
        raise ResponseRefused(gettext_noop("An answer cannot hold a zero byte."))
    return WriteResponse(text)


def missing(body: Body, response: Response) -> int:
    assert isinstance(response, WriteResponse)  # noqa: S101 - the registry of kinds pairs them
    return 0 if response.text.strip() else 1


@lru_cache(maxsize=64)
def _request(text: str) -> Message:
    return parse_exchange(text)[0]


@lru_cache(maxsize=32)
def _exchange(request: str, text: str) -> tuple[Written, Exchange]:
    """A written response, read once for its grade, its parts and what is noticed beside them."""
    written = read_response(text)
    return written, of_written(_request(request), written)


def grade(body: Body, raw: Raw, marks: Mapping[str, float]) -> Grade:
    """Points for the status, and for each rule, field and content that is as it should be."""
    written, exchange = _exchange(body["exchange"], str(raw.get("text", "")))
    status, share = _status(body, written, marks)
    parts = [status, *_parts(body, written, exchange)]
    points = [body["status"]["points"], *(check["points"] for check in _checks(body))]
    best = next(row["code"] for row in body["status"]["codes"] if row["verdict"] == BEST)
    chosen = written.status if written.status is not None and 100 <= written.status <= 599 else None
    if status.verdict == WRONG:
        return Grade(WRONG, 0.0, chosen, best, tuple(parts))
    earned = points[0] * share + sum(worth for part, worth in zip(parts, points, strict=True) if part.verdict == "right" and part is not status)  # fmt: skip  # noqa: E501
    mark = earned / sum(points)
    everything = all(part.verdict == "right" for part in parts[1:])
    verdict = ACCEPTABLE if status.verdict == ACCEPTABLE and everything else verdict_of(mark)
    return Grade(verdict, mark, chosen, best, tuple(parts))


def _status(body: Body, written: Written, marks: Mapping[str, float]) -> tuple[Part, float]:
    row = next((row for row in body["status"]["codes"] if row["code"] == written.status), None)
    verdict = row["verdict"] if row else WRONG
    key = f"status-{row['code']}" if row else "status-otherwise"
    return Part(key, "right" if verdict == BEST else verdict), mark_of(verdict, body, marks)


def _checks(body: Body) -> list[Mapping[str, Any]]:
    return [*body["rules"], *body["fields"], *body["content"]]


def _parts(body: Body, written: Written, exchange: Exchange) -> Iterator[Part]:
    for check in body["rules"]:
        rule = RULES.get(check["rule"])
        if rule is None:  # the audit had it when this revision was made: nobody loses by that
            yield Part(f"rule-{check['rule']}", "right")
            continue
        judged = rule.judge(exchange)
        if not judged.applies:
            yield Part(f"rule-{check['rule']}", "missed")
        else:
            yield Part(
                f"rule-{check['rule']}",
                "right" if judged.holds else WRONG,
                _told(judged.findings),
            )
    for check in body["fields"]:
        yield Part(check["id"], _field_verdict(check, exchange.values(check["field"].lower())))
    for check in body["content"]:
        yield Part(check["id"], _content_verdict(check, written.body))


def _told(findings: Sequence[Finding]) -> str:
    told = [finding.text[:200] for finding in findings[:NOTES]]
    more = len(findings) - len(told)
    return "; ".join([*told, f"and {more} more"] if more else told)


def _field_verdict(check: Body, values: list[str]) -> str:
    if check["absent"]:
        return WRONG if values else "right"
    if not values:
        return "missed"
    value = ", ".join(values).strip()
    members = {member.strip().casefold() for member in value.split(",")}
    if not all(wanted.casefold() in members for wanted in check["includes"]):
        return WRONG
    if check["equals"] and value.casefold() != check["equals"].casefold():
        return WRONG
    if check["matches"] and not matches(check["matches"], value):
        return WRONG
    return "right"


def _content_verdict(check: Body, content: str) -> str:
    if check["absent"]:
        return WRONG if content.strip() else "right"
    if not content.strip():
        return "missed"
    return "right" if all(text.casefold() in content.casefold() for text in check["contains"]) else WRONG


def also_noticed(body: Body, text: str) -> list[tuple[str, str]]:
    """Rules of the audit that a written response breaks and that the question does not grade: id and finding."""
    _written, exchange = _exchange(body["exchange"], text)
    graded = {check["rule"] for check in body["rules"]}
    found = [(rule, rule.judge(exchange)) for name, rule in RULES.items() if name not in graded]
    return [(rule.id, finding.text[:200]) for rule, judged in found for finding in judged.findings[:NOTES]]


def keys(body: Body) -> list[str]:
    return []
