import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from quizzes.core.interchange.markup import inert, plain_to_markdown, to_html, to_markdown

from .carried import shipped_sources

TAGS = [
    "<b>",
    "</b>",
    "<i>",
    "</i>",
    "<code>",
    "</code>",
    "<pre>",
    "</pre>",
    "<p>",
    "</p>",
    "<br>",
    "<ul>",
    "<ol>",
    "<li>",
    "</li>",
]
MORE = [
    "</ul>",
    "</ol>",
    "<a href='https://a.example/x'>",
    "<a href='javascript:x'>",
    "</a>",
    "<script>",
    "</script>",
    "<!--",
    "-->",
]
WORDS = [
    "a",
    " ",
    "\n",
    "*",
    "_",
    "`",
    "```",
    "[x](y)",
    "]",
    "\\",
    "# ",
    "- ",
    "1. ",
    "&lt;b&gt;",
    "&amp;",
    "&#60;",
    "<",
    ">",
    "é",
]
PIECES = st.lists(st.sampled_from(TAGS + MORE + WORDS), max_size=30).map("".join)


def markdown(html):
    return to_markdown(html)[0]


def shown(text):
    """What a reader of Markdown sees, without any mark."""
    return "".join(
        token.content
        for block in MarkdownIt("commonmark", {"html": False}).parse(text)
        for token in block.children or []
    )


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>one</p><p>two</p>", "one\n\ntwo"),
        ("one<br>two<br><br>three<br>", "one\\\ntwo\n\nthree"),
        ("<b>b</b> <strong>s</strong> <i>i</i> <em>e</em>", "**b** **s** *i* *e*"),
        ("a<b> b </b>c", "a **b** c"),
        ("<b></b><i> </i>x", "x"),
        ("<code>a`b</code> and <code>&lt;b&gt;</code>", "``a`b`` and `<b>`"),
        ("<pre>GET / HTTP/1.1\n\n  x</pre>", "```\nGET / HTTP/1.1\n\n  x\n```"),
        ('<pre><code class="language-http">```</code></pre>', "````http\n```\n````"),
        ("<ul><li>a</li><li>b<ol><li>c</li></ol></li></ul>d", "- a\n- b\n  1. c\n\nd"),
        ('<a href="https://a.example/(x)">y</a>', "[y](https://a.example/%28x%29)"),
        ("a&nbsp;&eacute; &lt; 5 &amp;&amp; b", "a é < 5 && b"),
        ("<b>never closed <i>at all", "**never closed *at all***"),
        ("</b></p></ul>x</li>", "x"),
        ("1 < 2 and <3 > 2", "1 < 2 and <3 > 2"),
    ],
)
def test_what_markdown_has_is_kept(html, expected):
    assert to_markdown(html) == (expected, [])


@pytest.mark.parametrize(
    ("html", "expected", "dropped"),
    [
        ("<script>alert(1)</script>x", "x", ["script"]),
        ("<style>p {}</style>x<iframe src=y></iframe>", "x", ["style", "iframe"]),
        ('<img src="x" alt="A gate">', "A gate", ["img"]),
        ("<table><tr><td>a</td><td>b</td></tr></table>", "a b", ["table", "tr", "td"]),
        ('<a href="javascript:alert(1)">x</a>', "x", ["a"]),
        ('<a href="java&#115;cript:alert(1)">x</a>', "x", ["a"]),
        ('<a href="/relative">x</a>', "x", ["a"]),
        ("<!-- <b>no</b> -->x", "x", []),
    ],
)
def test_what_markdown_has_not_is_dropped_by_name_and_its_text_kept(html, expected, dropped):
    assert to_markdown(html) == (expected, dropped)


@pytest.mark.parametrize(
    "text",
    [
        "*a*",
        "_a_",
        "`a`",
        "[a](https://b.example)",
        "# a",
        "- a",
        "+ a",
        "1. a",
        "> a",
        "---",
        "===",
        "~~~",
        "a\\*b",
        "![a](b)",
        "&lt;",
        "[a]: b",
        "<b>",
        "<https://a.example>",
    ],
)
def test_a_plain_text_is_shown_as_it_stands(text):
    assert shown(plain_to_markdown(text)) == text


@pytest.mark.parametrize(
    "text", ["snake_case", "a * b", "2 - 1", "x_____y", "Grant is _____ here.", "C:\\dir", "a & b", "[a] (b)"]
)
def test_a_sign_that_means_nothing_is_not_escaped(text):
    assert plain_to_markdown(text) == text


def test_a_number_of_thousands_of_digits_is_no_character():
    assert markdown("&#" + "9" * 6_000 + ";x") == "\ufffdx"


@pytest.mark.parametrize(
    "unit", ["<b>", "<b><i>", "<ul><li>", "<!--", "<pre>", "<a href=", "`", "<script>", "<br>", "&#9", "<"]
)
def test_half_a_megabyte_of_one_tag_stays_small(unit):
    assert len(markdown(unit * (500_000 // len(unit)))) < 2_000_000


@pytest.mark.parametrize(
    "text",
    [
        "a `b` *c*\n**d**",
        "- a\n- b\n\n  c\n\nd",
        "1. a\n2. b",
        "a\\\nb",
        "[x](https://a.example)",
        "```http\nGET /\n\nx\n```",
    ],
)
def test_markdown_comes_back_from_html(text):
    assert markdown(to_html(text)) == text


def test_every_text_of_the_course_comes_back_from_html():
    for entry in shipped_sources():
        text = entry["scenario"].strip()
        assert to_html(markdown(to_html(text))) == to_html(text), entry["id"]


def test_html_within_markdown_becomes_text_and_links_go_to_the_web_only():
    html = to_html("<b>x</b> <script>y</script> [a](javascript:z) ![i](https://a.example/i.png) [b](https://b.example)")
    assert html.count("<") == html.count("<p>") + html.count("</p>") + html.count('<a href="https://') + html.count(
        "</a>"
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a < b <b>c</b>", "a < b &lt;b>c&lt;/b>"),
        ("`<b>` <b>", "`<b>` &lt;b>"),
        ("`` <b>` `` <i>", "`` <b>` `` &lt;i>"),
        ("\\`<b>`", "\\`&lt;b>`"),
        ("`<b>\n\n<i>`", "`&lt;b>\n\n&lt;i>`"),
        ("```http\n<b>\n```\n<i>", "```http\n<b>\n```\n&lt;i>"),
        ("<https://a.example> <!-- x -->", "<https://a.example> &lt;!-- x -->"),
    ],
)
def test_html_outside_code_is_made_text(text, expected):
    assert inert(text) == expected
    assert inert(expected) == expected


@given(PIECES)
def test_no_html_comes_out_whatever_goes_in(html):
    text, _dropped = to_markdown(html)
    rendered = MarkdownIt("commonmark", {"html": True}).parse(text)
    kinds = {token.type for block in rendered for token in [block, *(block.children or [])]}
    assert not kinds & {"html_block", "html_inline", "image"}


@given(PIECES)
def test_inert_markdown_has_no_html_even_where_html_is_allowed(text):
    rendered = MarkdownIt("commonmark", {"html": True}).parse(inert(text))
    kinds = {token.type for block in rendered for token in [block, *(block.children or [])]}
    assert not kinds & {"html_block", "html_inline"}
    assert inert(inert(text)) == inert(text)


@given(st.text(alphabet="ab *_`[]()<>&#\\-+.1~=!:", max_size=40))
def test_any_plain_text_is_shown_as_it_stands(text):
    assert shown(plain_to_markdown(text)) == " ".join(text.split())
