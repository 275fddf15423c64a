"""What an import would do with each question of a file, before anything is done. Pure.

A plan is made of what a reader found and of what the site has under these ids already. It is stored as JSON, shown,
and applied as a whole; where the site has changed meanwhile it is made anew from its own steps.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from random import Random
from typing import Any, Final, Literal

from ..kinds.base import QuestionBase
from ..sources import new_id
from .checking import SourceRefused, parse
from .comparing import changed_keys
from .model import FileRefused, Found, Note, Source
from .naming import is_id, slug
from .text import QUESTIONS

CREATE: Final = "create"
CHANGE: Final = "change"
SKIP: Final = "skip"
Does = Literal["create", "change", "skip"]
TOPIC_LIMIT, SUFFIX = 40, 6  # characters of a topic, and of the end that a new id gets
NO_TOPIC = "own"
MOST_NOTES = 20  # about one question; more say nothing new
NOTHING: tuple[Any, ...] = ("", 0, (), None)  # what a stored step leaves out
TEXT_LIMIT = 300  # characters of a name or a note

SHIPPED = "It comes with the course and is changed in its files only. Make a copy, and change that."
SEEN = "It was shared with you to look at. Make a copy, or ask its owner for the right to change it."
RETIRED = "It was retired here. Bring it back first, then import it again."
SAME = "Nothing differs."
ONLY_PUBLISHED = "Nothing differs; it gets published."


@dataclass(frozen=True)
class Known:
    """What the site has under an id of the file: whose it is for the importer, and for their own how it stands."""

    hold: Literal["own", "shipped", "seen", "hidden"]
    source: Source = field(default_factory=dict)  # the working copy
    state: str = ""
    version: int = 0


@dataclass(frozen=True)
class Wishes:
    """What the importer asked for. ``whole``: an entry says all of its question, and what it leaves out goes."""

    topic: str = ""
    publish: bool = False
    whole: bool = True


@dataclass(frozen=True)
class Step:
    """What becomes of one question of the file.

    ``read`` is the entry as it was read; ``source`` what is stored of it, empty where it is skipped. ``version`` is
    that of the question that changes. ``said`` are the reader's notes, ``notes`` those of the plan.
    """

    line: int
    name: str
    does: Does
    id: str = ""
    reason: str = ""
    publish: bool = False
    version: int = 0
    differs: tuple[str, ...] = ()
    problems: tuple[tuple[str, str], ...] = ()
    notes: tuple[str, ...] = ()
    said: tuple[tuple[int, str], ...] = ()
    read: Source | None = None
    source: Source = field(default_factory=dict)

    @property
    def title(self) -> str:
        """What to call it on a page."""
        return str((self.read or {}).get("title") or self.name)

    @property
    def kind(self) -> str:
        return str((self.read or {}).get("kind") or "")

    def json(self) -> dict[str, Any]:
        """The step without what is empty. The stored entry is told by what it changes of the one that was read."""
        kept = {name: _thawed(value) for name, value in vars(self).items() if value not in NOTHING and name != "source"}
        read = self.read or {}
        changed = {key: value for key, value in self.source.items() if read.get(key) != value}
        return kept | ({"stored": changed} if changed else {})

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> "Step":
        """The step that ``json`` made."""
        lists = {
            name: tuple(map(_frozen, kept[name])) for name in ("differs", "problems", "notes", "said") if name in kept
        }
        rest = {name: value for name, value in kept.items() if name not in lists and name != "stored"}
        read = kept.get("read") or {}
        source = {**read, **kept.get("stored", {})} if kept["does"] != SKIP else {}
        return cls(**{"line": 0, "name": "", **rest, **lists, "source": source})


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _thawed(value: Any) -> Any:
    """A value as JSON gives it back."""
    return [_thawed(part) for part in value] if isinstance(value, tuple) else value


def counts(rows: Iterable[Mapping[str, Any]]) -> Counter[str]:
    """How many steps of a stored plan are in each part of it."""
    told: Counter[str] = Counter()
    for row in rows:
        told[row["does"]] += 1
        if row["does"] != SKIP:
            told["published" if row.get("publish") else "drafts"] += 1
    return told


def is_in(row: Mapping[str, Any], part: str) -> bool:
    """Whether a stored step is in a part of its plan."""
    return row["does"] == part or (row["does"] != SKIP and part == ("published" if row.get("publish") else "drafts"))


def told(row: Mapping[str, Any]) -> dict[str, Any]:
    """A stored step with no more of its question than its name: enough to look at."""
    read = row.get("read") or {}
    rest = {name: value for name, value in row.items() if name not in {"read", "stored"}}
    return rest | {"read": {name: read[name] for name in ("title", "kind") if name in read}}


def wanted_ids(found: Iterable[Found]) -> set[str]:
    """The ids of a file about which a plan has to know what the site has under them."""
    said = {one.source.get("id") for one in found if one.source}
    return {name for name in said if isinstance(name, str) and is_id(name)}


def found_again(steps: Iterable[Step]) -> list[Found]:
    """What was read, out of a plan that no longer holds."""
    return [
        Found(
            step.line,
            step.name,
            step.read,
            tuple(Note(*said) for said in step.said),
            step.reason if step.read is None else "",
        )
        for step in steps
    ]


def plan(found: Sequence[Found], known: Mapping[str, Known], wishes: Wishes, rng: Random) -> list[Step]:
    """What becomes of each. Raises FileRefused where there is nothing in it, or more than one import takes."""
    if not found:
        raise FileRefused("There is no question in this file.")
    if len(found) > QUESTIONS:
        raise FileRefused(f"The file has more than {QUESTIONS:,} questions. Split it.", found[QUESTIONS].line)
    return list(_Planning(known, wishes, rng).steps(found))


class _Planning:
    """The ids that a plan has given out so far, and where."""

    def __init__(self, known: Mapping[str, Known], wishes: Wishes, rng: Random) -> None:
        self.known = known
        self.wishes = wishes
        self.rng = rng
        self.lines: dict[str, int] = {}
        self.given: set[str] = set()

    def steps(self, found: Iterable[Found]) -> Iterable[Step]:
        for one in found:
            said = tuple((note.line, _short(note.text)) for note in one.notes[:MOST_NOTES])
            step = Step(one.line, _short(one.name), SKIP, said=said)
            if one.source is None:
                yield replace(step, reason=_short(one.reason))
            else:
                source = storable(one.source)
                yield replace(self._step(step, source), read=source)

    def _step(self, step: Step, source: Source) -> Step:
        name = str(source.get("id") or "")
        if is_id(name) and name in self.lines:
            return replace(step, id=name, reason=f"The id {name} stands in line {self.lines[name]} already.")
        known = self.known.get(name)
        if name:
            self.lines[name] = step.line
        if known is None or known.hold == "hidden":
            return self._created(step, source, name, is_free=known is None)
        step = replace(step, id=name)
        if known.hold != "own":
            return replace(step, reason=SHIPPED if known.hold == "shipped" else SEEN)
        return self._changed(step, source, known)

    def _created(self, step: Step, source: Source, name: str, *, is_free: bool) -> Step:
        topic, notes = self._topic(source, name)
        if name and not (is_id(name) and name.startswith(f"{topic}-")):
            notes.append(
                f"The id “{name[:80]}” is none for the topic {topic}: small letters, digits and hyphens, topic first."
            )
        elif name and not is_free:
            notes.append(f"The id {name} is not free here.")
        elif name:
            return self._judged(replace(step, does=CREATE, id=name, notes=tuple(notes)), {**source, "topic": topic})
        made = self._new_id(topic, str(source.get("title") or source.get("kind") or ""))
        if name:
            notes[-1] += f" It gets {made}."
        step = replace(step, does=CREATE, id=made, notes=tuple(notes))
        return self._judged(step, {**source, "topic": topic, "id": made})

    def _topic(self, source: Source, name: str) -> tuple[str, list[str]]:
        """The topic of a new question: its own, the one that was asked for, or what its id begins with."""
        said = str(source.get("topic") or "").strip()
        if not said:
            before = name.partition("-")[0] if is_id(name) and "-" in name else ""
            return self.wishes.topic or before[:TOPIC_LIMIT] or NO_TOPIC, []
        if is_id(said) and len(said) <= TOPIC_LIMIT:
            return said, []
        topic = slug(said)[:TOPIC_LIMIT].strip("-") or self.wishes.topic or NO_TOPIC
        return topic, [f"The topic “{said[:80]}” became {topic}."]

    def _new_id(self, topic: str, title: str) -> str:
        while True:
            name = new_id(topic, title[:TEXT_LIMIT], self.rng)
            name = name if len(name) <= 80 else f"{topic}{name[-SUFFIX:]}"
            if name not in self.given and name not in self.lines:
                self.given.add(name)
                return name

    def _changed(self, step: Step, source: Source, known: Known) -> Step:
        old = known.source
        if source.get("kind") != old.get("kind"):
            text = f"The question here is of the kind {old.get('kind')}, and this is of the kind {source.get('kind')}."
            return replace(step, reason=f"{text} A question keeps its kind.")
        if known.state == "retired":
            return replace(step, reason=RETIRED)
        named = {"id": step.id, "topic": old.get("topic") or NO_TOPIC}
        new = {**source, **named} if self.wishes.whole else {**old, **source, **named}
        parsed, problems = judged(new)
        differs = changed_keys({**old, **named}, new, parsed)
        is_published = bool(self.wishes.publish and not problems and known.state != "published")
        if not differs and not is_published:
            return replace(step, reason=SAME)
        step = replace(
            step, does=CHANGE, version=known.version, differs=differs, reason="" if differs else ONLY_PUBLISHED
        )
        return replace(step, publish=self.wishes.publish and not problems, problems=problems, source=new)

    def _judged(self, step: Step, source: Source) -> Step:
        _parsed, problems = judged(source)
        return replace(step, publish=self.wishes.publish and not problems, problems=problems, source=source)


def judged(source: Source) -> tuple[QuestionBase | None, tuple[tuple[str, str], ...]]:
    """The question where it is complete, and what publishing would refuse: place and sentence."""
    try:
        return parse(source), ()
    except SourceRefused as refused:
        return None, tuple((problem.place, problem.text) for problem in refused.problems)


def storable(value: Any) -> Any:
    """A value without what no database or page takes: zero bytes, and halves of characters."""
    if isinstance(value, dict):
        return {key: storable(part) for key, part in value.items()}
    if isinstance(value, list):
        return [storable(part) for part in value]
    return _clean(value) if isinstance(value, str) else value


def _clean(text: str) -> str:
    text = text.replace("\0", "") if "\0" in text else text
    return text if text.isascii() else text.encode("utf-8", "replace").decode()


def _short(text: str) -> str:
    return _clean(text if len(text) <= TEXT_LIMIT else text[: TEXT_LIMIT - 1] + "…")
