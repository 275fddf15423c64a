"""Expected against chosen: rows, shares and what is confused most."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.core.statistics.confusion import ConfusionSums, confusion_matrix

COUNTS = {(404, 404): 6, (404, 410): 3, (404, None): 1, (401, 403): 2, (401, 401): 2}
codes = st.sampled_from([200, 401, 403, 404, 422])
counts = st.dictionaries(st.tuples(codes, codes | st.none()), st.integers(0, 20))


def test_columns_are_the_codes_that_occur_by_number_and_not_knowing_last():
    assert confusion_matrix(COUNTS).columns == (401, 403, 404, 410, None)


def test_not_knowing_is_no_column_where_everybody_knew():
    assert confusion_matrix({(404, 410): 1}).columns == (404, 410)


def test_rows_are_the_codes_that_were_best():
    assert [(row.expected, row.total) for row in confusion_matrix(COUNTS).rows] == [(401, 4), (404, 10)]


def test_a_cell_is_a_share_of_its_row():
    row = confusion_matrix(COUNTS).rows[1]
    assert [(cell.chosen, cell.count, cell.share) for cell in row.cells if cell.count] == [
        (404, 6, 0.6), (410, 3, 0.3), (None, 1, 0.1),
    ]  # fmt: skip


def test_only_the_diagonal_is_right():
    cells = [cell for row in confusion_matrix(COUNTS).rows for cell in row.cells]
    assert [(cell.expected, cell.chosen) for cell in cells if cell.right] == [(401, 401), (404, 404)]


def test_the_strongest_confusions_are_said_most_frequent_first():
    assert [taken.sentence for taken in confusion_matrix(COUNTS).strongest()] == [
        "410 was chosen where 404 was best, 3 of 10 times.",
        "403 was chosen where 401 was best, 2 of 4 times.",
        "Where 404 was best, “I don't know” was the answer 1 of 10 times.",
    ]


def test_of_two_as_frequent_the_larger_share_comes_first():
    matrix = confusion_matrix({(404, 410): 2, (404, 404): 8, (401, 403): 2})
    assert [taken.cell.expected for taken in matrix.strongest(1)] == [401]


def test_nothing_confused_says_nothing():
    assert confusion_matrix({(404, 404): 3}).strongest() == []


def test_no_answers_make_an_empty_matrix():
    matrix = confusion_matrix({})
    assert (matrix.columns, matrix.rows, matrix.total) == ((), (), 0)


def test_a_negative_count_is_refused():
    with pytest.raises(ValueError, match="never negative"):
        ConfusionSums.of({(404, 410): -1})


@given(counts, counts)
def test_merged_and_taken_away_again_is_the_same(one, two):
    assert ConfusionSums.of(one) + ConfusionSums.of(two) - ConfusionSums.of(two) == ConfusionSums.of(one)


@given(counts)
def test_it_survives_json(some):
    sums = ConfusionSums.of(some)
    assert ConfusionSums.from_json(json.loads(json.dumps(sums.to_json()))) == sums


@given(counts)
def test_every_answer_is_in_one_cell_and_shares_of_a_row_add_up(some):
    matrix = ConfusionSums.of(some).matrix()
    assert matrix.total == sum(some.values())
    assert all(sum(cell.share for cell in row.cells) == pytest.approx(1) for row in matrix.rows)
