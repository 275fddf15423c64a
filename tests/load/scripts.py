"""How people go through a quiz, prepared once: their responses with what these earned and what they add to the sums."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from random import Random
from typing import Any

from quizzes.actions.attempts import layouts, places_of
from quizzes.core.grading import grade, read_response
from quizzes.core.statistics.chosen import options
from quizzes.core.statistics.places import places
from quizzes.core.statistics.sums import KeptSums, Scored
from quizzes.models import Question, QuestionRevision, Quiz

from .responses import numbered, responses

WAYS = 10  # through each form of a quiz
FORMS = 4  # of a quiz whose questions are drawn
RIGHT = 0.6  # of the answers


@dataclass(frozen=True)
class Given:
    """An answer as its row has it."""

    revision: int
    name: str
    response: str
    verdict: str
    mark: float
    chosen: int | None
    best: int | None
    option: tuple[str, ...]

    @property
    def stored(self) -> Any:
        return json.loads(self.response)


@dataclass(frozen=True)
class Way:
    """One way through a form: an answer at each place, with the seconds that it took."""

    given: tuple[Given, ...]
    seconds: tuple[int, ...]
    slots: tuple[tuple[int, bool], ...]

    @cached_property
    def share(self) -> float:
        return sum(given.mark for given in self.given) / len(self.given)

    @cached_property
    def sums(self) -> dict[str, Any]:
        """What an attempt adds to the kept sums, as JSON: whole numbers and nothing else."""
        rows = zip(self.given, self.seconds, self.slots, strict=True)
        kept = KeptSums.of(
            [Scored(str(g.revision), slot, g.mark, 1.0, drawn, g.option, took) for g, took, (slot, drawn) in rows]
        )
        return {"quiz": kept.quiz.to_json(), "items": {name: item.to_json() for name, item in kept.items.items()}}


@dataclass(frozen=True)
class Form:
    """A quiz as somebody got it: its questions in an order, and ways through them."""

    quiz: str
    is_exam: bool
    minutes: int | None
    revisions: str
    layout: str
    terms: str
    length: int
    ways: tuple[Way, ...]


def pool() -> dict[int, list[Given]]:
    """Responses to every published question of the course, the right one first."""
    rows = Question.objects.shipped().askable().select_related("current").order_by("pk")
    return {row.current_id: given_to(row.current) for row in rows if row.current is not None}


def given_to(revision: QuestionRevision) -> list[Given]:
    """Graded responses, the right one first, not knowing last."""
    return list(_given(revision))


def _given(revision: QuestionRevision) -> Iterator[Given]:
    body = revision.body
    for raw in responses(body, Random(2026)):
        response = read_response(body, numbered(raw, "1"))
        result = grade(body, response)
        graded = (result.verdict, float(result.mark), result.chosen, result.best)
        yield Given(revision.pk, revision.question_id, json.dumps(response), *graded, options(body, response))


def choose(given: list[Given], random: Random) -> Given:
    return given[0] if random.random() < RIGHT else random.choice(given)


def forms(given: dict[int, list[Given]]) -> list[Form]:
    """Forms of all quizzes of the course."""
    random = Random(2026)
    found = []
    for quiz in Quiz.objects.shipped().filter(retired_at=None).order_by("pk"):
        found += [form_of(quiz, given, random) for _ in range(FORMS if quiz.draw else 1)]
    return found


def form_of(quiz: Quiz, given: dict[int, list[Given]], random: Random) -> Form:
    """A quiz as somebody gets it, with ways through it."""
    revisions = [revision for revision, _mark in places_of(quiz, random)]
    slots = places(quiz.question_ids, quiz.draw, quiz.picks).slots(given[pk][0].name for pk in revisions)
    return Form(
        quiz=quiz.pk,
        is_exam=quiz.terms.is_exam,
        minutes=quiz.terms.minutes,
        revisions=json.dumps(revisions),
        layout=json.dumps(layouts(revisions, random) if quiz.terms.shuffle else []),
        terms=json.dumps(quiz.terms.snapshot()),
        length=len(revisions),
        ways=tuple(_way(revisions, slots, given, random) for _ in range(WAYS)),
    )


def _way(revisions: list[int], slots: Any, given: dict[int, list[Given]], random: Random) -> Way:
    chosen = tuple(choose(given[revision], random) for revision in revisions)
    return Way(chosen, tuple(random.randrange(5, 200) for _ in revisions), tuple(slots))


def add(total: dict[str, Any], sums: dict[str, Any], number: int) -> None:
    """Add the sums of so many attempts that went the same way."""
    for name, value in sums.items():
        if isinstance(value, dict):
            add(total.setdefault(name, {}), value, number)
        else:
            total[name] = total.get(name, 0) + number * value
