"""The question bank as files: its schema, and reading it with every problem collected.

A question file is YAML; unknown keys are refused. Problems name the file, the question and the path inside it.
"""

import hashlib
import json
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, model_validator

from statuscourse.protocol.conformance import message_faults
from statuscourse.protocol.messages import Message, MessageError, parse_exchange
from statuscourse.protocol.registry import phrase, registry
from statuscourse.web.problems import ContentProblem, read_yaml

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
Verdict = Literal["best", "acceptable", "wrong"]


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Option(Strict):
    """One offered code with its verdict and the reason for it."""

    code: int = Field(ge=100, le=599)
    verdict: Verdict
    why: Annotated[Text, StringConstraints(min_length=40)]


class ClientRow(Strict):
    """What a client does when it gets this code."""

    code: int = Field(ge=100, le=599)
    does: Text


class Position(Strict):
    """What a named product or guide answers in a contested case, and how we know."""

    who: Text
    code: int = Field(ge=100, le=599)
    does: Text
    source: Text


class Question(Strict):
    """A question of the kind "which code?"."""

    id: Slug
    title: Annotated[Text, StringConstraints(max_length=70)]
    kind: Literal["code"]
    agreement: Literal["agreed", "contested"]
    difficulty: int = Field(ge=1, le=3)
    section: Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]+#[a-z0-9-]+$")]
    pairs: list[str] = []
    mistake: str = ""
    replaces: list[Slug] = []
    scenario: Annotated[Text, StringConstraints(min_length=40, max_length=1200)]
    exchange: str = ""
    options: list[Option] = Field(min_length=3, max_length=5)
    client: list[ClientRow] = Field(min_length=2, max_length=5)
    reply: str = ""
    decided_by: list[Text] = Field(min_length=1)
    who_does_what: list[Position] = []

    @property
    def best(self) -> int:
        return next(option.code for option in self.options if option.verdict == "best")

    @property
    def codes(self) -> list[int]:
        return [option.code for option in self.options]

    @model_validator(mode="after")
    def _is_consistent(self) -> "Question":
        problems = list(self._option_problems()) + list(self._tag_problems()) + list(self._exchange_problems())
        if problems:
            raise ValueError("; ".join(problems))
        return self

    def _option_problems(self) -> Iterator[str]:
        verdicts = [option.verdict for option in self.options]
        if verdicts.count("best") != 1:
            yield "options: exactly one is best"
        if self.codes != sorted(set(self.codes)):
            yield "options: ascending by code, each code once"
        for code in self.codes:
            if code not in registry() and self.mistake != "invented-code":
                yield f"options: {code} is not registered"
        for option in self.options:
            if option.code not in registry() and option.verdict != "wrong":
                yield f"options: {option.code} is not registered, so it is wrong"
        if self.agreement == "contested" and ("acceptable" not in verdicts or len(self.who_does_what) < 2):
            yield "a contested question has an acceptable option and at least two rows in who_does_what"
        if self.agreement == "agreed" and self.who_does_what:
            yield "who_does_what: only for contested questions"
        rows = [row.code for row in self.client]
        if not set(rows) <= set(self.codes) or len(rows) != len(set(rows)):
            yield "client: each row names an offered code, each once"
        if verdicts.count("best") == 1 and self.best not in rows:
            yield f"client: says nothing of the best code {self.best}"

    def _tag_problems(self) -> Iterator[str]:
        for pair in self.pairs:
            if pair not in PAIRS:
                yield f"pairs: {pair} is not one of {', '.join(PAIRS)}"
            elif len(PAIRS[pair] & set(self.codes)) < 2 or self.best not in PAIRS[pair]:
                yield f"pairs: {pair} needs two of its codes offered and one of them best"
        if self.mistake and self.mistake not in MISTAKES:
            yield f"mistake: {self.mistake} is not one of {', '.join(MISTAKES)}"

    def _exchange_problems(self) -> Iterator[str]:
        for name, text in (("exchange", self.exchange), ("reply", self.reply)):
            if text:
                for line, problem in exchange_problems(text):
                    yield f"{name}, line {line}: {problem}"


class TopicFile(Strict):
    """One file of the bank. ``quiz`` lists the questions of the topic's own quiz."""

    topic: Slug
    title: Text
    language: Literal["en"]
    quiz: list[Slug] = []
    questions: list[Question] = Field(min_length=1)


class Draw(Strict):
    """Questions drawn at random when an attempt starts: ``number`` of them from ``topics`` (all where empty)."""

    number: int = Field(ge=1, le=50)
    topics: list[Slug] = []


class Quiz(Strict):
    """A quiz: either the listed questions in their order, or a draw."""

    slug: Slug
    title: Text
    summary: Text
    lesson: str = ""
    questions: list[Slug] = []
    topic: str = ""  # the topic whose own list makes the quiz
    draw: Draw | None = None

    @model_validator(mode="after")
    def _has_one_source(self) -> "Quiz":
        if sum(map(bool, (self.questions, self.topic, self.draw))) != 1:
            raise ValueError("a quiz has questions, a topic or a draw, and one of them only")
        return self


class QuizFile(Strict):
    quizzes: list[Quiz]


@dataclass
class Bank:
    """Everything that the bank's files say."""

    topics: list[TopicFile] = field(default_factory=list)
    quizzes: list[Quiz] = field(default_factory=list)

    def questions(self) -> Iterator[tuple[TopicFile, Question]]:
        for topic in self.topics:
            for question in topic.questions:
                yield topic, question

    def quiz_question_ids(self, quiz: Quiz) -> list[str]:
        """The questions of a fixed quiz in their order; empty for a draw."""
        if quiz.topic:
            return next((list(topic.quiz) for topic in self.topics if topic.topic == quiz.topic), [])
        return list(quiz.questions)


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


def read_bank(folder: Path) -> tuple[Bank, list[ContentProblem]]:
    """Read every file of the bank. What could be read is returned even where there are problems."""
    bank = Bank()
    problems: list[ContentProblem] = []
    for path in sorted(folder.glob("*.yaml")):
        name = f"quizzes/bank/{path.name}"
        try:
            text = path.read_text(encoding="utf-8")
            document = read_yaml(text)
        except (yaml.YAMLError, UnicodeDecodeError) as error:
            mark = getattr(error, "problem_mark", None)
            place = str(mark.line + 1) if mark else ""
            problems.append(ContentProblem(name, place, f"not YAML: {getattr(error, 'problem', error)}"))
            continue
        try:
            if path.stem == "quizzes":
                bank.quizzes = QuizFile.model_validate(document).quizzes
            else:
                bank.topics.append(TopicFile.model_validate(document))
        except ValidationError as error:
            problems += [ContentProblem(name, place, text) for place, text in _located(error, document)]
            continue
        if "⟦" in text or "⟧" in text:
            problems.append(ContentProblem(name, "", "⟦ and ⟧ are the marks of a page's gaps"))
        if path.stem != "quizzes" and bank.topics[-1].topic != path.stem:
            problems.append(ContentProblem(name, "topic", f"the file is named {path.stem}"))
    return bank, problems + list(_bank_problems(bank))


def _located(error: ValidationError, document: Any) -> Iterator[tuple[str, str]]:
    """Each pydantic error with a path that names the question instead of its number."""
    for item in error.errors():
        place, path = document, ""
        for step in item["loc"]:
            try:
                place = place[step]
            except (KeyError, IndexError, TypeError):
                place = None
            known = isinstance(place, dict) and isinstance(step, int) and (place.get("id") or place.get("slug"))
            path = str(known) if known else f"{path}[{step}]" if isinstance(step, int) else f"{path}.{step}".strip(".")
        text = item["msg"].removeprefix("Value error, ")
        for part in text.split("; "):
            yield path, part


def _bank_problems(bank: Bank) -> Iterator[ContentProblem]:
    seen: dict[str, str] = {}
    for topic, question in bank.questions():
        file = f"quizzes/bank/{topic.topic}.yaml"
        if not question.id.startswith(f"{topic.topic}-"):
            yield ContentProblem(file, question.id, f"the id begins with the topic: {topic.topic}-")
        if question.id in seen:
            yield ContentProblem(file, question.id, f"the id is used in {seen[question.id]} too")
        seen[question.id] = file
    for topic, question in bank.questions():
        for replaced in question.replaces:
            if replaced in seen:
                yield ContentProblem(
                    f"quizzes/bank/{topic.topic}.yaml", f"{question.id}.replaces", f"{replaced} is here"
                )
    for topic in bank.topics:
        for question_id in topic.quiz:
            if question_id not in seen:
                yield ContentProblem(f"quizzes/bank/{topic.topic}.yaml", "quiz", f"there is no question {question_id}")
            if topic.quiz.count(question_id) > 1:
                yield ContentProblem(f"quizzes/bank/{topic.topic}.yaml", "quiz", f"{question_id} stands here twice")
    yield from _quiz_problems(bank, set(seen))


def _quiz_problems(bank: Bank, ids: set[str]) -> Iterator[ContentProblem]:
    file = "quizzes/bank/quizzes.yaml"
    topics = {topic.topic: topic for topic in bank.topics}
    slugs = [quiz.slug for quiz in bank.quizzes]
    for number, quiz in enumerate(bank.quizzes):
        if quiz.slug in slugs[:number]:
            yield ContentProblem(file, quiz.slug, "another quiz has this slug")
        unknown = [question_id for question_id in quiz.questions if question_id not in ids]
        unknown += [
            topic for topic in [quiz.topic, *(quiz.draw.topics if quiz.draw else [])] if topic and topic not in topics
        ]
        for name in unknown:
            yield ContentProblem(file, quiz.slug, f"there is no {name}")
        if quiz.topic in topics and not topics[quiz.topic].quiz:
            yield ContentProblem(file, quiz.slug, f"the topic {quiz.topic} lists no questions under quiz")


# What a revision is made of: all that a learner sees and all that grading uses, and no tags.
NOT_IN_REVISION = {"difficulty", "section", "pairs", "mistake", "replaces", "id"}


def revision_body(question: Question) -> dict[str, Any]:
    """The part of a question that a revision pins."""
    return question.model_dump(exclude=NOT_IN_REVISION)


def digest(body: dict[str, Any]) -> str:
    """SHA-256 over canonical JSON: sorted keys, no spaces, NFC."""
    text = json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(unicodedata.normalize("NFC", text).encode()).hexdigest()
