"""Bytes become text, or are refused with a sentence."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.core.interchange.model import FileRefused
from quizzes.core.interchange.text import LIMIT, decode


@pytest.mark.parametrize(
    "content",
    [
        "é 😀\n".encode(),
        "\ufeffé 😀\n".encode(),
        "\ufeffé 😀\n".encode("utf-16-le"),
        "\ufeffé 😀\n".encode("utf-16-be"),
    ],
)
def test_utf8_and_utf16_with_a_mark_are_read_without_a_note(content: bytes) -> None:
    assert decode(content) == ("é 😀\n", [])


def test_windows_1252_is_read_with_a_note_that_names_its_first_line() -> None:
    text, notes = decode(b"plain\r\nplain\rcaf\xe9 \x93so\x94\n")
    assert text == "plain\nplain\ncafé “so”\n"
    assert [note.line for note in notes] == [3]
    assert "windows-1252" in notes[0].text


def test_the_line_is_right_after_a_mark_of_utf8_too() -> None:
    assert decode(b"\xef\xbb\xbfa\nb\xe9\n")[1][0].line == 2


def test_line_ends_of_every_system_become_one() -> None:
    assert decode(b"a\r\nb\rc\n\r\n")[0] == "a\nb\nc\n\n"


def test_an_empty_file_is_an_empty_text() -> None:
    assert decode(b"") == ("", [])


@pytest.mark.parametrize(
    ("content", "says", "line"),
    [
        (b"a\nb\0c", "NUL", 2),
        (b"a\n\x81", "not text", 2),
        (b"a\x07", "U+0007", 1),
        ("\ufeffa".encode("utf-32-le"), "UTF-32", 0),
        (b"\xff\xfea", "UTF-16", 0),
        (b"a" * (LIMIT + 1), "5 MB", 0),
    ],
)
def test_what_is_no_text_is_refused_with_its_line(content: bytes, says: str, line: int) -> None:
    with pytest.raises(FileRefused) as refused:
        decode(content)
    assert says in refused.value.text
    assert refused.value.line == line


@given(st.binary())
def test_any_bytes_are_text_with_one_kind_of_line_end_or_are_refused(content: bytes) -> None:
    try:
        text, _notes = decode(content)
    except FileRefused:
        return
    assert "\r" not in text
    assert "\0" not in text


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"])))
def test_text_survives_as_it_was(text: str) -> None:
    assert decode(text.encode()) == (text.removeprefix("\ufeff"), [])
