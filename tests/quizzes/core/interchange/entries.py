"""Entries of the bank as its files say them, and how two of them are compared after a journey through XML."""

import re
from functools import cache
from pathlib import Path

import yaml
from hypothesis import strategies as st
from pydantic import TypeAdapter

from quizzes.core.interchange.markup import to_html
from quizzes.core.kinds import Question

from .. import questions

BANK = Path(__file__).parents[4] / "quizzes" / "bank"
CARRIED = ("code", "situation", "one", "several", "match", "order", "type")
# Texts that are not Markdown: they come back letter by letter.
EXACT = {"exchange", "reply", "id", "kind", "credit", "asks", "section", "mistake", "verdict", "topic", "agreement"}
TAKEN = TypeAdapter(Question)


@cache
def shipped():
    """All questions that the course ships, as their files say them, with their topics."""
    found = []
    for path in [*sorted(BANK.glob("*.yaml")), *sorted(BANK.glob("kinds/*.yaml"))]:
        document = yaml.safe_load(path.read_text(encoding="utf-8"))
        for entry in document.get("questions", []):
            found.append({"topic": document.get("topic") or entry["id"].partition("-")[0], **entry})
    return found


def carried():
    return [entry for entry in shipped() if entry["kind"] in CARRIED]


def entry(kind, **changes):
    return {"topic": "access", **questions.question(kind, **changes)}


def read_as(value, name=""):
    """A part of an entry as a reader sees it: Markdown by the HTML that it becomes, white space collapsed."""
    if isinstance(value, dict):
        return {key: read_as(part, key) for key, part in value.items()}
    if isinstance(value, list):
        return [read_as(part, name) for part in value]
    if not isinstance(value, str) or name in EXACT:
        return value
    return " ".join(to_html(value).split())


def words_of(value, name=""):
    """The same by its words alone: what a text of signs looks like is the renderer's affair."""
    if isinstance(value, dict):
        return {key: words_of(part, key) for key, part in value.items()}
    if isinstance(value, list):
        return [words_of(part, name) for part in value]
    return " ".join(re.sub(r"<[^<>]*>", " ", to_html(value)).split()) if isinstance(value, str) else value


def published(source):
    """Whether the bank takes an entry as it is; raises what is wrong with it."""
    return TAKEN.validate_python({key: value for key, value in source.items() if key != "topic"})


# Signs that mean something in XML, HTML or Markdown, others that no XML has, and some that take several bytes.
SIGNS = "abc <>&\"'`*_]![()#;:/\\\n\t\x00\x07\x0b\x1b\x7f\x85\ufffe\u2028é€😀"
texts = st.text(st.sampled_from(SIGNS), min_size=1, max_size=40).map(lambda text: f"So {text} it is")
