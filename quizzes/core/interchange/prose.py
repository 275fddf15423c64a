"""The texts of one question on their way from HTML to Markdown, and what was dropped on it."""

import re
from html import escape, unescape

from .markup import to_html, to_markdown

_TAG = re.compile(r"<[^<>]*>")


class Prose:
    """Turns texts into Markdown and remembers, each once, what could not come along."""

    def __init__(self) -> None:
        self.dropped: dict[str, None] = {}

    def drop(self, what: str) -> None:
        self.dropped[what] = None

    def markdown(self, html: str) -> str:
        text, dropped = to_markdown(html) if html.strip() else ("", [])
        for what in dropped:
            self.drop(what)
        return text.strip()

    def said(self) -> str:
        """What was dropped, as a sentence; empty where nothing was."""
        return f"Left out, because a text here cannot have it: {', '.join(self.dropped)}." if self.dropped else ""


def plain(html: str) -> str:
    """A short text of HTML on one line, without its markup."""
    return " ".join(unescape(_TAG.sub("", html)).split())


def html_of(text: str, form: str) -> str:
    """A text in one of Moodle's formats as HTML."""
    if form == "markdown":
        return to_html(text)
    if form in {"plain_text", "wiki_like"}:
        return _paragraphs(escape(text, quote=False))
    if form == "moodle_auto_format":  # HTML in which a line break is one
        return _paragraphs(text)
    return text


def _paragraphs(html: str) -> str:
    parts = re.split(r"\n[ \t]*\n", html.strip().replace("\r\n", "\n"))
    return "".join(f"<p>{part.strip()}</p>" for part in parts).replace("\n", "<br>")
