"""What pages show of attempts: places, the summary before handing in, results, and how each quiz stands."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import lru_cache
from uuid import UUID

from django.db import models
from django.db.models import Count, F, Q, Sum
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from statuscourse.accounts.models import Learner

from ..core import results
from ..core.grading import is_blank, is_complete
from ..core.terms import Terms
from ..models import Answer, Attempt, Confidence, Draft, QuestionRevision, Quiz
from .feedback import Feedback, place_feedback
from .questions import safe

MANY = 10  # places, above which a tick is drawn small


@dataclass(frozen=True)
class Place:
    """One place of an attempt, for the row of ticks."""

    number: int
    verdict: str = ""  # empty where it is not answered yet
    mark: float = 0.0
    tries: int = 0  # that did not close it
    answered: bool = False  # an exam's draft
    complete: bool = True
    flagged: bool = False
    title: str = ""
    weight: float = 1.0  # told in the summary of an exam only

    @property
    def is_hit(self) -> bool:
        return bool(self.verdict) and results.is_good(self.mark)

    @property
    def is_missed(self) -> bool:
        return bool(self.verdict) and not results.is_good(self.mark)

    @property
    def state(self) -> str:
        """The place in a word."""
        if self.verdict:
            return self.verdict
        if not self.answered:
            return _("tried") if self.tries else _("open")
        return _("answered") if self.complete else _("incomplete")


def attempt_places(attempt: Attempt, answers: Iterable[Answer] | None = None) -> list[Place]:
    """Every place of an attempt whose answers are shown, or of practice under way. One query without ``answers``."""
    closed: dict[int | None, Answer] = {}
    tries: Counter[int | None] = Counter()
    for answer in attempt.answers.all() if answers is None else answers:
        if answer.stands:
            closed[answer.position] = answer
        else:
            tries[answer.position] += 1
    return [_place(number, closed.get(number), tries[number]) for number in range(1, attempt.length + 1)]


def _place(number: int, answer: Answer | None, tries: int) -> Place:
    if answer is None:
        return Place(number, tries=tries)
    return Place(number, answer.verdict, answer.mark, tries)


def ticks_html(places: list[Place], number: int) -> SafeString:
    """The row of ticks of an attempt in practice, of which ``number`` is open."""
    many, language = len(places) > MANY, get_language() or ""
    return safe("".join(_tick_html(place, place.number == number, many, language) for place in places))


@lru_cache(maxsize=2048)
def _tick_html(place: Place, is_current: bool, many: bool, language: str) -> SafeString:
    """One tick: the same in every attempt, and so made once in each process. Its address is a relative one."""
    context = {"place": place, "is_current": is_current, "many": many}
    return render_to_string("quizzes/_tick.html", context)


def exam_places(attempt: Attempt, *, titles: bool = False) -> list[Place]:
    """Every place of an exam under way: what is answered, incomplete, flagged. Two queries, whatever its length."""
    drafts = {draft.position: draft for draft in Draft.objects.filter(attempt=attempt)}
    revisions = QuestionRevision.objects.in_bulk(attempt.revision_ids)
    return [
        _exam_place(
            Place(number, title=revisions[revision].body["title"] if titles else "", weight=attempt.weight(number)),
            revisions[revision],
            drafts.get(number),
        )
        for number, revision in enumerate(attempt.revision_ids, start=1)
    ]


def _exam_place(place: Place, revision: QuestionRevision, draft: Draft | None) -> Place:
    if draft is None:
        return place
    answered = not is_blank(draft.response)
    complete = answered and is_complete(revision.body, draft.response)
    return replace(place, answered=answered, complete=complete, flagged=draft.flagged)


def next_open(places: list[Place], after: int = 0) -> int | None:
    """The next place without an answer, looking round from ``after``; None where all are answered."""
    turned = places[after:] + places[:after]
    return next((place.number for place in turned if not place.verdict), None)


def where_it_was(attempt: Attempt) -> int:
    """The place of an exam that was changed last: where another device goes on."""
    last = Draft.objects.filter(attempt=attempt).order_by("-saved_at").values_list("position", flat=True).first()
    return last or 1


@dataclass(frozen=True)
class Summary:
    """An exam before it is handed in."""

    places: list[Place]

    @property
    def answered(self) -> int:
        return sum(place.answered for place in self.places)

    @property
    def incomplete(self) -> list[Place]:
        return [place for place in self.places if place.answered and not place.complete]

    @property
    def open(self) -> list[Place]:
        return [place for place in self.places if not place.answered]

    @property
    def flagged(self) -> list[Place]:
        return [place for place in self.places if place.flagged]


def exam_summary(attempt: Attempt) -> Summary:
    """All that the summary shows. Two queries, whatever the length of the exam."""
    return Summary(exam_places(attempt, titles=True))


@dataclass(frozen=True)
class Surely:
    """How the answers went that a learner was sure of, thought so, or guessed."""

    label: str
    given: int
    good: int


@dataclass(frozen=True)
class AttemptResult:
    """The result page of an attempt."""

    marks: float
    possible: float
    answered: list[tuple[int, Feedback, str]]  # place, feedback, and what it earned where it is worth other than 1
    codes: list[results.CodeResult]
    confusions: list[results.Confusion]
    wrong: int
    confidence: list[Surely] = field(default_factory=list)
    sure_and_wrong: list[tuple[int, Feedback]] = field(default_factory=list)

    @property
    def percent(self) -> int:
        return round(100 * self.marks / self.possible) if self.possible else 0

    @property
    def words(self) -> str:
        """The result in a clause."""
        if self.wrong == 0 and self.percent == 100:
            return _("every answer held")
        if self.percent >= 80:
            return _("nearly all of it held")
        return _("the middle is where it gets interesting") if self.percent >= 50 else _("now you know what to read")


def attempt_result(attempt: Attempt) -> AttemptResult:
    tries = list(attempt.answers.order_by("position", "number"))
    answers = [answer for answer in tries if answer.stands]
    places: dict[int, list[Answer]] = {}
    for answer in tries:
        places.setdefault(answer.position or 0, []).append(answer)
    shown = [(position, place_feedback(given)) for position, given in places.items()]
    earned = {answer.position: earned_of(answer) for answer in answers}
    sure = [
        row
        for answer, row in zip(answers, shown, strict=True)
        if answer.confidence == Confidence.SURE and not answer.is_good
    ]
    return AttemptResult(
        marks=sum(answer.mark * answer.weight for answer in answers),
        possible=attempt.possible,
        answered=[(position, given, earned[position]) for position, given in shown],
        codes=results.by_code(map(outcome, answers)),
        confusions=results.confusions(map(outcome, tries)),
        wrong=sum(answer.verdict == "wrong" for answer in answers),
        confidence=_confidence(answers) if attempt.agreed.confidence else [],
        sure_and_wrong=sure,
    )


def earned_of(answer: Answer) -> str:
    """What an answer earned at a place that is worth other than 1; empty at an ordinary one."""
    if answer.weight == 1:
        return ""
    numbers = {"earned": f"{round(answer.mark * answer.weight, 2):g}", "weight": f"{answer.weight:g}"}
    return _("%(earned)s of %(weight)s") % numbers


def _confidence(answers: list[Answer]) -> list[Surely]:
    rows = []
    for value, label in Confidence.choices:
        given = [answer for answer in answers if answer.confidence == value]
        if given:
            rows.append(Surely(str(label), len(given), sum(answer.is_good for answer in given)))
    return rows


def outcome(answer: Answer) -> results.Outcome:
    return results.Outcome(answer.best_code, answer.chosen_code, answer.verdict, answer.mark)


@dataclass
class Standing:
    """A quiz with what a learner has made of it."""

    quiz: Quiz
    best: int | None = None  # percent
    last: int | None = None
    last_attempt: Attempt | None = None
    taken: int = 0
    under_way: Attempt | None = None
    answered: int = 0
    retry: Attempt | None = None  # of what went wrong, under way

    @property
    def terms(self) -> Terms:
        return self.quiz.terms

    @property
    def label(self) -> str:
        """What kinds of question it asks, in a word or two; empty where its name says it."""
        if not self.quiz.is_shipped:
            return ""
        if self.quiz.draw is None:
            return _("which code?")
        return _("every kind") if not self.quiz.draw.get("kinds") else ""

    def refusal(self, now: datetime) -> str:
        """Why no attempt may start now: early, late, used, or nothing."""
        return "" if self.under_way else self.terms.refusal(now, self.taken)

    def count(self, attempt: Attempt, marks: float, given: int, now: datetime) -> None:
        """Take in the next attempt of the learner, by the time of its start."""
        if attempt.retry_of_id is not None:
            self.retry = None if attempt.finished_at else attempt
        elif attempt.finished_at is None:
            if self.under_way is None or given > self.answered:  # two devices may each have begun one
                self.under_way, self.answered = attempt, given
        else:
            self.last_attempt = attempt
            self.taken += 1
            if attempt.agreed.explains(now):
                self.last = round(100 * marks / (attempt.possible or 1))
                self.best = max(self.best or 0, self.last)


def standings(learner: Learner | None, slug: str = "", *, now: datetime, with_taken: bool = False) -> list[Standing]:
    """Every quiz in its order, or the one named, with the learner's best and last result and the attempt under way.

    ``with_taken`` adds those that stand in no list, and that the learner came to by their addresses. What was begun for
    an occasion is not the learner's own doing and stays out.

    Results of an exam stay out until it may be looked through. Three queries, and one more with an exam under way.
    """
    rows = {quiz.pk: Standing(quiz) for quiz in _standing_quizzes(learner, slug, with_taken)}
    if learner is None:
        return list(rows.values())
    attempts = Attempt.objects.of_own_accord().filter(learner=learner, quiz__in=list(rows)).order_by("started_at")
    sums = _sums(attempts)
    for attempt in attempts:
        rows[attempt.quiz_id].count(attempt, *sums.get(attempt.pk, (0.0, 0)), now)
    return list(rows.values())


def _sums(attempts: models.QuerySet[Attempt]) -> dict[UUID, tuple[float, int]]:
    """What each attempt earned, and how many of its places are answered."""
    stands = Q(answers__stands=True)
    sums = {
        pk: (marks or 0.0, given)
        for pk, marks, given in attempts.annotate(
            marks=Sum(F("answers__mark") * F("answers__weight"), filter=stands), given=Count("answers", filter=stands)
        ).values_list("pk", "marks", "given")
    }
    exams = [attempt.pk for attempt in attempts if attempt.agreed.is_exam and not attempt.is_over]
    if exams:  # which have drafts only
        drafts = Draft.objects.filter(attempt__in=exams).values_list("attempt", "response")
        sums |= {pk: (0.0, n) for pk, n in Counter(pk for pk, kept in drafts if not is_blank(kept)).items()}
    return sums


def _standing_quizzes(learner: Learner | None, slug: str, with_taken: bool) -> models.QuerySet[Quiz]:
    if slug:
        return Quiz.objects.open_to_learners().filter(pk=slug)
    quizzes = Quiz.objects.listed()
    if with_taken and learner is not None:
        taken = Attempt.objects.of_own_accord().filter(learner=learner).values("quiz")
        quizzes = Quiz.objects.open_to_learners().filter(Q(pk__in=quizzes.values("pk")) | Q(pk__in=taken))
    return quizzes.select_related("owner")


@dataclass(frozen=True)
class QuizCard:
    """Quizzes on one card of the list: those of one lesson, or one by itself."""

    lesson: str
    rows: list[Standing]


@dataclass(frozen=True)
class QuizGroup:
    """Cards that stand together in the list."""

    title: str
    cards: list[QuizCard]


def quiz_groups(rows: list[Standing]) -> list[QuizGroup]:
    """The list of quizzes: of the whole course, exams, those with a lesson, and then what instructors wrote."""
    authored = [QuizCard("", [row]) for row in rows if not row.quiz.is_shipped]
    rows = [row for row in rows if row.quiz.is_shipped]
    whole = [QuizCard("", [row]) for row in rows if not row.quiz.lesson and not row.terms.is_exam]
    exams = [QuizCard("", [row]) for row in rows if row.terms.is_exam]
    lessons: dict[str, list[Standing]] = {}
    for row in rows:
        if row.quiz.lesson and not row.terms.is_exam:
            lessons.setdefault(row.quiz.lesson, []).append(row)
    groups = [
        QuizGroup(_("From the whole course"), whole),
        QuizGroup(_("Exams"), exams),
        QuizGroup(_("With a lesson"), [QuizCard(lesson, found) for lesson, found in lessons.items()]),
        QuizGroup(_("From your instructors"), authored),
    ]
    return [group for group in groups if group.cards]
