"""Pieces of pages that are kept: drawn once, and never more of them than so many bytes."""

from django.utils.safestring import SafeString

from statuscourse.web.kept import ENTRY, Pieces, kept


def test_a_piece_is_drawn_once():
    drawn = []
    pieces = Pieces(most=10 * ENTRY)
    assert [pieces.get("a", lambda: drawn.append(1) or "<p>“yes”</p>") for _ in range(3)] == ["<p>“yes”</p>"] * 3
    assert drawn == [1]


def test_a_piece_is_html_whether_it_was_kept_or_not():
    pieces = Pieces(most=10 * ENTRY)
    assert [type(pieces.get("a", lambda: "<b>a</b>")) for _ in range(2)] == [SafeString] * 2


def test_pieces_never_take_more_bytes_than_they_may():
    pieces = Pieces(most=10 * ENTRY)
    for number in range(100):
        pieces.get(number, lambda: "x" * ENTRY)
    assert pieces.info() == (5, 10 * ENTRY)


def test_bytes_count_and_not_characters():
    pieces = Pieces(most=10 * ENTRY)
    for number in range(100):
        pieces.get(number, lambda: "”" * ENTRY)
    assert pieces.info() == (2, 8 * ENTRY)


def test_a_piece_that_two_threads_draw_at_once_is_counted_once():
    pieces = Pieces(most=10 * ENTRY)
    pieces.get("a", lambda: pieces.get("a", lambda: "drawn by the other"))
    assert pieces.info() == (1, ENTRY + len("drawn by the other"))


def test_the_piece_that_was_asked_for_longest_ago_goes_first():
    pieces = Pieces(most=3 * ENTRY + 100)
    for key in ("a", "b", "c", "a", "d"):
        pieces.get(key, lambda: "")
    drawn = []
    for key in ("a", "c", "d"):
        pieces.get(key, lambda key=key: drawn.append(key) or "")
    assert drawn == []


def test_a_piece_larger_than_all_that_may_be_kept_is_given_all_the_same():
    pieces = Pieces(most=ENTRY)
    assert len(pieces.get("a", lambda: "x" * 5000)) == 5000
    assert pieces.get("b", lambda: "small") == "small"
    assert pieces.info().currsize == 1


def test_a_function_keeps_by_its_arguments_and_can_be_emptied():
    drawn = []

    @kept(megabytes=1)
    def draw(name, number):
        drawn.append((name, number))
        return f"{name} {number}"

    assert [draw("a", 1), draw("a", 2), draw("a", 1)] == ["a 1", "a 2", "a 1"]
    draw.cache_clear()
    draw("a", 1)
    assert (drawn, draw.cache_info().currsize) == ([("a", 1), ("a", 2), ("a", 1)], 1)
