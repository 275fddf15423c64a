"""A page that is made once and personalised by splicing: fixed pieces, with gaps where a response puts its own values.

The fixed pieces are also kept compressed. A gzip body is then put together from them: each piece ends on a byte
boundary (Z_SYNC_FLUSH), and each value goes between them uncompressed, so that a secret is never compressed together
with anything, which is what BREACH needs. A piece may refer back to the pieces before it, because the values between
them have a known length; after a value of unknown length the references start anew. RFC 1951 and RFC 1952.
"""

import hashlib
import re
import struct
import zlib
from collections.abc import Mapping
from dataclasses import dataclass

OPEN, CLOSE = "⟦", "⟧"
GAP = re.compile(f"{OPEN}([a-z-]+){CLOSE}")

GZIP_HEADER = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\xff"
END_OF_STREAM = b"\x03\x00"  # an empty last block
WINDOW = 32 * 1024  # how far back a reference can reach
LENGTHS = {"csrf-token": 32, "form-key": 22}  # of the values that always have the same length, in bytes


def gap(name: str) -> str:
    """The mark that a template leaves where a response will put the value of this name."""
    return f"{OPEN}{name}{CLOSE}"


@dataclass(frozen=True)
class SplicedPage:
    """A page with gaps: ``pieces`` and ``gaps`` alternate, beginning and ending with a piece."""

    pieces: tuple[bytes, ...]
    gaps: tuple[str, ...]
    compressed: tuple[bytes, ...]
    digest: str  # of everything but the values

    def identity(self, values: Mapping[str, str]) -> bytes:
        """The page with its values."""
        parts = [self.pieces[0]]
        for name, piece in zip(self.gaps, self.pieces[1:], strict=True):
            parts += [values[name].encode(), piece]
        return b"".join(parts)

    def gzipped(self, values: Mapping[str, str]) -> bytes:
        """The same as a gzip stream, without compressing anything again."""
        check = zlib.crc32(self.pieces[0])
        size = len(self.pieces[0])
        parts = [GZIP_HEADER, self.compressed[0]]
        for name, piece, packed in zip(self.gaps, self.pieces[1:], self.compressed[1:], strict=True):
            value = values[name].encode()
            if len(value) != LENGTHS.get(name, len(value)):
                raise ValueError(f"{name} has {len(value)} bytes instead of {LENGTHS[name]}")
            check = zlib.crc32(piece, zlib.crc32(value, check))
            size += len(value) + len(piece)
            parts += [_stored(value), packed]
        return b"".join([*parts, END_OF_STREAM, struct.pack("<II", check, size & 0xFFFFFFFF)])


def spliced(text: str) -> SplicedPage:
    """Cut a rendered page at its gaps."""
    parts = GAP.split(text)
    pieces = tuple(part.encode() for part in parts[::2])
    gaps = tuple(parts[1::2])
    return SplicedPage(
        pieces=pieces,
        gaps=gaps,
        compressed=_deflated(pieces, gaps),
        digest=hashlib.sha256(text.encode()).hexdigest()[:16],
    )


def _deflated(pieces: tuple[bytes, ...], gaps: tuple[str, ...]) -> tuple[bytes, ...]:
    packed: list[bytes] = []
    before = b""  # what a reference may reach: pieces, and in the place of values bytes that no UTF-8 text contains
    for piece, name in zip(pieces, (*gaps, ""), strict=True):
        window = before[-WINDOW:]
        compressor = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS, zdict=window) if window else _fresh()
        packed.append(compressor.compress(piece) + compressor.flush(zlib.Z_SYNC_FLUSH))
        before = before + piece + b"\xff" * LENGTHS[name] if name in LENGTHS else b""
    return tuple(packed)


def _fresh() -> "zlib._Compress":
    return zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)


def _stored(value: bytes) -> bytes:
    """A stored block (RFC 1951, 3.2.4), at most 65,535 bytes; what stands before it ends on a byte boundary."""
    return b"\x00" + struct.pack("<HH", len(value), len(value) ^ 0xFFFF) + value
