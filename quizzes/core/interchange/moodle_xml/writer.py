"""Writing Moodle XML. Strict: whatever of a question does not fit is named."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from html import escape
from itertools import groupby
from typing import Any

from statuscourse.protocol.registry import phrase

from .. import carried
from ..markup import to_html
from ..model import Loss, Source, Written
from ..printable import clean, losses_of

LEFT_OUT = {
    "fault": "kind: Moodle has no question that asks for faults in an exchange; it was left out",
    "write": "kind: Moodle has no question whose answer is a response; it was left out",
}
ACCEPTABLE = {"contested": 100.0}  # per cent; 50 where the question is agreed
# Moodle's word for credit by pairs of steps that stand the right way round, which is how an order is graded here.
PAIRWISE = "RELATIVE_ALL_PREVIOUS_AND_NEXT"
GRADING = {"all-or-nothing": "ALL_OR_NOTHING"}


def write(sources: Sequence[Source]) -> Written:
    """A file that Moodle imports, the questions of each topic in a category of its own."""
    lines: list[str] = []
    losses: list[Loss] = []
    for topic, group in groupby(sources, key=lambda source: str(source.get("topic") or "")):
        if topic or lines:
            lines += _category(topic)
        for source in group:
            written, lost = _question(clean(source))
            lines += written
            name = str(source.get("id") or source.get("title") or "")
            losses += [Loss(name, text) for text in [*losses_of(source), *lost]]
    body = "\n".join(['<?xml version="1.0" encoding="UTF-8"?>', "<quiz>", *lines, "</quiz>", ""])
    return Written(body.encode(), tuple(losses))


def _category(topic: str) -> list[str]:
    path = clean(f"$course$/top/{topic}".removesuffix("/"))
    return [
        '  <question type="category">',
        f"    <category>{_text(path)}</category>",
        "  </question>",
    ]


def _question(source: Source) -> tuple[list[str], list[str]]:
    kind = source.get("kind")
    if kind not in WRITERS:
        return [], [LEFT_OUT.get(str(kind), "kind: it has none that Moodle knows; it was left out")]
    moodle, parts, more, lost = WRITERS[str(kind)](source)
    # Moodle takes a name for HTML and shows what is left of it without tags, so that a < has to be escaped twice.
    title = escape(str(source.get("title") or source.get("id") or ""), quote=False)
    head = [
        f'  <question type="{moodle}">',
        f"    <name>{_text(title)}</name>",
        _field("questiontext", carried.body_html(source)),
        _field("generalfeedback", carried.general_html(source, more)),
        "    <defaultgrade>1</defaultgrade>",
        "    <penalty>0.3333333</penalty>",
        "    <hidden>0</hidden>",
        f"    <idnumber>{escape(str(source.get('id') or ''), quote=False)}</idnumber>",
    ]
    tail = [_field("hint", to_html(str(hint))) for hint in source.get("hints") or []]
    tags = "".join(f"<tag>{_text(tag)}</tag>" for tag in carried.tags(source))
    return [*head, *parts, *tail, f"    <tags>{tags}</tags>", "  </question>"], lost


def _text(text: str) -> str:
    return f"<text>{escape(text, quote=False)}</text>"


def _field(name: str, html: str) -> str:
    return f'    <{name} format="html">{_text(html)}</{name}>'


def _answer(fraction: float, text: str, feedback: str, form: str = "html") -> str:
    share = f"{fraction:.5f}".rstrip("0").rstrip(".")
    told = f'<feedback format="html">{_text(feedback)}</feedback>'
    return f'    <answer fraction="{share}" format="{form}">{_text(text)}{told}</answer>'


def _fraction(row: Mapping[str, Any], source: Source) -> float:
    if row.get("verdict") == "best":
        return 100.0
    return ACCEPTABLE.get(str(source.get("agreement")), 50.0) if row.get("verdict") == "acceptable" else 0.0


Parts = tuple[str, list[str], list[str], list[str]]  # Moodle's type, its elements, HTML of the general feedback, losses


def _choice(single: str, answers: Iterator[str]) -> list[str]:
    return [
        f"    <single>{single}</single>",
        "    <shuffleanswers>true</shuffleanswers>",
        "    <answernumbering>none</answernumbering>",
        *answers,
    ]


def named_code(code: object) -> str:
    """A code with its registered phrase."""
    return f"{code} {phrase(code) if isinstance(code, int) else ''}".strip()


def _code(source: Source) -> Parts:
    answers = (
        _answer(_fraction(row, source), f"<p>{escape(named_code(row.get('code')))}</p>", carried.offered_html(row))
        for row in source.get("options") or []
    )
    return "multichoice", _choice("true", answers), [], []


def _one(source: Source) -> Parts:
    says_code = source.get("kind") == "situation"
    rows = source.get("options") or []
    if [(row.get("id"), row.get("text")) for row in rows] == [("true", "True"), ("false", "False")]:
        verdicts = (_answer(_fraction(row, source), row["id"], carried.offered_html(row), PLAIN) for row in rows)
        return "truefalse", [*verdicts], [], []
    answers = (
        _answer(
            _fraction(row, source), to_html(str(row.get("text") or "")), carried.offered_html(row, says_code=says_code)
        )
        for row in rows
    )
    return "multichoice", _choice("true", answers), [], []


PLAIN = "moodle_auto_format"


def _several(source: Source) -> Parts:
    rows = source.get("options") or []
    credit = source.get("credit")
    share = 100 / max(1, sum(bool(row.get("right")) for row in rows))
    cost = -share if credit == "proportional-with-penalty" else 0.0
    answers = (
        _answer(share if row.get("right") else cost, to_html(str(row.get("text") or "")), carried.offered_html(row))
        for row in rows
    )
    lost = (
        ["credit: Moodle gives a part of the mark where everything has to be right"]
        if credit == "all-or-nothing"
        else []
    )
    lost += ["choose: Moodle does not limit how many are chosen"] if source.get("choose") else []
    return "multichoice", _choice("false", answers), [], lost


def _match(source: Source) -> Parts:
    items, distractors = source.get("items") or [], source.get("distractors") or []
    rows = [(carried.marked(carried.id_mark(row), to_html(str(row.get("text") or ""))), row) for row in items]
    parts = [_subquestion(html, row) for html, row in [*rows, *(("", row) for row in distractors)]]
    reasons = [{"for": row.get("id"), **row} for row in items]
    reasons += [{"for": row.get("code"), "text": "", "why": row.get("why")} for row in distractors]
    lost = (
        []
        if source.get("credit") == "proportional"
        else ["credit: Moodle gives each pair its share and takes none away"]
    )
    return "matching", parts, [carried.table("reasons", ("for", "text", "code", "why"), reasons)], lost


def _subquestion(html: str, row: Mapping[str, Any]) -> str:
    answer = _text(named_code(row.get("code")))
    return f'    <subquestion format="html">{_text(html)}<answer>{answer}</answer></subquestion>'


def _order(source: Source) -> Parts:
    steps, accepted = source.get("steps") or [], source.get("accepted") or []
    by_id = {row.get("id"): row for row in steps}
    right = [by_id[name] for name in (accepted[0].get("order") if accepted else []) or [] if name in by_id] or steps
    parts = [
        "    <layouttype>VERTICAL</layouttype>",
        "    <selecttype>ALL</selecttype>",
        f"    <selectcount>{len(right)}</selectcount>",
        f"    <gradingtype>{GRADING.get(str(source.get('credit')), PAIRWISE)}</gradingtype>",
        "    <showgrading>SHOW</showgrading>",
        "    <numberingstyle>none</numberingstyle>",
    ]
    for place, row in enumerate(right, start=1):
        html = carried.marked(carried.id_mark(row), to_html(str(row.get("text") or "")))
        parts.append(_answer(place, html, ""))
    more = [
        carried.table("reasons", carried.REASONS, [{"for": row.get("id"), **row} for row in steps]),
        carried.table("orders", carried.ORDERS, accepted),
    ]
    lost = ["accepted: Moodle knows one right order, the first"] if len(accepted) > 1 else []
    if source.get("credit") == "proportional-with-penalty":
        lost.append("credit: Moodle takes nothing away for a wrong place")
    return "ordering", parts, more, lost


def _type(source: Source) -> Parts:
    rows = [*(source.get("accepted") or []), *(source.get("near_misses") or [])]
    parts = [f"    <usecase>{int(bool(source.get('case_sensitive')))}</usecase>"]
    for row in rows:
        text = str(row.get("text") or "").replace("*", "\\*")  # a star alone stands for any text in Moodle
        parts.append(_answer(_fraction(row, source), text, carried.offered_html(row), PLAIN))
    if source.get("otherwise"):
        parts.append(_answer(0, "*", carried.offered_html({"why": source["otherwise"]}), PLAIN))
    return "shortanswer", parts, [], []


WRITERS: dict[str, Callable[[Source], Parts]] = {
    "code": _code,
    "situation": _one,
    "one": _one,
    "several": _several,
    "match": _match,
    "order": _order,
    "type": _type,
}
