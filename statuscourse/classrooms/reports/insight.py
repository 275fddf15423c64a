"""What do I teach tomorrow? A class's answers in four pictures, each with one sentence of advice."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lessons.models import Section
from quizzes.models import Question, QuestionRevision, Quiz
from quizzes.reports.quiz_statistics import drawn
from statuscourse.accounts.models import User
from statuscourse.protocol.registry import phrase, registry
from statuscourse.web.bars import ShareBars, share_bars
from statuscourse.web.matrix import MatrixDrawing, matrix_drawing

from ..core import insight as core
from ..core.insight import LEAST_ANSWERS, LEAST_OF_ITEM, Confused, Confusion, ItemFlag, Known
from ..core.pictures import ClassMap, class_map
from ..models import Assignment, Classroom, Membership
from .answered import Shown, finished, occasions, shown, stamps
from .attention import Attention, attention

DISCUSSED = 3  # questions that are offered to be talked about
BARS = 10  # flagged questions in the picture; the table has all


@dataclass(frozen=True)
class Asked:
    """A question of the class. ``is_open``: whoever has its address may answer it; ``is_seen``: its figures may be."""

    id: str
    title: str
    section: str
    is_open: bool
    is_seen: bool


@dataclass(frozen=True)
class ConfusionPanel:
    answers: int
    confusion: Confusion
    questions: tuple[Asked, ...] = ()
    section: Section | None = None
    quiz: Quiz | None = None

    @property
    def is_enough(self) -> bool:
        return self.answers >= LEAST_ANSWERS

    @property
    def first(self) -> Confused | None:
        return self.confusion.strongest[0] if self.is_enough and self.confusion.strongest else None

    @property
    def drawing(self) -> MatrixDrawing:
        """The codes that are confused most; the ink is by the share of the whole row."""
        codes, matrix = self.confusion.drawn_codes(), self.confusion.matrix
        rows = [row for row in matrix.rows if row.expected in codes]
        counts = [(row.expected, [cell.count for cell in row.cells if cell.chosen in codes]) for row in rows]
        columns = [code for code in matrix.columns if code in codes]
        return matrix_drawing(columns, counts, [row.total for row in rows])

    @property
    def whole(self) -> MatrixDrawing:
        return drawn(self.confusion.matrix)

    @property
    def sentences(self) -> list[str]:
        return [_taken(each) for each in self.confusion.strongest]

    @property
    def advice(self) -> str:
        if not self.is_enough:
            return _needs(self.answers, _("which code is taken for which"))
        if self.first is None:
            return _("Nothing is confused often enough to teach it.")
        if self.first.chosen is None:
            return _("Explain again what %(code)s is for: %(sentence)s") % {
                "code": _named(self.first.expected),
                "sentence": _taken(self.first),
            }
        return _("Teach what separates %(expected)s from %(chosen)s: %(sentence)s") % {
            "expected": self.first.expected,
            "chosen": self.first.chosen,
            "sentence": _taken(self.first),
        }


@dataclass(frozen=True)
class MasteryPanel:
    answers: int
    members: int
    known: tuple[Known, ...]
    never: tuple[int, ...]  # codes of the course that nobody has met

    @property
    def is_enough(self) -> bool:
        return self.answers >= LEAST_ANSWERS

    @property
    def drawing(self) -> ClassMap:
        members = max(1, self.members)
        return class_map({row.code: (row.met / members, row.steady / members) for row in self.known})

    @property
    def best_known(self) -> list[Known]:
        return sorted(self.known, key=lambda row: (-row.steady, row.code))

    @property
    def advice(self) -> str:
        if not self.is_enough:
            return _needs(self.answers, _("what the class knows"))
        row = core.teach_next(self.known)
        if row is not None:
            return _("Practise %(code)s: met by %(met)s, shaky with %(shaky)s, known by %(steady)s.") % {
                "code": _named(row.code),
                "met": row.met,
                "shaky": row.unsettled,
                "steady": row.steady,
            }
        if not any(row.steady for row in self.known):
            return _("Ask each code again: nobody has answered three times about the same one, so none can be steady.")
        return _("What was asked often enough is known; go on to what nobody has met.")


@dataclass(frozen=True)
class AttentionPanel:
    attention: Attention
    members: int
    assigned: int

    @property
    def advice(self) -> str:
        if not self.members:
            return _("Nobody is in the class yet, so nobody is missing.")
        stuck, silent = len(self.attention.stuck), len(self.attention.silent)
        if not stuck and not silent:
            if not self.assigned:
                return _("Nothing is assigned yet, so nobody can be behind with it.")
            return _("Nobody is stuck and nobody is silent.")
        names = ", ".join(person.name for person in self.attention.people[:3])
        more = stuck + silent - 3
        return _("Talk to %(names)s%(more)s: %(stuck)s, %(silent)s.") % {
            "names": names,
            "more": _(" and %s more") % more if more > 0 else "",
            "stuck": ngettext("%s is stuck", "%s are stuck", stuck) % stuck,
            "silent": ngettext("%s is silent", "%s are silent", silent) % silent,
        }


@dataclass(frozen=True)
class FlaggedItem:
    """A question that needs a look, what is odd about it, and what to do."""

    flag: ItemFlag
    asked: Asked

    @property
    def percent(self) -> int:
        return round(100 * self.flag.facility)

    @property
    def sentence(self) -> str:
        values = {"percent": self.percent, "number": self.flag.number, "took": self.flag.took, "hit": self.flag.hit}
        values |= {"code": self.flag.distractor or 0, "best": self.flag.best or 0}
        if self.flag.distractor is None:
            return _("Answers earned %(percent)s %% of the mark.") % values
        return (
            _("%(code)s was chosen %(took)s times and the best, %(best)s, %(hit)s times: %(percent)s %% of the mark.")
            % values
        )

    @property
    def advice(self) -> str:
        if self.flag.distractor is not None:
            return _("Check its key. If that holds, show both codes side by side: the class shares a belief.")
        return _("Ask whether it was taught, then go through it together; if it was, read its scenario for a gap.")


@dataclass(frozen=True)
class ItemsPanel:
    flagged: tuple[FlaggedItem, ...]
    enough: int  # questions with as many answers as a flag needs

    @property
    def drawing(self) -> ShareBars:
        rows = [(item.asked.title, item.flag.number, item.flag.facility, True) for item in self.flagged[:BARS]]
        return share_bars(rows)

    @property
    def left_out(self) -> int:
        return max(0, len(self.flagged) - BARS)

    @property
    def advice(self) -> str:
        if not self.enough:
            return _("No question has %s answers of this class yet, and with fewer nothing can be said of one.") % (
                LEAST_OF_ITEM
            )
        if not self.flagged:
            said = ngettext(
                "The %s question with enough answers went as it should.",
                "All %s questions with enough answers went as they should.",
                self.enough,
            )
            return said % self.enough
        first = self.flagged[0]
        return _("Go through “%(title)s” together: %(percent)s %% of the mark was earned, by %(number)s answers.") % {
            "title": first.asked.title,
            "percent": first.percent,
            "number": first.flag.number,
        }


@dataclass(frozen=True)
class InsightPage:
    members: int
    assigned: int
    attempts: int
    answers: int
    left: int  # assignments and sessions that are not counted yet
    confusion: ConfusionPanel
    mastery: MasteryPanel
    attention: AttentionPanel
    items: ItemsPanel


def insight_page(classroom: Classroom, *, user: User, now: datetime) -> InsightPage:
    """All that the page shows: at most 17 queries, however many members, assignments and answers there are."""
    present = Membership.objects.present().filter(classroom=classroom).order_by("name", "pk")
    members = list(present.only("learner", "name", "joined_at", "seen_at", "classroom"))
    rows = Assignment.objects.filter(classroom=classroom)
    assignments = sorted(rows, key=lambda item: (item.due_at or item.created_at, item.created_at))
    wanted = occasions(classroom, assignments)
    handed_in = list(finished(classroom, wanted).order_by("started_at").values_list("occasion", "learner", "share"))
    answered = shown(classroom, wanted, stamps(handed_in), len(members))
    asked = _questions(answered, user)
    return InsightPage(
        members=len(members),
        assigned=len(assignments),
        attempts=len(handed_in),
        answers=answered.answers,
        left=answered.left,
        confusion=_confusion(answered, asked),
        mastery=_mastery(answered, len(members)),
        attention=AttentionPanel(
            attention(classroom, assignments, members, handed_in, now=now), len(members), len(assignments)
        ),
        items=_items(answered, asked.by_revision),
    )


@dataclass(frozen=True)
class _Questions:
    by_revision: Mapping[int, Asked]
    offering: Collection[int]  # the revisions that offer codes


def _questions(answered: Shown, user: User) -> _Questions:
    """The questions of a class's answers, and which of them the teacher may see as an author. Two queries."""
    revisions = {group.revision for group in answered.groups}
    rows = list(QuestionRevision.objects.filter(pk__in=revisions).values_list("pk", *COLUMNS))
    names = {row[1] for row in rows}
    seen = set(Question.objects.visible_to(user).filter(pk__in=names).values_list("pk", flat=True)) if names else set()
    found = {
        pk: Asked(name, title, section, is_linked and retired_at is None, name in seen)
        for pk, name, title, section, _kind, is_linked, retired_at in rows
    }
    return _Questions(found, {row[0] for row in rows if row[4] == "code"})


COLUMNS = (
    "question",
    "question__title",
    "question__section",
    "question__kind",
    "question__is_linked",
    "question__retired_at",
)


def _confusion(answered: Shown, asked: _Questions) -> ConfusionPanel:
    found = core.confusion(answered.groups, asked.offering)
    panel = ConfusionPanel(found.matrix.total, found)
    if panel.first is None:
        return panel
    distinct = {asked.by_revision[pk].id: asked.by_revision[pk] for pk in found.revisions}
    questions = tuple(distinct.values())[:DISCUSSED]
    section = _section(questions)
    quiz = None
    if section is not None:
        quiz = Quiz.objects.shipped().open_to_learners().filter(lesson=section.lesson_id).first()
    return ConfusionPanel(found.matrix.total, found, questions, section, quiz)


def _section(questions: Sequence[Asked]) -> Section | None:
    """The lesson's section that explains the question in which the pair was confused most often."""
    for question in questions:
        lesson, _hash, anchor = question.section.partition("#")
        if lesson and anchor:
            rows = Section.objects.filter(lesson=lesson, anchor=anchor, retired_at=None)
            return rows.select_related("lesson").defer("words", "lesson__body").first()
    return None


def _mastery(answered: Shown, members: int) -> MasteryPanel:
    met = {row.code for row in answered.known}
    never = tuple(code for code, status in registry().items() if status.in_course and code not in met)
    answers = sum(group.number for group in answered.groups if group.best)
    return MasteryPanel(answers, members, tuple(answered.known), never)


def _items(answered: Shown, asked: Mapping[int, Asked]) -> ItemsPanel:
    questions = {pk: item.id for pk, item in asked.items()}
    by_name = {item.id: item for item in asked.values()}
    flags = core.item_flags(answered.groups, questions)
    flagged = tuple(FlaggedItem(flag, by_name[flag.question]) for flag in flags)
    return ItemsPanel(flagged, core.enough(answered.groups, questions))


def _needs(number: int, what: str) -> str:
    return _("It takes %(least)s answers to tell %(what)s; so far there are %(number)s.") % {
        "least": LEAST_ANSWERS,
        "what": what,
        "number": number,
    }


def _named(code: int) -> str:
    return f"{code} {phrase(code)}".strip()


def _taken(each: Confused) -> str:
    values = {"expected": each.expected, "chosen": each.chosen, "number": each.number, "total": each.total}
    if each.chosen is None:
        return _("where %(expected)s was best, “I don't know” was the answer %(number)s of %(total)s times.") % values
    return _("%(chosen)s was chosen where %(expected)s was best, %(number)s of %(total)s times.") % values
