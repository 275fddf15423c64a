"""What pages show of questions and answers: a question ready to be drawn, feedback, results, standings."""

from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache

from django.db.models import Count, Sum
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from statuscourse.accounts.models import Learner
from statuscourse.protocol.citations import address
from statuscourse.protocol.registry import StatusCode, phrase, registry
from statuscourse.web import prose
from statuscourse.web.exchanges import asking_html, exchange_html

from .core import mastery, results
from .models import Answer, Attempt, Question, QuestionRevision, Quiz, get_revision


@dataclass(frozen=True)
class ShownOption:
    """An offered code as it is drawn; the reason is shown after the answer only."""

    code: int
    phrase: str
    letter: str
    verdict: str
    why: SafeString

    @property
    def digit(self) -> int:
        return self.code // 100


@dataclass(frozen=True)
class ShownRow:
    code: int
    text: SafeString
    who: str = ""
    source: str = ""

    @property
    def digit(self) -> int:
        return self.code // 100


@dataclass(frozen=True)
class ShownQuestion:
    """A revision with its Markdown rendered. Static: the same for everybody, made once in each process."""

    id: str
    revision: int
    title: str
    agreement: str
    lesson_address: str
    scenario: SafeString
    exchange: SafeString
    asking: SafeString  # the exchange with a status line to fill in
    options: tuple[ShownOption, ...]
    client: tuple[ShownRow, ...]
    reply: SafeString
    decided_by: tuple[tuple[str, str], ...]  # text, address
    who_does_what: tuple[ShownRow, ...]

    @property
    def best(self) -> ShownOption:
        return next(option for option in self.options if option.verdict == "best")

    def option(self, code: int | None) -> ShownOption | None:
        return next((option for option in self.options if option.code == code), None)


def safe(html: str) -> SafeString:
    # Only what prose and exchange_html made comes here: both escape, and prose sanitises as well.
    return mark_safe(html)  # noqa: S308


@lru_cache(maxsize=2048)
def shown_question(revision_id: int) -> ShownQuestion:
    """A revision ready to be drawn."""
    return show_revision(get_revision(revision_id))


def show_revision(revision: QuestionRevision) -> ShownQuestion:
    body = revision.body
    question = revision.question
    lesson, _mark, anchor = question.section.partition("#")
    options = tuple(
        ShownOption(o["code"], phrase(o["code"]), "abcde"[n], o["verdict"], safe(prose.render_inline(o["why"])))
        for n, o in enumerate(body["options"])
    )
    return ShownQuestion(
        id=question.pk,
        revision=revision.pk,
        title=body["title"],
        agreement=body["agreement"],
        lesson_address=f"/lessons/{lesson}/#{anchor}",
        scenario=safe(prose.render(body["scenario"])),
        exchange=safe(exchange_html("", body["exchange"]) if body["exchange"] else ""),
        asking=safe(asking_html(body["exchange"], question.pk)),
        options=options,
        client=tuple(ShownRow(row["code"], safe(prose.render_inline(row["does"]))) for row in body["client"]),
        reply=safe(exchange_html(_("The best answer, whole"), body["reply"]) if body["reply"] else ""),
        decided_by=tuple((text, address(text)) for text in body["decided_by"]),
        who_does_what=tuple(
            ShownRow(row["code"], safe(prose.render_inline(row["does"])), row["who"], row["source"])
            for row in body["who_does_what"]
        ),
    )


@dataclass(frozen=True)
class Feedback:
    """A graded question: what was chosen, what was best and why."""

    question: ShownQuestion
    verdict: str
    mark: float
    chosen: ShownOption | None  # None for "I don't know"

    @property
    def headline(self) -> str:
        codes = {"best": self.question.best.code, "chosen": self.chosen.code if self.chosen else None}
        if self.chosen is None:
            return _("You did not know. It is %(best)s.") % codes
        if self.verdict == "best":
            return _("%(best)s it is.") % codes
        if self.verdict == "acceptable" and self.question.agreement == "contested":
            return _("%(chosen)s is defensible. Guides differ here.") % codes
        if self.verdict == "acceptable":
            return _("Acceptable. %(best)s says more.") % codes
        return _("Not %(chosen)s. It is %(best)s.") % codes

    @property
    def html(self) -> SafeString:
        """The reasons as they are drawn: the same for everybody who chose this, so made once in each process."""
        return _feedback_html(
            self.question.revision, self.chosen.code if self.chosen else None, self.verdict, self.mark
        )

    @property
    def worth(self) -> str:
        return _("half a mark") if self.mark == 0.5 else _("%(mark)g of 1") % {"mark": self.mark}


@lru_cache(maxsize=4096)
def graded_html(revision_id: int, chosen: int | None, verdict: str, mark: float, asked_in: str) -> SafeString:
    """The piece that takes the place of an answered form: the same for everybody, made once in each process."""
    question = shown_question(revision_id)
    shown = Feedback(question, verdict, mark, question.option(chosen))
    context = {"feedback": shown, "asked_in": asked_in, "with_question": True}
    return render_to_string("quizzes/_graded.html", context)


@lru_cache(maxsize=4096)
def _feedback_html(revision_id: int, chosen: int | None, verdict: str, mark: float) -> SafeString:
    question = shown_question(revision_id)
    shown = Feedback(question, verdict, mark, question.option(chosen))
    return render_to_string("quizzes/_feedback.html", {"feedback": shown})


def feedback(answer: Answer) -> Feedback:
    question = shown_question(answer.revision_id)
    return Feedback(question, answer.verdict, answer.mark, question.option(answer.chosen_code))


@dataclass(frozen=True)
class Place:
    """One place of an attempt, for the row of ticks."""

    number: int
    verdict: str  # empty where it is not answered yet

    @property
    def is_hit(self) -> bool:
        return self.verdict in {"best", "acceptable"}

    @property
    def is_missed(self) -> bool:
        return self.verdict == "wrong"


def attempt_places(attempt: Attempt) -> list[Place]:
    verdicts = dict(attempt.answers.values_list("position", "verdict"))
    return [Place(number, verdicts.get(number, "")) for number in range(1, attempt.length + 1)]


def next_open(places: list[Place], after: int = 0) -> int | None:
    """The next place without an answer, looking round from ``after``; None where all are answered."""
    turned = places[after:] + places[:after]
    return next((place.number for place in turned if not place.verdict), None)


@dataclass(frozen=True)
class AttemptResult:
    """The result page of an attempt."""

    marks: float
    possible: int
    answered: list[tuple[int, Feedback]]
    codes: list[results.CodeResult]
    confusions: list[results.Confusion]
    wrong: int

    @property
    def percent(self) -> int:
        return round(100 * self.marks / self.possible) if self.possible else 0

    @property
    def words(self) -> str:
        """The result in a clause."""
        if self.wrong == 0:
            return _("every answer held")
        if self.percent >= 80:
            return _("nearly all of it held")
        return _("the middle is where it gets interesting") if self.percent >= 50 else _("now you know what to read")


def attempt_result(attempt: Attempt) -> AttemptResult:
    answers = list(attempt.answers.order_by("position"))
    outcomes = [outcome(answer) for answer in answers]
    return AttemptResult(
        marks=sum(answer.mark for answer in answers),
        possible=attempt.length,
        answered=[(answer.position or 0, feedback(answer)) for answer in answers],
        codes=results.by_code(outcomes),
        confusions=results.confusions(outcomes),
        wrong=sum(answer.verdict == "wrong" for answer in answers),
    )


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


def standings(learner: Learner | None, slug: str = "") -> list[Standing]:
    """Every quiz in its order, or the one named, with the learner's best and last result and the attempt under way.

    Three queries.
    """
    quizzes = Quiz.objects.filter(retired_at=None)
    rows = {quiz.pk: Standing(quiz) for quiz in (quizzes.filter(pk=slug) if slug else quizzes)}
    if learner is None:
        return list(rows.values())
    attempts = Attempt.objects.filter(learner=learner, quiz__in=list(rows)).order_by("started_at")
    sums = {
        pk: (marks or 0.0, given)
        for pk, marks, given in attempts.annotate(marks=Sum("answers__mark"), given=Count("answers")).values_list(
            "pk", "marks", "given"
        )
    }
    for attempt in attempts:
        row = rows[attempt.quiz_id]
        marks, given = sums.get(attempt.pk, (0.0, 0))
        if attempt.retry_of_id is not None:
            row.retry = None if attempt.finished_at else attempt
            continue
        if attempt.finished_at is None:
            if row.under_way is None or given > row.answered:  # two devices may each have begun one
                row.under_way, row.answered = attempt, given
            continue
        row.last_attempt = attempt
        row.last = round(100 * marks / max(1, attempt.length))
        row.best = max(row.best or 0, row.last)
        row.taken += 1
    return list(rows.values())


@dataclass
class LearnerPicture:
    """All that progress shows of a learner's answers. One query."""

    levels: dict[int, mastery.Level] = field(default_factory=dict)
    days: list[results.Day] = field(default_factory=list)
    answers: int = 0
    good: int = 0
    confusions: list[results.Confusion] = field(default_factory=list)
    weakest: list[StatusCode] = field(default_factory=list)  # codes to practise next

    @property
    def known(self) -> int:
        return sum(level >= mastery.Level.STEADY for level in self.levels.values())


def learner_picture(learner: Learner | None, *, now: datetime) -> LearnerPicture:
    """Levels by code, four weeks of history and confusions, from every answer of the learner."""
    today = timezone.localdate(now)
    if learner is None:
        return LearnerPicture(days=results.history([], today=today))
    answered: dict[int, list[mastery.Answered]] = {}
    days: list[tuple[date, bool]] = []
    outcomes: list[results.Outcome] = []
    rows = Answer.objects.of(learner).order_by("created_at", "pk")
    for best, chosen, verdict, mark, at in rows.values_list(
        "best_code", "chosen_code", "verdict", "mark", "created_at"
    ).iterator():
        day = timezone.localdate(at)
        good = verdict != "wrong"
        answered.setdefault(best, []).append(mastery.Answered(day, good))
        days.append((day, good))
        outcomes.append(results.Outcome(best, chosen, verdict, mark))
    return LearnerPicture(
        levels={code: mastery.level(given) for code, given in answered.items()},
        days=results.history(days, today=today),
        answers=len(outcomes),
        good=sum(outcome.verdict != "wrong" for outcome in outcomes),
        confusions=[row for row in results.confusions(outcomes) if row.chosen][:3],
        weakest=_weakest(answered),
    )


def _weakest(answered: dict[int, list[mastery.Answered]]) -> list[StatusCode]:
    """The five codes with the smallest weighted share of good answers, of those with any wrong one."""
    shares = sorted((mastery.weighted_share(given), code) for code, given in answered.items())
    return [registry()[code] for share, code in shares if share < 1][:5]


def home_question(learner: Learner | None, *, today: date) -> ShownQuestion | None:
    """The scenario on the home page: one of the day, the next one when a learner has answered that."""
    questions = Question.objects.filter(retired_at=None, difficulty=1, agreement="agreed").order_by("pk")
    ids = list(questions.values_list("pk", "current"))
    if not ids:
        return None
    seen = Answer.objects.of(learner).question_ids() if learner else set()
    start = (today.toordinal() + len(seen)) % len(ids)  # moves on also when everything was seen
    turned = ids[start:] + ids[:start]
    revision = next((revision for question_id, revision in turned if question_id not in seen), turned[0][1])
    return shown_question(revision) if revision else None


def check_verdicts(learner: Learner | None, question_ids: list[str]) -> dict[str, str]:
    """The verdict of the learner's last answer to each of these questions as a check, where there is one."""
    if learner is None:
        return {}
    given = Answer.objects.of(learner).filter(context=Answer.Context.CHECK, revision__question__in=question_ids)
    rows = given.order_by("created_at", "pk").values_list("revision__question_id", "verdict")
    return dict(rows)  # a later answer takes the place of an earlier one


def check_questions() -> dict[str, ShownQuestion]:
    """Every question of the course that can be asked now, by id, for the lessons that embed them."""
    return {
        question_id: shown_question(revision)
        for question_id, revision in Question.objects.filter(retired_at=None).values_list("pk", "current")
        if revision
    }


def code_questions(code: int) -> list[tuple[str, str]]:
    """Questions to try for a code, as id and title: those whose best answer it is."""
    questions = Question.objects.filter(best_code=code, retired_at=None).order_by("difficulty", "pk")
    return list(questions.values_list("pk", "title")[:4])
