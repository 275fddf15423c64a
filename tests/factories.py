"""Rows for tests. Keyword-only, every argument with a default; what a test does not name does not matter to it."""

from datetime import UTC, datetime
from itertools import count

from lessons.models import Section, SectionReading
from quizzes.actions import record_answer
from quizzes.core.bank import digest
from quizzes.models import Attempt, Question, Quiz, get_revision
from statuscourse.accounts.models import Learner, User, new_token, token_digest

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
MARKS = {"best": 1.0, "acceptable_agreed": 0.5, "acceptable_contested": 1.0}
PASSWORD = "a long enough pass phrase"
_number = count(1)


def option(code, verdict="wrong", why=None):
    return {"code": code, "verdict": verdict, "why": why or f"What speaks for and against {code} here, in a sentence."}


def body(*, best=404, acceptable=(), wrong=(400, 410), agreement="agreed", **changes):
    """The body of a revision, as ``quizzes.core.bank.revision_body`` makes it."""
    verdicts = {best: "best"} | dict.fromkeys(acceptable, "acceptable") | dict.fromkeys(wrong, "wrong")
    return {
        "title": "The teapot that is not there",
        "kind": "code",
        "agreement": agreement,
        "scenario": "A client asks for a teapot that nobody has ever heard of, and not for the first time.",
        "exchange": "",
        "options": [option(code, verdict) for code, verdict in sorted(verdicts.items())],
        "client": [{"code": best, "does": "gives up"}, {"code": wrong[0], "does": "mends its request"}],
        "reply": "",
        "decided_by": ["RFC 9110, 15.5.5"],
        "who_does_what": [],
    } | changes


def make_user(*, username="", password=PASSWORD, role="learner", with_learner=True):
    user = User(username=username or f"user{next(_number)}", role=role)
    user.set_password(password)
    user.save()
    if with_learner:
        Learner.objects.create(user=user)
    return user


def make_learner(*, user=None):
    """A learner without an account, unless one is given."""
    return Learner.objects.create(user=user, token_digest=None if user else token_digest(new_token()))


def make_question(*, id="", topic="tests", retired_at=None, replaced_by=None, section="who-are-you#a", **changes):
    """A question with one revision; ``changes`` go to its body."""
    content = body(**changes)
    best = next(item["code"] for item in content["options"] if item["verdict"] == "best")
    question = Question.objects.create(
        id=id or f"tests-question-{next(_number)}",
        topic=topic,
        title=content["title"],
        section=section,
        best_code=best,
        agreement=content["agreement"],
        difficulty=3,
        retired_at=retired_at,
        replaced_by=replaced_by,
    )
    question.current = question.revisions.create(number=1, digest=digest(content), body=content)
    question.save()
    return question


def revise(question, **changes):
    """Give a question a new revision."""
    content = question.current.body | changes
    number = question.current.number + 1
    question.current = question.revisions.create(number=number, digest=digest(content), body=content)
    question.save()
    return question.current


def make_quiz(*, slug="", questions=(), draw=None, retired_at=None, order=900):
    number = next(_number)
    ids = [question.pk for question in questions]
    return Quiz.objects.create(
        slug=slug or f"tests-quiz-{number}",
        title=f"Quiz {number}",
        summary="A quiz for the tests.",
        order=order,
        question_ids=ids,
        draw=draw,
        retired_at=retired_at,
    )


def make_attempt(
    *,
    learner=None,
    quiz=None,
    length=2,
    questions=None,
    started_at=NOW,
    finished_at=None,
    retry_of=None,
    marks=MARKS,
):
    """An attempt at new questions, all with 404 best and 400 and 410 wrong, unless they are given."""
    questions = questions if questions is not None else [make_question() for _ in range(length)]
    return Attempt.objects.create(
        learner=learner or make_learner(),
        quiz=quiz or make_quiz(questions=questions),
        revision_ids=[question.current_id for question in questions],
        terms={"marks": marks, "feedback": "immediate"},
        started_at=started_at,
        finished_at=finished_at,
        retry_of=retry_of,
    )


def make_answer(
    *, learner=None, question=None, code=404, at=NOW, attempt=None, position=None, context="practice", key=""
):
    """An answer as it is recorded; at a place of an attempt where one is given."""
    if attempt is not None:
        position = position or attempt.answers.count() + 1
        revision = get_revision(attempt.revision_ids[position - 1])
        learner, context = attempt.learner, "quiz"
    else:
        revision = (question or make_question()).current
    return record_answer(
        learner=learner or make_learner(),
        revision=revision,
        response={"kind": "code", "code": code},
        context=context,
        now=at,
        key=key or f"form {next(_number)}",
        attempt=attempt,
        position=position,
    ).answer


def make_reading(*, learner=None, section=None, at=NOW):
    section = section or Section.objects.filter(retired_at=None).first()
    return SectionReading.objects.create(learner=learner or make_learner(), section=section, read_at=at)
