"""Authored Markdown: what the course adds, and that nothing in it can act."""

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from statuscourse.web import prose

HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)>",
    "<a href='javascript:alert(1)'>x</a>",
    "<iframe src=https://evil.example></iframe>",
    "<style>*{display:none}</style>",
    "<p style='color:red' onclick='alert(1)'>x</p>",
    "<!-- --><form action=https://evil.example><input name=q></form>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](vbscript:msgbox)",
    "<javascript:alert(1)>",
    "![x](https://evil.example/pixel.png)",
    '[x](https://a.example "onmouseover=alert(1)")',
    "```html\n<script>alert(1)</script>\n```",
    "`<script>alert(1)</script>`",
    '[x](lesson:"onclick="alert(1))',
    "RFC 9110, 15.5.2<script>alert(1)</script>",
]
ACTIVE = (
    "<script",
    "<img",
    "<svg",
    "<iframe",
    "<style",
    "<form",
    "<input",
    'href="javascript',
    'href="data',
    'href="vbscript',
)

INERT = {"href", "class", "rel", "start", "title", "lang"}


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_inert(text):
    html = prose.render(text).lower()
    assert [tag for tag in ACTIVE if tag in html] == []


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_brings_no_attribute_of_its_own(text):
    assert attributes(prose.render(text)) <= INERT


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_inert_in_one_line(text):
    assert attributes(prose.render_inline(text)) <= INERT


@given(st.text(alphabet="<>\"'/ascriptonerl=:()[]`!&;#*|-\n ", max_size=200))
def test_no_text_makes_an_attribute_that_acts(text):
    assert attributes(prose.render(text)) <= INERT


def attributes(html):
    found = set()

    class Reader(HTMLParser):
        def handle_starttag(self, tag, attrs):
            found.update(name for name, _ in attrs)

    Reader().feed(html)
    return found


def test_a_registered_code_is_a_lamp_in_its_hue():
    assert prose.render_inline("`404`") == '<b class="lamp s4">404</b>'


def test_a_lamp_may_carry_the_phrase():
    assert prose.render_inline("`404 Not Found`") == '<b class="lamp s4">404 Not Found</b>'


@pytest.mark.parametrize("text", ["299", "404 Nothing Here", "4040", "Allow"])
def test_other_code_is_no_lamp(text):
    assert prose.render_inline(f"`{text}`") == f"<code>{text}</code>"


def test_a_citation_is_a_link():
    html = prose.render_inline("See RFC 9110, 15.5.2.")
    assert 'href="https://www.rfc-editor.org/rfc/rfc9110.html#section-15.5.2"' in html


def test_a_citation_within_a_link_is_not_a_second_link():
    assert prose.render_inline("[RFC 9110, 15](https://a.example/)").count("<a ") == 1


@pytest.mark.parametrize(
    ("href", "address"),
    [
        ("lesson:who-are-you#unknown-caller", "/lessons/who-are-you/#unknown-caller"),
        ("lesson:who-are-you", "/lessons/who-are-you/"),
        ("code:404", "/codes/404/"),
        ("https://a.example/", "https://a.example/"),
    ],
)
def test_the_course_has_its_own_addresses(href, address):
    assert f'href="{address}"' in prose.render_inline(f"[x]({href})")


def test_a_link_to_elsewhere_tells_it_nothing():
    assert 'rel="noopener noreferrer"' in prose.render_inline("[x](https://a.example/)")


def test_a_table_is_a_table():
    assert "<td>1</td>" in prose.render("| a |\n|---|\n| 1 |")


def test_plain_text_has_words_only():
    assert prose.plain("A **bold** `404`\nand [a link](code:404).\n\nMore.") == "A bold 404 and a link. More."


def test_links_are_listed():
    tokens = prose.PARSER.parse("[a](code:404) and [b](lesson:x)")
    assert list(prose.links(tokens)) == ["code:404", "lesson:x"]
