"""Writing a content package of QTI 2.1: one item a file, and a manifest with what no item has a place for."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Any

from statuscourse.protocol.registry import phrase

from .. import carried
from ..archive import pack
from ..markup import to_html
from ..model import Loss, Source, Written
from ..naming import is_id
from ..printable import clean, losses_of
from .names import GENERAL, NEVER, OTHERWISE, code_name, identifier, numbered

LEFT_OUT = {
    "fault": "kind: QTI has no question that asks for faults in an exchange; it was left out",
    "write": "kind: QTI has no question whose answer is a response; it was left out",
}
XSI = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
QTI = "http://www.imsglobal.org/xsd/imsqti_v2p1"
CP = "http://www.imsglobal.org/xsd/imscp_v1p1"
MD = "http://www.imsglobal.org/xsd/imsmd_v1p2"
SCHEMAS = (
    f"{CP} http://www.imsglobal.org/xsd/qti/qtiv2p1/qtiv2p1_imscpv1p2_v1p0.xsd"
    f" {MD} http://www.imsglobal.org/xsd/imsmd_v1p2p4.xsd"
)
_UNKNOWN = re.compile(r'(<(?:ol|a)\b[^<>]*?) (?:start|title)="[^"<>]*"')  # attributes that QTI's XHTML lacks


@dataclass
class Parts:
    """What a kind adds to an item: its response, what stands in its body, how it is scored and what is told."""

    declaration: str
    interaction: str
    processing: str
    feedback: dict[str, str] = field(default_factory=dict)
    general: list[str] = field(default_factory=list)
    losses: list[str] = field(default_factory=list)
    many: bool = False  # whether several feedbacks are called at once


def write(sources: Sequence[Source]) -> Written:
    """A package with an item for each question, the same bytes for the same questions."""
    files: dict[str, bytes] = {}
    resources: list[str] = []
    losses: list[Loss] = []
    for number, source in enumerate(sources, start=1):
        label = str(source.get("id") or source.get("title") or "")
        losses += [Loss(label, text) for text in losses_of(source)]
        cleaned = clean(source)
        name = identifier(str(cleaned["id"])) if is_id(cleaned.get("id")) else numbered("item", number)
        if f"items/{name}.xml" in files:
            losses.append(Loss(label, "id: it is there twice"))
            name = numbered("item", number)
        parts = _parts(cleaned)
        if isinstance(parts, str):
            losses.append(Loss(label, parts))
            continue
        losses += [Loss(label, text) for text in parts.losses]
        files[f"items/{name}.xml"] = _item(cleaned, name, parts).encode()
        resources.append(_resource(cleaned, name))
    return Written(pack({**files, "imsmanifest.xml": _manifest(resources).encode()}), tuple(losses))


def _parts(source: Source) -> Parts | str:
    kind = str(source.get("kind"))
    if kind not in WRITERS:
        return LEFT_OUT.get(kind, "kind: it has none that QTI knows; it was left out")
    rows = source.get({"match": "items", "order": "steps", "type": "accepted"}.get(kind, "options"))
    return WRITERS[kind](source) if rows else "options: there are none, and an item needs some; it was left out"


def _attribute(text: object) -> str:
    return escape(str(text)).replace("\n", "&#10;").replace("\t", "&#9;")


def _xhtml(html: str) -> str:
    return _UNKNOWN.sub(r"\1", html)


def _flow(markdown: object) -> str:
    return _xhtml(to_html(str(markdown or "")))


def _item(source: Source, name: str, parts: Parts) -> str:
    hints = "".join(carried.marked(["hint"], _flow(hint)) for hint in source.get("hints") or [])
    rubric = f'<rubricBlock view="tutor">{carried.marked(["hints"], hints)}</rubricBlock>' if hints else ""
    told = [_modal("FEEDBACK", key, "show", html) for key, html in parts.feedback.items()]
    general = carried.general_html(source, parts.general)
    told += [_modal(GENERAL, NEVER, "hide", general)] if general else []
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<assessmentItem xmlns="{QTI}" {XSI}'
        f' xsi:schemaLocation="{QTI} http://www.imsglobal.org/xsd/qti/qtiv2p1/imsqti_v2p1.xsd"'
        f' identifier="{_attribute(name)}" title="{_attribute(source.get("title") or name)}"'
        ' adaptive="false" timeDependent="false" xml:lang="en">',
        parts.declaration,
        '<outcomeDeclaration identifier="SCORE" cardinality="single" baseType="float" normalMaximum="1">'
        "<defaultValue><value>0</value></defaultValue></outcomeDeclaration>",
        f'<outcomeDeclaration identifier="FEEDBACK" cardinality="{_cardinality(parts.many)}" baseType="identifier"/>',
        f'<outcomeDeclaration identifier="{GENERAL}" cardinality="single" baseType="identifier"/>',
        f"<itemBody>{_xhtml(carried.body_html(source))}{rubric}{parts.interaction}</itemBody>",
        f"<responseProcessing>{parts.processing}</responseProcessing>",
        *told,
        "</assessmentItem>",
        "",
    ]
    return "\n".join(lines)


def _modal(outcome: str, name: str, show: str, html: str) -> str:
    return (
        f'<modalFeedback outcomeIdentifier="{outcome}" identifier="{_attribute(name)}" showHide="{show}">'
        f"{_xhtml(html)}</modalFeedback>"
    )


def _cardinality(many: bool) -> str:
    return "multiple" if many else "single"


def _declaration(
    cardinality: str, base: str, correct: Iterable[str], mapping: Mapping[str, float], rest: float = 0, extra: str = ""
) -> str:
    values = "".join(f"<value>{escape(value, quote=False)}</value>" for value in correct)
    entries = "".join(
        f'<mapEntry mapKey="{_attribute(key)}" mappedValue="{_number(value)}"{extra}/>'
        for key, value in mapping.items()
    )
    bounds = f'lowerBound="0" upperBound="1" defaultValue="{_number(rest)}"'
    return (
        f'<responseDeclaration identifier="RESPONSE" cardinality="{cardinality}" baseType="{base}">'
        + (f"<correctResponse>{values}</correctResponse>" if values else "")
        + (f"<mapping {bounds}>{entries}</mapping>" if entries else "")
        + "</responseDeclaration>"
    )


def _number(value: float) -> str:
    return f"{value:.6f}".rstrip("0").rstrip(".")


ANSWERS = 'responseIdentifier="RESPONSE"'
VARIABLE = '<variable identifier="RESPONSE"/>'
MAPPED = '<setOutcomeValue identifier="SCORE"><mapResponse identifier="RESPONSE"/></setOutcomeValue>'
ECHO = f'<setOutcomeValue identifier="FEEDBACK">{VARIABLE}</setOutcomeValue>'
EXACT = (
    f'<responseCondition><responseIf><match>{VARIABLE}<correct identifier="RESPONSE"/></match>'
    '<setOutcomeValue identifier="SCORE"><baseValue baseType="float">1</baseValue></setOutcomeValue>'
    "</responseIf></responseCondition>"
)


def _named(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """An identifier for each row: its id, or its number where it has none or one that was there before."""
    names: dict[str, None] = {}
    for number, row in enumerate(rows, start=1):
        name = identifier(str(row["id"])) if is_id(row.get("id")) else ""
        names[name if name and name not in names else numbered("option", number)] = None
    return list(names)


def _share(row: Mapping[str, Any], source: Source) -> float:
    if row.get("verdict") == "best":
        return 1.0
    return (1.0 if source.get("agreement") == "contested" else 0.5) if row.get("verdict") == "acceptable" else 0.0


def _choices(names: Sequence[str], texts: Iterable[str]) -> str:
    return "".join(
        f'<simpleChoice identifier="{_attribute(name)}">{html}</simpleChoice>'
        for name, html in zip(names, texts, strict=True)
    )


def named_code(code: object) -> str:
    return escape(f"{code} {phrase(code) if isinstance(code, int) else ''}".strip(), quote=False)


def _single(source: Source, names: Sequence[str], texts: Iterable[str], says_code: bool = False) -> Parts:
    rows = source["options"]
    shares = {name: _share(row, source) for name, row in zip(names, rows, strict=True)}
    best = [name for name, row in zip(names, rows, strict=True) if row.get("verdict") == "best"]
    choices = _choices(names, texts)
    return Parts(
        _declaration("single", "identifier", best, shares),
        f'<choiceInteraction {ANSWERS} shuffle="false" maxChoices="1">{choices}</choiceInteraction>',
        MAPPED + ECHO,
        {name: carried.offered_html(row, says_code=says_code) for name, row in zip(names, rows, strict=True)},
    )


def _code(source: Source) -> Parts:
    rows = source["options"]
    names = [code_name(row.get("code")) for row in rows]
    if len(set(names)) < len(names):
        names = [numbered("option", number) for number in range(1, len(rows) + 1)]
    return _single(source, names, [f"<p>{named_code(row.get('code'))}</p>" for row in rows])


def _one(source: Source) -> Parts:
    rows = source["options"]
    return _single(source, _named(rows), [_flow(row.get("text")) for row in rows], source.get("kind") == "situation")


def _several(source: Source) -> Parts:
    rows, credit = source["options"], source.get("credit")
    names = _named(rows)
    right = [name for name, row in zip(names, rows, strict=True) if row.get("right")]
    share = 1 / max(1, len(right))
    cost = -share if credit == "proportional-with-penalty" else 0.0
    mapping = {name: share if name in right else cost for name in names} if credit != "all-or-nothing" else {}
    choices = _choices(names, [_flow(row.get("text")) for row in rows])
    most = source.get("choose") or 0
    return Parts(
        _declaration("multiple", "identifier", right, mapping),
        f'<choiceInteraction {ANSWERS} shuffle="true" maxChoices="{most}">{choices}</choiceInteraction>',
        (MAPPED if mapping else EXACT) + ECHO,
        {name: carried.offered_html(row) for name, row in zip(names, rows, strict=True)},
        many=True,
    )


def _match(source: Source) -> Parts:
    items, distractors, credit = source["items"], source.get("distractors") or [], source.get("credit")
    names = _named(items)
    codes = sorted({str(row.get("code")) for row in [*items, *distractors]})
    correct = [f"{name} {code_name(row.get('code'))}" for name, row in zip(names, items, strict=True)]
    share = 1 / len(items)
    mapping = dict.fromkeys(correct, share) if credit != "all-or-nothing" else {}
    left = _associable(zip(names, (_flow(row.get("text")) for row in items), strict=True), 1)
    right = _associable(((code_name(code), named_code(int(code) if code.isdecimal() else code)) for code in codes), 0)
    reasons = [{"for": row.get("id"), **row} for row in items]
    reasons += [{"for": row.get("code"), "why": row.get("why")} for row in distractors]
    return Parts(
        _declaration(
            "multiple", "directedPair", correct, mapping, -share if credit == "proportional-with-penalty" else 0
        ),
        f'<matchInteraction responseIdentifier="RESPONSE" shuffle="true" maxAssociations="{len(items)}">'
        f"<simpleMatchSet>{left}</simpleMatchSet><simpleMatchSet>{right}</simpleMatchSet></matchInteraction>",
        MAPPED if mapping else EXACT,
        general=[carried.table("reasons", ("for", "text", "code", "why"), reasons)],
    )


def _associable(rows: Iterable[tuple[str, str]], most: int) -> str:
    return "".join(
        f'<simpleAssociableChoice identifier="{_attribute(name)}" matchMax="{most}">{html}</simpleAssociableChoice>'
        for name, html in rows
    )


def _order(source: Source) -> Parts:
    steps, accepted = source["steps"], source.get("accepted") or []
    names = _named(steps)
    by_id = {str(row.get("id")): name for row, name in zip(steps, names, strict=True)}
    right = [by_id[name] for name in (accepted[0].get("order") if accepted else []) or [] if name in by_id]
    correct = right if sorted(right) == sorted(names) else names
    losses = ["accepted: QTI knows one right order, the first"] if len(accepted) > 1 else []
    if source.get("credit") != "all-or-nothing":
        losses.append("credit: QTI gives the whole mark for an order or nothing")
    choices = _choices(names, [_flow(row.get("text")) for row in steps])
    return Parts(
        _declaration("ordered", "identifier", correct, {}),
        f'<orderInteraction responseIdentifier="RESPONSE" shuffle="true">{choices}</orderInteraction>',
        EXACT,
        general=[
            carried.table("reasons", carried.REASONS, [{"for": row.get("id"), **row} for row in steps]),
            carried.table("orders", carried.ORDERS, accepted),
        ],
        losses=losses,
    )


def _type(source: Source) -> Parts:
    accepted, misses = source["accepted"], source.get("near_misses") or []
    case = "true" if source.get("case_sensitive") else "false"
    mapping = {str(row.get("text") or ""): _share(row, source) for row in accepted}
    best = [str(row.get("text") or "") for row in accepted if row.get("verdict") == "best"]
    feedback, rules = {}, []
    for part, rows in (("accepted", accepted), ("near", misses)):
        for number, row in enumerate(rows, start=1):
            feedback[numbered(part, number)] = carried.offered_html(row)
            rules.append((str(row.get("text") or ""), numbered(part, number), _share(row, source)))
    otherwise = str(source.get("otherwise") or "")
    if otherwise:
        feedback[OTHERWISE] = carried.offered_html({"why": otherwise})
    return Parts(
        _declaration("single", "string", best, mapping, extra=f' caseSensitive="{case}"'),
        f'<p class="{carried.MARK}label"><textEntryInteraction responseIdentifier="RESPONSE" expectedLength="40"/></p>',
        f"<responseCondition>{''.join(_typed_rules(rules, case, bool(otherwise)))}</responseCondition>",
        feedback,
    )


def _typed_rules(rules: Iterable[tuple[str, str, float]], case: str, otherwise: bool) -> Iterator[str]:
    for number, (text, feedback, share) in enumerate(rules):
        name = "responseElseIf" if number else "responseIf"
        yield (
            f'<{name}><stringMatch caseSensitive="{case}">{VARIABLE}'
            f'<baseValue baseType="string">{escape(text, quote=False)}</baseValue></stringMatch>'
            f"{_sets('SCORE', 'float', _number(share))}{_calls(feedback)}</{name}>"
        )
    if otherwise:
        yield f"<responseElse>{_calls(OTHERWISE)}</responseElse>"


def _calls(feedback: str) -> str:
    return _sets("FEEDBACK", "identifier", feedback)


def _sets(outcome: str, base: str, value: str) -> str:
    inner = f'<baseValue baseType="{base}">{value}</baseValue>'
    return f'<setOutcomeValue identifier="{outcome}">{inner}</setOutcomeValue>'


WRITERS: dict[str, Callable[[Source], Parts]] = {
    "code": _code,
    "situation": _one,
    "one": _one,
    "several": _several,
    "match": _match,
    "order": _order,
    "type": _type,
}


def _resource(source: Source, name: str) -> str:
    words = [*([f"topic:{source['topic']}"] if source.get("topic") else []), *carried.tags(source)]
    keywords = "".join(
        f'<imsmd:keyword><imsmd:langstring xml:lang="en">{escape(word, quote=False)}</imsmd:langstring></imsmd:keyword>'
        for word in words
    )
    return (
        f'<resource identifier="resource-{name}" type="imsqti_item_xmlv2p1" href="items/{name}.xml">'
        f"<metadata><imsmd:lom><imsmd:general>{keywords}</imsmd:general></imsmd:lom></metadata>"
        f'<file href="items/{name}.xml"/></resource>'
    )


def _manifest(resources: Sequence[str]) -> str:
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<manifest xmlns="{CP}" xmlns:imsmd="{MD}" {XSI} xsi:schemaLocation="{SCHEMAS}" identifier="questions">',
        "<metadata><schema>QTIv2.1 Package</schema><schemaversion>1.0.0</schemaversion></metadata>",
        "<organizations/>",
        "<resources>",
        *resources,
        "</resources>",
        "</manifest>",
        "",
    ]
    return "\n".join(lines)
