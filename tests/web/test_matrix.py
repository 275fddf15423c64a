"""The confusion matrix as a drawing, and as the table behind it."""

import re

import pytest
from django.template.loader import render_to_string
from hypothesis import given
from hypothesis import strategies as st

from statuscourse.web.matrix import LIGHT_INK, WIDTH, matrix_drawing, strength

COLUMNS = (401, 404, 410, None)
ROWS = [(401, (8, 0, 2, 0)), (404, (0, 30, 0, 10))]


def shown(columns=COLUMNS, rows=ROWS, strongest=("410 was chosen where 401 was best, 2 of 10 times.",)):
    drawing = matrix_drawing(columns, rows)
    return render_to_string("components/_matrix.html", {"drawing": drawing, "id": "all", "strongest": strongest})


@pytest.mark.parametrize(
    ("share", "expected"), [(0, 0), (0.001, 1), (0.1, 1), (0.11, 2), (0.3, 3), (0.5, 5), (0.9, 9), (0.91, 10), (1, 10)]
)
def test_strength_is_in_tenths_of_the_row(share, expected):
    assert strength(share) == expected


def test_many_answers_do_not_saturate_it():
    few, many = matrix_drawing((401, 403), [(401, (8, 2))]), matrix_drawing((401, 403), [(401, (8000, 2000))])
    assert [one.strength for one in few.squares] == [one.strength for one in many.squares] == [8, 2]


def test_right_is_where_row_and_column_meet():
    assert [square.right for square in matrix_drawing(COLUMNS, ROWS).squares] == [1, 0, 0, 0, 0, 1, 0, 0]


def test_letters_change_their_colour_on_strong_ink():
    squares = matrix_drawing((401, 403), [(401, (6, 4))]).squares
    assert [(square.strength > LIGHT_INK, square.on_ink) for square in squares] == [(True, True), (False, False)]


def test_a_cell_without_answers_has_no_number():
    assert [square.text for square in matrix_drawing(COLUMNS, ROWS).squares][:4] == ["8", "", "2", ""]


def test_a_large_number_is_shortened_to_fit():
    assert matrix_drawing((401,), [(401, (12_345,))]).squares[0].text == "12k"


def test_a_few_codes_fit_a_phone_and_many_scroll():
    assert not matrix_drawing(COLUMNS, ROWS).is_wide
    assert matrix_drawing(range(400, 420), [(400, [1] * 20)]).is_wide


def test_the_table_has_counts_and_percent():
    assert matrix_drawing(COLUMNS, ROWS).table[1].cells == (
        (0, 0, False),
        (30, 75, True),
        (0, 0, False),
        (10, 25, False),
    )


@given(st.integers(1, 30), st.integers(1, 30), st.data())
def test_everything_stands_inside_the_drawing(width, height, data):
    counts = st.lists(st.integers(0, 10**6), min_size=width, max_size=width)
    rows = [(400 + n, data.draw(counts)) for n in range(height)]
    drawing = matrix_drawing(range(400, 400 + width), rows)
    assert drawing.is_wide == (drawing.width > WIDTH)
    for square in drawing.squares:
        assert square.x + square.side <= drawing.width
        assert square.y + square.side <= drawing.height
        assert 0 <= square.strength <= 10


def test_the_picture_has_a_role_a_title_and_a_description():
    html = shown()
    assert 'role="img" aria-labelledby="all-title all-desc"' in html
    assert '<title id="all-title">Which code was taken for which</title>' in html
    assert "410 was chosen where 401 was best, 2 of 10 times. The table below" in html


def test_what_is_shown_is_classes_alone():
    html = shown()
    assert 'class="ink-8 matrix-right"' in html
    assert not re.search(r"style|fill=|#[0-9a-f]{3}", html)


def test_the_table_behind_says_the_same_in_words():
    html = shown()
    assert '<th scope="row">404</th>' in html
    assert "<td>30 (75 %) <small>right</small></td>" in html
    assert '<th scope="col">I don\'t know</th>' in html


def test_one_that_scrolls_can_be_reached_with_the_keyboard():
    html = shown(range(400, 420), [(400, [1] * 20)])
    assert '<div class="matrix-box" tabindex="0" role="region" aria-labelledby="all-title">' in html


def test_nothing_confused_is_said():
    assert "Nothing was confused." in shown(rows=[(401, (8, 0, 0, 0))], strongest=())


def test_without_answers_there_is_a_sentence_and_no_picture():
    html = shown((), (), ())
    assert "there is nothing to confuse" in html
    assert "<svg" not in html
