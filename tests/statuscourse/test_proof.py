"""When two databases have the same rows, and when they have not."""

from datetime import UTC, datetime, timedelta, timezone
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from statuscourse.moving.proof import Digest, plain, plain_address

ROWS = st.lists(st.tuples(st.integers(), st.text(), st.none() | st.booleans() | st.floats(allow_nan=False)))
EAST = timezone(timedelta(hours=2))


def digest(rows):
    found = Digest()
    for row in rows:
        found.add(row)
    return found.result


@given(ROWS, st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(rows, random):
    shuffled = random.sample(rows, len(rows))
    assert digest(rows) == digest(shuffled)


@given(ROWS.filter(bool))
def test_a_row_less_or_twice_is_another_table(rows):
    assert len({digest(rows), digest(rows[1:]), digest([*rows, rows[0]])}) == 3


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (1, "1"), (1, True), (0, None), (0, False), ("", None), ("a", "a "), ([1, 2], [2, 1]), ({}, []), (1.5, 1.25),
        ({"a": 1}, {"a": 1, "b": None}), (datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 1, 1, 0, 0, 0, 1, UTC)),
    ],
)  # fmt: skip
def test_what_is_another_value_has_another_hash(one, other):
    assert digest([[one]]) != digest([[other]])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (1.0, 1), ({"a": 1e3, "b": 2}, {"b": 2, "a": 1000}), (-0.0, 0), ([0.5], [0.5]),
        (datetime(2026, 1, 1, 14, tzinfo=EAST), datetime(2026, 1, 1, 12, tzinfo=UTC)),
        (UUID(int=7), "00000000-0000-0000-0000-000000000007"),
    ],
)  # fmt: skip
def test_what_databases_write_differently_has_one_hash(one, other):
    assert digest([[one]]) == digest([[other]])


def test_values_do_not_run_into_each_other():
    assert digest([["a", "bc"]]) != digest([["ab", "c"]])


def test_a_number_too_large_for_a_float_keeps_its_digits():
    assert plain(2**53 + 1) != plain(float(2**53 + 1))


@pytest.mark.parametrize(
    ("written", "kept"), [("2001:DB8:0::1", "2001:db8::1"), ("192.0.2.1", "192.0.2.1"), (None, None)]
)
def test_an_address_is_compared_in_its_shortest_form(written, kept):
    assert plain_address(written) == kept
