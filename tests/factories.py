"""Rows for tests. Keyword-only, every argument with a default; what a test does not name does not matter to it."""

from datetime import UTC, datetime
from itertools import count

from lessons.models import Section, SectionReading
from quizzes.actions import record_answer
from quizzes.core.bank import digest
from quizzes.core.grading import grade, unknown
from quizzes.core.sources import search_text
from quizzes.core.terms import Terms
from quizzes.models import Attempt, Draft, Question, QuestionReport, Quiz, get_revision
from statuscourse.accounts.models import Learner, User, new_token, token_digest
from tests.bodies import RIGHT, body_of, stored

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
MARKS = {"best": 1.0, "acceptable_agreed": 0.5, "acceptable_contested": 1.0}
PASSWORD = "a long enough pass phrase"
_number = count(1)


def option(code, verdict="wrong", why=None):
    return {"code": code, "verdict": verdict, "why": why or f"What speaks for and against {code} here, in a sentence."}


def body(*, best=404, acceptable=(), wrong=(400, 410), agreement="agreed", **changes):
    """The body of a revision of the kind "code", as ``quizzes.core.bank.revision_body`` makes it."""
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


def make_question(
    *,
    id="",
    kind="code",
    topic="tests",
    retired_at=None,
    replaced_by=None,
    section="who-are-you#a",
    owner=None,
    is_linked=True,
    **changes,
):
    """A question with one revision; ``changes`` go to its body. ``tests.bodies`` has answers to each kind."""
    content = body(**changes) if kind == "code" else body_of(kind, **changes)
    question = Question.objects.create(
        id=id or f"tests-question-{next(_number)}",
        topic=topic,
        kind=kind,
        title=content["title"][:70],  # as the site cuts it for its column
        section=section,
        best_code=grade(content, unknown(kind)).best,
        agreement=content["agreement"],
        difficulty=3,
        is_shipped=owner is None,
        owner=owner,
        is_linked=is_linked,
        edited_at=NOW if owner else None,
        search_text=search_text({"id": id} | content),
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


def make_quiz(
    *,
    slug="",
    questions=(),
    draw=None,
    behaviour=None,
    retired_at=None,
    order=900,
    owner=None,
    published_at=NOW,
    **more,
):
    """A quiz; ``behaviour`` as the bank says it, practice with one try where it is left out."""
    number = next(_number)
    ids = [question.pk for question in questions]
    return Quiz.objects.create(
        slug=slug or f"tests-quiz-{number}",
        title=f"Quiz {number}",
        summary="A quiz for the tests.",
        order=order,
        question_ids=ids,
        draw=draw,
        behaviour=behaviour or {},
        retired_at=retired_at,
        is_shipped=owner is None,
        owner=owner,
        published_at=published_at,
        **more,
    )


def make_attempt(
    *,
    learner=None,
    quiz=None,
    length=2,
    questions=None,
    behaviour=None,
    layout=(),
    started_at=NOW,
    deadline=None,
    finished_at=None,
    retry_of=None,
    marks=MARKS,
):
    """An attempt at new questions, all with 404 best and 400 and 410 wrong, unless they are given.

    ``behaviour`` makes its terms, and those of its quiz unless that is given too; the deadline follows from them.
    """
    questions = questions if questions is not None else [make_question() for _ in range(length)]
    terms = Terms.of(behaviour or {})
    return Attempt.objects.create(
        learner=learner or make_learner(),
        quiz=quiz or make_quiz(questions=questions, behaviour=behaviour),
        revision_ids=[question.current_id for question in questions],
        terms=terms.snapshot() | {"marks": marks},
        is_exam=terms.is_exam,
        layout=list(layout),
        started_at=started_at,
        deadline=deadline or terms.deadline(started_at),
        finished_at=finished_at,
        retry_of=retry_of,
    )


def make_draft(
    *, attempt=None, position=1, response=None, flagged=False, confidence="", version=1, save_key="", saved_at=NOW
):
    """What stands in a place of an attempt: the right answer, unless another one is given."""
    attempt = attempt or make_attempt(behaviour={"mode": "exam"})
    kind = get_revision(attempt.revision_ids[position - 1]).body["kind"]
    return Draft.objects.create(
        attempt=attempt,
        position=position,
        response=stored(RIGHT, kind) if response is None else {"kind": kind} | response,
        flagged=flagged,
        confidence=confidence,
        version=version,
        save_key=save_key or f"save {next(_number)}",
        saved_at=saved_at,
    )


def make_answer(
    *,
    learner=None,
    question=None,
    code=404,
    response=None,
    at=NOW,
    attempt=None,
    position=None,
    number=1,
    confidence="",
    context="practice",
    key="",
):
    """An answer as it is recorded; at a place of an attempt where one is given, the next one unless it is named."""
    if attempt is not None:
        position = position or attempt.answers.count() + 1
        revision = get_revision(attempt.revision_ids[position - 1])
        learner, context = attempt.learner, "quiz"
    else:
        revision = (question or make_question()).current
    return record_answer(
        learner=learner or make_learner(),
        revision=revision,
        response=response or {"kind": "code", "code": code},
        context=context,
        now=at,
        key=key or f"form {next(_number)}",
        attempt=attempt,
        position=position,
        number=number,
        confidence=confidence,
    ).answer


def make_report(*, learner=None, question=None, answer=None, text="The year cannot be right.", at=NOW, **more):
    """What a learner said of a question; ``more`` closes it."""
    revision = answer.revision if answer else (question or make_question()).current
    return QuestionReport.objects.create(
        revision=revision, learner=learner or make_learner(), answer=answer, text=text, created_at=at, **more
    )


def make_reading(*, learner=None, section=None, at=NOW):
    section = section or Section.objects.filter(retired_at=None).first()
    return SectionReading.objects.create(learner=learner or make_learner(), section=section, read_at=at)
