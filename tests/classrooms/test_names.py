"""Names in a class: what is alike, and what is proposed instead. No database."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from statuscourse.classrooms.core.names import LONGEST, clean_name, fold, propose


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("  Ada \t Lovelace\n", "Ada Lovelace"), ("Ada\0\u200b", "Ada"), ("Zoe\u0301", "Zo\u00e9"), ("\u202e", "")],
)
def test_a_name_is_kept_in_one_line(typed, kept):
    assert clean_name(typed) == kept


@pytest.mark.parametrize("other", ["ADA", " ada ", "Ａｄａ", "Ada\u200b"])
def test_names_that_look_alike_are_alike(other):
    assert fold(other) == fold("Ada")


@pytest.mark.parametrize(
    ("taken", "proposal"), [(["Ada"], "Ada 2"), (["Ada", "Ada 2"], "Ada 3"), ([], "Ada"), (["ADA", "ada  2"], "Ada 3")]
)
def test_the_next_free_one_is_proposed(taken, proposal):
    assert propose("Ada", {fold(name) for name in taken}) == proposal


def test_a_number_that_is_there_is_counted_on():
    assert propose("Ada 2", {fold("Ada 2")}) == "Ada 3"


@given(st.text(max_size=LONGEST).map(clean_name).filter(bool), st.integers(0, 30))
def test_a_proposal_is_free_and_fits(name, number):
    taken = {fold(name)} | {fold(f"{name} {n}") for n in range(number)}
    proposal = propose(name, taken)
    assert (fold(proposal) in taken, len(proposal) <= LONGEST) == (False, True)
