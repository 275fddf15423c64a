"""The formats of question files: what each is called, reads, writes and carries, and which one a file is in. Pure."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import PurePath

from . import aiken, bank_yaml, gift, moodle_xml, qti, table_csv
from .model import FileRefused, FormatUnknown, Reading, Source, Written
from .shapes import SHAPES
from .table_rows import CARRIED
from .text import decode

Read = Callable[[bytes], Reading]
Write = Callable[[Sequence[Source]], Written]


@dataclass(frozen=True)
class Format:
    """A format of question files.

    ``write`` is None for a format that is read only. ``suffixes`` are those of its files, the one to save under
    first. ``carries`` are the kinds of question of which it keeps all that an answer needs.
    """

    name: str
    label: str
    suffixes: tuple[str, ...]
    media_type: str
    read: Read
    write: Write | None
    carries: frozenset[str]


FORMATS: dict[str, Format] = {
    one.name: one
    for one in (
        Format(
            "yaml",
            "YAML of this course",
            (".yaml", ".yml"),
            "application/yaml",
            bank_yaml.read,
            bank_yaml.write,
            frozenset(SHAPES),
        ),
        Format(
            "csv",
            "CSV for a spreadsheet",
            (".csv", ".tsv"),
            "text/csv",
            table_csv.read,
            table_csv.write,
            frozenset(CARRIED),
        ),
        Format(
            "gift",
            "Moodle GIFT",
            (".gift", ".txt"),
            "text/plain",
            gift.read,
            gift.write,
            frozenset({"code", "one", "situation", "several", "match", "type"}),
        ),
        Format(
            "moodle-xml",
            "Moodle XML",
            (".xml",),
            "application/xml",
            moodle_xml.read,
            moodle_xml.write,
            frozenset({"code", "one", "situation", "several", "match", "order", "type"}),
        ),
        Format(
            "qti",
            "QTI 2.1 package",
            (".zip", ".xml"),
            "application/zip",
            qti.read,
            qti.write,
            frozenset({"code", "one", "situation", "several", "match", "order", "type"}),
        ),
        Format("aiken", "Aiken", (".txt",), "text/plain", aiken.read, None, frozenset({"code", "one"})),
    )
}

SUFFIXES = {
    ".yaml": "yaml", ".yml": "yaml", ".csv": "csv", ".tsv": "csv", ".gift": "gift", ".aiken": "aiken", ".imscp": "qti",
}  # fmt: skip
KNOWN = "Moodle GIFT, Moodle XML, Aiken, CSV, QTI 2.1 (an item or a package) and the YAML of this course"
UNKNOWN = f"This is no file of questions that is known here. Known are {KNOWN}."

ZIP = b"PK\x03\x04"
WORKBOOKS = (b"[Content_Types].xml", b"mimetypeapplication/vnd.")  # what office programs put first
ROOT = re.compile(r"<(?:[\w.-]+:)?([A-Za-z][\w.-]*)")
COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
HEAD = 10_000  # characters in which the root of an XML file is looked for
ROOTS = {
    "quiz": "moodle-xml", "assessmentItem": "qti", "assessmentTest": "qti", "manifest": "qti", "questestinterop": "qti",
}  # fmt: skip
LOOKS = (
    ("yaml", re.compile(r"^(format|topic|questions|kind): |^questions:$|^ *- (id|topic|title|kind): ", re.MULTILINE)),
    ("gift", re.compile(r"^[ \t]*(::|\$CATEGORY:)", re.MULTILINE)),
    ("aiken", re.compile(r"^ANSWER:[ \t]*[A-Z][ \t]*$", re.MULTILINE | re.IGNORECASE)),
)
BRACES = re.compile(r"(?<!\\)\{[^{}]*(?<!\\)\}")  # GIFT has its answers in them, and nothing else of ours has any


def recognise(filename: str, content: bytes) -> str:
    """The name of the format that a file is in, by looking at it and by how it is called.

    Raises FormatUnknown with the formats that are known, FileRefused for what is empty or no
    text. What a look makes certain (XML, an archive) outdoes the name.
    """
    if content.startswith(ZIP):
        return _archive(content)
    text, _notes = decode(content)
    if not text.strip():
        raise FileRefused("The file is empty.")
    if text.lstrip().startswith("<"):
        return _xml(text)
    return SUFFIXES.get(PurePath(filename).suffix.casefold(), "") or _looks(text)


def _archive(content: bytes) -> str:
    if any(sign in content[:400] for sign in WORKBOOKS):
        raise FormatUnknown("This is a document of an office program. Save a table as CSV and send that.")
    return "qti"


def _xml(text: str) -> str:
    root = ROOT.search(COMMENT.sub("", text[:HEAD]))
    name = ROOTS.get(root[1] if root else "")
    if name is None:
        raise FormatUnknown(UNKNOWN)
    return name


def _looks(text: str) -> str:
    for name, look in LOOKS:
        if look.search(text):
            return name
    if table_csv.is_table(text):
        return "csv"
    if BRACES.search(text):
        return "gift"
    raise FormatUnknown(UNKNOWN)
