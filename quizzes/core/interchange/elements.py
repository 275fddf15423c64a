"""XML as a tree of plain nodes that know their lines. No document type, no entities, no outside references."""

import re
from collections.abc import Callable, Iterator, Mapping
from html import escape

from defusedxml.common import DefusedXmlException  # type: ignore[import-untyped]
from defusedxml.ElementTree import ParseError, XMLParser  # type: ignore[import-untyped]

from .model import FileRefused, Note
from .text import decode

DEEPEST = 100  # elements within each other
MOST_ELEMENTS = 1_500_000
LARGEST = 60_000_000  # characters

# What a declaration may name. Python knows more codecs, and some of them take time that grows with the square.
ENCODINGS = re.compile(
    r"utf-?8|us-ascii|ascii|utf-?16(le|be)?|iso-?8859-?\d{1,2}|latin-?1|windows-125\d|cp125\d|koi8-[ru]|macintosh"
)
_DECLARED = re.compile(rb"""\A\s*<\?xml\s[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']""")
_IMPOSSIBLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")  # XML 1.0, 2.2
_NO_ATTRIBUTES: Mapping[str, str] = {}
_ENDED_EARLY = {3, 5, 6, 20}  # expat: no element, unclosed token, partial character, unclosed CDATA section


class Node:
    """An element: its name and attributes without namespaces, its line, and what is in it in order."""

    __slots__ = ("attributes", "children", "line", "name")

    def __init__(self, name: str, attributes: Mapping[str, str], line: int) -> None:
        self.name = name
        self.attributes = attributes
        self.line = line
        self.children: list[Node | str] = []

    def get(self, name: str, default: str = "") -> str:
        return self.attributes.get(name, default).strip()

    def elements(self, name: str = "") -> Iterator["Node"]:
        """The elements directly in it, of that name where one is given."""
        return (child for child in self.children if isinstance(child, Node) and name in ("", child.name))

    def find(self, name: str) -> "Node | None":
        return next(self.elements(name), None)

    def walk(self, *names: str) -> Iterator["Node"]:
        """All elements of these names inside it, or all where none is given, in the order of the file."""
        waiting = [iter(self.children)]
        while waiting:
            child = next(waiting[-1], None)
            if child is None:
                waiting.pop()
            elif isinstance(child, Node):
                if not names or child.name in names:
                    yield child
                waiting.append(iter(child.children))

    def first(self, *names: str) -> "Node | None":
        return next(self.walk(*names), None)

    def text(self) -> str:
        """All text in it. It is no deeper than DEEPEST, so that recursion ends."""
        return "".join(child if isinstance(child, str) else child.text() for child in self.children)

    def markup(self, without: frozenset[str] = frozenset()) -> str:
        """What is in it as HTML, elements of these names left out."""
        return "".join(
            escape(child, quote=False) if isinstance(child, str) else child.outer(without) for child in self.children
        )

    def outer(self, without: frozenset[str] = frozenset()) -> str:
        if self.name in without:
            return ""
        attributes = "".join(f' {name}="{escape(value)}"' for name, value in self.attributes.items())
        if self.name in VOID and not self.children:
            return f"<{self.name}{attributes}>"
        return f"<{self.name}{attributes}>{self.markup(without)}</{self.name}>"


Each = Callable[[Node, Node], None]
VOID = frozenset({"br", "hr", "img", "col", "input", "wbr"})


class _Tree:
    """Makes nodes of what the parser reports."""

    def __init__(self, each: "Each | None") -> None:
        self.each = each
        self.root: Node | None = None
        self.open: list[Node] = []
        self.count = 0
        self.parser: XMLParser | None = None

    @property
    def line(self) -> int:
        return int(self.parser.parser.CurrentLineNumber) if self.parser else 0

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        self.count += 1
        if len(self.open) >= DEEPEST:
            raise FileRefused(f"More than {DEEPEST} elements stand within each other here.", self.line)
        if self.count > MOST_ELEMENTS:
            raise FileRefused(f"The file has more than {MOST_ELEMENTS} elements.", self.line)
        named = {_local(name): value for name, value in attributes.items()} if attributes else _NO_ATTRIBUTES
        node = Node(_local(tag), named, self.line)
        if self.open:
            self.open[-1].children.append(node)
        else:
            self.root = node
        self.open.append(node)

    def end(self, _tag: str) -> None:
        node = self.open.pop()
        if self.each and len(self.open) == 1:
            root = self.open[0]
            root.children.clear()
            self.each(root, node)

    def data(self, text: str) -> None:
        if self.open:
            self.open[-1].children.append(text)

    def close(self) -> None:
        """The parser calls it at the end of the file."""


def _local(name: str) -> str:
    return name.rpartition("}")[2]


def parse(content: bytes, each: "Each | None" = None) -> tuple[Node, list[Note]]:
    """The root of an XML file and what had to be repaired. Raises FileRefused with the line.

    ``each`` gets the root and each element directly in it as soon as that is read, and then it is forgotten: a file of
    ten thousand questions never stands in memory as nodes.
    """
    text, notes = _text_of(content)
    if len(text) > LARGEST:
        raise FileRefused(f"The file is longer than {LARGEST} characters.")
    cleaned = _IMPOSSIBLE.sub("", text)
    if len(cleaned) < len(text):
        notes = [
            *notes,
            Note(0, f"{len(text) - len(cleaned)} control characters, which XML does not have, were left out."),
        ]
    return _tree_of(cleaned, each), notes


def _tree_of(text: str, each: "Each | None") -> Node:
    tree = _Tree(each)
    parser = XMLParser(target=tree, forbid_dtd=True)
    tree.parser = parser
    try:
        parser.feed(text)
        parser.close()
    except ParseError as error:
        raise _refusal(error) from error
    except DefusedXmlException as error:
        raise FileRefused(
            "The file has a document type (<!DOCTYPE ...>). Entities and outside references can be used against"
            " whoever reads them, so a file with one is not read. Remove that declaration.",
            tree.line,
        ) from error
    if tree.root is None:  # pragma: no cover - the parser has said so already
        raise FileRefused("There is no element in this file.")
    return tree.root


def _refusal(error: ParseError) -> FileRefused:
    line = error.position[0] if error.position else 0
    if error.code in _ENDED_EARLY:
        return FileRefused("The file ends before its last element is closed, or there is no XML in it.", line)
    what = str(error).partition(":")[0]
    return FileRefused(f"The file is not well-formed XML: {what}.", line)


def _text_of(content: bytes) -> tuple[str, list[Note]]:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _decoded(content, "utf-16")
    if content.startswith(b"\xef\xbb\xbf"):
        return _decoded(content, "utf-8-sig")
    match = _DECLARED.match(content)
    name = match[1].decode("ascii").lower() if match else "utf-8"
    if not ENCODINGS.fullmatch(name):
        raise FileRefused(f"The file says that its encoding is {name}, which is not read here. Save it as UTF-8.", 1)
    # Who can read the declaration as ASCII does not have UTF-16 before them, whatever it says.
    return _decoded(content, "utf-8" if name.startswith(("utf16", "utf-16")) else name)


def _decoded(content: bytes, encoding: str) -> tuple[str, list[Note]]:
    try:
        return content.decode(encoding), []
    except (UnicodeDecodeError, LookupError):
        text, notes = decode(content)
        said = f"The file is not in the encoding that it declares ({encoding}); what it is was guessed."
        return text.removeprefix("\ufeff"), [Note(1, said), *notes]
