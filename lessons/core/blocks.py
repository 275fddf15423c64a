"""The blocks of a lesson as HTML. Pure; text from files is escaped or sanitised here."""

from collections.abc import Mapping
from html import escape

from statuscourse.web import prose
from statuscourse.web.exchanges import exchange_html

from .content import DUEL_LINE, SPEC_LINE, Block


def block_html(block: Block, diagrams: Mapping[str, str]) -> str:
    """One block; a check is drawn by its template and is empty here."""
    if block.kind == "prose":
        html = prose.render_tokens(list(block.tokens))
        return html.replace("<table>", '<div class="table" tabindex="0"><table>').replace("</table>", "</table></div>")
    if block.kind in {"exchange", "fault"}:
        return exchange_html(block.title, block.text, fault=block.kind == "fault")
    if block.kind == "spec":
        return _spec(block.text)
    if block.kind == "duel":
        return _duel(block.text)
    if block.kind == "diagram":
        caption = f"<figcaption>{prose.render_inline(block.text)}</figcaption>" if block.text else ""
        return f'<figure class="diagram">{diagrams[block.title]}{caption}</figure>'
    return ""


def _spec(text: str) -> str:
    rows = []
    for line in text.split("\n"):
        match = SPEC_LINE.match(line)
        if match:
            rows.append(f"<div><dt>{match['key']}</dt><dd>{prose.render_inline(match['text'])}</dd></div>")
    return f'<div class="spec"><h3>What the specification says</h3><dl>{"".join(rows)}</dl></div>'


def _duel(text: str) -> str:
    parts = []
    for line in text.split("\n"):
        match = DUEL_LINE.match(line)
        if match:
            code = match["code"]
            said = prose.render_inline(match["text"])
            parts.append(f'<p class="s{code[0]}"><b class="figure">{escape(code)}</b>{said}</p>')
    return f'<div class="duel">{"".join(parts)}</div>'
