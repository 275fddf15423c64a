"""The question bank as files: its schema, and reading it with every problem collected.

A question file is YAML; unknown keys are refused. Problems name the file, the question and the path inside it.
"""

import hashlib
import json
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import Field, ValidationError, model_validator
from pydantic_core import ErrorDetails

from statuscourse.web.problems import ContentProblem, read_yaml

from .kinds import KINDS, Question
from .kinds.base import MISTAKES, PAIRS, Code, Inconsistent, QuestionBase, Slug, Strict, Text, exchange_problems
from .kinds.code import CodeQuestion
from .terms import Review, Terms

__all__ = [
    "MISTAKES", "PAIRS", "Bank", "Behaviour", "Code", "Draw", "Quiz", "TopicFile", "digest", "exchange_problems",
    "read_bank", "revision_body",
]  # fmt: skip


class TopicFile(Strict):
    """One file of the bank. ``quiz`` lists the questions of the topic's own quiz."""

    topic: Slug
    title: Text
    language: Literal["en"]
    quiz: list[Slug] = []
    questions: list[Question] = Field(min_length=1)


class KindFile(Strict):
    """A file of ``bank/kinds``: questions of one kind from all topics. An id begins with its topic."""

    kind: str
    language: Literal["en"]
    questions: list[Question] = Field(min_length=1)


class Draw(Strict):
    """Questions drawn at random when an attempt starts: ``number`` of them, those not met first.

    From ``topics`` and of ``kinds`` (all where empty), spread evenly over what ``spread`` names.
    """

    number: int = Field(ge=1, le=60)
    topics: list[Slug] = []
    kinds: list[Slug] = []
    spread: Literal["topics", "kinds"] = "topics"


class Behaviour(Strict):
    """How a quiz behaves; ``quizzes.core.terms.Terms`` says what each word means."""

    mode: Literal["practice", "exam"] = "practice"
    tries: int = Field(default=1, ge=1, le=5)
    penalty: float = Field(default=0.0, ge=0, le=1)
    hints: bool = False
    shuffle: bool = False
    confidence: bool = False
    minutes: int | None = Field(default=None, ge=1, le=600)
    opens: str = ""
    closes: str = ""
    attempts: int | None = Field(default=None, ge=1, le=50)
    review: Review = "at-once"

    @model_validator(mode="after")
    def _is_consistent(self) -> "Behaviour":
        problems = list(self._problems())
        if problems:
            raise ValueError("; ".join(problems))
        return self

    def _problems(self) -> Iterator[str]:
        times = {}
        for name, text in (("opens", self.opens), ("closes", self.closes)):
            try:
                times[name] = datetime.fromisoformat(text) if text else None
            except ValueError:
                yield f"{name}: not a time like 2026-11-30T08:00:00+01:00"
                return
            if times[name] and times[name].utcoffset() is None:  # type: ignore[union-attr]
                yield f"{name}: a time with its offset, like 2026-11-30T08:00:00+01:00"
                return
        if times["opens"] and times["closes"] and times["opens"] >= times["closes"]:
            yield "closes: before it opens"
        if self.mode == "exam":
            if self.tries > 1 or self.hints:
                yield "mode: an exam has one try and no hints"
        elif self.minutes or self.opens or self.closes or self.attempts or self.review != "at-once":
            yield "mode: minutes, opens, closes, attempts and review are for exams"
        if self.review == "after-close" and not self.closes:
            yield "review: after-close needs closes"
        if self.tries == 1 and self.penalty:
            yield "penalty: only where there is more than one try"

    def terms(self) -> Terms:
        return Terms.of(self.model_dump())


class Quiz(Strict):
    """A quiz: the listed questions in their order, a topic's own list, or a draw."""

    slug: Slug
    title: Text
    summary: Text
    lesson: str = ""
    questions: list[Slug] = []
    topic: str = ""  # the topic whose own list makes the quiz
    draw: Draw | None = None
    behaviour: Behaviour = Behaviour()

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
    kinds: list[KindFile] = field(default_factory=list)

    def questions(self) -> Iterator[tuple[str, QuestionBase]]:
        """Each question with the name of its topic."""
        for _file, topic, question in self.placed():
            yield topic, question

    def placed(self) -> Iterator[tuple[str, str, QuestionBase]]:
        """Each question with its file and the name of its topic."""
        for topic in self.topics:
            for question in topic.questions:
                yield f"quizzes/bank/{topic.topic}.yaml", topic.topic, question
        for kind in self.kinds:
            for question in kind.questions:
                yield f"quizzes/bank/kinds/{kind.kind}.yaml", question.id.partition("-")[0], question

    def quiz_question_ids(self, quiz: Quiz) -> list[str]:
        """The questions of a fixed quiz in their order; empty for a draw."""
        if quiz.topic:
            return next((list(topic.quiz) for topic in self.topics if topic.topic == quiz.topic), [])
        return list(quiz.questions)


def read_bank(folder: Path) -> tuple[Bank, list[ContentProblem]]:
    """Read every file of the bank. What could be read is returned even where there are problems."""
    bank = Bank()
    problems: list[ContentProblem] = []
    for path in [*sorted(folder.glob("*.yaml")), *sorted(folder.glob("kinds/*.yaml"))]:
        problems += _read_file(bank, path, f"quizzes/bank/{path.relative_to(folder).as_posix()}")
    return bank, problems + list(_bank_problems(bank))


def _read_file(bank: Bank, path: Path, name: str) -> Iterator[ContentProblem]:
    try:
        text = path.read_text(encoding="utf-8")
        document = read_yaml(text)
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        mark = getattr(error, "problem_mark", None)
        place = str(mark.line + 1) if mark else ""
        yield ContentProblem(name, place, f"not YAML: {getattr(error, 'problem', error)}")
        return
    try:
        named = _take(bank, path, document)
    except ValidationError as error:
        yield from (ContentProblem(name, place, text) for place, text in _located(error, document))
        return
    if "⟦" in text or "⟧" in text:
        yield ContentProblem(name, "", "⟦ and ⟧ are the marks of a page's gaps")
    if named != path.stem:
        yield ContentProblem(name, "kind" if path.parent.name == "kinds" else "topic", f"the file is named {path.stem}")


def _take(bank: Bank, path: Path, document: Any) -> str:
    """Validate one file and add it to the bank; the name that it says it has."""
    if path.parent.name == "kinds":
        bank.kinds.append(KindFile.model_validate(document))
        return bank.kinds[-1].kind
    if path.stem == "quizzes":
        bank.quizzes = QuizFile.model_validate(document).quizzes
        return path.stem
    bank.topics.append(TopicFile.model_validate(document))
    return bank.topics[-1].topic


def _located(error: ValidationError, document: Any) -> Iterator[tuple[str, str]]:
    """Each pydantic error with a path that names the question instead of its number."""
    for item in error.errors():
        for part in sentences(item):
            yield place_of(item["loc"], document), part


def sentences(item: ErrorDetails) -> list[str]:
    """What a pydantic error says, which is more than one thing where a question contradicts itself twice."""
    raised = item.get("ctx", {}).get("error")
    return (
        raised.problems if isinstance(raised, Inconsistent) else item["msg"].removeprefix("Value error, ").split("; ")
    )


def place_of(steps: Sequence[int | str], document: Any) -> str:
    """Where in a file or a question an error is: ``options[2].why``, after the id of the question in a file of many."""
    place, path = document, ""
    of_many = bool(steps) and steps[0] in {"questions", "quizzes"}
    for depth, step in enumerate(steps):
        is_tag = depth == 2 and steps[0] == "questions"
        if is_tag or step in {"Line", "Gap"}:  # a member of a union, and no place in the file
            continue
        try:
            place = place[step]
        except (KeyError, IndexError, TypeError):
            place = None
        known = of_many and depth == 1 and isinstance(place, dict) and (place.get("id") or place.get("slug"))
        path = str(known) if known else f"{path}[{step}]" if isinstance(step, int) else f"{path}.{step}".strip(".")
    return path


def _bank_problems(bank: Bank) -> Iterator[ContentProblem]:
    seen: dict[str, str] = {}
    topics = {topic.topic for topic in bank.topics}
    for file, topic, question in bank.placed():
        if not question.id.startswith(f"{topic}-") or topic not in topics:
            wanted = f"{topic}-" if topic in topics else "one of them, and a hyphen"
            yield ContentProblem(file, question.id, f"the id begins with the topic: {wanted}")
        if question.id in seen:
            yield ContentProblem(file, question.id, f"the id is used in {seen[question.id]} too")
        seen[question.id] = file
        yield from (ContentProblem(file, f"{question.id}.{name}", text) for name, text in _course_problems(question))
    for kind in bank.kinds:
        for question in kind.questions:
            if question.kind != kind.kind:
                file = f"quizzes/bank/kinds/{kind.kind}.yaml"
                yield ContentProblem(file, f"{question.id}.kind", f"this file holds questions of the kind {kind.kind}")
    for file, _topic, asked in bank.placed():
        for replaced in asked.replaces:
            if replaced in seen:
                yield ContentProblem(file, f"{asked.id}.replaces", f"{replaced} is here")
    for each in bank.topics:
        for question_id in each.quiz:
            if question_id not in seen:
                yield ContentProblem(f"quizzes/bank/{each.topic}.yaml", "quiz", f"there is no question {question_id}")
            if each.quiz.count(question_id) > 1:
                yield ContentProblem(f"quizzes/bank/{each.topic}.yaml", "quiz", f"{question_id} stands here twice")
    yield from _quiz_problems(bank, set(seen))


def _course_problems(question: QuestionBase) -> Iterator[tuple[str, str]]:
    """What the course's own questions have besides; an author's may go without."""
    if not question.section:
        yield "section", "the lesson section that teaches it is missing"
    if isinstance(question, CodeQuestion) and len(question.client) < 2:
        yield "client", "what a client does with the best code and with at least one other is missing"


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
        unknown += [f"kind {kind}" for kind in (quiz.draw.kinds if quiz.draw else []) if kind not in KINDS]
        for name in unknown:
            yield ContentProblem(file, quiz.slug, f"there is no {name}")
        if quiz.topic in topics and not topics[quiz.topic].quiz:
            yield ContentProblem(file, quiz.slug, f"the topic {quiz.topic} lists no questions under quiz")


# What a revision is made of: all that a learner sees and all that grading uses, and no tags.
NOT_IN_REVISION = {"difficulty", "section", "pairs", "mistake", "case", "labels", "replaces", "id", "samples"}


def revision_body(question: QuestionBase) -> dict[str, Any]:
    """The part of a question that a revision pins."""
    body = question.model_dump(exclude=NOT_IN_REVISION)
    if not body["hints"]:  # a word that came later changes no older question
        del body["hints"]
    return body


def digest(body: dict[str, Any]) -> str:
    """SHA-256 over canonical JSON: sorted keys, no spaces, NFC."""
    text = json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(unicodedata.normalize("NFC", text).encode()).hexdigest()
