"""The texts of one question on their way from HTML to Markdown, and what was dropped on it."""

import re

from .markup import inert, plain_to_markdown, to_html, to_markdown, unescaped

LONGEST = 100_000
_DATA = re.compile(r"""data:[a-zA-Z/+.-]{0,80};base64,[A-Za-z0-9+/=\s]*+""")
_TAG = re.compile(r"<[^<>]*>")


class Prose:
    """Turns texts into Markdown and remembers, each once, what could not come along."""

    def __init__(self) -> None:
        self.dropped: dict[str, None] = {}

    def drop(self, what: str) -> None:
        self.dropped[what] = None

    def bounded(self, text: str) -> str:
        """A text of whatever markup, or nothing of one that is too long to be worth the work that it could make."""
        if "data:" in text:  # a picture inside its own address may be longer than all the rest
            text = _DATA.sub("", text)
        if len(text) > LONGEST:
            self.drop(f"a text of more than {LONGEST} characters")
            return ""
        return text

    def markdown(self, html: str) -> str:
        html = self.bounded(html)
        text, dropped = to_markdown(html) if html.strip() else ("", [])
        for what in dropped:
            self.drop(what)
        return text.strip()

    def said(self) -> str:
        """What was dropped, as a sentence; empty where nothing was."""
        return f"Left out, because a text here cannot have it: {', '.join(self.dropped)[:300]}." if self.dropped else ""


def plain(html: str) -> str:
    """A short text of HTML on one line, without its markup."""
    return " ".join(unescaped(_TAG.sub("", html)).split())


def html_of(text: str, form: str) -> str:
    """A text in one of Moodle's formats as HTML."""
    if form in {"markdown", "plain_text", "wiki_like"}:
        return to_html(markdown_of(text, form))
    return _broken(text) if form == "moodle_auto_format" else text


def markdown_of(text: str, form: str) -> str:
    """A text in Moodle's Markdown, plain or wiki format as Markdown; its HTML becomes text."""
    return inert(text).strip() if form == "markdown" else plain_to_markdown(text)


def _broken(html: str) -> str:
    """HTML of the format in which a line break is one."""
    parts = re.split(r"\n[ \t]*\n", html.strip().replace("\r\n", "\n"))
    return "".join(f"<p>{part.strip()}</p>" for part in parts).replace("\n", "<br>")
