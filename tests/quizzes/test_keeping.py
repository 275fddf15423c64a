"""Kept sums of single answers are what counting all of them anew would be, whatever happens to the answers."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta
from random import Random
from threading import Barrier, Event

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from quizzes.actions import hand_in, keeping
from quizzes.actions.keeping import codes_taken, given_alone
from quizzes.actions.regrading import NothingToRegrade, RegradeConflict, regrade, undo_regrade
from quizzes.actions.renaming import rename_question
from quizzes.core.statistics.chosen import options
from quizzes.core.statistics.sums import ItemSums, Scored, merged
from quizzes.models import Answer, CountedThrough, Question, QuestionRevision, RevisionSums
from statuscourse.accounts.models import Learner
from statuscourse.actions import delete_learner, merge_learners
from statuscourse.pruning import prune_learners
from tests.factories import NOW, body, make_answer, make_attempt, make_learner, make_question, make_user, revise

LATER = NOW + timedelta(days=400)


@pytest.fixture(autouse=True)
def eager(monkeypatch):
    """Everything is kept at once, a few answers at a time."""
    for name, value in {"LITTLE": 0, "BATCH": 2, "SLICE": 3}.items():
        monkeypatch.setattr(keeping, name, value)


@pytest.fixture
def question(db):
    return make_question()


def shown():
    """What a page would say now: of codes, and of each revision by itself."""
    codes = Counter()
    for _kind, sums in codes_taken(Question.objects.all()):
        codes.update(sums.counts)
    bodies = dict(QuestionRevision.objects.filter(answers__isnull=False).values_list("pk", "body"))
    return dict(codes), {pk: sums for pk, sums in given_alone(bodies).items() if sums.n}


def anew():
    """The same, counted one by one."""
    codes, alone = Counter(), {}
    for answer in Answer.objects.filter(stands=True).select_related("revision"):
        if answer.best_code is not None:
            codes[f"{answer.best_code}-{answer.chosen_code or ''}"] += 1
        if answer.attempt_id is None:
            chosen = options(answer.revision.body, answer.response)
            one = ItemSums.of(Scored("", 0, answer.mark, chosen=chosen, seconds=answer.seconds))
            alone[answer.revision_id] = merged([alone.get(answer.revision_id, ItemSums()), one])
    return dict(codes), alone


def answer_some(question, *codes, **more):
    return [make_answer(question=question, code=code, **more) for code in codes or (404, 410, 400, 410, 404)]


def assert_true():
    """Before and after more is counted."""
    assert shown() == anew()
    assert shown() == anew()


def turn(question):
    return revise(question, options=body(best=410, wrong=(400, 404))["options"])


def test_answers_are_counted_when_they_are_looked_at(question):
    answer_some(question)
    assert_true()
    assert CountedThrough.objects.get().answer == Answer.objects.order_by("-pk")[0].pk
    assert RevisionSums.objects.get().codes == {"404-404": 2, "404-410": 2, "404-400": 1}


def test_what_came_since_is_added(question):
    answer_some(question)
    shown()
    answer_some(question, 400, 400)
    assert_true()


def test_little_is_added_without_being_kept(question, monkeypatch):
    # Told by the numbers of answers, of which other tests on PostgreSQL have used up many.
    monkeypatch.setattr(keeping, "LITTLE", 10**9)
    answer_some(question)
    assert_true()
    assert (RevisionSums.objects.count(), CountedThrough.objects.count()) == (0, 0)


def test_what_was_counted_is_not_read_again(question):
    answer_some(question)
    shown()
    with connection.cursor() as cursor:  # behind the back of what keeps the sums
        cursor.execute("UPDATE quizzes_answer SET chosen_code = 400, mark = 1")
    before = shown()
    assert (before == anew(), before[0]["404-404"]) == (False, 2)


def test_very_many_are_counted_from_their_index(question, monkeypatch):
    answer_some(question)
    make_answer(question=question, response={"kind": "code", "unknown": True})
    monkeypatch.setattr(keeping, "ANEW", 3)
    assert_true()


def test_times_marks_and_choices_outside_attempts_are_kept(question):
    for answer, seconds in zip(answer_some(question), (3, 10, None, 400, 20), strict=True):
        Answer.objects.filter(pk=answer.pk).update(seconds=seconds, mark=0.5)
    assert_true()


def test_answers_in_attempts_are_no_answers_alone(question):
    attempt = make_attempt(questions=[question])
    make_answer(attempt=attempt, code=410)
    assert_true()
    assert shown()[1] == {}


def test_a_deleted_learner_is_in_no_sum(question):
    learner = make_learner()
    answer_some(question, learner=learner)
    answer_some(question)
    shown()
    answer_some(question, 410, learner=learner)  # not counted yet
    delete_learner(learner)
    assert_true()
    assert sum(shown()[0].values()) == 5


def test_a_deleted_account_is_in_no_sum(question):
    answer_some(question, learner=make_user().learner)
    shown()
    delete_learner(Learner.objects.get())
    assert shown() == ({}, {})


def test_the_last_answer_deleted_hides_no_later_one(question):
    answer_some(question)
    learner = make_learner()
    answer_some(question, learner=learner)
    shown()
    delete_learner(learner)
    answer_some(question, 400)
    assert_true()


def test_pruned_learners_are_in_no_sum(question):
    learner = make_learner()
    answer_some(question, learner=learner)
    Learner.objects.update(created_at=NOW)
    shown()
    assert prune_learners(before=LATER) == 1
    assert_true()
    assert shown() == ({}, {})


def test_merging_counts_what_both_have_given_once(question):
    one, two = make_learner(), make_learner()
    for learner in (one, two):
        answer_some(question, learner=learner)
        twice = Answer.objects.filter(learner=learner, chosen_code=410)[0]
        Answer.objects.filter(pk=twice.pk).update(key="the same")
    shown()
    merge_learners(source=two, target=one)
    assert_true()
    assert sum(shown()[0].values()) == 9


def test_a_regrade_and_its_undoing_are_in_the_sums(question):
    author = make_user(role="instructor")
    answer_some(question)
    shown()
    revision = turn(question)
    answer_some(question, 404, 410)
    shown()
    question.refresh_from_db()
    made = regrade(question=question, revision=revision.pk, reason="Turned.", by=author, now=NOW)
    assert_true()
    assert shown()[0] == {"410-410": 3, "410-404": 3, "410-400": 1}
    undo_regrade(regrade=made, now=NOW)
    assert_true()


def test_a_try_that_stands_once_it_is_handed_in_is_counted(question):
    attempt = make_attempt(questions=[question], behaviour={"tries": 3, "penalty": 0.5, "minutes": 1})
    make_answer(attempt=attempt, position=1, code=410)
    answer_some(question)
    assert Answer.objects.filter(stands=False).count() == 1
    shown()
    hand_in(attempt=attempt, now=LATER)
    assert_true()
    assert shown()[0]["404-410"] == 3


def test_a_renamed_question_keeps_its_sums(ines):
    question = make_question(owner=ines.user, topic="tests")
    answer_some(question)
    shown()
    rename_question(question=question, name="tests-the-other-name")
    assert_true()


@pytest.mark.parametrize("seed", range(6))
def test_whatever_happens_the_sums_are_true(db, seed):
    random = Random(seed)
    author = make_user(role="instructor")
    questions = [make_question() for _ in range(3)]
    learners = [make_learner() for _ in range(4)]

    def someone():
        if not learners:
            learners.append(make_learner())
        return random.choice(learners)

    def give():
        answer_some(random.choice(questions), random.choice((404, 410, 400)), learner=someone())

    def attempt():
        made = make_attempt(
            questions=questions, learner=someone(), behaviour={"tries": 2, "penalty": 0.5, "minutes": 1}
        )
        for position in random.sample((1, 2, 3), random.randint(0, 3)):
            make_answer(attempt=made, position=position, code=random.choice((404, 410)))
        if random.random() < 0.5:
            shown()
        hand_in(attempt=made, now=LATER)

    def delete():
        learner = someone()
        learners.remove(learner)
        delete_learner(learner)

    def merge():
        source, target = someone(), someone()
        if source != target:
            learners.remove(source)
            merge_learners(source=source, target=target)

    def grade_again():
        question = Question.objects.get(pk=random.choice(questions).pk)
        right = random.choice((404, 410))
        wrong = sorted({400, 404, 410} - {right})
        revision = revise(question, options=body(best=right, wrong=wrong)["options"], title=str(random.random()))
        question.refresh_from_db()
        with suppress(NothingToRegrade, RegradeConflict):
            made = regrade(question=question, revision=revision.pk, reason="Because.", by=author, now=NOW)
            if random.random() < 0.5:
                undo_regrade(regrade=made, now=NOW)

    for _step in range(40):
        random.choice((give, give, give, attempt, delete, merge, grade_again, shown))()
        if random.random() < 0.3:
            assert shown() == anew()
    assert_true()


def test_an_answer_writes_nothing_to_the_sums(ada, ines):
    question = make_question(owner=ines.user)
    page = f"/questions/{question.pk}/"
    ada.send(page, answer="410")
    shown()
    with CaptureQueriesContext(connection) as caught:
        ada.send(page, answer="404")
    assert Answer.objects.count() == 2
    told = ("quizzes_revisionsums", "quizzes_countedthrough")
    assert [query["sql"] for query in caught if any(name in query["sql"] for name in told)] == []


def test_what_came_alone_is_found_by_its_index(question, monkeypatch):
    answer_some(question)
    shown()
    with CaptureQueriesContext(connection) as caught:
        given_alone({question.current_id: question.current.body})
    (found,) = [query["sql"] for query in caught if 'FROM "quizzes_answer"' in query["sql"]]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(f"EXPLAIN {'QUERY PLAN ' if connection.vendor == 'sqlite' else ''}{found}")
        assert "quizzes_answer_alone" in str(cursor.fetchall())


def test_two_who_look_at_once_count_once(committed):
    question = make_question()
    answer_some(question)
    gate = Barrier(2)

    def look(_):
        gate.wait(timeout=10)
        try:
            return shown()
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(look, range(2))) == [anew()] * 2
    assert shown() == anew()


@pytest.mark.skipif(connection.vendor != "postgresql", reason="on SQLite one transaction writes at a time")
def test_an_answer_that_is_stored_late_is_not_passed_over(committed):
    """Its number is lower than one that is stored already; whoever looks meanwhile waits a little and keeps nothing."""
    question, learner = make_question(), make_learner()
    begun, go_on = Event(), Event()

    def late():
        try:
            with transaction.atomic():
                make_answer(question=question, code=410, learner=learner)
                begun.set()
                go_on.wait(timeout=10)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        done = pool.submit(late)
        begun.wait(timeout=10)
        make_answer(question=question, code=404, learner=learner)
        assert shown() == anew()
        go_on.set()
        done.result()
    assert_true()
    assert sum(shown()[0].values()) == 2
