"""All that pages show of a learner's answers together, and which questions can be asked."""

from dataclasses import dataclass, field
from datetime import date, datetime

from django.utils import timezone

from statuscourse.accounts.models import Learner
from statuscourse.protocol.registry import StatusCode, registry

from ..core import mastery, results
from ..models import Answer, Attempt, Question
from .questions import ShownQuestion, shown_question


@dataclass
class LearnerPicture:
    """All that progress shows of a learner's answers. Two queries."""

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
    rows = Answer.objects.of(learner).standing().order_by("created_at", "pk")
    if withheld := Attempt.objects.withheld(learner, now):
        rows = rows.exclude(attempt__in=withheld)
    for best, chosen, verdict, mark, at, number in rows.values_list(
        "best_code", "chosen_code", "verdict", "mark", "created_at", "number"
    ).iterator():
        day = timezone.localdate(at)
        good = number == 1 and results.is_good(mark)  # what took a second try was not known
        if best is not None:
            answered.setdefault(best, []).append(mastery.Answered(day, good))
        days.append((day, good))
        outcomes.append(results.Outcome(best, chosen, verdict, mark))
    return LearnerPicture(
        levels={code: mastery.level(given) for code, given in answered.items()},
        days=results.history(days, today=today),
        answers=len(outcomes),
        good=sum(good for _day, good in days),
        confusions=[row for row in results.confusions(outcomes) if row.chosen][:3],
        weakest=_weakest(answered),
    )


def _weakest(answered: dict[int, list[mastery.Answered]]) -> list[StatusCode]:
    """The five codes with the smallest weighted share of good answers, of those with any wrong one."""
    shares = sorted((mastery.weighted_share(given), code) for code, given in answered.items())
    return [registry()[code] for share, code in shares if share < 1][:5]


def home_question(learner: Learner | None, *, today: date) -> ShownQuestion | None:
    """The scenario on the home page: one of the day, the next one when a learner has answered that."""
    easy = Question.objects.shipped().filter(retired_at=None, kind="code", difficulty=1, agreement="agreed")
    questions = easy.order_by("pk")
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
        for question_id, revision in Question.objects.shipped().filter(retired_at=None).values_list("pk", "current")
        if revision
    }


def code_questions(code: int) -> list[tuple[str, str]]:
    """Questions to try for a code, as id and title: those whose best answer it is."""
    questions = Question.objects.shipped().filter(best_code=code, retired_at=None).order_by("difficulty", "pk")
    return list(questions.values_list("pk", "title")[:4])
