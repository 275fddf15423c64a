"""Zip files from strangers: what is taken out of them, and what is refused or left out."""

import io
import struct
import zipfile
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.core.interchange import archive
from quizzes.core.interchange.archive import pack, unpack
from quizzes.core.interchange.model import FileRefused


def zipped(*members):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in members:
            package.writestr(name, data)
    return out.getvalue()


def taken(content):
    files, notes = unpack(content, wanted=(".xml",))
    return files, [note.text for note in notes]


def refused(content):
    with pytest.raises(FileRefused) as caught:
        unpack(content, wanted=(".xml",))
    return caught.value.text


def test_wanted_files_are_taken_and_others_are_not():
    assert taken(zipped(("a.xml", "<a/>"), ("b/c.XML", "<c/>"), ("d.png", "…"))) == (
        {"a.xml": b"<a/>", "b/c.XML": b"<c/>"},
        [],
    )


def test_what_is_packed_is_unpacked():
    files = {"b.xml": b"<b/>", "a/a.xml": b"<a/>"}
    assert taken(pack(files)) == (files, [])


def test_the_same_files_make_the_same_bytes():
    assert pack({"a": b"1", "b": b"2"}) == pack({"b": b"2", "a": b"1"})


@pytest.mark.parametrize("name", ["../a.xml", "a/../../b.xml", "/etc/a.xml", "C:/a.xml", "..\\a.xml"])
def test_a_path_out_of_the_package_is_left_out(name):
    member = zipfile.ZipInfo(name)
    member.filename = name
    assert taken(zipped((member, "<a/>"), ("b.xml", "<b/>"))) == (
        {"b.xml": b"<b/>"},
        [f"{name} was left out: its path leads out of the package."],
    )


def test_a_link_is_left_out():
    member = zipfile.ZipInfo("a.xml")
    member.create_system, member.external_attr = 3, 0o120777 << 16
    assert taken(zipped((member, "/etc/passwd"))) == ({}, ["a.xml was left out: it is a link to another file."])


def test_an_encrypted_file_is_left_out():
    content = bytearray(zipped(("a.xml", "<a/>")))
    flags = content.index(b"PK\x01\x02") + 8
    content[flags : flags + 2] = struct.pack("<H", 1)
    assert taken(bytes(content)) == ({}, ["a.xml was left out: it is encrypted."])


def test_a_package_inside_a_package_is_not_opened():
    assert taken(zipped(("inner.zip", zipped(("a.xml", "<a/>"))))) == (
        {},
        ["inner.zip was left out: packages inside a package are not opened."],
    )


def test_a_name_that_stands_there_twice_counts_once():
    with pytest.warns(UserWarning, match="Duplicate name"):
        content = zipped(("a.xml", "<a/>"), ("a.xml", "<b/>"))
    files, notes = taken(content)
    assert (list(files), notes) == (["a.xml"], ["a.xml was left out: it is there twice."])


def test_a_damaged_file_is_left_out_and_the_others_are_read():
    content = bytearray(zipped(("a.xml", "<a>" + "x" * 50 + "</a>"), ("b.xml", "<b/>")))
    content[40] ^= 0xFF
    files, notes = taken(bytes(content))
    assert (files, notes) == ({"b.xml": b"<b/>"}, ["a.xml was left out: it is damaged."])


def test_a_bomb_is_refused():
    assert "as a bomb does" in refused(zipped(("a.xml", b"\0" * 3_000_000)))


def test_the_size_that_counts_is_the_one_that_is_unpacked_and_not_the_one_that_is_declared():
    content = bytearray(zipped(("a.xml", b"\0" * 3_000_000)))
    for signature, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        place = content.index(signature) + offset
        content[place : place + 4] = struct.pack("<I", 100)
    files, notes = taken(bytes(content))
    assert (files, notes) == ({}, ["a.xml was left out: it is damaged."])


def test_all_files_together_have_a_limit(monkeypatch):
    monkeypatch.setattr(archive, "LARGEST", 1000)
    assert "unpacks to more than is read" in refused(zipped(("a.xml", "a" * 600), ("b.xml", "b" * 600)))


def test_the_number_of_files_has_a_limit(monkeypatch):
    monkeypatch.setattr(archive, "MOST_FILES", 2)
    assert refused(zipped(*((f"{n}.xml", "") for n in range(3)))).startswith("The package has 3 files")


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"PK\x05\x06" + b"\xff" * 30, b"<quiz/>"])
def test_what_is_no_zip_file_is_refused(content):
    assert refused(content) == "This zip file is damaged or is none, and cannot be opened."


def test_a_zip_file_of_a_version_to_come_is_refused():
    content = bytearray(zipped(("a.xml", "<a/>")))
    content[content.index(b"PK\x01\x02") + 6] = 245
    assert refused(bytes(content)) == "This zip file is damaged or is none, and cannot be opened."


def test_a_file_without_a_name_is_left_out():
    content = zipped(("Q.xml", "<a/>")).replace(b"Q.xml", b"\0.xml")  # a name ends at its first NUL
    assert taken(content) == ({}, [" was left out: it has no name."])


@given(st.binary(max_size=120), st.integers(0, 200), st.integers(0, 255))
def test_any_bytes_are_unpacked_or_refused(noise, place, value):
    content = bytearray(zipped(("a.xml", "<a/>"), ("b.xml", "<b/>")))
    content[place % len(content)] = value
    for tried in (noise, bytes(content), bytes(content[: place % len(content)])):
        with suppress(FileRefused):
            assert taken(tried)
