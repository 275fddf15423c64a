"""Attempts: starting one, handing an exam in, once more what went wrong."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from random import Random
from typing import Any

from django.db import transaction
from django.db.models import Count

from statuscourse.accounts.models import Learner
from statuscourse.web import metrics

from ..core.drawing import draw
from ..core.grading import applies, grade, is_blank, unknown
from ..core.picking import ByRule, piles_of, read_picks, resolve
from ..core.shuffling import lay_out
from ..core.terms import Terms
from ..models import Answer, Attempt, Draft, Question, QuestionRevision, Quiz, candidates, given_answers
from .answering import LearnerGone, close_place, lock
from .keeping import hold_sums, put_in

Place = tuple[int, float]  # a revision, and the marks that its place is worth


class NotNow(Exception):
    """The quiz takes no attempt now; ``reason`` is early, late or used (``Terms.refusal``)."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@transaction.atomic
def start_attempt(
    *,
    learner: Learner,
    quiz: Quiz,
    now: datetime,
    rng: Random,
    terms: Terms | None = None,
    occasion: str = "",
    convention: Mapping[str, int] | None = None,
) -> Attempt | None:
    """Start an attempt, or return the one that is under way; None where the quiz has nothing left to ask.

    ``terms`` are the quiz's own unless whoever starts it has others. The attempts of an ``occasion`` are counted by
    themselves. ``convention`` is that of a class: by contested case the code that it answers. Raises NotNow.
    """
    if not Learner.objects.select_for_update().filter(pk=learner.pk).first():  # a double click waits here
        raise LearnerGone
    mine = Attempt.objects.filter(learner=learner, quiz=quiz, retry_of=None, occasion=occasion)
    # Two devices may each have begun one before they met in one account: the one that came further goes on.
    given = mine.under_way().annotate(given=Count("answers", distinct=True) + Count("drafts", distinct=True))
    if open_attempt := given.order_by("-given", "-started_at").first():
        return open_attempt
    terms = terms or quiz.terms
    if reason := terms.refusal(now, mine.exclude(finished_at=None).count()):
        raise NotNow(reason)
    places = places_of(quiz, rng, learner)
    if places and convention:
        terms = replace(terms, house=house_of(places, convention))
    return _new_attempt(learner, quiz, places, terms, now, rng, occasion=occasion) if places else None


def places_of(quiz: Quiz, rng: Random, learner: Learner | None = None) -> list[Place]:
    """What a quiz asks now: drawn for a learner it prefers what they have not seen; without one it is for many."""
    return _picked(quiz, learner, rng) if quiz.picks else _listed(quiz, learner, rng)


def house_of(places: list[Place], convention: Mapping[str, int]) -> dict[str, int]:
    """By place the code that the convention answers, where its question is about a case that it decides."""
    revisions = QuestionRevision.objects.select_related("question").in_bulk([revision for revision, _mark in places])
    found: dict[str, int] = {}
    for number, (revision_id, _mark) in enumerate(places, start=1):
        revision = revisions[revision_id]
        code = convention.get(revision.question.tags.get("case", ""))
        if code is not None and applies(revision.body, code):
            found[str(number)] = code
    return found


def _seen(learner: Learner | None) -> set[str]:
    return Answer.objects.of(learner).question_ids() if learner else set()


def _listed(quiz: Quiz, learner: Learner | None, rng: Random) -> list[Place]:
    """The places of a shipped quiz: its list, or what is drawn."""
    if quiz.draw:
        question_ids = draw(_drawable(quiz.draw), quiz.draw["number"], _seen(learner), rng)
    else:
        question_ids = quiz.question_ids
    current = dict(Question.objects.filter(pk__in=question_ids, retired_at=None).values_list("pk", "current"))
    return [(current[question_id], 1.0) for question_id in question_ids if question_id in current]


def _picked(quiz: Quiz, learner: Learner | None, rng: Random) -> list[Place]:
    """The places of an authored quiz; a question that was retired meanwhile is left out."""
    picks = read_picks(quiz.picks)
    found = candidates(picks, quiz.owner_id)
    seen = _seen(learner) if any(isinstance(pick, ByRule) for pick in picks) else set()
    drawn = resolve(picks, piles_of(picks, found), seen, rng)
    return [(found[each.question].revision, each.mark) for each in drawn]


@transaction.atomic
def retry_wrong(*, attempt: Attempt, now: datetime, rng: Random) -> Attempt | None:
    """Start an attempt with what went wrong, in the revisions that were seen; None where nothing did.

    Sent twice it returns the retry that is under way. It is practice, also after an exam, and for no occasion.
    """
    lock(attempt)
    if not Attempt.objects.filter(pk=attempt.pk).exists():
        raise LearnerGone
    open_retry = attempt.retries.under_way().order_by("-started_at").first()
    if open_retry:
        return open_retry
    answers = attempt.answers.standing().filter(verdict="wrong").order_by("position")
    wrong = [(row.revision_id, attempt.weight(row.position or 1)) for row in answers]
    if not wrong:
        return None
    terms = Terms(shuffle=True) if attempt.agreed.is_exam else attempt.agreed.without_occasion()
    house = {str(number): row.house for number, row in enumerate(answers, start=1) if row.house is not None}
    return _new_attempt(attempt.learner, attempt.quiz, wrong, replace(terms, house=house), now, rng, retry_of=attempt)


def _new_attempt(
    learner: Learner,
    quiz: Quiz,
    places: list[Place],
    terms: Terms,
    now: datetime,
    rng: Random,
    *,
    retry_of: Attempt | None = None,
    occasion: str = "",
) -> Attempt:
    revisions, marks = [revision for revision, _mark in places], [mark for _revision, mark in places]
    return Attempt.objects.create(
        learner=learner,
        quiz=quiz,
        revision_ids=revisions,
        weights=marks if any(mark != 1 for mark in marks) else [],
        layout=layouts(revisions, rng) if terms.shuffle else [],
        terms=terms.snapshot(),
        is_exam=terms.is_exam,
        started_at=now,
        deadline=terms.deadline(now),
        retry_of=retry_of,
        occasion=occasion,
    )


def layouts(revisions: list[int], rng: Random) -> list[list[str]]:
    """For each place the keys of its options in a random order."""
    bodies = dict(QuestionRevision.objects.filter(pk__in=revisions).values_list("pk", "body"))
    return [lay_out(bodies[revision], rng) for revision in revisions]


def _drawable(rule: dict[str, Any]) -> dict[str, list[str]]:
    """What may be drawn, in piles by what the rule spreads over."""
    questions = Question.objects.shipped().filter(retired_at=None)
    if rule["topics"]:
        questions = questions.filter(topic__in=rule["topics"])
    if rule.get("kinds"):
        questions = questions.filter(kind__in=rule["kinds"])
    spread = "kind" if rule.get("spread") == "kinds" else "topic"
    piles: dict[str, list[str]] = {}
    for question_id, pile in questions.values_list("pk", spread):
        piles.setdefault(pile, []).append(question_id)
    return piles


@transaction.atomic
def hand_in(*, attempt: Attempt, now: datetime) -> Attempt:
    """Grade every draft of an exam, or close practice whose time is over, once: handed in again it is as it is.

    A place without an answer counts as not known. Its time is the deadline where that came first.
    """
    lock(attempt)
    locked = Attempt.objects.filter(pk=attempt.pk).first()
    if locked is None:
        raise LearnerGone
    if locked.finished_at is not None:
        return locked
    locked.finished_at = min(now, locked.deadline) if locked.deadline else now
    answers = _graded(locked) if locked.is_exam else _closed(locked)
    locked.share = Attempt.share_of(answers)
    locked.save(update_fields=["finished_at", "share"])
    return locked


def _graded(attempt: Attempt) -> list[Answer]:
    """Answers made of the drafts of an exam, stored."""
    drafts = {draft.position: draft for draft in Draft.objects.filter(attempt=attempt)}
    made = []
    for position, revision in _places(attempt):
        draft = drafts.get(position)
        response = draft.response if draft is not None and not is_blank(draft.response) else None
        made.append(_answer(attempt, position, revision, response, draft.confidence if draft else ""))
    stored = Answer.objects.bulk_create(made)
    metrics.count("answer_recorded", len(stored))
    return stored


def _closed(attempt: Attempt) -> list[Answer]:
    """The standing answers of practice whose time is over. In a place with tries left the best one counts."""
    tries: dict[int | None, list[Answer]] = {}
    for answer in given_answers(attempt):
        tries.setdefault(answer.position, []).append(answer)
    open_places = [place for place in _places(attempt) if place[0] not in tries]
    made = Answer.objects.bulk_create([_answer(attempt, position, revision) for position, revision in open_places])
    last = [mine[-1] for mine in tries.values()]
    if left := [answer for answer in last if not answer.stands]:
        hold_sums()
        for answer in left:
            close_place(answer, [each.mark for each in tries[answer.position]])
            answer.save(update_fields=["stands", "mark", "verdict"])
        put_in(Answer.objects.filter(pk__in=[answer.pk for answer in left]))
    return [*made, *last]


def _places(attempt: Attempt) -> Iterable[tuple[int, QuestionRevision]]:
    revisions = QuestionRevision.objects.in_bulk(attempt.revision_ids)
    return ((position, revisions[pk]) for position, pk in enumerate(attempt.revision_ids, start=1))


def _answer(
    attempt: Attempt,
    position: int,
    revision: QuestionRevision,
    response: dict[str, Any] | None = None,
    confidence: str = "",
) -> Answer:
    """The answer that a place gets when the attempt is handed in; not known without a response."""
    response = unknown(revision.body["kind"]) if response is None else response
    house = attempt.house(position)
    result = grade(revision.body, response, attempt.terms["marks"], house)
    return Answer(
        learner_id=attempt.learner_id,
        revision=revision,
        context=Answer.Context.EXAM if attempt.is_exam else Answer.Context.QUIZ,
        attempt=attempt,
        position=position,
        response=response,
        verdict=result.verdict,
        mark=result.mark,
        weight=attempt.weight(position),
        chosen_code=result.chosen,
        best_code=result.best,
        house=house,
        confidence=confidence,
        key=f"{attempt.pk}:{position}:1",
        created_at=attempt.finished_at or attempt.started_at,
    )


@transaction.atomic
def move_limits(*, attempt: Attempt, terms: Terms) -> None:
    """Give an attempt under way the window, the minutes and the caption of other terms. It never gets less time."""
    lock(attempt)
    locked = Attempt.objects.under_way().filter(pk=attempt.pk).first()
    if locked is None:
        return
    moved = {"caption": terms.caption, "zone": terms.zone, "attempts": terms.attempts}
    deadline = terms.deadline(locked.started_at)
    if locked.deadline is not None and (deadline is None or deadline > locked.deadline):
        moved |= {"opens": terms.opens, "closes": terms.closes, "minutes": terms.minutes}
        locked.deadline = deadline
    locked.terms = {**locked.terms, **moved}
    locked.save(update_fields=["terms", "deadline"])


def hand_in_overdue(*, learner: Learner, now: datetime) -> int:
    """Hand in what the learner left behind when its time ran out. How many there were."""
    overdue = list(Attempt.objects.overdue(now).filter(learner=learner))
    for attempt in overdue:
        hand_in(attempt=attempt, now=now)
    return len(overdue)
