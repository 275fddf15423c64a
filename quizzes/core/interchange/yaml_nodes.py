"""YAML as what was written: nodes with their lines, and nothing that an untrusted file could blow up with. Pure.

YAML makes ``False`` of ``feedback: no`` and a number of an option that reads ``204``. So scalars stay text here and say
only what YAML would make of them. Aliases (which a few lines can multiply to billions) and tags are refused.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import yaml
from yaml.resolver import Resolver

from .model import FileRefused

NODES = 600_000  # of a file; ten thousand questions have fewer
DEPTH = 20  # of nesting; a question needs six
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # in C where PyYAML has it
TEXT_TAG = "tag:yaml.org,2002:str"
MADE = {
    "tag:yaml.org,2002:bool": "a yes or no",
    "tag:yaml.org,2002:int": "a number",
    "tag:yaml.org,2002:float": "a number",
    "tag:yaml.org,2002:timestamp": "a date",
    "tag:yaml.org,2002:null": "nothing",
}
_resolver = Resolver()


@dataclass(slots=True)
class Node:
    """Something of the file and its line (from 1). ``kind`` is scalar, list or map."""

    kind: str
    line: int
    text: str = ""
    made: str = ""  # what YAML would make of an unquoted scalar that is no text to it
    rows: Sequence["Node"] = ()
    pairs: Sequence[tuple["Node", "Node"]] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nothing is written here."""
        return self.kind == "scalar" and bool(self.made) and not self.text

    @property
    def is_nothing(self) -> bool:
        """Whether YAML reads null here, written or not."""
        return self.made == "nothing"


def resolved(text: str) -> str:
    """The tag that YAML gives to an unquoted scalar."""
    return str(_resolver.resolve(yaml.ScalarNode, text, (True, False)))  # type: ignore[no-untyped-call]


def compose(text: str) -> tuple[Node | None, int]:
    """The first document of a file, and the line of a second one (0 for none). Raises FileRefused with a line."""
    try:
        return _Composer(text).document()
    except yaml.MarkedYAMLError as error:
        raise _refused(error) from None
    except yaml.YAMLError as error:  # of the reader: a character that YAML does not allow
        raise FileRefused(f"The file has a character that YAML does not allow: {_character(error)}.") from None


def _refused(error: yaml.MarkedYAMLError) -> FileRefused:
    is_open = "end of stream" in str(error.problem) and error.context_mark  # a quote that never ends: where it begins
    mark = error.context_mark if is_open else error.problem_mark or error.context_mark
    told = " ".join(part for part in (error.context, error.problem) if part)
    return FileRefused(f"This is not YAML: {told}.", mark.line + 1 if mark else 0)


def _character(error: yaml.YAMLError) -> str:
    code = getattr(error, "character", None)
    return f"U+{code:04X}" if isinstance(code, int) else str(getattr(error, "reason", "") or "a control character")


class _Composer:
    def __init__(self, text: str) -> None:
        self.events: Iterator[yaml.Event] = yaml.parse(text, Loader=LOADER)
        self.depth = self.number = 0

    def document(self) -> tuple[Node | None, int]:
        root: Node | None = None
        for event in self.events:
            if isinstance(event, yaml.DocumentStartEvent):
                if root is not None:
                    return root, _line(event)
                root = self.node(next(self.events))
        return root, 0

    def node(self, event: yaml.Event) -> Node:
        if isinstance(event, yaml.AliasEvent):
            raise FileRefused(f"The file uses the alias *{event.anchor}. Write out what it stands for.", _line(event))
        _refuse_tag(event)
        self.number += 1
        if self.number > NODES:
            raise FileRefused(f"The file has more than {NODES:,} keys and values. Split it.", _line(event))
        if isinstance(event, yaml.ScalarEvent):
            return _scalar(event)
        self.depth += 1
        if self.depth > DEPTH:
            raise FileRefused(f"More than {DEPTH} levels inside each other: no question has so many.", _line(event))
        node = self.map(event) if isinstance(event, yaml.MappingStartEvent) else self.list(event)
        self.depth -= 1
        return node

    def list(self, start: yaml.Event) -> Node:
        rows = []
        while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
            rows.append(self.node(event))
        return Node("list", _line(start), rows=rows)

    def map(self, start: yaml.Event) -> Node:
        pairs = []
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            pairs.append((self.node(event), self.node(next(self.events))))
        return Node("map", _line(start), pairs=pairs)


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 0


def _refuse_tag(event: yaml.Event) -> None:
    tag = getattr(event, "tag", None)
    if tag not in (None, "!", TEXT_TAG):
        raise FileRefused(f"The file uses the tag {tag[:60]}. Questions have none.", _line(event))


def _scalar(event: yaml.ScalarEvent) -> Node:
    made = "" if not event.implicit[0] or event.tag == TEXT_TAG else MADE.get(resolved(event.value), "")
    return Node("scalar", _line(event), event.value, made)
