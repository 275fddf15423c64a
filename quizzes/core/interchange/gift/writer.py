"""Entries of the bank to GIFT that Moodle's importer reads."""

from collections.abc import Callable, Iterable, Sequence

from statuscourse.protocol.registry import registry

from ..markup import fenced, harmless
from ..model import Loss, Source, Written
from ..naming import plain_words, slugs, status_of
from .tags import FLAGS, comment, tags_of
from .tokens import escape, without_controls

CARRIED = {
    "id", "title", "kind", "topic", "scenario", "exchange", "difficulty", "section", "pairs", "mistake", "case",
    "agreement", "decided_by", "labels",
}  # fmt: skip
ARROW, DRAWN = "->", "→"


class _NotCarried(ValueError):
    """GIFT cannot carry this question at all; says why."""


def write(sources: Sequence[Source]) -> Written:
    """A file of all questions that GIFT can carry. What it cannot is named: fields by their name, questions by why."""
    pieces: list[str] = []
    losses: list[Loss] = []
    topic = ""
    for source in sources:
        name = str(source.get("id") or source.get("title") or "?")
        try:
            text, lost = _question(source)
        except _NotCarried as problem:
            losses.append(Loss(name, str(problem)))
            continue
        if (source.get("topic") or "") != topic:
            topic = str(source.get("topic") or "")
            pieces.append(f"$CATEGORY: $course$/top/{topic}\n\n" if topic else "$CATEGORY: $course$/top\n\n")
        pieces.append(text)
        losses += [Loss(name, part) for part in lost]
    return Written("".join(pieces).encode("utf-8", errors="replace"), tuple(losses))


def _question(source: Source) -> tuple[str, list[str]]:
    kind = str(source.get("kind", ""))
    if kind not in KINDS:
        raise _NotCarried(f"{kind}: GIFT has no such kind, so this question is left out.")
    answers, carried, lost = KINDS[kind](source)
    tags, unfit = tags_of(source)
    if "consequence" in carried and source.get("consequence"):
        answers += f"\t####{_text(source['consequence'])}\n"
    lost += [*unfit, *(name for name in source if source[name] and name not in CARRIED | carried)]
    title = escape(" ".join(without_controls(source.get("title", "")).split()))
    return f"{comment(source, tags)}::{title}::[markdown]{_stem(source)}{{\n{answers}}}\n\n", lost


def _stem(source: Source) -> str:
    text = harmless(str(source.get("scenario") or "").strip())
    if source.get("exchange"):
        text = f"{text}\n\n{fenced(source['exchange'], 'http')}"
    return escape(without_controls(text))


def _text(text: object) -> str:
    """A Markdown text that is no question's text: it has the format of that, unless its beginning needs a guard."""
    return _guarded(harmless(without_controls(text).strip()))


def _guarded(text: object) -> str:
    text = without_controls(text).strip()
    return ("[markdown]" if text.startswith(("[", "%")) else "") + escape(text)


def _answer(sign: str, text: str, why: object, weight: float | None = None) -> str:
    """A line of the answers; ``text`` is written already."""
    percent = "" if weight is None else f"%{weight:.5f}".rstrip("0").rstrip(".") + "%"
    feedback = f"#{_text(why)}" if _text(why) else ""
    return f"\t{sign}{percent}{text}{feedback}\n"


Answers = tuple[str, set[str], list[str]]  # the lines, the fields that they carry, what of these is lost all the same


def _code(source: Source) -> Answers:
    rows = [(str(row.get("code") or ""), row) for row in _options(source)]
    is_known = source.get("mistake") == "invented-code" or all(status_of(text) in registry() for text, _row in rows)
    return _single(source, rows), {"options"}, [] if is_known else ["kind: it becomes a choice of texts"]


def _one(source: Source) -> Answers:
    options = _options(source)
    if [(row.get("id"), row.get("text")) for row in options] == [("true", "True"), ("false", "False")]:
        return _truth(options)
    lost = _ids(options)
    if all(status_of(str(row.get("text") or "")) for row in options):
        lost.append("kind: where all options are codes, it comes back as “which code?”")
    rows = [(str(row.get("text") or ""), row) for row in options]
    return _single(source, rows), {"options", "consequence"}, lost


def _situation(source: Source) -> Answers:
    answers, carried, lost = _one(source)
    return answers, carried, ["kind: it becomes a choice of texts", *lost, "options: code"]


def _options(source: Source) -> list[Source]:
    options = list(source.get("options") or [])
    if len(options) < 2:
        raise _NotCarried("options: there are fewer than two, so this question is left out.")
    if not all(str(row.get("text") or row.get("code") or "").strip() for row in options):
        raise _NotCarried("options: one is empty, so this question is left out.")
    return options


def _ids(rows: Iterable[Source], name: str = "options") -> list[str]:
    rows = list(rows)
    made = slugs(plain_words(str(row.get("text") or "")) for row in rows)
    return [] if made == [row.get("id") for row in rows] else [f"{name}: id"]


def _single(source: Source, rows: list[tuple[str, Source]]) -> str:
    verdicts = [row.get("verdict") for _text, row in rows]
    if verdicts.count("best") != 1:
        raise _NotCarried("options: not exactly one is best, so this question is left out.")
    acceptable = 100 if source.get("agreement") == "contested" else 50
    weights = {"best": None, "acceptable": acceptable}
    return "".join(
        _answer(
            "=" if row["verdict"] == "best" else "~",
            _text(text),
            row.get("why", ""),
            weights.get(row.get("verdict", "")),
        )
        for text, row in rows
    )


def _truth(options: list[Source]) -> Answers:
    verdicts = [row.get("verdict") for row in options]
    if sorted(map(str, verdicts)) != ["best", "wrong"]:
        raise _NotCarried("options: a statement is either true or false, so this question is left out.")
    best = verdicts.index("best")
    wrong, right = (_text(options[n].get("why", "")) for n in (1 - best, best))
    feedback = f"#{wrong}#{right}" if right else f"#{wrong}" if wrong else ""
    return f"\t{'FALSE' if best else 'TRUE'}{feedback}\n", {"options", "consequence"}, []


def _several(source: Source) -> Answers:
    options = _options(source)
    share = 100 / max(1, sum(bool(row.get("right")) for row in options))
    if not any(row.get("right") for row in options):
        raise _NotCarried("options: none is right, so this question is left out.")
    fine = None if source.get("credit") == "proportional" else -share
    text = "".join(
        _answer("~", _text(row.get("text", "")), row.get("why", ""), share if row.get("right") else fine)
        for row in options
    )
    lost = _ids(options)
    lost += ["credit: Moodle gives a part for a part"] if source.get("credit") == "all-or-nothing" else []
    lost += ["choose: Moodle lets everything be ticked"] if source.get("choose") else []
    return text, {"options", "consequence", "credit", "choose"}, lost


def _match(source: Source) -> Answers:
    items, spare = list(source.get("items") or []), list(source.get("distractors") or [])
    if len(items) + len(spare) < 2:
        raise _NotCarried("items: there are fewer than two, so this question is left out.")
    lines = [(str(row.get("text") or ""), row.get("code")) for row in items] + [("", row.get("code")) for row in spare]
    if not all(text.strip() and code for text, code in lines[: len(items)]):
        raise _NotCarried("items: one has no text or no code, so this question is left out.")
    lost = _ids(items, "items") + (["items: why"] if any(row.get("why") for row in items) else [])
    lost += ["distractors: why"] if any(row.get("why") for row in spare) else []
    lost += [] if source.get("credit", "proportional") == "proportional" else ["credit: Moodle gives a part for a part"]
    lost += _arrows(text for text, _code in lines)
    text = "".join(f"\t={_text(text.replace(ARROW, DRAWN))} -> {code}\n" for text, code in lines)
    return text, {"items", "distractors", "credit", "consequence"}, lost


def _typed(source: Source) -> Answers:
    accepted, near = list(source.get("accepted") or []), list(source.get("near_misses") or [])
    if [row.get("verdict") for row in accepted].count("best") != 1:
        raise _NotCarried("accepted: not exactly one is best, so this question is left out.")
    if not all(str(row.get("text") or "").strip() for row in [*accepted, *near]):
        raise _NotCarried("accepted and near_misses: one is empty, so this question is left out.")
    half = 100 if source.get("agreement") == "contested" else 50
    accepted.sort(key=lambda row: row.get("verdict") != "best")  # of several full marks the first is the best
    rows = [(row, 100 if row.get("verdict") == "best" else half) for row in accepted] + [(row, 0) for row in near]
    other = str(source.get("otherwise") or "")
    texts = [str(row.get(name) or "") for row, _weight in rows for name in ("text", "why")]
    text = "".join(_typed_answer(row, weight) for row, weight in rows)
    text += f"\t=%0%*#{_text(other)}\n" if other else ""
    lost = [*_arrows([*texts, other]), *(f"{name}: Moodle does not see it" for name in FLAGS if source.get(name))]
    fields = {"accepted", "near_misses", "otherwise", "consequence", "asks", *FLAGS}
    return text.replace(ARROW, DRAWN), fields, lost


def _typed_answer(row: Source, weight: float) -> str:
    text = " ".join(str(row.get("text") or "").split()).replace("*", "\\*")
    return _answer("=", _guarded(text), row.get("why", ""), weight)  # typed, so that it is no Markdown


def _arrows(texts: Iterable[str]) -> list[str]:
    """Moodle takes a question with an arrow among its answers for a matching, and no escape keeps it from that."""
    return ["“->” became “→”, as GIFT has no escape for it"] if any(ARROW in text for text in texts) else []


KINDS: dict[str, Callable[[Source], Answers]] = {
    "code": _code,
    "one": _one,
    "situation": _situation,
    "several": _several,
    "match": _match,
    "type": _typed,
}
