"""Codes that are read out and typed. No database."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from statuscourse.classrooms.core.codes import (
    ALPHABET,
    draw_join_code,
    draw_personal_code,
    read_join_code,
    read_personal_code,
    show_join_code,
    show_personal_code,
)

JOIN = st.text(ALPHABET, min_size=6, max_size=6)
PERSONAL = st.text(ALPHABET, min_size=8, max_size=8)


@given(st.integers())
def test_what_is_drawn_is_read_again(seed):
    code = draw_join_code(Random(seed))
    assert read_join_code(code) == code


@given(st.integers())
def test_a_drawn_personal_code_is_read_again(seed):
    code = draw_personal_code(Random(seed))
    assert read_personal_code(code) == code


@given(JOIN)
def test_a_join_code_is_read_as_it_is_shown(code):
    assert read_join_code(show_join_code(code)) == code


@given(PERSONAL)
def test_a_personal_code_is_read_as_it_is_printed(code):
    assert read_personal_code(show_personal_code(code)) == code


@given(JOIN, st.lists(st.sampled_from(" -\u2011\u2013"), min_size=6, max_size=6))
def test_case_spaces_and_hyphens_do_not_matter(code, between):
    typed = "".join(sign + gap for sign, gap in zip(code.lower(), between, strict=True))
    assert read_join_code(typed) == code


@given(st.text(max_size=60))
def test_whatever_is_typed_is_a_code_or_nothing(typed):
    code = read_join_code(typed)
    assert code == "" or (len(code) == 6 and set(code) <= set(ALPHABET))


def test_no_code_has_a_vowel_or_two_signs_that_look_alike():
    assert not set("AEIOU") & set(ALPHABET)
    for alike in ("0OQD"[:3], "1IL", "5S", "8B", "2Z", "UV"):
        assert len(set(alike) & set(ALPHABET)) <= 1


@pytest.mark.parametrize(
    "typed", ["", "KTM47", "KTM47RR", "KTM 47A", "KTM 470", "ＫＴＭ４７Ｒ", "\0KTM47R", "K" * 5000]
)
def test_what_cannot_be_a_code_is_none(typed):
    assert read_join_code(typed) == ""


def test_codes_are_shown_in_groups():
    assert (show_join_code("KTM47R"), show_personal_code("KTM47RWX")) == ("KTM 47R", "KTM4-7RWX")
