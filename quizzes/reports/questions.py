"""A question ready to be drawn: its Markdown rendered, its options arranged and filled in."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from html import unescape
from typing import Any

from django.utils.html import escape, strip_tags
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from statuscourse.audit.core.rules import RULES
from statuscourse.protocol.citations import address
from statuscourse.protocol.registry import phrase
from statuscourse.web import prose
from statuscourse.web.addresses import at
from statuscourse.web.exchanges import asking_html, exchange_html

from ..core import grading
from ..core.kinds import fault, match, type_it
from ..core.shuffling import standing
from ..models import QuestionRevision, get_revision, section_of

Body = Mapping[str, Any]
LETTERS = "abcdefgh"


@dataclass(frozen=True)
class ShownItem:
    """An option, situation, step or line as it is drawn; its reason is shown after the answer only.

    ``checked`` and ``value`` are what a learner's draft says of it.
    """

    key: str
    text: SafeString
    why: SafeString
    code: int | None = None
    verdict: str = ""
    letter: str = ""
    points: int = 0
    checked: bool = False
    value: str = ""

    @property
    def plain(self) -> str:
        """The text without its mark-up, for labels."""
        return words_of(self.text)

    @property
    def digit(self) -> int | str:
        return self.code // 100 if self.code else ""

    @property
    def phrase(self) -> str:
        return phrase(self.code) if self.code else ""

    @property
    def number(self) -> int | None:
        """The value as a number: the code chosen for a situation, or the place of a step."""
        return int(self.value) if self.value.isdecimal() and len(self.value) < 4 else None


@dataclass(frozen=True)
class ShownRow:
    code: int | None
    text: SafeString
    who: str = ""
    source: str = ""

    @property
    def digit(self) -> int | str:
        return self.code // 100 if self.code else ""


@dataclass(frozen=True)
class ShownOrder:
    """An accepted order: whose it is, its steps, and why."""

    who: str
    steps: tuple[SafeString, ...]
    why: SafeString


@dataclass(frozen=True)
class ShownQuestion:
    """A revision with its Markdown rendered. Static: the same for everybody, made once in each process."""

    id: str
    revision: int  # 0 for a working copy: no cache may keep what is drawn of it
    kind: str
    title: str
    agreement: str
    lesson_address: str
    scenario: SafeString
    exchange: SafeString
    asking: SafeString  # the exchange with a status line to fill in
    items: tuple[ShownItem, ...]
    reply: SafeString
    decided_by: tuple[tuple[str, str], ...]  # text, address
    who_does_what: tuple[ShownRow, ...]
    hints: tuple[SafeString, ...] = ()
    client: tuple[ShownRow, ...] = ()
    consequence: SafeString = field(default_factory=SafeString)
    rows: tuple[ShownItem | None, ...] = ()  # the lines of a faulty exchange; None is the empty one
    offered: tuple[ShownRow, ...] = ()  # the codes to choose from in a matching
    orders: tuple[ShownOrder, ...] = ()
    reasons: Mapping[str, ShownItem] = field(default_factory=dict)  # of every key that a graded part may have
    choose: int | None = None
    credit: str = ""
    asks: str = ""
    starter: str = ""
    text: str = ""  # what was typed
    code: int | None = None  # the one that is given, or the best one
    house: int | None = None  # the code of the class's convention that it is drawn under

    @property
    def template(self) -> str:
        """The fragment with the fields of this kind."""
        return f"quizzes/kinds/_{self.kind}.html"

    @property
    def best(self) -> ShownItem:
        return next(item for item in self.items if item.verdict == "best")

    def option(self, code: int | None) -> ShownItem | None:
        return next((item for item in self.items if item.code == code), None)

    @property
    def places(self) -> range:
        return range(1, len(self.items) + 1)

    def under(self, house: int | None) -> "ShownQuestion":
        """The question as a class sees it whose convention answers ``house``; as ``grading.under``."""
        if house is None:
            return self
        items = (replace(item, verdict=grading.verdict_under(item.verdict, item.code, house)) for item in self.items)
        return replace(self, items=tuple(items), code=house, house=house)

    def asked(self, layout: Sequence[str], given: Body | None) -> "ShownQuestion":
        """The question as one learner sees it: in the order of the attempt, with what the draft says."""
        if not layout and not given:
            return self
        known = {item.key: item for item in self.items}
        items = [known[key] for key in layout if key in known] if layout else list(self.items)
        filled = [_filled(item, self.kind, given or {}) for item in items]
        if self.kind == "order":
            filled = _in_places(filled)
        items = [replace(item, letter=LETTERS[n % len(LETTERS)]) for n, item in enumerate(filled)]
        rows = tuple(row and _filled(row, self.kind, given or {}) for row in self.rows)
        text = str(given["text"]) if given and "text" in given else self.starter
        asking = self.asking
        if given and given.get("code") is not None and not any(item.checked for item in items):
            # Only what no option shows: typed digits win, also over an option that is chosen after them.
            typed = f'name="typed" value="{escape(str(given["code"]))}"'
            asking = safe(asking.replace('name="typed"', typed, 1))
        return replace(self, items=tuple(items), rows=rows, text=text, asking=asking)


def _filled(item: ShownItem, kind: str, given: Body) -> ShownItem:
    if kind == "code":
        return replace(item, checked=given.get("code") is not None and str(given["code"]) == item.key)
    if kind in {"several", "fault"}:
        return replace(item, checked=item.key in given.get("chosen" if kind == "several" else "lines", []))
    if kind in {"match", "order"}:
        return replace(item, value=str(given.get("pairs" if kind == "match" else "places", {}).get(item.key, "")))
    return replace(item, checked=given.get("chosen") == item.key)


def _in_places(items: list[ShownItem]) -> list[ShownItem]:
    """Steps in the places that a draft gave them, where it gave each its own."""
    places = [item.number or 0 for item in items]
    if sorted(places) == list(range(1, len(items) + 1)):
        return sorted(items, key=lambda item: item.number or 0)
    return items


def safe(html: str) -> SafeString:
    # Only what prose and exchange_html made comes here: both escape, and prose sanitises as well.
    return mark_safe(html)  # noqa: S308


def words_of(html: SafeString) -> str:
    """The text of some HTML, which is not HTML any more.

    Where there is no tag in it both functions give back what they got, and a quotation mark in that ended an attribute.
    """
    return unescape(strip_tags(html)) + ""


def inline(text: str) -> SafeString:
    return safe(prose.render_inline(text))


def shown_question(revision_id: int) -> ShownQuestion:
    """A revision ready to be drawn, made once in each process and language, and anew where its section has moved."""
    return _shown_question(revision_id, section_of(revision_id), get_language() or "")


@lru_cache(maxsize=768)
def _shown_question(revision_id: int, section: str, language: str) -> ShownQuestion:
    return show_revision(get_revision(revision_id))


def show_revision(revision: QuestionRevision) -> ShownQuestion:
    """A revision ready to be drawn."""
    body, question = revision.body, revision.question
    return show_body(
        body,
        name=question.pk,
        section=question.section,
        layout=standing(body, revision.digest),
        best=grading.grade(body, grading.unknown(body["kind"])).best,
        revision=revision.pk,
    )


def show_body(
    body: Body, *, name: str, section: str, layout: list[str], best: int | None, revision: int = 0
) -> ShownQuestion:
    """The body of a revision ready to be drawn; ``revision`` is 0 for one that is not stored.

    ``name`` is the question's id, ``layout`` the order of its texts, ``best`` the code that is the answer.
    """
    lesson, _mark, anchor = section.partition("#")
    shown = ShownQuestion(
        id=name,
        revision=revision,
        kind=body["kind"],
        title=body["title"],
        agreement=body["agreement"],
        lesson_address=at(f"/lessons/{lesson}/#{anchor}") if lesson else "",
        scenario=safe(prose.render(body["scenario"])),
        exchange=_exchange(body["exchange"]),
        asking=safe(asking_html(body["exchange"], name) if body["kind"] == "code" else ""),
        items=_items(body, layout),
        reply=safe(exchange_html(_reply_title(body["kind"]), body["reply"]) if body["reply"] else ""),
        decided_by=tuple((text, address(text)) for text in body["decided_by"]),
        who_does_what=tuple(
            ShownRow(row["code"], inline(row["does"]), row["who"], row["source"]) for row in body["who_does_what"]
        ),
        hints=tuple(inline(hint) for hint in body.get("hints", [])),
        client=tuple(ShownRow(row["code"], inline(row["does"])) for row in body.get("client", [])),
        consequence=inline(body.get("consequence", "")),
        choose=body.get("choose"),
        credit=body.get("credit", ""),
        asks=body.get("asks", ""),
        starter=body.get("starter", ""),
        text=body.get("starter", ""),
        code=best,
    )
    more = MORE.get(body["kind"])
    shown = replace(shown, **more(body)) if more else shown
    return shown if shown.reasons else replace(shown, reasons={item.key: item for item in shown.items})


def _reply_title(kind: str) -> str:
    if kind == "write":
        return _("One response that holds")
    return _("The best answer, whole") if kind == "code" else _("How it goes over the wire")


def _exchange(text: str) -> SafeString:
    """An exchange; the gap of one that asks for a text is marked."""
    if not text:
        return safe("")
    html = exchange_html("", type_it.shown_gap(text))
    return safe(html.replace(type_it.GAP, f'<span class="asked">{type_it.GAP}</span>'))


def _items(body: Body, layout: list[str]) -> tuple[ShownItem, ...]:
    """What is chosen from, in the order in which it stands when the question is asked by itself."""
    if body["kind"] == "code":
        rows = [ShownItem(str(o["code"]), safe(""), inline(o["why"]), o["code"], o["verdict"]) for o in body["options"]]
    else:
        named = body.get("options") or body.get("items") or body.get("steps") or []
        rows = [
            ShownItem(row["id"], inline(row["text"]), inline(row["why"]), row.get("code"), _verdict(row))
            for row in named
        ]
    known = {row.key: row for row in rows}
    return tuple(replace(known[key], letter=LETTERS[n % len(LETTERS)]) for n, key in enumerate(layout) if key in known)


def _verdict(row: Body) -> str:
    if "right" in row:
        return "best" if row["right"] else "wrong"
    return str(row.get("verdict", ""))


def _match(body: Body) -> dict[str, Any]:
    return {"offered": tuple(ShownRow(code, safe(phrase(code))) for code in match.offered(body))}


def _order(body: Body) -> dict[str, Any]:
    texts = {step["id"]: inline(step["text"]) for step in body["steps"]}
    orders = tuple(
        ShownOrder(row["who"], tuple(texts[step] for step in row["order"]), inline(row["why"]))
        for row in body["accepted"]
    )
    return {"orders": orders}


def _fault(body: Body) -> dict[str, Any]:
    keys = iter(fault.keys(body))
    rows = tuple(
        ShownItem(next(keys), _line(line["text"]), inline(line["why"]), verdict="wrong" if line["wrong"] else "")
        if "text" in line
        else None
        for line in body["lines"]
    )
    return {"rows": rows, "reasons": {row.key: row for row in rows if row is not None}}


def _line(text: str) -> SafeString:
    """A line on the wire: start lines strong, names of fields muted."""
    name, colon, value = text.partition(":")
    is_field = colon and "\n" not in text and name.replace("-", "").isalnum() and " " not in name
    if is_field:
        return safe(f"<i>{escape(name)}:</i>{escape(value)}")
    is_start = text.startswith("HTTP/") or text.rstrip().endswith(("HTTP/1.1", "HTTP/1.0"))
    return safe(f"<b>{escape(text)}</b>" if is_start else escape(text.rstrip("\n")))


def _type(body: Body) -> dict[str, Any]:
    accepted = {
        f"accepted-{n}": ShownItem(f"accepted-{n}", _typed(row["text"]), inline(row["why"]), verdict=row["verdict"])
        for n, row in enumerate(body["accepted"])
    }
    near = {
        f"near-{n}": ShownItem(f"near-{n}", _typed(row["text"]), inline(row["why"]), verdict="wrong")
        for n, row in enumerate(body["near_misses"])
    }
    otherwise = ShownItem("otherwise", _typed(type_it.best_text(body)), inline(body["otherwise"]), verdict="wrong")
    return {"reasons": {**accepted, **near, "otherwise": otherwise}}


def _typed(text: str) -> SafeString:
    return safe(f"<code>{escape(text)}</code>")


def _write(body: Body) -> dict[str, Any]:
    return {"reasons": {row.key: row for row in (*_status_rows(body["status"]), *_checked_rows(body))}}


def _status_rows(status: Body) -> Iterator[ShownItem]:
    text, points = inline(_("The status")), status["points"]
    for row in status["codes"]:
        yield ShownItem(f"status-{row['code']}", text, inline(row["why"]), row["code"], row["verdict"], points=points)
    yield ShownItem("status-otherwise", text, inline(status["otherwise"]), verdict="wrong", points=points)


def _checked_rows(body: Body) -> Iterator[ShownItem]:
    """What is checked beside the status; a rule that the audit has no more is left out."""
    known = [check for check in body["rules"] if check["rule"] in RULES]
    checks = [(check, f"rule-{check['rule']}", RULES[check["rule"]].summary) for check in known]
    checks += [(check, check["id"], f"`{check['field']}`") for check in body["fields"]]
    checks += [(check, check["id"], _("The content")) for check in body["content"]]
    for check, key, text in checks:
        yield ShownItem(key, inline(text), inline(check["why"]), points=check["points"])


MORE = {"match": _match, "order": _order, "fault": _fault, "type": _type, "write": _write}
