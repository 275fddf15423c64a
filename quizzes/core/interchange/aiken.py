"""Aiken: one question, its options, ``ANSWER: B``. Texts are taken and written as Markdown, each on one line."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from statuscourse.protocol.registry import registry

from .markup import inert
from .model import FileRefused, Found, Loss, Note, Reading, Source, Written
from .naming import plain_words, slugs, status_of, title_of
from .text import decode

MOST = 20_000  # questions in one file
LONGEST = 100_000  # characters of one question
MOST_NOTES = 20  # about one question
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
CARRIED = {"kind", "title", "scenario", "options"}
_OPTION = re.compile(r"([A-Za-z])[.)](?:\s+(.*)|$)")
_ANSWER = re.compile(r"ANSWER\s*(?:[:=]|\s(?=[A-Za-z][.)]?$))\s*(.*)", re.IGNORECASE)


@dataclass
class _Block:
    """The lines of a question as they come."""

    line: int
    text: list[str] = field(default_factory=list)
    options: list[list[str]] = field(default_factory=list)
    option_lines: list[int] = field(default_factory=list)
    answer: str = ""
    answer_line: int = 0
    notes: list[Note] = field(default_factory=list)


def read(content: bytes) -> Reading:
    """All questions of a file. Raises FileRefused for what is no text and for more than 20,000 questions."""
    text, notes = decode(content)
    found: list[Found] = []
    for block in _blocks(text):
        if len(found) == MOST:
            raise FileRefused(f"The file has more than {MOST} questions. Divide it.", block.line)
        found.append(_found(block))
    return Reading(tuple(found), tuple(notes))


def _blocks(text: str) -> Iterator[_Block]:
    block: _Block | None = None
    after_empty = False
    lines = (line.strip() for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"))
    for number, line in enumerate(lines, start=1):
        if not line:
            after_empty = True
            continue
        if block is not None and block.options and after_empty and not _goes_on(block, line):
            yield block  # it has options and no answer
            block = None
        block = block or _Block(number)
        _take(block, number, line, after_empty)
        after_empty = False
        if block.answer_line:
            yield block
            block = None
    if block is not None:
        yield block


def _goes_on(block: _Block, line: str) -> bool:
    return _is_next(block, line) or _ANSWER.fullmatch(line) is not None


def _is_next(block: _Block, line: str) -> bool:
    """Whether a line is the next option: only its letter tells an option from a sentence like "I. think so"."""
    match, number = _OPTION.fullmatch(line), len(block.options)
    return match is not None and number < len(LETTERS) and match[1].upper() == LETTERS[number] and bool(block.text)


def _take(block: _Block, number: int, line: str, after_empty: bool) -> None:
    match = _OPTION.fullmatch(line)
    answer = _ANSWER.fullmatch(line)
    if match is not None and _is_next(block, line):
        block.options.append([match[2] or ""])
        block.option_lines.append(number)
    elif answer is not None:
        block.answer, block.answer_line = answer[1].strip(), number
    elif block.options:
        block.options[-1].append(line)
        if len(block.notes) < MOST_NOTES:
            block.notes.append(Note(number, "This line begins with no letter; it was added to the option before it."))
    else:
        block.text += ["", line] if after_empty and block.text else [line]


def _found(block: _Block) -> Found:
    reason = _reason(block)
    if reason:
        return Found(block.line, title_of("", " ".join(block.text[:9])) or "?", None, tuple(block.notes), reason)
    scenario = inert("\n".join(block.text))
    name = title_of("", scenario)
    texts = [inert("\n".join(lines).strip()) for lines in block.options]
    best = LETTERS.index(_letter(block))
    verdicts = ["best" if number == best else "wrong" for number in range(len(texts))]
    source: Source = {"title": name, "scenario": scenario} | _choice(texts, verdicts)
    note = Note(block.option_lines[0], "Aiken carries no feedback, so the options have no reasons yet.")
    return Found(block.line, name, source, (*block.notes, note))


def _letter(block: _Block) -> str:
    return block.answer.strip(".) ").upper()


def _reason(block: _Block) -> str:
    letter, last = _letter(block), LETTERS[max(0, len(block.options) - 1)]
    if sum(map(len, [*block.text, *(line for lines in block.options for line in lines)])) > LONGEST:
        return f"It has more than {LONGEST} characters, the most that one question may have here."
    if not block.answer_line:
        return f"The question that begins in line {block.line} has no line “ANSWER: ”."
    if not block.text:
        return f"The answer in line {block.answer_line} has no question before it."
    if len(block.options) < 2:
        return f"The answer in line {block.answer_line} comes after fewer than two options “A. ”, “B. ”."
    if len(letter) != 1 or letter not in LETTERS[: len(block.options)]:
        return f"The answer in line {block.answer_line} is “{block.answer[:40]}”; it is one letter from A to {last}."
    return ""


def _choice(texts: list[str], verdicts: list[str]) -> dict[str, Any]:
    codes = [status_of(text) for text in texts]
    if all(code in registry() for code in codes):
        rows = sorted(zip(codes, verdicts, strict=True), key=lambda row: row[0] or 0)
        options = [{"code": code, "verdict": verdict, "why": ""} for code, verdict in rows]
        return {"kind": "code", "agreement": "agreed", "options": options}
    columns = zip(slugs(map(plain_words, texts)), texts, verdicts, strict=True)
    return {"kind": "one", "options": [{"id": i, "text": text, "verdict": v, "why": ""} for i, text, v in columns]}


def write(sources: Sequence[Source]) -> Written:
    """A file of all questions with one right answer of which Aiken can say it, and by name what it cannot say."""
    pieces: list[str] = []
    losses: list[Loss] = []
    for source in sources:
        name = str(source.get("id") or source.get("title") or "?")
        problem = _problem(source)
        if problem:
            losses.append(Loss(name, problem))
            continue
        pieces.append(_question(source))
        losses += [Loss(name, part) for part in _lost(source)]
    return Written("\n".join(pieces).encode("utf-8", errors="replace"), tuple(losses))


def _line(text: object) -> str:
    """A text on one line; a control character would be none in the file."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in str(text)).split())


def _texts(source: Source) -> list[str]:
    return [_line(row.get("code") if "code" in row else row.get("text", "")) for row in source.get("options") or []]


def _problem(source: Source) -> str:
    """Why a question is left out, or nothing."""
    kind, scenario = str(source.get("kind", "")), _line(source.get("scenario", ""))
    if kind not in {"code", "one"}:
        return f"{kind}: Aiken has no such kind, so this question is left out."
    if [row.get("verdict") for row in source.get("options") or []].count("best") != 1:
        return "options: not exactly one is best, so this question is left out."
    if not (2 <= len(_texts(source)) <= len(LETTERS) and all(_texts(source))):
        return "options: Aiken takes 2 to 26, none of them empty, so this question is left out."
    if not scenario or _OPTION.fullmatch(scenario) or _ANSWER.fullmatch(scenario):
        return "scenario: it would be taken for an option or an answer, so this question is left out."
    return ""


def _question(source: Source) -> str:
    options = source["options"]
    best = next(number for number, row in enumerate(options) if row.get("verdict") == "best")
    lines = [f"{letter}. {text}" for letter, text in zip(LETTERS, _texts(source), strict=False)]
    return "\n".join([_line(source["scenario"]), *lines, f"ANSWER: {LETTERS[best]}", ""])


def _lost(source: Source) -> Iterator[str]:
    options = source["options"]
    yield from (name for name, value in source.items() if value and value != "agreed" and name not in CARRIED)
    if source.get("title") != title_of("", _line(source["scenario"])):
        yield "title"
    if any(row.get("why") for row in options):
        yield "options: why"
    if any(row.get("verdict") == "acceptable" for row in options):
        yield "options: acceptable"
    if _choice(_texts(source), [""] * len(options))["kind"] != source["kind"]:
        yield "kind: a choice of codes comes back as one if all of them are registered"
    if source["kind"] == "one" and [row.get("id") for row in options] != slugs(map(plain_words, _texts(source))):
        yield "options: id"
    if "\n" in str(source["scenario"]).strip():
        yield "scenario: its lines became one"
