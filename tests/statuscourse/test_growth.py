"""What a page asks of the database stays the same while the site grows; `make bench-growth` measures what it costs."""

from datetime import timedelta
from random import Random

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from quizzes.actions import hand_in
from quizzes.actions.counting import count_finished
from quizzes.models import Answer, Attempt, ItemSums, Question, Quiz, QuizSums
from statuscourse.accounts.models import Learner
from statuscourse.classrooms.models import Assignment, Classroom, Membership
from tests.factories import NOW
from tests.load.plans import scanned
from tests.load.scripts import form_of, given_to

READ_BY_INDEX = {"quizzes_answer", "quizzes_attempt"}
ROWS = 20
FOLD = 50
LEARNERS_PAGES = (
    "/", "/lessons/", "/lessons/who-are-you/", "/lessons/who-are-you/state/", "/progress/", "/codes/", "/codes/404/",
    "/search/?q=cache", "/quizzes/", "/quizzes/tests-grown/", "/quizzes/tests-grown/attempts/{attempt}/result/",
    "/accounts/my-data/export/", "/classes/", "/classes/{room}/", "/classes/{room}/grades/",
)  # fmt: skip
AUTHORS_PAGES = (
    "/author/", "/author/quizzes/", "/author/quizzes/tests-grown/statistics/",
    "/author/questions/{question}/statistics/", "/author/confusion/", "/author/reports/", "/classes/",
    "/classes/{room}/", "/classes/{room}/gradebook/", "/classes/{room}/assignments/{task}/", "/classes/{room}/insight/",
)  # fmt: skip


@pytest.fixture
def site(settings, ada, ines, make_question, make_quiz, make_attempt, make_answer):
    """Ada's attempt at a quiz of Ines, answers that she gave by themselves, and their class."""
    settings.PAGE_THROTTLES = False  # which ask the database at every twentieth dear page, whatever it is
    questions = [make_question(owner=ines.user) for _ in range(2)]
    quiz = make_quiz(slug="tests-grown", questions=questions)
    attempt = make_attempt(learner=ada.learner, quiz=quiz, questions=questions)
    for _ in questions:
        make_answer(attempt=attempt)
    hand_in(attempt=attempt, now=NOW)
    count_finished(quiz=quiz, limit=10, now=NOW)
    for _ in range(3):
        make_answer(learner=ada.learner, question=questions[0])
    room = Classroom.objects.create(name="Class", owner=ines.user, created_at=NOW)
    task = Assignment.objects.create(
        classroom=room, target_type="quiz", target=quiz.pk, title="Do", created_at=NOW, due_at=NOW + timedelta(days=9)
    )
    Membership.objects.create(classroom=room, learner=ada.learner, name="Ada", joined_at=NOW)
    return {"attempt": attempt.pk, "room": room.pk, "task": task.pk, "question": questions[0].pk}


def grow(site, fold):
    """So many other people, each with an attempt, its answers and some more, like Ada's and not hers."""
    model = Attempt.objects.get(pk=site["attempt"])
    rows = list(model.answers.all())
    learners = Learner.objects.bulk_create([Learner() for _ in range(ROWS * fold)])
    attempts = Attempt.objects.bulk_create([_copy(model, learner=each) for each in learners])
    answers = [
        _copy(row, learner=each.learner, attempt=each, key=f"{each.pk}:{row.position}")
        for each in attempts
        for row in rows
    ]
    alone = Answer.objects.filter(attempt=None)[0]
    answers += [_copy(alone, learner=each, key="alone") for each in learners]
    Answer.objects.bulk_create(answers, batch_size=500)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
            # Some hundred rows are read as a whole though there is an index; without one they still are.
            cursor.execute("SET LOCAL enable_seqscan = off")


def _copy(row, **changes):
    given = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields if field.name != "id"}
    made = type(row)(**given)
    for name, value in changes.items():
        setattr(made, name, value)
    return made


def asked(visitor, path):
    """The statements of a page that was opened before, without the throttle's, which writes one request in ten."""
    assert visitor.get(path).status_code == 200
    with CaptureQueriesContext(connection) as caught:
        visitor.get(path)
    told = [query["sql"] for query in caught.captured_queries if query["sql"].startswith(("SELECT", "UPDATE"))]
    return [sql for sql in told if "accounts_tally" not in sql]


@pytest.mark.parametrize(("who", "pages"), [("ada", LEARNERS_PAGES), ("ines", AUTHORS_PAGES)])
def test_pages_ask_no_more_of_fifty_times_the_rows(request, site, who, pages):
    visitor = request.getfixturevalue(who)
    grow(site, 1)
    before = {page: len(asked(visitor, page.format(**site))) for page in pages}
    grow(site, FOLD)
    after = {page: asked(visitor, page.format(**site)) for page in pages}
    more = {page: len(found) for page, found in after.items() if len(found) > before[page]}
    assert more == {}  # fewer where nothing came since the page was opened last
    whole = {page: {table for sql in found for table in scanned(sql)} & READ_BY_INDEX for page, found in after.items()}
    assert {page: tables for page, tables in whole.items() if tables} == {}


def test_a_table_that_is_read_as_a_whole_is_seen(ada):
    sql = 'SELECT * FROM "quizzes_answer" WHERE "verdict" = \'wrong\''
    assert scanned(sql) == {"quizzes_answer"}


def test_what_was_begun_for_a_class_is_not_looked_for_among_all_that_are_no_retries(db):
    plan = Attempt.objects.begun_for("one", "other").filter(retry_of=None).explain()
    assert "retr" not in plan.replace('"retry_of_id"', "").replace("retry_of_id IS NULL", "")


def test_the_rows_of_the_benchmark_add_to_the_sums_what_counting_adds(make_learner):
    """`tests/load` stores sums of ten million answers without counting them one by one."""
    quiz = Quiz.objects.get(pk="who-are-you")
    questions = Question.objects.filter(pk__in=quiz.question_ids).select_related("current")
    form = form_of(quiz, {row.current_id: given_to(row.current) for row in questions}, Random(1))
    way = form.ways[0]
    attempt = Attempt.objects.create(
        learner=make_learner(), quiz=quiz, started_at=NOW, finished_at=NOW, share=way.share
    )
    rows = zip(way.given, way.seconds, strict=True)
    for place, (given, seconds) in enumerate(rows, start=1):
        kept = {"verdict": given.verdict, "mark": given.mark, "seconds": seconds, "created_at": NOW, "key": place}
        Answer.objects.create(
            learner=attempt.learner, revision_id=given.revision, attempt=attempt, position=place,
            response=given.stored, **kept,
        )  # fmt: skip
    count_finished(quiz=quiz, limit=1, now=NOW)
    items = ItemSums.objects.filter(quiz=quiz, first_only=True)
    assert QuizSums.objects.get(quiz=quiz, first_only=True).sums == way.sums["quiz"]
    assert {str(row.revision_id): row.sums for row in items} == way.sums["items"]
