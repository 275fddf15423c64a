"""Zip files from strangers: what is in them, within limits that count what is really unpacked."""

import io
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath

from .model import FileRefused, Note

MOST_FILES = 20_100
LARGEST_FILE = 20_000_000  # bytes, unpacked
LARGEST = 80_000_000  # bytes, all of them together
RATIO = 200  # unpacked to packed; a page of text gets to about 20
SMALL = 100_000  # bytes; below that a ratio says nothing
CHUNK = 65_536
# What the standard library raises for archives that are none, damaged, or of a kind that it does not know.
BROKEN = (
    zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, struct.error, EOFError, ValueError, ArithmeticError,
    RuntimeError, OSError,
)  # fmt: skip
EPOCH = (1980, 1, 1, 0, 0, 0)  # the first date that a zip file can say


def is_zip(content: bytes) -> bool:
    return content.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08"))


def unpack(content: bytes, *, wanted: tuple[str, ...]) -> tuple[dict[str, bytes], list[Note]]:
    """The files whose names end in one of ``wanted``, by path, and what was left out.

    Raises FileRefused for what is no zip file and for more than the limits allow. Nothing is written anywhere.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            return _unpack(package, wanted)
    except BROKEN as error:
        if isinstance(error, FileRefused):
            raise
        raise FileRefused("This zip file is damaged or is none, and cannot be opened.") from error


def _unpack(package: zipfile.ZipFile, wanted: tuple[str, ...]) -> tuple[dict[str, bytes], list[Note]]:
    members = package.infolist()
    if len(members) > MOST_FILES:
        raise FileRefused(f"The package has {len(members)} files; {MOST_FILES} are the most that are read.")
    files: dict[str, bytes] = {}
    notes: list[Note] = []
    total = 0
    for member in members:
        problem = _problem(member)
        if member.filename.endswith("/") or (not problem and not member.filename.lower().endswith(wanted)):
            continue
        if not problem and member.filename in files:
            problem = "it is there twice"
        if problem:
            notes.append(Note(0, f"{shown(member.filename)} was left out: {problem}."))
            continue
        data = _read(package, member, LARGEST - total)
        if data is None:
            notes.append(Note(0, f"{shown(member.filename)} was left out: it is damaged."))
            continue
        total += len(data)
        files[member.filename] = data
    return files, notes


def _problem(member: zipfile.ZipInfo) -> str:
    if not member.filename:
        return "it has no name"
    path = PurePosixPath(member.filename)
    if path.is_absolute() or ".." in path.parts or "\\" in member.filename or ":" in "".join(path.parts[:1]):
        return "its path leads out of the package"
    if member.flag_bits & 0x1:
        return "it is encrypted"
    if stat.S_ISLNK(member.external_attr >> 16):
        return "it is a link to another file"
    if member.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
        return "it is packed in a way that is not read here"
    if member.filename.lower().endswith((".zip", ".imscc")):
        return "packages inside a package are not opened"
    return ""


def _read(package: zipfile.ZipFile, member: zipfile.ZipInfo, room: int) -> bytes | None:
    """The content of one file; None where it is damaged. What the directory says of its size is not believed."""
    data = bytearray()
    try:
        for chunk in _chunks(package, member):
            data += chunk
            if len(data) > min(LARGEST_FILE, room):
                raise FileRefused(f"{shown(member.filename)} unpacks to more than is read from one package.")
            if len(data) > SMALL and len(data) > RATIO * max(member.compress_size, 1):
                raise FileRefused(
                    f"{shown(member.filename)} unpacks to more than {RATIO} times its size, as a bomb does."
                )
    except BROKEN as error:
        if isinstance(error, FileRefused):
            raise
        return None
    return bytes(data)


def _chunks(package: zipfile.ZipFile, member: zipfile.ZipInfo) -> Iterator[bytes]:
    with package.open(member) as opened:
        while chunk := opened.read(CHUNK):
            yield chunk


def shown(name: str) -> str:
    """A file's name as it can be told."""
    return "".join(character if character.isprintable() else "?" for character in name[:80])


def pack(files: Mapping[str, bytes]) -> bytes:
    """A zip file of these, the same bytes for the same files: sorted names, one date."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name in sorted(files):
            member = zipfile.ZipInfo(name, EPOCH)
            member.compress_type = zipfile.ZIP_DEFLATED
            member.create_system = 3  # Unix, on whatever system this runs
            member.external_attr = 0o644 << 16
            package.writestr(member, files[name])
    return out.getvalue()
