"""Lessons as files: Markdown with front matter, read into sections of blocks, with every problem collected.

The format is described in docs/content.md. Rendering is the neighbour module ``blocks``.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, Literal
from xml.etree import ElementTree

import yaml
from markdown_it.token import Token
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from quizzes.core.bank import exchange_problems
from statuscourse.protocol.citations import CITATION
from statuscourse.protocol.messages import MessageError, parse_exchange
from statuscourse.protocol.registry import registry
from statuscourse.web import prose
from statuscourse.web.problems import ContentProblem, read_yaml

HEADING = re.compile(r"^(?P<title>.+?)\s*\{#(?P<id>[a-z0-9]+(?:-[a-z0-9]+)*)\}$")
SPEC_KEYS = ("MUST NOT", "SHOULD NOT", "MUST", "SHOULD", "MAY", "says", "convention", "practice")
SPEC_LINE = re.compile(rf"^(?P<key>{'|'.join(SPEC_KEYS)}): (?P<text>.+)$")
DUEL_LINE = re.compile(r"^(?P<code>\d{3}): (?P<text>.+)$")
WORDS = range(40, 261)  # a section's prose; authors aim for 60 to 180
DIAGRAM_LIMIT = 6_000  # bytes
DIAGRAM_TAGS = {
    "svg", "title", "desc", "g", "path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "text", "tspan",
}  # fmt: skip
DIAGRAM_ATTRIBUTES = {
    "viewBox", "role", "aria-labelledby", "aria-hidden", "id", "class", "d", "x", "y", "x1", "y1", "x2", "y2",
    "cx", "cy", "r", "rx", "ry", "width", "height", "points", "transform", "text-anchor", "dx", "dy",
    "stroke-dasharray", "stroke-width",
}  # fmt: skip

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


class FrontMatter(BaseModel):
    """The head of a lesson file."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    slug: Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
    title: Text
    summary: Text
    order: int = Field(ge=1)
    minutes: int = Field(ge=1, le=90)
    language: Literal["en"]
    topic: str
    codes: list[int]
    goals: list[Text] = Field(min_length=2)
    prerequisites: list[str]
    recap: list[Text] = Field(min_length=3)


@dataclass(frozen=True)
class Block:
    """A piece of a section. ``kind`` is prose, exchange, fault, spec, diagram, duel or check."""

    kind: str
    line: int
    title: str = ""
    text: str = ""
    tokens: tuple[Token, ...] = ()


@dataclass(frozen=True)
class Section:
    id: str
    title: str
    line: int
    blocks: tuple[Block, ...]

    @property
    def check(self) -> str:
        """The id of the question that ends the section, or an empty string."""
        return next((block.title for block in self.blocks if block.kind == "check"), "")

    @property
    def words(self) -> str:
        """All that a search should find, prose before exchanges, so that excerpts read well."""
        said = [prose.plain(block.text) for block in self.blocks if block.kind in {"prose", "spec", "duel", "diagram"}]
        sent = [f"{block.title} {block.text}" for block in self.blocks if block.kind in {"exchange", "fault"}]
        return " ".join([*said, *sent])


@dataclass(frozen=True)
class Lesson:
    file: str
    head: FrontMatter
    opening: tuple[Block, ...]
    sections: tuple[Section, ...]


@dataclass
class Course:
    """Everything that is read: the lessons in order, the diagrams by name and the reference entries by code."""

    lessons: list[Lesson] = field(default_factory=list)
    diagrams: dict[str, str] = field(default_factory=dict)
    entries: dict[int, "CodeEntry"] = field(default_factory=dict)


class LookAlike(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    code: int
    difference: Text


class CodeEntry(BaseModel):
    """What the course says of one registered code, beside the facts of the registry."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    code: int
    in_short: Annotated[Text, StringConstraints(max_length=64)]
    use: Text
    exchange: str = ""
    body: Text
    caching: Text
    retry: Text
    practice: str = ""
    look_alikes: list[LookAlike] = []


class CodeFile(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    language: Literal["en"]
    entries: list[CodeEntry]


def read_course(folder: Path, question_ids: set[str]) -> tuple[Course, list[ContentProblem]]:
    """Read the folder ``content``. ``question_ids`` are those that a check may name."""
    course = Course()
    problems: list[ContentProblem] = []
    for path in sorted((folder / "diagrams").glob("*.svg")):
        course.diagrams[path.stem] = path.read_text(encoding="utf-8").strip()
        problems += _diagram_problems(f"lessons/content/diagrams/{path.name}", path.stem, course.diagrams[path.stem])
    for path in sorted((folder / "codes").glob("*.yaml")):
        problems += _read_codes(path, course)
    for path in sorted(folder.glob("*.md")):
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError as error:
            problems.append(ContentProblem(f"lessons/content/{path.name}", "", f"not UTF-8 at byte {error.start}"))
            continue
        lesson, found = read_lesson(f"lessons/content/{path.name}", text)
        problems += found
        if lesson:
            course.lessons.append(lesson)
    course.lessons.sort(key=lambda lesson: lesson.head.order)
    return course, [*problems, *_course_problems(course, question_ids)]


def read_lesson(file: str, text: str) -> tuple[Lesson | None, list[ContentProblem]]:
    """One lesson from its text; None where the front matter cannot be read."""
    if not text.startswith("---\n") or "\n---\n" not in text[4:]:
        return None, [ContentProblem(file, "1", "a lesson begins with front matter between two lines of ---")]
    head_text, body = text[4:].split("\n---\n", 1)
    first_line = head_text.count("\n") + 4  # the line of the file on which the body begins
    try:
        head = FrontMatter.model_validate(read_yaml(head_text))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        return None, [ContentProblem(file, str(mark.line + 2) if mark else "1", "the front matter is not YAML")]
    except ValidationError as error:
        return None, [ContentProblem(file, ".".join(map(str, item["loc"])), item["msg"]) for item in error.errors()]
    blocks, problems = _blocks(file, body, first_line)
    problems += [
        ContentProblem(file, str(number), "⟦ and ⟧ are the marks of a page's gaps")
        for number, line in enumerate(text.split("\n"), start=1)
        if "⟦" in line or "⟧" in line
    ]
    opening: list[Block] = []
    sections: list[Section] = []
    for block in blocks:
        if block.kind == "heading":
            sections.append(Section(block.title, block.text, block.line, ()))
        elif sections:
            last = sections[-1]
            sections[-1] = Section(last.id, last.title, last.line, (*last.blocks, block))
        else:
            opening.append(block)
    lesson = Lesson(file, head, tuple(opening), tuple(sections))
    return lesson, [*problems, *_lesson_problems(lesson)]


def _blocks(file: str, body: str, first_line: int) -> tuple[list[Block], list[ContentProblem]]:
    """The body cut at headings and fences; a heading block carries its id as title and its title as text."""
    blocks: list[Block] = []
    problems: list[ContentProblem] = []
    run: list[Token] = []
    lines = body.split("\n")

    def end_run() -> None:
        if run:
            spans = [token.map for token in run if token.map]
            text = "\n".join(lines[spans[0][0] : max(end for _, end in spans)]) if spans else ""
            blocks.append(Block("prose", first_line + (spans[0][0] if spans else 0), text=text, tokens=tuple(run)))
            run.clear()

    tokens = prose.PARSER.parse(body)
    position = 0
    while position < len(tokens):
        token = tokens[position]
        line = first_line + (token.map[0] if token.map else 0)
        if token.type == "heading_open":
            end_run()
            content = tokens[position + 1].content
            match = HEADING.match(content)
            if token.tag != "h2" or not match:
                problems.append(ContentProblem(file, str(line), "a heading is written `## Title {#id}`"))
            else:
                blocks.append(Block("heading", line, title=match["id"], text=match["title"]))
            position += 3
            continue
        if token.type == "fence":
            end_run()
            block, problem = _fence(token, line)
            if block:
                blocks.append(block)
            problems += [ContentProblem(file, str(at), text) for at, text in problem]
        elif token.type in {"code_block", "html_block"}:
            problems.append(ContentProblem(file, str(line), "code stands in a fence, and HTML is not allowed"))
        else:
            run.append(token)
        position += 1
    end_run()
    return blocks, problems


def _fence(token: Token, line: int) -> tuple[Block | None, list[tuple[int, str]]]:
    name, _, title = token.info.strip().partition(" ")
    text = token.content.rstrip("\n")
    if name == "http":
        found = [(line + at, problem) for at, problem in exchange_problems(text)]
        return (None, found) if _unreadable(text) else (Block("exchange", line, title.strip(), text), found)
    if name == "http-fault":
        try:
            parse_exchange(text)
        except MessageError as error:
            return None, [(line + error.line, error.problem)]
        return Block("fault", line, title.strip(), text), []
    if name == "spec":
        return Block("spec", line, text=text), list(_spec_problems(text, line))
    if name == "duel":
        bad = [
            (line + number, "an entry is `code: sentence` with a registered code")
            for number, entry in enumerate(text.split("\n"), 1)
            if not (match := DUEL_LINE.match(entry)) or int(match["code"]) not in registry()
        ]
        return (None, bad) if bad else (Block("duel", line, text=text), [])
    if name in {"diagram", "check"}:
        return Block(name, line, title.strip(), text), []
    return None, [(line, f"a fence is http, http-fault, spec, duel, diagram or check, not {name or 'empty'}")]


def _unreadable(text: str) -> bool:
    try:
        parse_exchange(text)
    except MessageError:
        return True
    return False


def _spec_problems(text: str, line: int) -> Iterator[tuple[int, str]]:
    for number, entry in enumerate(text.split("\n"), 1):
        match = SPEC_LINE.match(entry)
        if not match:
            yield line + number, f"an entry begins with one of {', '.join(SPEC_KEYS)} and a colon"
        elif match["key"] not in {"convention", "practice"} and not CITATION.search(match["text"]):
            yield line + number, f"a {match['key']} names its section, such as RFC 9110, 15.5.2"


def _lesson_problems(lesson: Lesson) -> Iterator[ContentProblem]:
    file = lesson.file
    ids = [section.id for section in lesson.sections]
    if len(lesson.sections) < 3:
        yield ContentProblem(file, "", "a lesson has at least three sections")
    for section in lesson.sections:
        line = str(section.line)
        if ids.count(section.id) > 1:
            yield ContentProblem(file, line, f"the section id {section.id} is used twice")
        kinds = [block.kind for block in section.blocks]
        if kinds.count("check") != 1 or kinds[-1] != "check":
            yield ContentProblem(file, line, "a section ends with exactly one check")
        tables = any(token.type == "table_open" for block in section.blocks for token in block.tokens)
        if not tables and not {"exchange", "fault", "diagram", "duel"} & set(kinds):
            yield ContentProblem(file, line, "a section has an exchange, a diagram, a duel or a table")
        count = sum(len(prose.plain(block.text).split()) for block in section.blocks if block.kind == "prose")
        if count not in WORDS:
            yield ContentProblem(file, line, f"the prose has {count} words; aim for 60 to 180")
    if not lesson.opening:
        yield ContentProblem(file, "", "there is no opening before the first section")
    for code in lesson.head.codes:
        if code not in registry():
            yield ContentProblem(file, "codes", f"{code} is not registered")


def _course_problems(course: Course, question_ids: set[str]) -> Iterator[ContentProblem]:
    slugs = [lesson.head.slug for lesson in course.lessons]
    orders = [lesson.head.order for lesson in course.lessons]
    anchors = {f"{lesson.head.slug}#{section.id}" for lesson in course.lessons for section in lesson.sections}
    checks: set[str] = set()
    for lesson in course.lessons:
        if slugs.count(lesson.head.slug) > 1 or orders.count(lesson.head.order) > 1:
            yield ContentProblem(lesson.file, "slug", "another lesson has this slug or this order")
        for slug in lesson.head.prerequisites:
            if slug not in slugs:
                yield ContentProblem(lesson.file, "prerequisites", f"there is no lesson {slug}")
        for block in [*lesson.opening, *(block for section in lesson.sections for block in section.blocks)]:
            if block.kind == "diagram" and block.title not in course.diagrams:
                yield ContentProblem(lesson.file, str(block.line), f"there is no diagram {block.title}")
            if block.kind == "check":
                if block.title not in question_ids:
                    yield ContentProblem(lesson.file, str(block.line), f"there is no question {block.title}")
                if block.title in checks:
                    yield ContentProblem(lesson.file, str(block.line), f"{block.title} is a check elsewhere too")
                checks.add(block.title)
            for href in prose.links(block.tokens):
                problem = _link_problem(href, set(slugs), anchors)
                if problem:
                    yield ContentProblem(lesson.file, str(block.line), problem)
    for code in registry():
        if code not in course.entries:
            yield ContentProblem("lessons/content/codes", str(code), "there is no entry")


def _link_problem(href: str, slugs: set[str], anchors: set[str]) -> str:
    scheme, _, rest = href.partition(":")
    if scheme == "lesson":
        return "" if (rest in anchors if "#" in rest else rest in slugs) else f"there is no {href}"
    if scheme == "code":
        return "" if rest.isdigit() and int(rest) in registry() else f"there is no {href}"
    return "" if href.startswith(("https://", "/", "#")) else f"a link is lesson:, code: or https, not {href}"


def _read_codes(path: Path, course: Course) -> Iterator[ContentProblem]:
    file = f"lessons/content/codes/{path.name}"
    try:
        document: Any = read_yaml(path.read_text(encoding="utf-8"))
        entries = CodeFile.model_validate(document).entries
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        yield ContentProblem(file, str(mark.line + 1) if mark else "", "not YAML")
        return
    except ValidationError as error:
        for item in error.errors():
            yield ContentProblem(file, ".".join(map(str, item["loc"])), item["msg"])
        return
    for entry in entries:
        status = registry().get(entry.code)
        if status is None or not path.stem.startswith(str(entry.code // 100)) or entry.code in course.entries:
            yield ContentProblem(file, str(entry.code), "not registered, in the wrong file, or here twice")
            continue
        course.entries[entry.code] = entry
        if status.in_course and not entry.exchange:
            yield ContentProblem(file, str(entry.code), "a code of the course has a worked exchange")
        if status.in_course and not entry.look_alikes:
            yield ContentProblem(file, str(entry.code), "a code of the course has look-alikes")
        for look_alike in entry.look_alikes:
            if look_alike.code not in registry():
                yield ContentProblem(file, str(entry.code), f"the look-alike {look_alike.code} is not registered")
        if entry.exchange:
            for line, problem in exchange_problems(entry.exchange):
                yield ContentProblem(file, f"{entry.code}.exchange, line {line}", problem)


def _diagram_problems(file: str, name: str, text: str) -> Iterator[ContentProblem]:
    if len(text.encode()) > DIAGRAM_LIMIT:
        yield ContentProblem(file, "", f"a diagram has at most {DIAGRAM_LIMIT} bytes")
    try:
        root = ElementTree.fromstring(text)  # noqa: S314 - our own files, read when the course is loaded
    except ElementTree.ParseError as error:
        yield ContentProblem(file, str(error.position[0]), "not XML")
        return
    if root.get("role") != "img" or not root.get("viewBox") or not root.get("aria-labelledby"):
        yield ContentProblem(file, "1", 'a diagram has viewBox, role="img" and aria-labelledby')
    found = set()
    for element in root.iter():
        tag = element.tag.rpartition("}")[2]
        found.add(tag)
        if tag not in DIAGRAM_TAGS:
            yield ContentProblem(file, tag, "this element is not used in diagrams")
        for attribute in element.attrib:
            if attribute not in DIAGRAM_ATTRIBUTES:
                yield ContentProblem(file, f"{tag}.{attribute}", "this attribute is not used in diagrams")
        if element.get("id") and not str(element.get("id")).startswith(f"{name}-"):
            yield ContentProblem(file, str(element.get("id")), f"ids begin with {name}-")
    if not {"title", "desc"} <= found:
        yield ContentProblem(file, "", "a diagram has a title and a desc")
