"""HTML to Markdown and back, as other systems' questions need it. Every function takes time linear in its text.

What comes out of ``to_markdown`` and ``inert`` holds no HTML outside code: where a sign could begin a tag, it stands
there as ``&lt;``.
"""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from markdown_it import MarkdownIt

BREAK = "\\\n"
MARKS = {"b": "**", "strong": "**", "i": "*", "em": "*", "code": "`", "a": "a"}
BLOCKS = {
    "p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "table", "tr", "section", "article",
    "header", "footer", "hr", "dl", "dt", "dd", "form", "fieldset", "figure", "figcaption", "center",
    "address", "caption", "main", "nav", "aside", "details", "summary",
}  # fmt: skip
SILENT = {
    "script", "style", "iframe", "object", "svg", "math", "head", "title", "noscript", "template",
    "applet", "select", "video", "audio",
}  # fmt: skip
UNREMARKABLE = {
    "p", "div", "br", "span", "font", "tbody", "thead", "ul", "ol", "li", "pre", "html", "body", "u",
    "b", "strong", "i", "em", "code", "a",
}  # fmt: skip
DEEPEST_LIST = 6

# A tag ends at its first ">", even inside a quoted value: looking further could be made to take quadratic time.
_TOKEN = re.compile(r"(<!--|-->|</?[a-zA-Z][^<>]*>|<[!?][^<>]*>)")
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
_SPECIAL = re.compile(r"\\|`|(?<!\s)\*|\*(?!\s)|_+|\](?=[(\[:])|&(?=#?\w{1,32};)|<(?=[A-Za-z/!?])")
_LINE_START = re.compile(r"^(?:#{1,6}(?=\s|$)|[*+-](?=\s|$)|>|~{3,}|(?:[-_=*][ \t]*)+$)", re.MULTILINE)
_NUMBERED = re.compile(r"^(\d{1,9})([.)])(?=\s|$)", re.MULTILINE)
_HUGE_REFERENCE = re.compile(r"&#(?:[0-9]{8,}|[xX][0-9a-fA-F]{8,});?")
_ADDRESS = re.compile(r"https?://[^\s<>\"\\`]+")
_TICKS = re.compile(r"`+")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
# The end of a link's text where its address names a scheme, or hides one, that is not known to run nothing.
_HOSTILE = re.compile(r"\](?=[ ]?[(:]\s{0,9}<?(?!(?:https?://|lesson:|code:))[^\s)>]{0,60}?[:&])")
_HTML = re.compile(r"<(?=[A-Za-z/!?])(?!https?://[^\s<>]{1,2000}>)")


def to_markdown(text: str) -> tuple[str, list[str]]:
    """HTML as Markdown, and the names of the elements that were dropped.

    Kept are p, br, b, strong, i, em, code, pre, ul, ol, li, and a where it goes to http or https. Of everything else
    the text is kept; of scripts, styles and the like not even that.
    """
    writer = _Writer()
    for token in _tokens(text):
        writer.take(token)
    return writer.whole(), list(writer.dropped)


def to_html(markdown: str) -> str:
    """Markdown as HTML without anything that the Markdown says in HTML, and with links to http and https only."""
    return str(_parser().render(markdown)).strip()


def plain_to_markdown(text: str) -> str:
    """A text without any markup, as Markdown that shows exactly this text. Empty lines part its paragraphs."""
    return to_markdown(re.sub(r"\n[ \t]*\n\s*", "<p>", html.escape(text, quote=False)))[0]


def inert(markdown: str) -> str:
    """Markdown whose HTML outside code has become text. What holds none comes back as it was."""
    return (
        _HTML.sub("&lt;", markdown) if "`" not in markdown and "~~~" not in markdown else _inert_around_code(markdown)
    )


def harmless(markdown: str) -> str:
    """Markdown for a system that takes HTML and every kind of link: neither of them runs anything there."""
    return _HOSTILE.sub(r"\]", inert(markdown))


def fenced(text: str, language: str = "") -> str:
    """A block of code whose fence is longer than any run of backticks in it."""
    fence = "`" * max(3, 1 + max((len(run) for run in _TICKS.findall(text)), default=0))
    return f"{fence}{language}\n{text.rstrip(chr(10))}\n{fence}"


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False}).disable(["image", "html_block", "html_inline"])
    parser.validateLink = lambda url: bool(_ADDRESS.fullmatch(url))  # type: ignore[method-assign]
    return parser


def _tokens(text: str) -> Iterator[str]:
    """Tags and what stands between them, without comments."""
    within = False
    for piece in _TOKEN.split(text):
        if piece == "-->" and within:
            within = False
        elif piece == "<!--":
            within = True
        elif piece and not within:
            yield piece


def unescaped(text: str) -> str:
    """Text with its character references replaced. The standard library alone raises for a number of 5,000 digits."""
    return html.unescape(_HUGE_REFERENCE.sub("\ufffd", text)) if "&" in text else text


def _attribute(tag: str, name: str) -> str:
    match = re.search(rf"\s{name}\s{{0,9}}=\s{{0,9}}(\"[^\"]*|'[^']*|[^\s>]+)", tag, re.IGNORECASE)
    return unescaped(match[1].strip("\"'")).strip() if match else ""


def _escaped(text: str) -> str:
    return _SPECIAL.sub(_escape, text)


def _escape(match: re.Match[str]) -> str:
    sign, whole = match[0], match.string
    before, after = whole[match.start() - 1 : match.start()], whole[match.end() : match.end() + 1]
    if sign == "\\":  # before a letter it means itself
        return sign if after.isalnum() or after == " " else "\\\\"
    if sign[0] == "_":
        inside, outside = before.isalnum() and after.isalnum(), not (before.isalnum() or after.isalnum())
        return sign if inside or (outside and len(sign) > 2) else "\\_" * len(sign)  # a gap stays a gap
    return {"&": "&amp;", "<": "&lt;"}.get(sign, f"\\{sign}")


def _code_span(text: str) -> str:
    text = " ".join(text.split())
    ticks = "`" * (1 + max((len(run) for run in _TICKS.findall(text)), default=0))
    pad = " " if text[:1] == "`" or text[-1:] == "`" else ""
    return f"{ticks}{pad}{text}{pad}{ticks}" if text else ""


@dataclass
class _List:
    ordered: bool
    number: int = 0
    width: int = 2
    marker: str = ""  # of the item that has begun and has no text yet


class _Writer:
    """Markdown in the making: finished blocks, and the pieces of the paragraph that is being read."""

    def __init__(self) -> None:
        self.blocks: list[tuple[str, bool]] = []  # the text, and whether it begins an item of a list
        self.pieces: list[str] = []
        self.opened: list[tuple[str, int, str]] = []  # marks: name, where their pieces begin, address
        self.lists: list[_List] = []
        self.skipped_lists = 0
        self.silent = ""
        self.pre: list[str] | None = None
        self.language = ""
        self.dropped: dict[str, None] = {}

    def take(self, token: str) -> None:
        match = _TAG.match(token)
        if token.startswith(("<!", "<?")) and token.endswith(">"):
            return
        if match is None or not token.endswith(">"):
            self._text(token)
            return
        name = match[2].lower()
        if self.silent:
            self.silent = "" if match[1] and name == self.silent else self.silent
        elif self.pre is not None:
            self._in_pre(name, bool(match[1]), token)
        else:
            self._tag(name, bool(match[1]), token)

    def whole(self) -> str:
        """All that was taken, with everything closed that was left open."""
        self._end_pre()
        self._flush()
        return "".join(("\n" if is_item else "\n\n") + block for block, is_item in self.blocks).lstrip("\n")

    def _text(self, token: str) -> None:
        if self.silent:
            return
        if self.pre is not None:
            self.pre.append(unescaped(token))
            return
        text = re.sub(r"\s+", lambda run: "\n" if "\n" in run[0] else " ", unescaped(token))
        if not self.pieces or self.pieces[-1][-1] in " \n":
            text = text.lstrip()
        in_code = any(name == "code" for name, _start, _address in self.opened)
        self.pieces += [text if in_code else _escaped(text)] if text else []

    def _tag(self, name: str, closes: bool, tag: str) -> None:
        if name not in UNREMARKABLE and not closes:
            self.dropped[name] = None
        if name in MARKS:
            self._close(name) if closes else self._open(name, tag)
        elif name in {"ul", "ol", "li"}:
            self._list(name, closes)
        elif name == "br":
            self._break()
        elif name == "pre":
            self._flush()
            self.pre = None if closes else []
        elif name in SILENT and not closes and not tag.endswith("/>"):
            self.silent = name
        elif name in BLOCKS:
            self._flush()
        elif name in {"td", "th"}:
            self._text(" ")
        elif name == "img":
            self._text(_attribute(tag, "alt"))

    def _break(self) -> None:
        if self.pieces and self.pieces[-1] == BREAK and not self.opened:
            self._flush()  # two in a row part paragraphs
        elif self.pieces and self.pieces[-1] != BREAK:
            self.pieces.append(BREAK)

    def _in_pre(self, name: str, closes: bool, tag: str) -> None:
        assert self.pre is not None  # noqa: S101 - only called within one
        if name == "pre" and closes:
            self._end_pre()
        elif name in SILENT and not closes:
            self.silent = name
        elif name == "br":
            self.pre.append("\n")
        elif name == "code" and not closes:
            match = re.search(r"language-([a-z0-9-]{1,20})", tag)
            self.language = match[1] if match else ""

    def _end_pre(self) -> None:
        if self.pre is None:
            return
        text, self.pre = "".join(self.pre).removeprefix("\n"), None
        if text.strip():
            self._block(fenced(text, self.language))
        self.language = ""

    def _open(self, name: str, tag: str) -> None:
        """Begin a mark. Within itself and within code it would say nothing, and could be nested without end."""
        marks = {MARKS[opened] for opened, _start, _address in self.opened}
        if MARKS[name] not in marks and "`" not in marks:
            self.opened.append((name, len(self.pieces), _attribute(tag, "href") if name == "a" else ""))

    def _close(self, name: str) -> None:
        if MARKS[name] not in {MARKS[opened] for opened, _start, _address in self.opened}:
            return
        is_done = False
        while not is_done:
            opened, start, address = self.opened.pop()
            is_done = MARKS[opened] == MARKS[name]
            self.pieces[start:] = self._marked(opened, self.pieces[start:], address)

    def _marked(self, name: str, pieces: list[str], address: str) -> list[str]:
        breaks = []
        while pieces and pieces[-1] == BREAK:
            breaks.append(pieces.pop())
        text = "".join(" " if piece == BREAK and name == "code" else piece for piece in pieces)
        inner = text.strip()
        if not inner:
            return [" "] if text else breaks
        before, after = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
        return [before + self._wrapped(name, inner, address) + after, *breaks]

    def _wrapped(self, name: str, inner: str, address: str) -> str:
        if name == "code":
            return _code_span(inner)
        if name != "a":
            return f"{MARKS[name]}{inner}{MARKS[name]}"
        if _ADDRESS.fullmatch(address) and not ("[" in inner or "]" in inner):
            return f"[{inner}]({address.replace('(', '%28').replace(')', '%29')})"
        self.dropped["a"] = None
        return inner

    def _list(self, name: str, closes: bool) -> None:
        self._flush()
        if name == "li":
            if self.lists and not closes:
                self._item(self.lists[-1])
        elif not closes and len(self.lists) < DEEPEST_LIST:
            self.lists.append(_List(name == "ol"))
        elif not closes:
            self.skipped_lists += 1
        elif self.skipped_lists:
            self.skipped_lists -= 1
        elif self.lists:
            self.lists.pop()

    def _item(self, current: _List) -> None:
        current.number += 1
        current.marker = f"{current.number}. " if current.ordered else "- "
        current.width = len(current.marker)

    def _flush(self) -> None:
        while self.opened:
            self._close(self.opened[-1][0])
        while self.pieces and self.pieces[-1] == BREAK:
            self.pieces.pop()
        lines = (line.strip(" \t") for line in "".join(self.pieces).strip().split("\n"))
        text = "\n".join(lines)
        self.pieces = []
        if text:
            self._block(_NUMBERED.sub(r"\1\\\2", _LINE_START.sub(r"\\\g<0>", text)))

    def _block(self, text: str) -> None:
        first, begins = "", False
        for current in self.lists:
            first += current.marker or " " * current.width
            begins = bool(current.marker)
            current.marker = ""
        indent = " " * len(first)
        lines = [indent + line if line and n else line for n, line in enumerate(text.split("\n"))]
        is_item = begins and bool(self.blocks) and self._follows_item()
        self.blocks.append((first + "\n".join(lines), is_item))

    def _follows_item(self) -> bool:
        return re.match(r"\s*(?:- |\d+\. )", self.blocks[-1][0]) is not None


def _inert_around_code(markdown: str) -> str:
    """Line by line: fences as they are, and between them paragraph by paragraph, as a code span ends with its own."""
    result: list[str] = []
    paragraph: list[str] = []
    fence = ""
    for line in markdown.split("\n"):
        match = _FENCE.match(line)
        if fence or not line.strip() or match:
            result += _inert_paragraph(paragraph)
            paragraph = []
            result.append(line if fence or match else _HTML.sub("&lt;", line))
            if match and not fence and "`" not in line[match.end() :]:
                fence = match[1]
            elif match and fence and match[1].startswith(fence) and not line[match.end() :].strip():
                fence = ""
            elif match and not fence:  # a line of inline code that begins with three ticks
                result[-1] = _inert_spans(line)
        else:
            paragraph.append(line)
    return "\n".join(result + _inert_paragraph(paragraph))


def _inert_paragraph(lines: list[str]) -> list[str]:
    return [_inert_spans("\n".join(lines))] if lines else []


def _inert_spans(text: str) -> str:
    """Text whose HTML outside code spans has become text. A span ends at the next run of as many backticks."""
    runs = list(_TICKS.finditer(text))
    closing: dict[int, list[int]] = {}
    for number in range(len(runs) - 1, -1, -1):
        closing.setdefault(len(runs[number][0]), []).append(number)  # the nearest one is last
    pieces, place, number = [], 0, 0
    while number < len(runs):
        start, same = runs[number], closing[len(runs[number][0])]
        while same and same[-1] <= number:
            same.pop()
        if same and not _is_escaped(text, start.start()):
            end = runs[same[-1]].end()
            pieces += [_HTML.sub("&lt;", text[place : start.start()]), text[start.start() : end]]
            place, number = end, same[-1]
        number += 1
    return "".join([*pieces, _HTML.sub("&lt;", text[place:])])


def _is_escaped(text: str, place: int) -> bool:
    before = text[max(0, place - 64) : place]
    return (len(before) - len(before.rstrip("\\"))) % 2 == 1
