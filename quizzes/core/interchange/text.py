"""The text of an uploaded file, whatever its encoding. Pure."""

import codecs

from .model import FileRefused, Note

LIMIT = 5_000_000  # bytes; a bank of ten thousand questions has less
QUESTIONS = 10_000  # of one file
BOMS_32 = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)
BOMS_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
# What no text has: the controls of C0 but tab, line ends and form feed (spreadsheets and old editors leave that one).
BINARY = frozenset(map(chr, range(32))) - set("\t\n\r\f\x0b")


def decode(content: bytes) -> tuple[str, list[Note]]:
    """The text with line ends as ``\\n`` and without a byte order mark, and what had to be repaired.

    UTF-8, UTF-16 with its byte order mark, or else windows-1252 with a note that names the first line that had it.
    Raises FileRefused where the bytes are no text.
    """
    if len(content) > LIMIT:
        raise FileRefused(f"The file is larger than {LIMIT // 1_000_000} MB. Split it into smaller files.")
    text, notes = _decoded(content)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    _refuse_binary(text)
    return text, notes


def _decoded(content: bytes) -> tuple[str, list[Note]]:
    if content.startswith(BOMS_32):
        raise FileRefused("The file is encoded as UTF-32. Save it as UTF-8 and send it again.")
    if content.startswith(BOMS_16):
        return _utf16(content), []
    try:
        return content.decode("utf-8-sig"), []
    except UnicodeDecodeError as error:
        # The offset counts after a mark that was taken off; no line end stands in the mark, so the line is right.
        return _windows(content, _line(content.removeprefix(codecs.BOM_UTF8), error.start))


def _utf16(content: bytes) -> str:
    try:
        return content.decode("utf-16")
    except UnicodeDecodeError:
        text = "The file begins like UTF-16, and what follows is not. Save it as UTF-8 and send it again."
        raise FileRefused(text) from None


def _windows(content: bytes, line: int) -> tuple[str, list[Note]]:
    try:
        text = content.decode("windows-1252")
    except UnicodeDecodeError:
        raise FileRefused("The file is not text, or in an encoding that is not known here.", line) from None
    note = (
        f"The file is not UTF-8: from line {line} on it was read as windows-1252. Look whether its accents are right."
    )
    return text, [Note(line, note)]


def _line(content: bytes, offset: int) -> int:
    before = content[:offset]
    return before.count(b"\n") + before.count(b"\r") - before.count(b"\r\n") + 1


def _refuse_binary(text: str) -> None:
    for offset, character in enumerate(text) if not BINARY.isdisjoint(text) else ():
        if character == "\0":
            raise FileRefused("The file is not text: it has NUL bytes.", text.count("\n", 0, offset) + 1)
        if character in BINARY:
            where = text.count("\n", 0, offset) + 1
            raise FileRefused(f"The file has a control character (U+{ord(character):04X}), which no text has.", where)
