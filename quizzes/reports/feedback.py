"""What a learner is told of an answer: the verdict, the parts of it, and the reason of each."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import count, repeat
from typing import Any

from django.template.loader import render_to_string
from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from statuscourse.audit.core.rules import RULES
from statuscourse.protocol.citations import address
from statuscourse.web.kept import kept

from ..core import grading
from ..core.grading import Part
from ..core.kinds import write_it
from ..models import Answer, get_revision, section_of
from .feedback_rows import FeedbackRow, Noticed, lamp, sentence
from .questions import Body, ShownItem, ShownQuestion, safe, shown_question
from .regraded import graded_by, regraded_html

Response = Mapping[str, Any]

GAP, INSIDE = "⟦typed⟧", "⟦feedback⟧"  # no file of the bank may hold these brackets
NOTICED = 6  # findings beside the question that are shown

# While another try is open, a reason is told only where it does not name the answer.
REASON_WITHOUT_ANSWER = {"code", "situation", "one", "several", "fault"}


@dataclass(frozen=True)
class Shape:
    """All of a response that its feedback depends on; a typed text is left out and put in afterwards.

    What a cache keeps is so as finite as the ways to be right and wrong, and not as the texts that one may type.
    """

    response: str  # as JSON
    parts: tuple[Part, ...] = ()
    noticed: tuple[tuple[str, str], ...] = ()
    house: int | None = None  # the code of the class's convention, where it decides something


@dataclass(frozen=True)
class Feedback:
    """A graded question: what was chosen, what was best and why."""

    question: ShownQuestion
    verdict: str
    mark: float
    response: Response  # with a gap where a text was typed
    shape: Shape
    chosen: ShownItem | None = None  # of one code or one text; None for "I don't know"
    in_exam: bool = False
    typed: str = ""  # goes into the gap
    regraded: int | None = None  # the answer, where it was graded anew by this revision

    @property
    def parts(self) -> tuple[Part, ...]:
        return self.shape.parts

    @property
    def is_unknown(self) -> bool:
        return grading.is_unknown(self.response)

    @property
    def is_whole(self) -> bool:
        """Whether the answer is one code or one text, and not made of parts."""
        return self.question.kind in {"code", "situation", "one", "type"}

    @property
    def verdict_word(self) -> str:
        if self.is_unknown:
            return _("not answered") if self.in_exam else _("not known")
        words = {"best": _("best"), "acceptable": _("acceptable"), "partly": _("in part"), "wrong": _("wrong")}
        return f"{words[self.verdict]}, {self.worth}" if self.verdict == "partly" else words[self.verdict]

    @cached_property
    def headline(self) -> str:
        if self.is_unknown:
            return self._unknown_headline()
        if self.question.kind == "code":
            return self._code_headline()
        if self.verdict == "best":
            return _("That is the one.") if self.is_whole else _("All of it holds.")
        if self.verdict == "acceptable" and self.question.agreement == "contested":
            return _("Defensible. Guides differ here.")
        if self.verdict == "acceptable":
            return _("Acceptable. Another one says more.")
        return self._parts_headline()

    def _unknown_headline(self) -> str:
        start = _("No answer was given.") if self.in_exam else _("You did not know.")
        if self.question.kind == "code":
            return _("%(start)s It is %(best)s.") % {"start": start, "best": self.question.best.code}
        return _("%(start)s Here is how it goes.") % {"start": start}

    def _code_headline(self) -> str:
        codes = {"best": self.question.best.code, "chosen": self.chosen.code if self.chosen else None}
        if self.verdict == "best":
            return _("%(best)s it is.") % codes
        if self.verdict == "acceptable" and self.question.house:
            return _("%(chosen)s is defensible. Your class answers %(best)s.") % codes
        if self.verdict == "acceptable" and self.question.agreement == "contested":
            return _("%(chosen)s is defensible. Guides differ here.") % codes
        if self.verdict == "acceptable":
            return _("Acceptable. %(best)s says more.") % codes
        return _("Not %(chosen)s. It is %(best)s.") % codes

    def _parts_headline(self) -> str:
        if self.is_whole:
            return _("Not that one.")
        right = sum(part.verdict == "right" for part in self.parts)
        total = sum(part.verdict != "left" for part in self.parts if part.verdict != "wrong" or self._counts_wrong)
        if self.question.kind == "write" and self.parts[0].verdict == "wrong":
            return _("Not this status, and without it the rest earns nothing.")
        if self.question.kind == "order" and self.mark > 0:
            return _("A part of this order holds.")
        if not right:
            return _("None of it holds.")
        found = ngettext("%(right)d of %(total)d holds.", "%(right)d of %(total)d hold.", right)
        return found % {"right": right, "total": total}

    @property
    def _counts_wrong(self) -> bool:
        """Whether a wrong part is one of those asked for, and not one too many."""
        return self.question.kind in {"match", "order", "write"}

    @property
    def html(self) -> SafeString:
        """The reasons as they are drawn: the same for everybody who answered so, and made once in each process."""
        html = self._kept_html if self.question.revision else _draw(self)
        html = _put_in(html, self.typed) if self.typed else html
        return safe(regraded_html(self.regraded) + html) if self.regraded else html

    @property
    def _kept_html(self) -> SafeString:
        revision = self.question.revision
        asked = revision, section_of(revision)
        return _feedback_html(asked, self.shape, self.verdict, self.mark, self.in_exam, get_language() or "")

    @property
    def worth(self) -> str:
        return _("half a mark") if self.mark == 0.5 else _("%(mark)s of 1") % {"mark": f"{self.mark:.2g}"}

    @cached_property
    def rows(self) -> list[FeedbackRow]:
        """What the learner decided, and what they missed."""
        return [row for row in self._all_rows if row.verdict != "left"]

    @cached_property
    def others(self) -> list[FeedbackRow]:
        """The rest: what was rightly left alone, and the texts that nobody typed."""
        return [row for row in self._all_rows if row.verdict == "left"]

    @cached_property
    def _all_rows(self) -> list[FeedbackRow]:
        if self.question.kind in {"situation", "one"}:
            return list(self._option_rows())
        if self.question.kind == "type":
            return list(self._typed_rows())
        reasons = self.question.reasons
        rows = [self._row(reasons[part.key], part) for part in self.parts if part.key in reasons]
        if self.question.kind in {"several", "match"}:  # as they were shown, and not as the author wrote them
            shown = [item.key for item in self.question.items]
            rows.sort(key=lambda row: shown.index(row.item.key))
        return rows

    def _option_rows(self) -> Iterable[FeedbackRow]:
        for item in self.question.items:
            mine = self.chosen is not None and item.key == self.chosen.key
            verdict = {"best": "right" if mine else "answer"}.get(item.verdict, item.verdict if mine else "left")
            yield FeedbackRow(item, verdict, safe(""), safe(""))

    def _typed_rows(self) -> Iterable[FeedbackRow]:
        typed = safe(f"<code>{escape(self.response.get('text', ''))}</code>")
        key = self.parts[0].key if self.parts and not self.is_unknown else ""
        for item in sorted(self.question.reasons.values(), key=lambda item: item.key != key):
            if item.key == key:
                verdict = "right" if item.verdict == "best" else item.verdict
                yield FeedbackRow(item, verdict, typed, safe(""))
            elif item.verdict == "best":
                yield FeedbackRow(item, "answer", safe(""), safe(""))
            elif item.key != "otherwise":
                yield FeedbackRow(item, "left", safe(""), safe(""))

    def _row(self, item: ShownItem, part: Part) -> FeedbackRow:
        given = expected = safe("")
        if self.question.kind == "match":
            code = self.response.get("pairs", {}).get(item.key)
            given, expected = lamp(code), lamp(item.code)
        elif self.question.kind == "order":
            given = safe(str(self.response.get("places", {}).get(item.key, "")))
        elif item.key.startswith("status-"):
            given, expected = lamp(item.code), lamp(self.question.code)
        return FeedbackRow(item, part.verdict, given, expected, sentence(part.note))

    @property
    def wire(self) -> list[FeedbackRow | None]:
        """Every line of a faulty exchange with its verdict, in its place; None is the empty one."""
        verdicts = {part.key: part.verdict for part in self.parts}
        return [
            None if row is None else FeedbackRow(row, verdicts[row.key], safe(""), safe(""))
            for row in self.question.rows
        ]

    # The pieces of the page: the same rows come back in many answers that are never the same as a whole.

    @property
    def rows_html(self) -> SafeString:
        return self._pieces("_part", self.rows)

    @property
    def others_html(self) -> SafeString:
        return self._pieces("_part_other", self.others)

    @property
    def wire_html(self) -> SafeString:
        return self._pieces("_wire_line", self.wire)

    @property
    def more_html(self) -> SafeString:
        """What there is to say whatever was answered."""
        return self._own("_feedback_more")

    @property
    def links_html(self) -> SafeString:
        return self._own("_feedback_links")

    def _own(self, template: str) -> SafeString:
        """A piece that only the question decides; a working copy has no number to keep it by."""
        if not self.question.revision:
            return _draw_question(template, self.question)
        return _question_html(template, self.question.revision, get_language() or "")

    def _pieces(self, template: str, rows: Iterable[FeedbackRow | None]) -> SafeString:
        kind, language = self.question.kind, get_language() or ""
        numbers: Iterable[int] = count(1) if kind == "order" else repeat(0)  # only steps are counted
        # What is still being typed would push the rows of learners out of the cache.
        draw = _row_html if self.question.revision else _row_html.__wrapped__
        made = (draw(template, row, kind, n, language) for n, row in zip(numbers, rows, strict=False))
        return safe("".join(made))

    @property
    def noticed(self) -> list[Noticed]:
        """What the audit says of a written response beyond what was asked."""
        rules = [(RULES[rule], text) for rule, text in self.shape.noticed]
        return [Noticed(rule.level, sentence(text), rule.section, address(rule.section)) for rule, text in rules]

    @property
    def explained_again(self) -> list[FeedbackRow]:
        """What may be told while another try is open: which of one's own choices do not hold."""
        if self.question.kind == "code":
            return [FeedbackRow(self.chosen, "wrong", safe(""), safe(""))] if self.chosen else []
        rows = [row for row in self.rows if row.verdict in {"wrong", "acceptable"} and row.item.key != "otherwise"]
        if self.question.kind == "order":  # in the learner's own order: the accepted one would be the answer
            rows.sort(key=lambda row: row.given)
        return rows

    @property
    def may_give_reason(self) -> bool:
        return self.question.kind in REASON_WITHOUT_ANSWER


def shape_of(body: Body, response: Response, house: int | None = None) -> Shape:
    if body["kind"] == "code":
        return Shape(json.dumps(response, sort_keys=True), house=house if grading.applies(body, house) else None)
    parts = grading.grade(body, response).parts
    if "text" not in response:
        return Shape(json.dumps(response, sort_keys=True), parts)
    noticed = write_it.also_noticed(body, response["text"]) if body["kind"] == "write" else []
    return Shape(json.dumps({**response, "text": GAP}, sort_keys=True), parts, tuple(noticed[:NOTICED]))


def _of_shape(question: ShownQuestion, shape: Shape, verdict: str, mark: float, in_exam: bool = False) -> Feedback:
    response = json.loads(shape.response)
    question = question.under(shape.house)
    return Feedback(question, verdict, mark, response, shape, chosen_of(question, response), in_exam)


def chosen_of(question: ShownQuestion, response: Response) -> ShownItem | None:
    """The option that was chosen where an answer is one code or one text."""
    wanted = response.get("code") if question.kind == "code" else response.get("chosen")
    return next((item for item in question.items if wanted in (item.key, item.code)), None) if wanted else None


def feedback(answer: Answer) -> Feedback:
    """The feedback to an answer that was graded before."""
    in_exam = answer.context == Answer.Context.EXAM
    revision, response = graded_by(answer)
    shape = shape_of(get_revision(revision).body, response, answer.house)
    shown = _of_shape(shown_question(revision), shape, answer.verdict, answer.mark, in_exam)
    regraded = answer.pk if answer.regraded_by_id else None
    return replace(shown, typed=str(response.get("text", "")), regraded=regraded)


def feedback_for_others(answer: Answer) -> Feedback:
    """The same for somebody who has not answered, and so has nothing to report: drawn each time, without that link."""
    shown = feedback(answer)
    return replace(shown, question=replace(shown.question, revision=0))


def feedback_on(question: ShownQuestion, body: Body, response: Response) -> Feedback:
    """The feedback to a response that is not recorded, graded here; ``question`` is the body as it is drawn."""
    result = grading.grade(body, response)
    shown = _of_shape(question, shape_of(body, response), result.verdict, result.mark)
    return replace(shown, typed=str(response.get("text", "")))


def place_feedback(tries: list[Answer]) -> Feedback:
    """The feedback to a place that is closed, from all its tries in order: who gave up is told of the best try."""
    last, earlier = tries[-1], tries[:-1]
    if not (earlier and grading.is_unknown(last.response)):
        return feedback(last)
    return replace(feedback(max(earlier, key=lambda answer: answer.mark)), mark=last.mark)


def graded_html(answer: Answer) -> SafeString:
    """The piece that takes the place of an answered form: the same for everybody, made once in each process."""
    if answer.regraded_by_id:  # the same form came again after a regrade
        context = {"feedback": feedback(answer), "asked_in": answer.context, "with_question": True}
        return render_to_string("quizzes/_graded.html", context)
    shape = shape_of(get_revision(answer.revision_id).body, answer.response, answer.house)
    language = get_language() or ""
    asked = answer.revision_id, section_of(answer.revision_id)
    html = _feedback_html(asked, shape, answer.verdict, answer.mark, False, language)
    frame = _frame_html(answer.revision_id, answer.context, language)
    return safe(frame.replace(INSIDE, _put_in(html, str(answer.response.get("text", "")))))


def _put_in(html: SafeString, typed: str) -> SafeString:
    return safe(html.replace(GAP, escape(typed))) if GAP in html else html


@kept(megabytes=2)
def _frame_html(revision_id: int, asked_in: str, language: str) -> SafeString:
    """What stands around the feedback of a question, whatever was answered: the reasons are kept only once."""
    context = {"feedback": {"question": shown_question(revision_id), "html": safe(INSIDE)}, "asked_in": asked_in}
    return render_to_string("quizzes/_graded.html", {**context, "with_question": True})


@kept(megabytes=6)
def _feedback_html(
    asked: tuple[int, str], shape: Shape, verdict: str, mark: float, in_exam: bool, language: str
) -> SafeString:
    """``asked`` is a revision with the section that its links lead to."""
    revision_id, _section = asked
    return _draw(_of_shape(shown_question(revision_id), shape, verdict, mark, in_exam))


def _draw(shown: Feedback) -> SafeString:
    template = "quizzes/_feedback.html" if shown.question.kind == "code" else "quizzes/_feedback_parts.html"
    return render_to_string(template, {"feedback": shown})


@kept(megabytes=4)
def _row_html(template: str, row: FeedbackRow | None, kind: str, counter: int, language: str) -> SafeString:
    if row is None:
        return safe('<li class="wire-gap" aria-hidden="true"></li>')
    return render_to_string(f"quizzes/{template}.html", {"row": row, "kind": kind, "counter": counter})


@kept(megabytes=1)
def _question_html(template: str, revision_id: int, language: str) -> SafeString:
    return _draw_question(template, shown_question(revision_id))


def _draw_question(template: str, question: ShownQuestion) -> SafeString:
    return render_to_string(f"quizzes/{template}.html", {"question": question})
