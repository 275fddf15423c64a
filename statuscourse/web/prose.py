"""Authored Markdown to safe HTML: two locks, a renderer that knows no raw HTML and a sanitiser behind it.

Pure: no Django, so that cores may use it.
"""

import re
from collections.abc import Iterator, Sequence
from html import escape
from typing import Any

import nh3
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import OptionsDict

from statuscourse.protocol.citations import CITATION, address
from statuscourse.protocol.registry import registry

from .addresses import at

LAMP = re.compile(r"^([1-5]\d\d)(?: (.+))?$")
IN_THE_SITE = re.compile(r"/(?!/)")
LINK_SCHEMES = {"lesson": "/lessons/{slug}/", "code": "/codes/{slug}/"}

ALLOWED_TAGS = {
    "p", "a", "b", "code", "em", "strong", "ul", "ol", "li", "q", "br", "blockquote", "pre",
    "table", "thead", "tbody", "tr", "th", "td", "span", "hr",
}  # fmt: skip
ALLOWED_ATTRIBUTES = {"a": {"href"}, "b": {"class"}, "ol": {"start"}, "span": {"class"}}
LAMP_CLASSES = {"lamp", "s1", "s2", "s3", "s4", "s5"}


class CourseRenderer(RendererHTML):
    """HTML with lamps for registered codes, links for citations and addresses of the course for its own schemes."""

    def code_inline(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: Any) -> str:
        text = tokens[idx].content
        match = LAMP.match(text)
        status = registry().get(int(match[1])) if match else None
        if match and status and match[2] in (None, status.phrase):
            return f'<b class="lamp s{status.class_digit}">{escape(text)}</b>'
        return f"<code>{escape(text)}</code>"

    def text(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: Any) -> str:
        if env.get("in_link"):
            return escape(tokens[idx].content, quote=False)
        return link_citations(tokens[idx].content)

    def link_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: Any) -> str:
        env["in_link"] = True
        tokens[idx].attrs["href"] = course_address(str(tokens[idx].attrs.get("href", "")))
        return self.renderToken(tokens, idx, options, env)

    def link_close(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: Any) -> str:
        env["in_link"] = False
        return self.renderToken(tokens, idx, options, env)


def link_citations(text: str) -> str:
    """Escaped text in which every ``RFC 9110, 15.5.2`` is a link."""
    parts: list[str] = []
    end = 0
    for match in CITATION.finditer(text):
        parts.append(escape(text[end : match.start()], quote=False))
        parts.append(f'<a href="{address(match[0])}">{escape(match[0])}</a>')
        end = match.end()
    return "".join(parts) + escape(text[end:], quote=False)


def course_address(href: str) -> str:
    """The address behind ``lesson:slug#section`` and ``code:404``; other addresses as they are."""
    scheme, _, rest = href.partition(":")
    if scheme not in LINK_SCHEMES:
        return at(href) if IN_THE_SITE.match(href) else href
    slug, _, anchor = rest.partition("#")
    return at(LINK_SCHEMES[scheme].format(slug=slug)) + (f"#{anchor}" if anchor else "")


def _parser() -> MarkdownIt:
    options = {"html": False, "linkify": False, "typographer": True}
    parser = MarkdownIt("commonmark", options, renderer_cls=CourseRenderer)
    parser.enable(["table", "smartquotes"])
    parser.validateLink = _link_is_allowed  # type: ignore[method-assign]
    return parser


def _link_is_allowed(url: str) -> bool:
    return url.startswith(("https://", "http://", "/", "#", "lesson:", "code:"))


PARSER = _parser()


def _clean(html: str) -> str:
    def keep(tag: str, attribute: str, value: str) -> str | None:
        if attribute == "class":
            return value if set(value.split()) <= LAMP_CLASSES else None
        return value

    return nh3.clean(
        html,
        tags=ALLOWED_TAGS,
        attributes=ALLOWED_ATTRIBUTES,
        attribute_filter=keep,
        url_schemes={"http", "https"},
        link_rel="noopener noreferrer",
    )


def render(text: str) -> str:
    """A block of Markdown as HTML."""
    html: str = PARSER.render(text)
    return _clean(html).strip()


def render_tokens(tokens: list[Token]) -> str:
    """Markdown that was parsed before, as HTML."""
    html: str = PARSER.renderer.render(tokens, PARSER.options, {})
    return _clean(html).strip()


def render_inline(text: str) -> str:
    """One line of Markdown as HTML without a paragraph around it."""
    html: str = PARSER.renderInline(text)
    return _clean(html).strip()


def plain(text: str) -> str:
    """The words of a Markdown text, for search and for checks that count them."""
    return " ".join("".join(_words(PARSER.parse(text))).split())


def _words(tokens: Sequence[Token]) -> Iterator[str]:
    for token in tokens:
        if token.children:
            yield from _words(token.children)
            yield " "
        elif token.type in {"text", "code_inline"}:
            yield token.content
        elif token.type in {"softbreak", "hardbreak"}:
            yield " "


def links(tokens: Sequence[Token]) -> Iterator[str]:
    """Every link target in parsed Markdown."""
    for token in tokens:
        for child in token.children or []:
            if child.type == "link_open":
                yield str(child.attrs.get("href", ""))
