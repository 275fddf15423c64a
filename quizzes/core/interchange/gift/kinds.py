"""Which kind of question a question of a GIFT file is, in the order in which Moodle decides it."""

import re
from collections.abc import Callable

from statuscourse.protocol.registry import registry

from ..model import Source
from ..naming import plain_words, slugs, status_of, title_of
from .parts import Parts, Unreadable, plain
from .tokens import Answer, answers

MOST_ANSWERS = 100
_EXACT = re.compile(r"(-?\d{1,20}(?:\.\d{1,20})?)(?:\s*:\s*0{1,9}(?:\.0{0,9})?)?")
_TRUTH = {"T": True, "TRUE": True, "F": False, "FALSE": False}


def source_of(parts: Parts) -> Source:
    """The entry of the bank that a question makes. Raises Unreadable for what the bank has no kind for."""
    inside = parts.answers
    if inside is None:
        raise Unreadable(
            f"A text without answers is no question: “{plain_words(parts.converted(parts.stem, parts.format))[:120]}”."
        )
    if not inside:
        raise Unreadable("An essay is marked by a person; the course has no such kind.")
    if inside.count("=") + inside.count("~") > MOST_ANSWERS:
        raise Unreadable(f"There are more than {MOST_ANSWERS} answers.")
    source = _common(parts) | _reader(inside)(parts, inside)
    consequence = parts.markdown(parts.general)
    if consequence and source["kind"] == "code":
        _to_best(parts, source["options"], consequence)
    return source | ({"consequence": consequence} if consequence and source["kind"] != "code" else {})


def _reader(inside: str) -> Callable[[Parts, str], Source]:
    if inside.startswith("#"):
        return _numerical
    if "~" in inside:
        return _choice
    if "=" in inside and "->" in inside:
        return _match
    return _truth if inside.partition("#")[0].strip().upper() in _TRUTH else _short


def _common(parts: Parts) -> Source:
    text = parts.converted(parts.stem, parts.format)
    scenario, exchange = _without_exchange(text)
    title = title_of(parts.name, scenario)
    if parts.name and title != " ".join(parts.name.split()):
        parts.note("The name was too long for a title; it was cut.")
    facts = {
        name: parts.facts[name]
        for name in ("id", "difficulty", "section", "pairs", "mistake", "case", "labels")
        if name in parts.facts
    }
    source: Source = facts | {"title": title, "scenario": scenario}
    if exchange:
        source["exchange"] = exchange
    for name in ("agreement", "decided_by"):
        if name in parts.facts:
            source[name] = parts.facts[name]
    return source


def _without_exchange(text: str) -> tuple[str, str]:
    """A text, and the exchange that stands at its end in a fence, as the writer puts it."""
    ticks = len(text) - len(text.rstrip("`"))
    opening, end = "\n" + "`" * ticks + "http\n", len(text) - ticks - 1
    start = f"\n{text}".rfind(opening, 0, end + 1) if ticks >= 3 and text[end] == "\n" else -1
    if start < 0:
        return text, ""
    return text[: max(0, start - 1)].rstrip(), text[start + len(opening) - 1 : end] + "\n"


def _choice(parts: Parts, inside: str) -> Source:
    rows = answers(inside, parts.answers_line, "~")
    if len(rows) < 2:
        raise Unreadable("A question with one answer leaves nothing to choose.")
    if not any(row.sign == "=" for row in rows) and any(row.percent > 0 for row in rows):
        return _several(parts, rows)
    verdicts = _verdicts(parts, rows)
    texts, whys = [parts.markdown(row.text, row.line) for row in rows], _whys(parts, rows)
    codes = [status_of(text) for text in texts]
    if all(code is not None and _is_offered(parts, code) for code in codes):
        options = [
            {"code": code, "verdict": verdict, "why": why}
            for code, verdict, why in zip(codes, verdicts, whys, strict=True)
        ]
        return _code(parts, options)
    columns = zip(slugs(map(plain_words, texts)), texts, verdicts, whys, strict=True)
    names = ("id", "text", "verdict", "why")
    return {"kind": "one", "options": [dict(zip(names, row, strict=True)) for row in columns]}


def _is_offered(parts: Parts, code: int) -> bool:
    return code in registry() or parts.facts.get("mistake") == "invented-code"


def _code(parts: Parts, options: list[Source]) -> Source:
    options.sort(key=lambda option: option["code"])
    source: Source = {"kind": "code", "agreement": parts.facts.get("agreement", "agreed"), "options": options}
    return source


def _to_best(parts: Parts, options: list[Source], text: str) -> None:
    best = next((option for option in options if option["verdict"] == "best"), options[0])
    best["why"] = f"{best['why']}\n\n{text}".strip()
    parts.note(
        "The general feedback went to the reason of the best code: “which code?” has no place of its own for it."
    )


def _verdicts(parts: Parts, rows: list[Answer]) -> list[str]:
    """The verdict of each answer of which one is chosen or typed. The first with the full mark is best."""
    acceptable = 100 if parts.facts.get("agreement") == "contested" else 50
    verdicts: list[str] = []
    for row in rows:
        if row.percent >= 100 and "best" not in verdicts and row.sign == "=":
            verdicts.append("best")
        else:
            verdicts.append("acceptable" if row.percent > 0 else "wrong")
            if row.percent > 0 and row.percent != acceptable:
                parts.note(f"An answer worth {row.percent:g} % became acceptable, which earns half.", row.line)
            elif row.percent < 0:
                parts.note("An answer takes nothing away where one is chosen; it became wrong.", row.line)
    if "best" not in verdicts:
        parts.note("No answer earns the full mark, so none is best.")
    return verdicts


def _whys(parts: Parts, rows: list[Answer]) -> list[str]:
    whys = [parts.markdown(row.feedback, row.line) for row in rows]
    missing = [row.line for row, why in zip(rows, whys, strict=True) if not why]
    if missing:
        parts.note(f"{len(missing)} of {len(rows)} answers have no feedback, so no reason yet.", missing[0])
    return whys


def _several(parts: Parts, rows: list[Answer]) -> Source:
    rights = [row.percent > 0 for row in rows]
    texts = [parts.markdown(row.text, row.line) for row in rows]
    columns = zip(slugs(map(plain_words, texts)), texts, rights, _whys(parts, rows), strict=True)
    if len({row.percent for row in rows if row.percent > 0}) > 1:
        parts.note("The right answers have different weights; here each earns the same share.")
    credit = parts.facts.get("credit") or _credit(rows)
    source: Source = {"kind": "several", "credit": credit}
    if "choose" in parts.facts or credit == "proportional":
        source["choose"] = parts.facts.get("choose", sum(rights))
    return source | {"options": [dict(zip(("id", "text", "right", "why"), row, strict=True)) for row in columns]}


def _credit(rows: list[Answer]) -> str:
    return "proportional-with-penalty" if any(row.percent < 0 for row in rows) else "proportional"


def _truth(parts: Parts, inside: str) -> Source:
    answer, *feedback = inside.split("#", 2)
    wrong, right = (*(parts.markdown(text, parts.answers_line) for text in feedback), "", "")[:2]
    is_true = _TRUTH[answer.strip().upper()]
    if not (wrong and right):
        parts.note(
            f"{2 - bool(wrong) - bool(right)} of 2 answers have no feedback, so no reason yet.", parts.answers_line
        )
    options = [
        {
            "id": name,
            "text": name.capitalize(),
            "verdict": "best" if holds else "wrong",
            "why": right if holds else wrong,
        }
        for name, holds in (("true", is_true), ("false", not is_true))
    ]
    return {"kind": "one", "options": options}


def _match(parts: Parts, inside: str) -> Source:
    rows = answers(inside, parts.answers_line, "=")
    halves = [_arrow(row) for row in rows]
    codes = [status_of(plain(right)) for _left, right in halves]
    strange = [plain(right) for (_left, right), code in zip(halves, codes, strict=True) if code is None]
    if strange:
        raise Unreadable(f"Situations are matched to status codes here, and “{strange[0][:60]}” is none.")
    lefts = [parts.markdown(left.strip(), row.line) for (left, _right), row in zip(halves, rows, strict=True)]
    items = [(text, code) for text, code in zip(lefts, codes, strict=True) if text]
    source: Source = {"kind": "match", "credit": parts.facts.get("credit", "proportional")}
    source["items"] = [
        {"id": name, "text": text, "code": code, "why": ""}
        for name, (text, code) in zip(slugs(plain_words(text) for text, _code in items), items, strict=True)
    ]
    spare = [{"code": code, "why": ""} for text, code in zip(lefts, codes, strict=True) if not text]
    parts.note("A matching carries no feedback, so its pairs have no reason yet.", parts.answers_line)
    return source | ({"distractors": spare} if spare else {})


def _arrow(row: Answer) -> tuple[str, str]:
    whole = (
        f"{row.text}#{row.feedback}" if row.feedback else row.text
    )  # a matching has no feedback; Moodle keeps the sign
    left, arrow, right = whole.partition("->")
    if not arrow:
        raise Unreadable(f"In line {row.line} a pair has no arrow “->”.")
    return left, right


def _numerical(parts: Parts, inside: str) -> Source:
    rows = answers(inside[1:], parts.answers_line, "=")
    exact: list[Answer] = []
    for row in rows:
        match = _EXACT.fullmatch(plain(row.text))
        if row.sign == "=" and plain(row.text) != "*" and match is None:
            raise Unreadable(f"“{plain(row.text)[:60]}” is a range or has a tolerance; typed answers are exact here.")
        is_other = row.sign == "~" or match is None
        weight = 0.0 if is_other else row.weight
        exact.append(Answer(row.line, "=", weight, "*" if is_other or match is None else match[1], row.feedback))
    return _typed(parts, exact)


def _short(parts: Parts, inside: str) -> Source:
    return _typed(parts, answers(inside, parts.answers_line, "="))


def _typed(parts: Parts, rows: list[Answer]) -> Source:
    otherwise = [row for row in rows if plain(row.text) == "*"]
    rows = [row for row in rows if plain(row.text).strip("*")]
    if any(row.percent > 0 for row in otherwise):
        parts.note("“*” as a right answer takes anything; it was left out.", otherwise[0].line)
    right = [row for row in rows if row.percent > 0]
    if not right:
        raise Unreadable("No answer is right.")
    near = [row for row in rows if row.percent <= 0]
    whys = dict(zip(map(id, rows), _whys(parts, rows), strict=True))
    accepted = [
        {"text": _exact_text(parts, row), "verdict": verdict, "why": whys[id(row)]}
        for row, verdict in zip(right, _verdicts(parts, right), strict=True)
    ]
    source: Source = {"kind": "type", "asks": parts.facts.get("asks") or _asks(accepted)}
    source |= {"case_sensitive": True} if "case_sensitive" in parts.facts else {}
    source["accepted"] = accepted
    source["near_misses"] = [{"text": _exact_text(parts, row), "why": whys[id(row)]} for row in near]
    source["otherwise"] = parts.markdown(otherwise[0].feedback, otherwise[0].line) if otherwise else ""
    if not source["otherwise"]:
        parts.note("Nothing is said to whoever types anything else.")
    return source


def _exact_text(parts: Parts, row: Answer) -> str:
    """A typed text. In Moodle ``*`` stands for anything unless a backslash stands before it."""
    text = plain(row.text)
    pieces = re.split(r"(\\\*)", text)
    if any("*" in piece for piece in pieces[::2]):
        parts.note(
            f"“*” in “{text[:60]}” stood for anything; here the text is compared as it is, without it.", row.line
        )
    return " ".join("".join("*" if n % 2 else piece.replace("*", " ") for n, piece in enumerate(pieces)).split())


def _asks(accepted: list[Source]) -> str:
    return "code" if all(re.fullmatch(r"[1-5][0-9]{2}", row["text"]) for row in accepted) else "words"
