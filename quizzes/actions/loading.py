"""Loading the bank: new revisions where a question changed, retired where it left."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from statuscourse.web.problems import ContentProblem, ContentRefused

from ..core.bank import Bank, digest, revision_body
from ..core.kinds.base import QuestionBase
from ..core.sources import search_text, tags_of
from ..models import Question, Quiz

BANK = "quizzes/bank"


def load_bank(bank: Bank, *, now: datetime) -> Counter[str]:
    """Store what the files say: new revisions where a question changed, retired where it left. Counts what happened.

    Authored ones are left alone. Runs inside the caller's transaction. Raises ContentRefused where a file has an id
    that an instructor's question or quiz has already.
    """
    _refuse_taken(bank)
    counts: Counter[str] = Counter()
    stored = {question.pk: question for question in Question.objects.shipped().select_related("current")}
    questions = dict(_load_questions(bank, stored, counts))
    _retire(Question, set(stored) - set(questions), now, counts, "questions")
    for _topic, item in bank.questions():
        for replaced in item.replaces:
            Question.objects.filter(pk=replaced).update(replaced_by=item.id)
    known_quizzes = {quiz.pk: quiz for quiz in Quiz.objects.shipped()}
    for order, quiz in enumerate(bank.quizzes):
        row = Quiz(
            slug=quiz.slug,
            is_shipped=True,
            title=quiz.title,
            summary=quiz.summary,
            lesson=quiz.lesson,
            order=order,
            question_ids=bank.quiz_question_ids(quiz),
            draw=quiz.draw.model_dump() if quiz.draw else None,
            behaviour=quiz.behaviour.model_dump(exclude_defaults=True),
        )
        _save(row, known_quizzes.get(quiz.slug), counts, "quizzes")
    _retire(Quiz, set(known_quizzes) - {quiz.slug for quiz in bank.quizzes}, now, counts, "quizzes")
    return counts


def _refuse_taken(bank: Bank) -> None:
    taken, slugs = _owners(Question), _owners(Quiz)
    problems = [
        ContentProblem(
            file,
            item.id,
            f"a question of {taken[item.id]} has this id already. Give theirs another, on the server: "
            f"manage.py rename_question {item.id} {item.id}-own; or give this one another in the file",
        )
        for file, _topic, item in bank.placed()
        if item.id in taken
    ]
    problems += [
        ContentProblem(
            f"{BANK}/quizzes.yaml",
            quiz.slug,
            f"a quiz of {slugs[quiz.slug]} has this name already. Give this one another in the file",
        )
        for quiz in bank.quizzes
        if quiz.slug in slugs
    ]
    if problems:
        raise ContentRefused(problems)


def _owners(model: type[Question] | type[Quiz]) -> dict[str, str]:
    """Whose each authored one is, by its name."""
    rows = model.objects.filter(is_shipped=False).values_list("pk", "owner__username")
    return {pk: owner or "an instructor who has left" for pk, owner in rows}


def _load_questions(bank: Bank, stored: dict[str, Question], counts: Counter[str]) -> Iterable[tuple[str, Question]]:
    for topic, item in bank.questions():
        question = Question(
            id=item.id,
            topic=topic,
            kind=item.kind,
            title=item.title,
            section=item.section,
            best_code=item.best,
            agreement=item.agreement,
            difficulty=item.difficulty,
            tags=tags_of(item.model_dump()),
            search_text=search_text(item.model_dump()),
            is_shipped=True,
        )
        yield item.id, _load_question(question, item, stored.get(item.id), counts)


def _load_question(question: Question, item: QuestionBase, old: Question | None, counts: Counter[str]) -> Question:
    body = revision_body(item)
    mark = digest(body)
    if old is not None:
        question.replaced_by_id = old.replaced_by_id
        if old.current is not None and old.current.digest == mark:
            question.current = old.current
    if question.current is None:
        if old is None:
            question.save(force_insert=True)
            old = question
        question.current = old.revisions.filter(digest=mark).first() or old.revisions.create(
            number=old.revisions.count() + 1, digest=mark, body=body
        )
        question.save()
        counts["questions created" if old is question else "questions changed"] += 1
        return question
    _save(question, old, counts, "questions")
    return question


def _save(row: Any, old: Any, counts: Counter[str], what: str) -> None:
    """Write a row where it differs from the stored one, or is new, or was retired."""
    fields = [field.attname for field in row._meta.concrete_fields]
    if old is not None and all(getattr(row, name) == getattr(old, name) for name in fields):
        counts[f"{what} unchanged"] += 1
        return
    row.save()
    counts[f"{what} {'changed' if old is not None else 'created'}"] += 1


def _retire(model: Any, absent: set[str], now: datetime, counts: Counter[str], what: str) -> None:
    """What left the files is retired, never deleted: answers and old links point at it."""
    retired = model.objects.filter(pk__in=absent, retired_at=None).update(retired_at=now)
    if retired:
        counts[f"{what} retired"] += retired
