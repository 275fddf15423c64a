"""The map: two digits choose the row, the third the column."""

from statuscourse.protocol.registry import registry
from statuscourse.web.code_map import by_frequency, code_map


def cells(bands):
    return [cell for band in bands for row in band.rows for cell in row.cells if cell]


def test_every_registered_code_is_on_the_map_once_in_order():
    assert [cell.status.code for cell in cells(code_map({}))] == list(registry())


def test_there_is_a_band_for_each_class():
    assert [band.digit for band in code_map({})] == [1, 2, 3, 4, 5]


def test_a_code_stands_at_its_coordinates():
    row = next(row for band in code_map({}) for row in band.rows if row.prefix == "42")
    assert row.cells[2].status.code == 422


def test_a_row_has_ten_columns_and_gaps_where_nothing_is_registered():
    row = next(row for band in code_map({}) for row in band.rows if row.prefix == "43")
    assert (len(row.cells), row.cells[0], row.cells[1].status.code) == (10, None, 431)


def test_a_level_fills_its_cell():
    filled = {cell.status.code: (cell.level, cell.label) for cell in cells(code_map({404: (3, "steady")}))}
    assert (filled[404], filled[403]) == ((3, "steady"), (0, ""))


def test_before_anybody_answered_the_frequent_codes_are_lit():
    lit = by_frequency()
    assert (lit[404][0], lit[206][0], lit[508][0]) == (4, 2, 0)


def test_frequency_is_said_in_words_for_every_code():
    assert {code for code, (_, label) in by_frequency().items() if label} == set(registry())
