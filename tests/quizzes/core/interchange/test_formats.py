"""Which format a file is in, and what each format offers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.core.interchange.formats import FORMATS, KNOWN, recognise
from quizzes.core.interchange.model import FileRefused

from ..questions import KINDS
from .sources import source

NAMES = {"yaml", "gift", "moodle-xml", "aiken", "csv", "qti"}


def test_every_format_that_is_registered_is_one_that_is_recognised() -> None:
    assert set(FORMATS) == NAMES
    assert all(name == one.name for name, one in FORMATS.items())


@pytest.mark.parametrize("name", ["yaml", "csv"])
def test_what_a_format_writes_is_recognised_and_read_again(name: str) -> None:
    one = FORMATS[name]
    sources = [source(kind) for kind in KINDS if kind in one.carries]
    content = one.write(sources).content
    assert recognise(f"bank{one.suffixes[0]}", content) == name
    assert recognise("bank.txt", content) == name
    assert [found.source for found in one.read(content).found] == sources


def test_our_own_format_carries_every_kind() -> None:
    assert FORMATS["yaml"].carries == set(KINDS)


@pytest.mark.parametrize(
    ("filename", "content", "name"),
    [
        ("bank.yml", b"- kind: one\n", "yaml"),
        ("bank.txt", b"questions:\n  - id: a-b\n", "yaml"),
        ("BANK.CSV", b"a,b\n", "csv"),
        ("bank.txt", b"sep=;\nid;scenario\n", "csv"),
        ("bank.txt", b"id\tscenario\toption 1\n", "csv"),
        ("bank.gift", b"What?{=a ~b}", "gift"),
        ("bank.txt", b"::One:: What? {\n=a\n~b\n}\n", "gift"),
        ("bank.txt", b"// a comment\n$CATEGORY: HTTP\n", "gift"),
        ("bank.txt", b"Is it so? {TRUE}\n", "gift"),
        ("bank", b"What?\nA. a\nB. b\nANSWER: A\n", "aiken"),
        ("bank.aiken", b"What?\n", "aiken"),
        ("bank.txt", b'\xef\xbb\xbf<?xml version="1.0"?>\n<!-- <assessmentItem> -->\n<quiz>', "moodle-xml"),
        ("bank.csv", b"<quiz></quiz>", "moodle-xml"),
        ("item.xml", b'<?xml version="1.0"?><assessmentItem xmlns="x">', "qti"),
        ("item.xml", b"<qti:assessmentTest>", "qti"),
        ("imsmanifest.xml", b"<manifest>", "qti"),
        ("package.zip", b"PK\x03\x04" + b"\0" * 30, "qti"),
        ("bank.xml", "\ufeff<quiz>".encode("utf-16-le"), "moodle-xml"),
    ],
)
def test_a_file_is_recognised_by_its_looks_or_its_name(filename: str, content: bytes, name: str) -> None:
    assert recognise(filename, content) == name


@pytest.mark.parametrize(
    ("filename", "content", "says"),
    [
        ("letter.txt", b"Dear Ada,\n", KNOWN),
        ("page.xml", b"<html></html>", KNOWN),
        ("page.xml", b"<", KNOWN),
        ("empty.yaml", b" \n", "empty"),
        ("bank.xlsx", b"PK\x03\x04\x14\x00\x06\x00" + b"\0" * 22 + b"[Content_Types].xml", "Save a table as CSV"),
        ("bank.ods", b"PK\x03\x04" + b"\0" * 26 + b"mimetypeapplication/vnd.oasis", "Save a table as CSV"),
        ("photo.png", b"\x89PNG\r\n\x1a\n\0\0", "no text has"),
    ],
)
def test_what_is_no_file_of_questions_is_refused_with_what_would_be(filename: str, content: bytes, says: str) -> None:
    with pytest.raises(FileRefused) as refused:
        recognise(filename, content)
    assert says in refused.value.text


@given(st.text(), st.binary() | st.text().map(str.encode))
def test_any_file_is_one_of_the_formats_or_refused(filename: str, content: bytes) -> None:
    try:
        assert recognise(filename, content) in NAMES
    except FileRefused as refused:
        told = refused.text
    else:
        told = "."
    assert told.endswith(".")
