"""Bars of shares as a drawing."""

from hypothesis import given
from hypothesis import strategies as st

from statuscourse.web.bars import WIDTH, share_bars


def test_a_bar_is_as_long_as_its_share():
    bars = share_bars([("404 Not Found", 3, 0.75, True), ("410 Gone", 1, 0.25, False)]).bars
    assert [(bar.width, bar.text, bar.right) for bar in bars] == [
        (217.5, "3 · 75 %", True),
        (72.5, "1 · 25 %", False),
    ]


def test_what_nobody_chose_has_no_bar_and_what_somebody_chose_can_be_seen():
    assert [bar.width for bar in share_bars([("a", 0, 0.0, False), ("b", 1, 0.0001, False)]).bars] == [0.0, 2.0]


def test_a_long_name_is_cut():
    assert (
        share_bars([("the client repeats it after a while", 1, 1.0, True)]).bars[0].name == "the client repeats it a…"
    )


@given(st.lists(st.tuples(st.text(), st.integers(0, 10**6), st.floats(0, 3), st.booleans())))
def test_no_bar_leaves_the_picture(rows):
    drawing = share_bars(rows)
    assert all(0 <= bar.width <= WIDTH and bar.bar_y + 12 <= drawing.height for bar in drawing.bars)
