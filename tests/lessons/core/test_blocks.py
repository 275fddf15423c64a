"""Blocks of a lesson as HTML."""

import pytest

from lessons.core.blocks import block_html
from lessons.core.content import Block
from statuscourse.web import prose

HOSTILE = "<script>alert(1)</script>"


def html(kind, text="", title="", diagrams=None):
    tokens = tuple(prose.PARSER.parse(text)) if kind == "prose" else ()
    return block_html(Block(kind, 1, title, text, tokens), diagrams or {})


def test_prose_is_paragraphs():
    assert html("prose", "One.\n\nTwo.") == "<p>One.</p>\n<p>Two.</p>"


def test_a_table_scrolls_by_itself_and_is_reached_by_keyboard():
    assert html("prose", "| a |\n|---|\n| 1 |").startswith('<div class="table" tabindex="0"><table>')


def test_an_exchange_is_a_figure():
    assert html("exchange", "HTTP/1.1 200 OK", "Fine").startswith('<figure class="exchange s2"><figcaption>Fine<')


def test_a_fault_is_marked():
    assert "exchange-fault" in html("fault", "HTTP/1.1 200 OK")


def test_a_specification_says_how_strong_it_is():
    assert "<dt>MUST NOT</dt><dd>It sends none. " in html("spec", "MUST NOT: It sends none. RFC 9110, 8.6")


def test_a_specification_links_its_sections():
    assert "rfc9110.html#section-8.6" in html("spec", "MUST NOT: It sends none. RFC 9110, 8.6")


def test_a_duel_has_a_hue_for_each_code():
    shown = html("duel", "301: For good.\n503: Not now.")
    assert ('class="s3"' in shown, 'class="s5"' in shown) == (True, True)


def test_a_diagram_has_its_caption():
    assert html("diagram", "Two gates.", "gates", {"gates": "<svg></svg>"}) == (
        '<figure class="diagram"><svg></svg><figcaption>Two gates.</figcaption></figure>'
    )


def test_a_diagram_may_have_no_caption():
    assert html("diagram", "", "gates", {"gates": "<svg></svg>"}) == '<figure class="diagram"><svg></svg></figure>'


def test_a_check_is_drawn_by_its_template():
    assert html("check", "", "access-phone") == ""


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("prose", HOSTILE),
        ("exchange", f"HTTP/1.1 200 OK\n\n{HOSTILE}"),
        ("fault", f"HTTP/1.1 200 {HOSTILE}"),
        ("spec", f"MUST: {HOSTILE} RFC 9110, 1"),
        ("duel", f"301: {HOSTILE}"),
        ("diagram", HOSTILE),
    ],
)
def test_nothing_in_a_block_can_act(kind, text):
    assert "<script" not in html(kind, text, "gates", {"gates": "<svg></svg>"})
